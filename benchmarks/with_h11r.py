"""The workloads with h11r.

h11r has no `send(event)`: a method for each kind of event takes its parts and returns the bytes. Its
headers keep the case of names, which the others lower.
"""

import importlib.metadata

from h11r import (
    Connection,
    Data,
    EndOfMessage,
    ReceiveStatus,
    Request,
    Response,
    Role,
)

from benchmarks import messages as m

VERSION = importlib.metadata.version("h11r")
CLIENT, SERVER, NEED_DATA = Role.CLIENT, Role.SERVER, ReceiveStatus.NEED_DATA


def answer(conn, fields, content):
    """A whole response with a declared length: the bytes to send."""
    return (
        conn.send_response(200, fields, reason=b"OK"),
        conn.send_data(content),
        conn.end_of_message(),
    )


def server_cycle():
    conn = Connection(SERVER)
    conn.receive_data(m.BROWSER)
    request = conn.next_event()
    fields = m.lowered(request.headers)
    while conn.next_event() is not NEED_DATA:
        pass
    wire = answer(conn, m.PAGE_FIELDS, m.PAGE)
    return (request.method, request.target, fields), wire


def small_cycle(conn):
    conn.receive_data(m.SMALL)
    request = conn.next_event()
    fields = m.lowered(request.headers)
    while conn.next_event() is not NEED_DATA:
        pass
    wire = answer(conn, m.PONG_FIELDS, m.PONG)
    conn.start_next_cycle()
    return (request.method, request.target, fields), wire


KEPT_ALIVE = Connection(SERVER)


def parse(raw):
    conn = Connection(SERVER)
    conn.receive_data(raw)
    request = conn.next_event()
    return (request.method, request.target, m.lowered(request.headers)), ()


def parse_500_distinct():
    return [parse(raw)[0] for raw in m.DISTINCT], ()


def headers_len_only():
    conn = Connection(SERVER)
    conn.receive_data(m.BROWSER)
    request = conn.next_event()
    return (request.method, len(request.headers)), ()


def head_8k_byte_by_byte():
    conn = Connection(SERVER)
    for drip in m.SINGLE_BYTES:
        conn.receive_data(drip)
        request = conn.next_event()
    return (request.method, request.target, m.lowered(request.headers)), ()


def pipelined_20():
    conn = Connection(SERVER)
    conn.receive_data(m.PIPELINED)
    targets, wire = [], []
    while True:
        event = conn.next_event()
        if event is NEED_DATA:
            return targets, wire
        if type(event) is Request:
            targets.append(event.target)
        elif type(event) is EndOfMessage:
            wire.extend(answer(conn, m.PONG_FIELDS, m.PONG))
            conn.start_next_cycle()


def client_cycle(conn):
    wire = (conn.send_request(b"GET", b"/", m.CLIENT_FIELDS), conn.end_of_message())
    conn.receive_data(m.PAGE_RESPONSE)
    response = conn.next_event()
    fields = list(response.headers)
    data = conn.next_event().data
    while type(conn.next_event()) is not EndOfMessage:
        pass
    conn.start_next_cycle()
    return (response.status_code, fields, data), wire


POOLED = Connection(CLIENT)


def str_headers():
    conn = Connection(CLIENT)
    return (), (conn.send_request("GET", "/", m.CLIENT_TEXT), conn.end_of_message())


def upload_4mib(take=len):
    return receive_content(Connection(SERVER), m.UPLOAD_HEAD, m.UPLOAD_READS, take)


def download(reads, take):
    return receive_content(new_download(), m.DOWNLOAD_HEAD, reads, take)


def new_download():
    """A client's connection that waits for a response."""
    conn = Connection(CLIENT)
    conn.send_request(b"GET", b"/", m.SMALL_FIELDS)
    conn.end_of_message()
    return conn


def receive_content(conn, head, reads, take):
    conn.receive_data(head)
    conn.next_event()
    total = 0
    for read in reads:
        conn.receive_data(read)
        while (event := conn.next_event()) is not NEED_DATA:
            if type(event) is EndOfMessage:
                return total, ()
            total += take(event.data)


def send_chunked_100():
    conn = Connection(SERVER)
    conn.receive_data(m.SMALL)
    while conn.next_event() is not NEED_DATA:
        pass
    wire = [conn.send_response(200, m.STREAM_FIELDS, reason=b"OK")]
    wire.extend(map(conn.send_data, m.PIECES))
    wire.append(conn.end_of_message())
    return (), wire


def trailers():
    conn = Connection(SERVER)
    conn.receive_data(m.SUMMED)
    request, data, end = conn.next_event(), conn.next_event(), conn.next_event()
    wire = (
        conn.send_response(200, m.STREAM_FIELDS, reason=b"OK"),
        conn.send_data(m.SUMMED_CONTENT),
        conn.end_of_message(m.TRAILERS),
    )
    return (request.method, data.data, m.lowered(end.trailers)), wire


def proxy_copy():
    front, back = Connection(SERVER), Connection(CLIENT)
    wire = []
    copy(front, back, m.PASSING_UP, wire)
    copy(back, front, m.PASSING_DOWN, wire)
    return (), wire


def copy(source, sink, reads, wire):
    for read in reads:
        source.receive_data(read)
        while type(event := source.next_event()) is not ReceiveStatus:
            wire.append(passed_on(event, sink))


def passed_on(event, sink):
    kind = type(event)
    if kind is Data:
        return sink.send_data(event.data)
    if kind is Request:
        return sink.send_request(event.method, event.target, event.headers)
    if kind is Response:
        return sink.send_response(event.status_code, event.headers, reason=event.reason)
    return sink.end_of_message(event.trailers)


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
    "str_headers": str_headers,
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
