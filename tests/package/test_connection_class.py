"""`Connection` is an ordinary Python class: it supports subclasses, patching and weak references."""

from __future__ import annotations

import copy
import pickle
import weakref
from unittest import mock

import h11
import pytest

from .peers import GET, GET_WIRE, client_after, read
from .samples import PROPERTIES


class Wrapped(h11.Connection):
    """Like servers do: an `__init__` with its own signature, which calls the base by name."""

    def __init__(self, transport, *, secure=False) -> None:
        self.transport = transport
        h11.Connection.__init__(self, h11.SERVER, max_incomplete_event_size=50)
        self.secure = secure


def test_a_subclass_with_another_signature():
    wrapped = Wrapped("transport", secure=True)
    assert (wrapped.transport, wrapped.secure) == ("transport", True)
    assert (wrapped.our_role, wrapped.their_role) == (h11.SERVER, h11.CLIENT)
    wrapped.receive_data(b"a" * 51)
    with pytest.raises(h11.RemoteProtocolError, match="Receive buffer too long"):
        wrapped.next_event()


def test_a_subclass_that_overrides_methods():
    class Counting(h11.Connection):
        __slots__ = ("sent",)

        def __init__(self) -> None:
            super().__init__(h11.CLIENT)
            self.sent = 0

        def send(self, event):
            self.sent += 1
            return super().send(event)

        @property
        def our_state(self):
            return "busy"

    counting = Counting()
    assert counting.send(event=GET) == GET_WIRE
    assert (counting.sent, counting.our_state) == (1, "busy")
    assert counting.states[h11.CLIENT] is h11.SEND_BODY


def test_a_subclass_with_new_and_several_bases():
    class Base:
        def __init__(self, label) -> None:
            self.label = label

    class Mixed(Base, h11.Connection):
        def __new__(cls, *args, **kwargs):
            made = super().__new__(cls)
            made.early = args
            return made

        def __init__(self, label) -> None:
            Base.__init__(self, label)
            h11.Connection.__init__(self, h11.CLIENT)

    mixed = Mixed("x")
    assert (mixed.label, mixed.early, mixed.our_state) == ("x", ("x",), h11.IDLE)


def test_methods_before_init():
    class Lazy(h11.Connection):
        def __init__(self) -> None:
            pass

    lazy = Lazy()
    lazy.attribute = 1
    for name in ("states", "our_state", "their_state", "trailing_data"):
        with pytest.raises(AttributeError):
            getattr(lazy, name)
    for call in (
        lazy.next_event,
        lazy.start_next_cycle,
        lazy.send_failed,
        lambda: lazy.receive_data(b"x"),
        lambda: lazy.send(GET),
        lambda: lazy.send_with_data_passthrough(GET),
    ):
        with pytest.raises(AttributeError):
            call()
    h11.Connection.__init__(lazy, h11.CLIENT)
    assert lazy.send(GET) == GET_WIRE


def test_calling_init_again_resets():
    connection = client_after(GET)
    connection.receive_data(b"x")
    connection.__init__(h11.SERVER)
    assert connection.our_role is h11.SERVER
    assert connection.states == {h11.CLIENT: h11.IDLE, h11.SERVER: h11.IDLE}
    assert connection.trailing_data == (b"", False)
    assert connection.their_http_version is None


@pytest.mark.parametrize("role", [None, "CLIENT", h11.IDLE, h11.NEED_DATA, h11.Connection, []])
def test_roles(role):
    with pytest.raises(ValueError) as caught:
        h11.Connection(role)
    assert str(caught.value) == f"expected CLIENT or SERVER, not {role!r}"


def test_keyword_calls():
    connection = h11.Connection(our_role=h11.SERVER, max_incomplete_event_size=99)
    connection.receive_data(data=GET_WIRE)
    assert connection.next_event() == GET
    response = h11.Response(status_code=200, headers=[])
    assert connection.send(event=response).startswith(b"HTTP/1.1 200 ")
    assert connection.send_with_data_passthrough(event=h11.Data(b"x")) == [b"1\r\n", b"x", b"\r\n"]
    for method in ("send", "send_with_data_passthrough", "receive_data"):
        with pytest.raises(TypeError):
            getattr(connection, method)(wrong=1)
        with pytest.raises(TypeError):
            getattr(connection, method)()


