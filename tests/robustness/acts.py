"""Things that are done over and over: each event made, received and sent; each error raised."""

from __future__ import annotations

import contextlib
import copy
import pickle
from collections.abc import Callable

import h11

from ..package.hostile import with_methods
from ..package.peers import END, GET, GET_WIRE, HOST, POST_CHUNKED, POST_CHUNKED_WIRE, POST_SIX, ok
from ..package.samples import DATA, END_OF_MESSAGE, INFORMATIONAL, RESPONSE, SAMPLES, values
from .hostile_objects import Mine, raising
from .shapes import SURPLUS

Act = Callable[[], object]


def receiving(role: type, *segments: bytes, sent: tuple = (), told: object) -> Act:
    """Read the events of these segments; the last is of this type, or an error of this text."""

    def act() -> None:
        connection = h11.Connection(role)
        for event in sent:
            connection.send(event)
        event = None
        try:
            for segment in segments:
                connection.receive_data(segment)
                event = connection.next_event()
                while event is not h11.NEED_DATA and type(event) is not told:
                    event = connection.next_event()
        except h11.RemoteProtocolError as error:
            assert str(error).startswith(told), error
        else:
            assert type(event) is told, event

    return act


def sending(*events: h11.Event, role: type = h11.CLIENT, heard: bytes = b"") -> Act:
    def act() -> None:
        connection = h11.Connection(role)
        if heard:
            connection.receive_data(heard)
            while connection.next_event() is not h11.NEED_DATA:
                pass
        for event in events:
            connection.send(event)

    return act


def making(event: h11.Event) -> Act:
    arguments = values(event)
    return lambda: type(event)(**arguments)


def failing(expected: type[BaseException], act: Act) -> Act:
    def raised() -> None:
        with contextlib.suppress(expected):
            act()
            raise AssertionError("it did not raise")

    return raised


def answered(wire: bytes, *, told: object) -> Act:
    return receiving(h11.CLIENT, wire, sent=(GET, END), told=told)


def asked(wire: bytes, *, told: object) -> Act:
    return receiving(h11.SERVER, wire, told=told)


def field(line: bytes) -> bytes:
    return GET_WIRE[:-2] + line + b"\r\n\r\n"


SIX_WIRE = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\n"
OK_WIRE = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
CHUNKS = POST_CHUNKED_WIRE + b"2;e=1\r\nab\r\n1\r\nc\r\n0\r\nA: b\r\n\r\n"
MANY = b"GET / HTTP/1.1\r\nHost: a\r\n" + b"A: b\r\n" * 20 + b"Connection: a, b\r\n\r\n"

EVENTS: dict[str, Act] = {
    **{f"{type(event).__name__} made": making(event) for event in SAMPLES},
    "Request received": asked(GET_WIRE, told=h11.Request),
    "Request received in pieces": receiving(
        h11.SERVER, GET_WIRE[:9], GET_WIRE[9:20], GET_WIRE[20:], told=h11.Request
    ),
    "Request with many fields received": asked(MANY, told=h11.Request),
    "InformationalResponse received": answered(
        b"HTTP/1.1 103 Hi\r\nLink: <a>\r\n\r\n", told=h11.InformationalResponse
    ),
    "Response received": answered(OK_WIRE, told=h11.Response),
    "Data received": asked(SIX_WIRE + b"abc", told=h11.Data),
    "Data received in an object of its own": receiving(
        h11.SERVER, SIX_WIRE, b"abcdef", told=h11.Data
    ),
    "Data received from a bytearray": receiving(
        h11.SERVER, bytearray(SIX_WIRE), bytearray(b"ab"), memoryview(b"cd"), told=h11.Data
    ),
    "chunks received": asked(CHUNKS, told=h11.EndOfMessage),
    "EndOfMessage received": asked(SIX_WIRE + b"abcdef", told=h11.EndOfMessage),
    "ConnectionClosed received": receiving(h11.SERVER, b"", told=h11.ConnectionClosed),
    "NEED_DATA": asked(b"GET ", told=h11.NEED_DATA),
    "PAUSED": asked(GET_WIRE * 2, told=h11.PAUSED),
    "Request sent": sending(GET),
    "InformationalResponse sent": sending(INFORMATIONAL, role=h11.SERVER, heard=GET_WIRE),
    "Response sent": sending(RESPONSE, role=h11.SERVER, heard=GET_WIRE),
    "Data sent": sending(POST_CHUNKED, DATA),
    "EndOfMessage sent": sending(POST_CHUNKED, END_OF_MESSAGE),
    "ConnectionClosed sent": sending(h11.ConnectionClosed()),
}


def look_at_headers() -> None:
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


