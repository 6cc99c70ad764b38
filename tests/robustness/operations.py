"""Operations to repeat: each event constructed, received and sent; each error raised."""

from __future__ import annotations

import contextlib
import copy
import pickle
from collections.abc import Callable

import h11

from ..package.hostile import with_methods
from ..package.peers import END, GET, GET_WIRE, HOST, POST_CHUNKED, POST_CHUNKED_WIRE, POST_SIX, ok
from ..package.samples import DATA, END_OF_MESSAGE, INFORMATIONAL, RESPONSE, SAMPLES, values
from .attack_patterns import OVERHEAD
from .hostile_objects import Mine, raising

Operation = Callable[[], object]


def receiving(role: type, *segments: bytes, sent: tuple = (), expected: object) -> Operation:
    """Receive the events of these segments; the last one is of this type, or an error with this
    message."""

    def operation() -> None:
        connection = h11.Connection(role)
        for event in sent:
            connection.send(event)
        event = None
        try:
            for segment in segments:
                connection.receive_data(segment)
                event = connection.next_event()
                while event is not h11.NEED_DATA and type(event) is not expected:
                    event = connection.next_event()
        except h11.RemoteProtocolError as error:
            assert str(error).startswith(expected), error
        else:
            assert type(event) is expected, event

    return operation


def sending(*events: h11.Event, role: type = h11.CLIENT, received: bytes = b"") -> Operation:
    def operation() -> None:
        connection = h11.Connection(role)
        if received:
            connection.receive_data(received)
            while connection.next_event() is not h11.NEED_DATA:
                pass
        for event in events:
            connection.send(event)

    return operation


def constructing(event: h11.Event) -> Operation:
    arguments = values(event)
    return lambda: type(event)(**arguments)


def failing(expected: type[BaseException], operation: Operation) -> Operation:
    def raised() -> None:
        with contextlib.suppress(expected):
            operation()
            raise AssertionError("it did not raise")

    return raised


def to_client(wire: bytes, *, expected: object) -> Operation:
    return receiving(h11.CLIENT, wire, sent=(GET, END), expected=expected)


def to_server(wire: bytes, *, expected: object) -> Operation:
    return receiving(h11.SERVER, wire, expected=expected)


def field(line: bytes) -> bytes:
    return GET_WIRE[:-2] + line + b"\r\n\r\n"


SIX_WIRE = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\n"
OK_WIRE = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
CHUNKS = POST_CHUNKED_WIRE + b"2;e=1\r\nab\r\n1\r\nc\r\n0\r\nA: b\r\n\r\n"
MANY = b"GET / HTTP/1.1\r\nHost: a\r\n" + b"A: b\r\n" * 20 + b"Connection: a, b\r\n\r\n"

EVENTS: dict[str, Operation] = {
    **{f"{type(event).__name__} constructed": constructing(event) for event in SAMPLES},
    "Request received": to_server(GET_WIRE, expected=h11.Request),
    "Request received in segments": receiving(
        h11.SERVER, GET_WIRE[:9], GET_WIRE[9:20], GET_WIRE[20:], expected=h11.Request
    ),
    "Request with many fields received": to_server(MANY, expected=h11.Request),
    "InformationalResponse received": to_client(
        b"HTTP/1.1 103 Hi\r\nLink: <a>\r\n\r\n", expected=h11.InformationalResponse
    ),
    "Response received": to_client(OK_WIRE, expected=h11.Response),
    "Data received": to_server(SIX_WIRE + b"abc", expected=h11.Data),
    "Data received as a separate object": receiving(
        h11.SERVER, SIX_WIRE, b"abcdef", expected=h11.Data
    ),
    "Data received from a bytearray": receiving(
        h11.SERVER, bytearray(SIX_WIRE), bytearray(b"ab"), memoryview(b"cd"), expected=h11.Data
    ),
    "chunks received": to_server(CHUNKS, expected=h11.EndOfMessage),
    "EndOfMessage received": to_server(SIX_WIRE + b"abcdef", expected=h11.EndOfMessage),
    "ConnectionClosed received": receiving(h11.SERVER, b"", expected=h11.ConnectionClosed),
    "NEED_DATA": to_server(b"GET ", expected=h11.NEED_DATA),
    "PAUSED": to_server(GET_WIRE * 2, expected=h11.PAUSED),
    "Request sent": sending(GET),
    "InformationalResponse sent": sending(INFORMATIONAL, role=h11.SERVER, received=GET_WIRE),
    "Response sent": sending(RESPONSE, role=h11.SERVER, received=GET_WIRE),
    "Data sent": sending(POST_CHUNKED, DATA),
    "EndOfMessage sent": sending(POST_CHUNKED, END_OF_MESSAGE),
    "ConnectionClosed sent": sending(h11.ConnectionClosed()),
}


