"""Connections: every method and property, in states in which they have an effect."""

from __future__ import annotations

import contextlib
import copy
import pickle

import h11

from ...package.peers import (
    CONNECT,
    END,
    GET,
    GET_WIRE,
    POST_CHUNKED,
    POST_SIX,
    UPGRADE,
    client_after,
    ok,
    read,
    server_after,
    server_until_close,
)
from . import of_events
from .of_events import FIELDS, Sized, rejected


class Mine(h11.Connection):
    """With a dict."""


class Initialized(h11.Connection):
    """With its own `__init__`, and a method that calls the one of the base class."""

    def __init__(self) -> None:
        super().__init__(h11.SERVER)

    def next_event(self):
        return super().next_event()


#: A message with all features.
WIRE = (
    b"POST /a HTTP/1.1\r\nHost: a\r\nAccept: */*\r\nCookie: b=c\r\nX-Folded: 1\r\n 2\r\n"
    b"Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n"
    b"3;a=b\r\nabc\r\n0\r\nTrailer: 1\r\n\r\n"
)
ANSWER = b"HTTP/1.1 103 Early\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc"
#: The attributes to read.
ATTRIBUTES = (
    "our_role",
    "their_role",
    "states",
    "our_state",
    "their_state",
    "their_http_version",
    "client_is_waiting_for_100_continue",
    "they_are_waiting_for_100_continue",
    "trailing_data",
    "_cstate",
    "_receive_buffer",
)


def receiving(wire: object, *, in_one: bool = True) -> list:
    server = h11.Connection(h11.SERVER)
    for piece in [wire] if in_one else [wire[at : at + 1] for at in range(len(wire))]:
        server.receive_data(piece)
    return read(server)


def answered(*events: object) -> list:
    """A server that has received a GET sends these."""
    server = server_after(GET_WIRE)
    return [server.send(event) for event in events]


def waiting() -> h11.Connection:
    """A server whose client waits for 100 Continue."""
    return server_after(
        b"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n", b"Expect: 100-continue\r\n\r\n"
    )


def next_cycle() -> None:
    server = server_after(2 * GET_WIRE)
    server.send(ok())
    server.send(END)
    server.start_next_cycle()
    assert server.next_event() == GET


def switched() -> tuple:
    client = client_after(CONNECT, END)
    client.receive_data(b"HTTP/1.1 200 OK\r\n\r\nother protocol")
    assert [type(event) for event in read(client)][-1] is h11.PAUSED
    return client.trailing_data


def upgraded() -> list:
    client = client_after(UPGRADE, END)
    client.receive_data(b"HTTP/1.1 101 Yes\r\nUpgrade: mirror\r\n\r\nother protocol")
    return read(client)


def closed() -> list:
    server = h11.Connection(h11.SERVER)
    server.receive_data(b"")
    return [server.next_event(), server.send(h11.ConnectionClosed()), server.states]


def reading(name: str):
    """Read an attribute of a connection that has been used."""
    return lambda: getattr(waiting(), name)


