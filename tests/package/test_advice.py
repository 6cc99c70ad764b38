"""What an error says about the mistake: notes (PEP 678), and the texts of Python's exceptions."""

from __future__ import annotations

import copy
import pickle
import sys

import h11
import pytest

from .driver import client, server
from .peers import END, GET, HOST

pytestmark = pytest.mark.differs("0.16.0 gives no advice")

needs_notes = pytest.mark.skipif(sys.version_info < (3, 11), reason="exceptions have no notes")

GET_HEAD = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
OK = h11.Response(status_code=200, headers=[("Content-Length", "0")])


def error_of(call, *arguments, **named) -> Exception:
    with pytest.raises(Exception) as caught:
        call(*arguments, **named)
    return caught.value


def sent(connection: h11.Connection, *events: object) -> Exception:
    *before, last = events
    for event in before:
        connection.send(event)
    return error_of(connection.send, last)


def received(connection: h11.Connection, wire: bytes) -> Exception:
    connection.receive_data(wire)
    return error_of(connection.next_event)


def reading(wire: bytes) -> h11.Connection:
    """A server that has read this request."""
    connection = server()
    connection.receive_data(wire)
    while connection.next_event() is not h11.NEED_DATA:
        pass
    return connection


def answered(wire: bytes) -> h11.Connection:
    """A server in the cycle after that of this request."""
    connection = reading(wire)
    connection.send(OK)
    connection.send(END)
    connection.start_next_cycle()
    return connection


def fresh() -> h11.Connection:
    return h11.Connection(h11.CLIENT)


UPLOAD = h11.Request(method="PUT", target="/", headers=[HOST, ("Content-Length", "2")])