def access_headers() -> None:
    server = h11.Connection(h11.SERVER)
    server.receive_data(MANY)
    headers = server.next_event().headers
    next(iter(headers))
    _ = headers[1:3], headers[-1], headers.raw_items(), list(headers), repr(headers)
    assert headers != GET.headers


def copies() -> None:
    for event in SAMPLES:
        assert copy.copy(event) == copy.deepcopy(event) == pickle.loads(pickle.dumps(event))


def attributes() -> None:
    connection = h11.Connection(h11.CLIENT)
    connection.mine = connection
    _ = connection.states, connection.our_state, connection.trailing_data, repr(connection)
    connection.their_http_version = b"1.0"
    del connection.mine


def whole_cycle() -> None:
    client, server = h11.Connection(h11.CLIENT), h11.Connection(h11.SERVER)
    for _ in range(2):
        server.receive_data(client.send(GET) + client.send(END))
        server.next_event(), server.next_event()
        for event in (RESPONSE, DATA, END):
            client.receive_data(server.send(event))
        while type(client.next_event()) is not h11.EndOfMessage:
            pass
        client.start_next_cycle()
        server.start_next_cycle()


def with_length(length: object) -> h11.Data:
    return h11.Data(with_methods(len=lambda self: length, bool=lambda self: True))


USES: dict[str, Operation] = {
    "headers accessed": access_headers,
    "attributes": attributes,
    "whole cycles": whole_cycle,
    "copies and pickles": copies,
}


def receive_after_the_end() -> None:
    server = h11.Connection(h11.SERVER)
    server.receive_data(b"")
    server.receive_data(b"x")


def fields_that_raise():
    yield HOST
    yield ("A", "b")
    raise Mine