OPERATIONS = {
    "connection: made": lambda: (h11.Connection(h11.CLIENT), h11.Connection(h11.SERVER)),
    "connection: by keywords": lambda: h11.Connection(
        our_role=h11.CLIENT, max_incomplete_event_size=10**30
    ),
    "connection: a subclass": lambda: Mine(h11.CLIENT),
    "connection: a subclass with methods": lambda: Initialized().next_event(),
    "connection: an attribute": lambda: setattr(h11.Connection(h11.CLIENT), "mine", 1),
    "connection: repr": lambda: repr(h11.Connection(h11.CLIENT)),
    "connection: without init": lambda: without_init(),
    "connection: init again": lambda: client_after(GET).__init__(h11.CLIENT),
    "connection: copied": lambda: rejected_or_done(copy.copy, client_after(GET)),
    "connection: pickled": lambda: rejected_or_done(pickle.dumps, client_after(GET)),
    **{f"connection: {name}": reading(name) for name in ATTRIBUTES},
    "connection: version set": lambda: setattr(client_after(), "their_http_version", b"1.0"),
    "connection: waiting set": lambda: setattr(
        client_after(), "client_is_waiting_for_100_continue", True
    ),
    "receive: all at once": lambda: receiving(WIRE),
    "receive: byte by byte": lambda: receiving(WIRE[:60], in_one=False),
    "receive: a bytearray": lambda: receiving(bytearray(WIRE)),
    "receive: a view": lambda: receiving(memoryview(WIRE)),
    "receive: a slice of bytes": lambda: receiving(WIRE[:100]),
    "receive: nothing": lambda: h11.Connection(h11.CLIENT).next_event(),
    "receive: the end": closed,
    "receive: an answer": lambda: read(received(client_after(GET, END), ANSWER)),
    "receive: until the end": lambda: read(
        received(client_after(GET, END), b"HTTP/1.0 200 OK\r\n\r\nabc", b"")
    ),
    "receive: two requests": next_cycle,
    "receive: a list": rejected(TypeError, h11.Connection(h11.SERVER).receive_data, list(b"GET")),
    "receive: text": rejected(TypeError, h11.Connection(h11.SERVER).receive_data, "text"),
    "send: a request": lambda: client_after(GET, END),
    "send: a request with data": lambda: client_after(POST_SIX, h11.Data(b"abcdef"), END),
    "send: chunks": lambda: client_after(
        POST_CHUNKED,
        h11.Data(b"abc"),
        h11.Data(bytearray(b"abc")),
        h11.Data(memoryview(b"abc")),
        h11.EndOfMessage(headers=FIELDS),
    ),
    "send: passed through": lambda: client_after(POST_CHUNKED).send_with_data_passthrough(
        h11.Data(Sized())
    ),
    "send: a head passed through": lambda: client_after().send_with_data_passthrough(GET),
    "send: an answer": lambda: answered(ok(("A", "b")), h11.Data(b"abc"), END),
    "send: an answer with a length": lambda: answered(
        ok(("Content-Length", "3"), ("Connection", "b, close")), h11.Data(b"abc"), END
    ),
    "send: a hint before": lambda: answered(
        h11.InformationalResponse(status_code=103, headers=FIELDS), ok()
    ),
    "send: until the end": lambda: server_until_close().send(h11.Data(b"abc")),
    "send: no answer to HEAD": lambda: server_after(b"HEAD / HTTP/1.1\r\nHost: a\r\n\r\n").send(
        ok()
    ),
    "send: go on": lambda: waiting().send(h11.InformationalResponse(status_code=100, headers=[])),
    "send: closed": lambda: h11.Connection(h11.CLIENT).send(h11.ConnectionClosed()),
    "send: failed": lambda: client_after(GET).send_failed(),
    "switch: by CONNECT": switched,
    "switch: by Upgrade": upgraded,
    "wrong: no such role": rejected(ValueError, h11.Connection, 5),
    "wrong: no role": rejected(TypeError, h11.Connection),
    "wrong: a keyword of Connection": rejected(TypeError, h11.Connection, h11.CLIENT, nope=1),
    "wrong: a method called with too much": rejected(TypeError, client_after().next_event, 1),
    "wrong: a method called with too little": rejected(TypeError, client_after().send),
    "wrong: a subclass of an event sent": lambda: rejected(
        h11.LocalProtocolError, client_after(POST_CHUNKED).send, of_events.Mine(b"x")
    )(),
    "wrong: text sent": lambda: rejected(TypeError, client_after(POST_SIX).send, h11.Data("abc"))(),
    "wrong: a number sent as data": lambda: rejected(
        TypeError, client_after(POST_CHUNKED).send, h11.Data(5)
    )(),
    "wrong: a cycle too early": lambda: rejected(
        h11.LocalProtocolError, client_after(GET).start_next_cycle
    )(),
    "wrong: read on after an error": lambda: read_on(),
    "wrong: sent after an error": lambda: rejected(
        h11.LocalProtocolError, failed().send, h11.EndOfMessage()
    )(),
    "wrong: a role set": lambda: rejected(
        AttributeError, setattr, client_after(), "our_role", h11.SERVER
    )(),
}


def received(connection: h11.Connection, *segments: bytes) -> h11.Connection:
    for segment in segments:
        connection.receive_data(segment)
    return connection


def failed() -> h11.Connection:
    client = client_after(GET)
    client.send_failed()
    return client


def read_on() -> None:
    """A connection after a protocol error of the peer raises again."""
    server = received(h11.Connection(h11.SERVER), b"GET\r\n\r\n")
    for _ in range(2):
        rejected(h11.RemoteProtocolError, server.next_event)()


def without_init() -> None:
    """An uninitialized connection raises, whatever is called."""
    connection = h11.Connection.__new__(h11.Connection)
    for name in ATTRIBUTES:
        with contextlib.suppress(AttributeError):
            getattr(connection, name)
    rejected(AttributeError, connection.next_event)()
    rejected(AttributeError, connection.send, GET)()
    rejected(AttributeError, connection.receive_data, b"x")()


def rejected_or_done(act, connection: h11.Connection) -> None:
    """0.16.0 happens to support it."""
    with contextlib.suppress(TypeError, pickle.PicklingError):
        act(connection)