NOTES = {
    "a second request": (lambda: sent(fresh(), GET, GET), "send EndOfMessage()"),
    "no next cycle": (lambda: sent(client(), GET), "then call start_next_cycle()"),
    "the role": (lambda: sent(fresh(), OK), "a client sends a Request"),
    "the other role": (lambda: sent(server(), GET), "a server sends a Response"),
    "a second response": (lambda: sent(reading(GET_HEAD), OK, OK), "send EndOfMessage()"),
    "a response too many": (
        lambda: sent(reading(GET_HEAD), OK, END, OK),
        "call start_next_cycle()",
    ),
    "data first": (lambda: sent(fresh(), h11.Data(b"a")), "send a Request first"),
    "an end first": (lambda: sent(reading(GET_HEAD), END), "send a Response first"),
    "a class": (lambda: sent(fresh(), h11.EndOfMessage), "call it, as in EndOfMessage()"),
    "bytes": (lambda: sent(fresh(), GET_HEAD), "receive_data()"),
    "nothing declared": (lambda: sent(fresh(), GET, h11.Data(b"a")), "has no content"),
    "too little": (lambda: sent(fresh(), UPLOAD, h11.Data(b"a"), END), "as Content-Length"),
    "no cycle": (lambda: error_of(fresh().start_next_cycle), "there is no request"),
    "an incomplete request": (
        lambda: error_of(after(fresh(), UPLOAD).start_next_cycle),
        "the client's EndOfMessage",
    ),
    "no response": (lambda: error_of(client().start_next_cycle), "the server's EndOfMessage"),
    "a last cycle": (
        lambda: error_of(reading(b"GET / HTTP/1.0\r\n\r\n").start_next_cycle),
        "open another one",
    ),
    "after an error": (
        lambda: error_of(failed(fresh()).start_next_cycle),
        "close the connection",
    ),
    "in the error state": (lambda: sent(failed(fresh()), GET), "see the earlier exception"),
    "a switch": (
        lambda: error_of(switched(fresh()).start_next_cycle),
        "has switched protocols",
    ),
    "a target": (
        lambda: error_of(h11.Request, method="GET", target="/a b", headers=[HOST]),
        "percent-encode",
    ),
    "whitespace": (lambda: error_of(h11.EndOfMessage, headers=[("a", "b ")]), "strip()"),
    "a control": (lambda: error_of(h11.EndOfMessage, headers=[("a", "b\0")]), "NUL, LF"),
    "no Host": (
        lambda: error_of(h11.Request, method="GET", target="/", headers=[]),
        "add a field",
    ),
    "an int": (lambda: error_of(h11.EndOfMessage, headers=[("a", 5)]), "with str()"),
    "a second end": (lambda: sent(fresh(), GET, END, END), "has already ended"),
    "data after the end": (
        lambda: sent(reading(b"GET / HTTP/1.0\r\n\r\n"), OK, END, h11.Data(b"a")),
        "has already ended",
    ),
    "a TLS alert": (lambda: received(client(), b"\x15\x03\x03\0\2\2F"), "this looks like TLS"),
    "TLS": (lambda: received(server(), b"\x16\x03\x01\x00"), "this looks like TLS"),
    "TLS with a line end": (lambda: received(server(), b"\x16\x03\n\n"), "this looks like TLS"),
    "HTTP/2, accepted": (
        lambda: received(answered(b"PRI * HTTP/2.0\r\n\r\n"), b"SM\r\n\r\n"),
        "HTTP/2",
    ),
    "HTTP/2": (
        lambda: received(server(policy="strict"), b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        "HTTP/2",
    ),
}


def after(connection: h11.Connection, *events: object) -> h11.Connection:
    for event in events:
        connection.send(event)
    return connection


def failed(connection: h11.Connection) -> h11.Connection:
    connection.send_failed()
    return connection


def switched(connection: h11.Connection) -> h11.Connection:
    headers = [HOST, ("Connection", "upgrade"), ("Upgrade", "x")]
    after(connection, h11.Request(method="GET", target="/", headers=headers), END)
    connection.receive_data(b"HTTP/1.1 101 \r\nUpgrade: x\r\n\r\n")
    connection.next_event()
    return connection


@needs_notes
@pytest.mark.parametrize("mistake", NOTES)
def test_the_note_says_what_to_do(mistake):
    make, part = NOTES[mistake]
    error = make()
    [note] = error.__notes__
    assert part in note
    assert note not in str(error)
    assert error.args == (str(error),)


@needs_notes
def test_positional_arguments_of_an_event():
    """Of a class that takes none, and of one that takes some, there is nothing to say."""
    error = error_of(h11.Request, "GET", "/")
    assert error.__notes__ == [
        "pass the arguments by keyword: method, headers, target, http_version"
    ]
    assert error_of(h11.EndOfMessage, []).__notes__ == ["pass the arguments by keyword: headers"]
    for other in (error_of(h11.ConnectionClosed, 1), error_of(h11.Data, b"", 1, 2, 3)):
        assert not hasattr(other, "__notes__")


@needs_notes
def test_copies_keep_the_note():
    error = sent(fresh(), GET, GET)
    for again in (copy.copy(error), pickle.loads(pickle.dumps(error))):
        assert again.__notes__ == error.__notes__


@needs_notes
def test_other_errors_have_none():
    for error in (
        error_of(h11.EndOfMessage, headers=[("a b", "c")]),
        received(server(), b"\x16\x02\x01"),
        received(server(), b"GET\r\n\r\n"),
        received(server(), b"GET / HTTP/1.1\r\n\r\n"),
        sent(server(), OK, h11.ConnectionClosed()),
    ):
        assert not hasattr(error, "__notes__"), error


TEXTS = {
    "headers in a dict": (
        lambda: error_of(h11.EndOfMessage, headers={"Host": "a"}),
        ValueError,
        "fields must be (name, value) pairs, such as the items() of a dict, not 'Host'",
    ),
    "a line in place of a pair": (
        lambda: error_of(h11.EndOfMessage, headers=[b"Host: a"]),
        ValueError,
        "fields must be (name, value) pairs, such as the items() of a dict, not b'Host: a'",
    ),
    "three parts": (
        lambda: error_of(h11.EndOfMessage, headers=[("a", "b", "c")]),
        ValueError,
        "too many values to unpack (expected 2)",
    ),
    "a str of content": (
        lambda: sent(fresh(), UPLOAD, h11.Data("ab")),
        TypeError,
        "the data of a Data event must be bytes-like, not str: encode it",
    ),
    "a str that is received": (
        lambda: error_of(server().receive_data, "GET"),
        TypeError,
        "receive_data() takes a bytes-like object, not str",
    ),
    "a field by name": (
        lambda: error_of(GET.headers.__getitem__, "host"),
        TypeError,
        "headers are a sequence of (name, value) pairs: use get() for 'host'",
    ),
}


@pytest.mark.parametrize("mistake", TEXTS)
def test_the_text_says_what_is_expected(mistake):
    make, kind, text = TEXTS[mistake]
    error = make()
    assert (type(error), str(error)) == (kind, text)


def test_the_repr_of_a_connection():
    connection = fresh()
    place = f" at {id(connection):#x}>"
    assert repr(connection) == f"<h11.Connection CLIENT: our_state=IDLE, their_state=IDLE{place}"
    connection.send(GET)
    assert "our_state=SEND_BODY, their_state=SEND_RESPONSE" in repr(connection)

    class Mine(h11.Connection):
        def __init__(self) -> None:
            self.seen = repr(self)
            super().__init__(h11.SERVER)

    mine = Mine()
    name = "test_the_repr_of_a_connection.<locals>.Mine"
    assert mine.seen == f"<{name} not initialized at {id(mine):#x}>"
    assert repr(mine).startswith(f"<{name} SERVER: our_state=IDLE, their_state=IDLE at ")


def test_the_docstring_of_the_package_names_everything():
    """`help(h11)` begins with it, and shows only what is in `__all__`."""
    for name in [*h11.__all__, "Headers", "Limits", "MIGHT_SWITCH_PROTOCOL", "PRODUCT_ID"]:
        assert name in h11.__doc__