USES: dict[str, Act] = {
    "headers looked at": look_at_headers,
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
REMOTE: dict[str, Act] = {
    "no request line": asked(b"\r\n\r\n", told="no request line"),
    "hopeless": asked(b"\x16\x03", told="illegal request line"),
    "request line": asked(b"GET\r\n\r\n", told="illegal request line"),
    "status line": answered(b"HTTP/1.1 2000\r\n\r\n", told="illegal status line"),
    "field line": asked(field(b"A\0: b"), told="illegal header line"),
    "field line after many": asked(MANY[:-2] + b"\0\r\n\r\n", told="illegal header line"),
    "first line folded": asked(b"GET / HTTP/1.1\r\n a\r\n\r\n", told="continuation line"),
    "no host": asked(b"GET / HTTP/1.1\r\n\r\n", told="Missing mandatory Host"),
    "two hosts": asked(field(b"Host: b"), told="Found multiple Host"),
    "length": asked(field(b"Content-Length: x"), told="bad Content-Length"),
    "lengths": asked(field(b"Content-Length: 1, 2"), told="conflicting Content-Length"),
    "coding": asked(field(b"Transfer-Encoding: x"), told="Only Transfer-Encoding"),
    "status code": answered(b"HTTP/1.1 099 A\r\n\r\n", told="InformationalResponse status_code"),
    "head too large": asked(b"GET /" + b"a" * 20_000, told="Receive buffer too long"),
    "chunk header": asked(POST_CHUNKED_WIRE + b"x\r\n", told="illegal chunk header"),
    "chunk footer": asked(POST_CHUNKED_WIRE + b"1\r\nabc", told="malformed chunk footer"),
    "trailer": asked(POST_CHUNKED_WIRE + b"0\r\nA\r\n\r\n", told="illegal header line"),
    "surplus": asked(POST_CHUNKED_WIRE + b"1;" + b"x" * SURPLUS, told="chunk extensions"),
    "content cut short": receiving(h11.SERVER, SIX_WIRE + b"a", b"", told="peer closed connection"),
    "chunk cut short": receiving(h11.SERVER, POST_CHUNKED_WIRE, b"", told="peer closed connection"),
    "head cut short": receiving(h11.SERVER, b"GET", b"", told="peer unexpectedly closed"),
    "data after the end": receiving(
        h11.CLIENT,
        PARTLY + b"Connection: close\r\nContent-Length: 0\r\n\r\nx",
        sent=(GET, END),
        told="Got data when expecting EOF",
    ),
}
LOCAL: dict[str, Act] = {
    name: failing(error, act)
    for name, (error, act) in {
        "bad name": (h11.LocalProtocolError, lambda: ok(("A", "b"), ("a b", "c"))),
        "bad value": (h11.LocalProtocolError, lambda: ok(("A", "b"), ("C", "\0"))),
        "bad status": (h11.LocalProtocolError, lambda: h11.Response(status_code=1, headers=[])),
        "bad method": (
            h11.LocalProtocolError,
            lambda: h11.Request(method="G T", target="/", headers=[HOST]),
        ),
        "huge status": (
            h11.LocalProtocolError,
            lambda: h11.Response(status_code=1 << 70, headers=[]),
        ),
        "wrong type": (TypeError, lambda: h11.Request(method=1, target="/", headers=[HOST])),
        "argument missing": (TypeError, lambda: h11.Request(method="GET")),
        "wrong role": (ValueError, lambda: h11.Connection(h11.IDLE)),
        "wrong event": (h11.LocalProtocolError, sending(END)),
        "no event": (h11.LocalProtocolError, sending(None)),
        "too much data": (h11.LocalProtocolError, sending(POST_SIX, h11.Data(b"1234567"))),
        "too little data": (h11.LocalProtocolError, sending(POST_SIX, END)),
        "next cycle": (
            h11.LocalProtocolError,
            lambda: h11.Connection(h11.CLIENT).start_next_cycle(),
        ),
        "no bytes": (TypeError, lambda: h11.Connection(h11.CLIENT).receive_data("text")),
        "bytes after the end": (RuntimeError, receive_after_the_end),
        "fields that raise": (Mine, lambda: h11.EndOfMessage(headers=fields_that_raise())),
        "a value that raises": (Mine, lambda: ok(("A", "b"), ("C", with_methods(bytes=raising)))),
        "a length that raises": (Mine, sending(POST_SIX, h11.Data(with_methods(len=raising)))),
        "a length that is none": (ValueError, sending(POST_SIX, with_length(-1))),
        "a length beyond 64 bits": (OverflowError, sending(POST_CHUNKED, with_length(1 << 64))),
        "a truth that raises": (
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
ACTS = {
    **EVENTS,
    **USES,
    **{f"received: {name}": act for name, act in REMOTE.items()},
    **{f"raised: {name}": act for name, act in LOCAL.items()},
}