PARTLY = b"HTTP/1.1 200 OK\r\n"
REMOTE: dict[str, Operation] = {
    "no request line": to_server(b"\r\n\r\n", expected="no request line"),
    "invalid first byte": to_server(b"\x16\x03", expected="illegal request line"),
    "request line": to_server(b"GET\r\n\r\n", expected="illegal request line"),
    "status line": to_client(b"HTTP/1.1 2000\r\n\r\n", expected="illegal status line"),
    "field line": to_server(field(b"A\0: b"), expected="illegal header line"),
    "field line after many": to_server(MANY[:-2] + b"\0\r\n\r\n", expected="illegal header line"),
    "leading obs-fold": to_server(b"GET / HTTP/1.1\r\n a\r\n\r\n", expected="continuation line"),
    "missing Host": to_server(b"GET / HTTP/1.1\r\n\r\n", expected="Missing mandatory Host"),
    "repeated Host": to_server(field(b"Host: b"), expected="Found multiple Host"),
    "Content-Length": to_server(field(b"Content-Length: x"), expected="bad Content-Length"),
    "conflicting Content-Length": to_server(
        field(b"Content-Length: 1, 2"), expected="conflicting Content-Length"
    ),
    "transfer coding": to_server(field(b"Transfer-Encoding: x"), expected="Only Transfer-Encoding"),
    "status code": to_client(
        b"HTTP/1.1 099 A\r\n\r\n", expected="InformationalResponse status_code"
    ),
    "head too large": to_server(b"GET /" + b"a" * 20_000, expected="Receive buffer too long"),
    "chunk-size line": to_server(POST_CHUNKED_WIRE + b"x\r\n", expected="illegal chunk header"),
    "chunk without CRLF": to_server(
        POST_CHUNKED_WIRE + b"1\r\nabc", expected="malformed chunk footer"
    ),
    "trailer section": to_server(
        POST_CHUNKED_WIRE + b"0\r\nA\r\n\r\n", expected="illegal header line"
    ),
    "chunk overhead": to_server(
        POST_CHUNKED_WIRE + b"1;" + b"x" * OVERHEAD, expected="chunk extensions"
    ),
    "incomplete content": receiving(
        h11.SERVER, SIX_WIRE + b"a", b"", expected="peer closed connection"
    ),
    "incomplete chunk": receiving(
        h11.SERVER, POST_CHUNKED_WIRE, b"", expected="peer closed connection"
    ),
    "incomplete head": receiving(h11.SERVER, b"GET", b"", expected="peer unexpectedly closed"),
    "data after the end": receiving(
        h11.CLIENT,
        PARTLY + b"Connection: close\r\nContent-Length: 0\r\n\r\nx",
        sent=(GET, END),
        expected="Got data when expecting EOF",
    ),
}
LOCAL: dict[str, Operation] = {
    name: failing(error, operation)
    for name, (error, operation) in {
        "invalid name": (h11.LocalProtocolError, lambda: ok(("A", "b"), ("a b", "c"))),
        "invalid value": (h11.LocalProtocolError, lambda: ok(("A", "b"), ("C", "\0"))),
        "invalid status": (h11.LocalProtocolError, lambda: h11.Response(status_code=1, headers=[])),
        "invalid method": (
            h11.LocalProtocolError,
            lambda: h11.Request(method="G T", target="/", headers=[HOST]),
        ),
        "huge status": (
            h11.LocalProtocolError,
            lambda: h11.Response(status_code=1 << 70, headers=[]),
        ),
        "wrong type": (TypeError, lambda: h11.Request(method=1, target="/", headers=[HOST])),
        "missing argument": (TypeError, lambda: h11.Request(method="GET")),
        "wrong role": (ValueError, lambda: h11.Connection(h11.IDLE)),
        "wrong event": (h11.LocalProtocolError, sending(END)),
        "None as event": (h11.LocalProtocolError, sending(None)),
        "too much data": (h11.LocalProtocolError, sending(POST_SIX, h11.Data(b"1234567"))),
        "too little data": (h11.LocalProtocolError, sending(POST_SIX, END)),
        "next cycle": (
            h11.LocalProtocolError,
            lambda: h11.Connection(h11.CLIENT).start_next_cycle(),
        ),
        "str for bytes": (TypeError, lambda: h11.Connection(h11.CLIENT).receive_data("text")),
        "bytes after the end": (RuntimeError, receive_after_the_end),
        "fields that raise": (Mine, lambda: h11.EndOfMessage(headers=fields_that_raise())),
        "a value that raises": (Mine, lambda: ok(("A", "b"), ("C", with_methods(bytes=raising)))),
        "a length that raises": (Mine, sending(POST_SIX, h11.Data(with_methods(len=raising)))),
        "an invalid length": (ValueError, sending(POST_SIX, with_length(-1))),
        "a length beyond 64 bits": (OverflowError, sending(POST_CHUNKED, with_length(1 << 64))),
        "a bool that raises": (
            Mine,
            lambda: h11.Connection(h11.SERVER).receive_data(with_methods(bool=raising)),
        ),
        "changing an event": (AttributeError, lambda: setattr(GET, "method", b"PUT")),
        "changing a role": (
            AttributeError,
            lambda: setattr(h11.Connection(h11.CLIENT), "our_role", 1),
        ),
    }.items()
}
OPERATIONS = {
    **EVENTS,
    **USES,
    **{f"received: {name}": operation for name, operation in REMOTE.items()},
    **{f"raised: {name}": operation for name, operation in LOCAL.items()},
}
