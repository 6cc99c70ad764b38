"""The workloads with zttp.

zttp has no `send(event)`: its connection takes the parts of a message, and then returns the bytes. It
returns a request without content as one event, and accepts no str. `receive_event` receives and
returns an event in one call.
"""

import importlib.metadata

from zttp import CLIENT, NEED_DATA, SERVER, Connection, EndOfMessage, Request, Response
from zttp import Data as DataEvent

from benchmarks import messages as m

VERSION = importlib.metadata.version("zttp")


def answer(conn, fields, content):
    """A whole response with a declared length: the bytes to send."""
    conn.send_response(200, fields)
    conn.send_data(content)
    conn.end_message()
    return (conn.data_to_send(),)


def server_cycle():
    conn = Connection(SERVER)
    request = conn.receive_event(m.BROWSER)
    fields = request.headers.to_list(lowercase_names=True)
    while conn.next_event() is not NEED_DATA:
        pass
    wire = answer(conn, m.PAGE_FIELDS, m.PAGE)
    return (request.method, request.target, fields), wire


def small_cycle(conn):
    request = conn.receive_event(m.SMALL)
    fields = request.headers.to_list(lowercase_names=True)
    while conn.next_event() is not NEED_DATA:
        pass
    wire = answer(conn, m.PONG_FIELDS, m.PONG)
    conn.start_next_cycle()
    return (request.method, request.target, fields), wire


KEPT_ALIVE = Connection(SERVER)


def parse(raw):
    request = Connection(SERVER).receive_event(raw)
    fields = request.headers.to_list(lowercase_names=True)
    return (request.method, request.target, fields), ()


def parse_500_distinct():
    return [parse(raw)[0] for raw in m.DISTINCT], ()


def headers_len_only():
    request = Connection(SERVER).receive_event(m.BROWSER)
    return (request.method, len(request.headers)), ()


def head_8k_byte_by_byte():
    conn = Connection(SERVER)
    for drip in m.SINGLE_BYTES:
        request = conn.receive_event(drip)
    fields = request.headers.to_list(lowercase_names=True)
    return (request.method, request.target, fields), ()


def pipelined_20():
    conn = Connection(SERVER)
    targets, wire = [], []
    event = conn.receive_event(m.PIPELINED)
    while event is not NEED_DATA:
        if type(event) is Request:
            targets.append(event.target)
            if event.end_stream:
                wire.extend(answer(conn, m.PONG_FIELDS, m.PONG))
                conn.start_next_cycle()
        event = conn.next_event()
    return targets, wire


def client_cycle(conn):
    conn.send_request(b"GET", b"/", b"1.1", m.CLIENT_FIELDS)
    conn.end_message()
    wire = (conn.data_to_send(),)
    response = conn.receive_event(m.PAGE_RESPONSE)
    fields = response.headers.to_list()
    data = conn.next_event().data
    while type(conn.next_event()) is not EndOfMessage:
        pass
    conn.start_next_cycle()
    return (response.status_code, fields, data), wire


POOLED = Connection(CLIENT)


def upload_4mib(take=len):
    return receive_content(Connection(SERVER), m.UPLOAD_HEAD, m.UPLOAD_READS, take)


def download(reads, take):
    return receive_content(new_download(), m.DOWNLOAD_HEAD, reads, take)


def new_download():
    """A client's connection that waits for a response."""
    conn = Connection(CLIENT)
    conn.send_request(b"GET", b"/", b"1.1", m.SMALL_FIELDS)
    conn.end_message()
    conn.data_to_send()
    return conn


def receive_content(conn, head, reads, take):
    conn.receive_event(head)
    total = 0
    for read in reads:
        event = conn.receive_event(read)
        while event is not NEED_DATA:
            if type(event) is EndOfMessage:
                return total, ()
            total += take(event.data)
            event = conn.next_event()


def send_chunked_100():
    conn = Connection(SERVER)
    event = conn.receive_event(m.SMALL)
    while event is not NEED_DATA:
        event = conn.next_event()
    conn.send_response(200, m.STREAM_FIELDS)
    wire = [conn.data_to_send()]
    for piece in m.PIECES:
        conn.send_data(piece)
        wire.append(conn.data_to_send())
    conn.end_message()
    wire.append(conn.data_to_send())
    return (), wire


def trailers():
    conn = Connection(SERVER)
    request, data, end = conn.receive_event(m.SUMMED), conn.next_event(), conn.next_event()
    seen = (request.method, data.data, [(name.lower(), value) for name, value in end.trailers])
    conn.send_response(200, m.STREAM_FIELDS)
    conn.send_data(m.SUMMED_CONTENT)
    conn.end_message(m.TRAILERS)
    return seen, (conn.data_to_send(),)


def proxy_copy():
    front, back = Connection(SERVER), Connection(CLIENT)
    wire = []
    copy(front, back, m.PASSING_UP, wire)
    copy(back, front, m.PASSING_DOWN, wire)
    return (), wire


def copy(source, sink, reads, wire):
    for read in reads:
        event = source.receive_event(read)
        while event is not NEED_DATA:
            pass_on(event, sink)
            wire.append(sink.data_to_send())
            event = source.next_event()


def pass_on(event, sink):
    kind = type(event)
    if kind is DataEvent:
        sink.send_data(event.data)
    elif kind is Request:
        sink.send_request(event.method, event.target, event.http_version, event.headers)
        if event.end_stream:
            sink.end_message()
    elif kind is Response:
        sink.send_response(event.status_code, event.headers)
    elif kind is EndOfMessage:
        sink.end_message(event.trailers)


WORKLOADS = {
    "server_cycle": server_cycle,
    "server_keepalive": lambda: small_cycle(KEPT_ALIVE),
    "parse_request": lambda: parse(m.BROWSER),
    "parse_500_distinct": parse_500_distinct,
    "parse_100_headers": lambda: parse(m.MANY),
    "headers_len_only": headers_len_only,
    "cookies_8k": lambda: parse(m.WITH_COOKIES),
    "head_8k_byte_by_byte": head_8k_byte_by_byte,
    "pipelined_20": pipelined_20,
    "client_cycle": lambda: client_cycle(POOLED),
    "upload_4mib": upload_4mib,
    "download_chunked_1mib": lambda take=len: download(m.DOWNLOAD_READS, take),
    "download_tiny_chunks": lambda take=len: download(m.TINY_READS, take),
    "send_chunked_100": send_chunked_100,
    "trailers": trailers,
    "proxy_copy": proxy_copy,
}


# For the measurement of memory: a server's connection, new and after a cycle.


def new_connection():
    return Connection(SERVER)


def served(conn):
    small_cycle(conn)
    return conn