def test_weak_references():
    connection = h11.Connection(h11.CLIENT)
    reference = weakref.ref(connection)
    registry = weakref.WeakKeyDictionary({connection: "x"})
    assert reference() is connection
    assert registry[connection] == "x"
    del connection
    assert reference() is None
    assert not registry


def test_arbitrary_attributes():
    connection = h11.Connection(h11.CLIENT)
    connection.anything = 1
    assert connection.anything == vars(connection)["anything"] == 1
    del connection.anything
    assert not hasattr(connection, "anything")
    connection.send = mock.Mock(return_value=b"sent")
    assert connection.send(GET) == b"sent"


def test_identity_is_equality():
    one, other = h11.Connection(h11.CLIENT), h11.Connection(h11.CLIENT)
    assert one == one
    assert one != other
    assert len({one, other}) == 2
    assert one
    assert repr(one) != repr(other)


@pytest.mark.parametrize("name", PROPERTIES)
def test_states_are_read_only(name):
    connection = h11.Connection(h11.CLIENT)
    with pytest.raises(AttributeError):
        setattr(connection, name, None)
    with pytest.raises(AttributeError):
        delattr(connection, name)


def test_states_are_a_copy():
    connection = h11.Connection(h11.CLIENT)
    states = connection.states
    states[h11.CLIENT] = h11.ERROR
    states.clear()
    assert connection.states == {h11.CLIENT: h11.IDLE, h11.SERVER: h11.IDLE}
    assert list(connection.states) == [h11.CLIENT, h11.SERVER]


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        (None, b"HTTP/1.1 200 \r\nConnection: close\r\n\r\n"),
        (b"1.0", b"HTTP/1.1 200 \r\nConnection: close\r\n\r\n"),
        (b"1.1", b"HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n"),
        (b"9", b"HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n"),
    ],
)
def test_their_version_can_be_assigned(version, expected):
    """Servers that received the head from elsewhere, as after an upgrade, assign the version."""
    server = h11.Connection(h11.SERVER)
    assert server.their_http_version is None
    server.their_http_version = version
    assert server.their_http_version == version
    assert server.send(h11.Response(status_code=200, headers=[])) == expected


@pytest.mark.differs("0.16.0 takes anything and fails when it compares")
@pytest.mark.parametrize("version", ["1.1", 1.1, (1, 1)])
def test_their_version_is_bytes_or_none(version):
    server = h11.Connection(h11.SERVER)
    with pytest.raises(TypeError):
        server.their_http_version = version
    assert server.their_http_version is None


def test_unbound_methods():
    connection = h11.Connection(h11.SERVER)
    h11.Connection.receive_data(connection, GET_WIRE)
    next_event = connection.next_event
    assert next_event() == GET
    assert [type(event) for event in read(connection)] == [h11.EndOfMessage, h11.NEED_DATA]
    assert next_event.__self__ is connection
    assert next_event.__name__ == "next_event"
    with pytest.raises((TypeError, AttributeError)):
        h11.Connection.next_event(object())


@pytest.mark.differs("0.16.0 makes a twin that shares the state of the first")
@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, pickle.dumps])
@pytest.mark.parametrize("class_", [h11.Connection, type("Sub", (h11.Connection,), {})])
def test_copying_raises(duplicate, class_):
    with pytest.raises(TypeError, match="cannot be copied or pickled"):
        duplicate(class_(h11.CLIENT))


def test_deallocating_a_version_may_use_the_connection():
    """Deallocating the old value may run arbitrary code; the connection is free at that point."""
    seen = []

    class Version(bytes):
        def __del__(self) -> None:
            seen.append(server.their_http_version)

    server = h11.Connection(h11.SERVER)
    server.their_http_version = Version(b"1.0")
    server.their_http_version = b"1.1"
    assert seen == [b"1.1"]
    server.their_http_version = Version(b"1.0")
    server.receive_data(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    server.next_event()
    assert seen == [b"1.1", b"1.1"]
    assert type(server.their_http_version) is bytes
