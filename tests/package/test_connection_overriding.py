"""The methods of `Connection` call each other, including their replacements."""

from __future__ import annotations

from unittest import mock

import h11
import pytest

from .peers import CONNECT, END, GET, GET_WIRE, HOST, POST_SIX, client_after, ok, read, server_after

#: The methods that a program may replace, and the arguments that 0.16.0 passes.
STEPS = [
    "_clean_up_response_headers_for_sending",
    "_extract_next_receive_event",
    "_process_error",
    "_process_event",
    "_respond_to_state_changes",
    "_server_switch_event",
]


class Recording:
    """A base class that records calls of these methods."""

    def __init__(self, *args):
        self.calls = []
        super().__init__(*args)


def recorded(name):
    def step(self, *args):
        self.calls.append((name, *args))
        return getattr(super(Recorded, self), name)(*args)

    return step


#: A connection that records its steps, and calls the originals.
Recorded = type(
    "Recorded",
    (Recording, h11.Connection),
    {name: recorded(name) for name in [*STEPS, "send_with_data_passthrough"]},
)


def names(connection) -> list[str]:
    return [name for name, *_ in connection.calls]


def test_the_steps_of_sending():
    server = Recorded(h11.SERVER)
    server.receive_data(GET_WIRE)
    read(server)
    server.calls.clear()
    response = ok()
    assert server.send(response) == b"HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n"
    sent = ok(("Transfer-Encoding", "chunked"))
    before = {h11.CLIENT: h11.DONE, h11.SERVER: h11.SEND_RESPONSE}
    assert server.calls == [
        ("send_with_data_passthrough", response),
        ("_clean_up_response_headers_for_sending", response),
        ("_process_event", h11.SERVER, sent),
        ("_server_switch_event", sent),
        ("_respond_to_state_changes", before, sent),
    ]


def test_the_steps_of_reading():
    server = Recorded(h11.SERVER)
    server.receive_data(GET_WIRE)
    assert server.next_event() == GET
    before = {h11.CLIENT: h11.IDLE, h11.SERVER: h11.IDLE}
    assert server.calls == [
        ("_extract_next_receive_event",),
        ("_process_event", h11.CLIENT, GET),
        ("_respond_to_state_changes", before, GET),
    ]


def test_the_steps_of_send_failed():
    client = Recorded(h11.CLIENT)
    client.send_failed()
    before = {h11.CLIENT: h11.IDLE, h11.SERVER: h11.IDLE}
    assert client.calls[0] == ("_process_error", h11.CLIENT)
    assert client.calls[1][:2] == ("_respond_to_state_changes", before)
    client.receive_data(b"\x16\x03")
    with pytest.raises(h11.RemoteProtocolError, match="illegal"):
        client.next_event()
    assert ("_process_error", h11.SERVER) in client.calls
    assert client.states == {h11.CLIENT: h11.ERROR, h11.SERVER: h11.ERROR}


def test_the_steps_of_the_next_cycle():
    client = Recorded(h11.CLIENT)
    client.send(GET)
    client.send(END)
    client.receive_data(b"HTTP/1.1 204 \r\n\r\n")
    read(client)
    client.calls.clear()
    client.start_next_cycle()
    assert names(client) == ["_respond_to_state_changes"]
    assert client.states == {h11.CLIENT: h11.IDLE, h11.SERVER: h11.IDLE}
    with pytest.raises(h11.LocalProtocolError):
        client.start_next_cycle()


@pytest.mark.parametrize("where", ["class", "subclass", "object"])
def test_send_calls_send_with_data_passthrough(where):
    """Programs and their tests count, log or drop sent events this way."""

    def passthrough(self, event):
        return [b"sent ", type(event).__name__.encode()]

    if where == "subclass":
        client = type("Sub", (h11.Connection,), {"send_with_data_passthrough": passthrough})(
            h11.CLIENT
        )
        assert client.send(GET) == b"sent Request"
        return
    client = h11.Connection(h11.CLIENT)
    target = h11.Connection if where == "class" else client
    replacement = passthrough if where == "class" else passthrough.__get__(client)
    with mock.patch.object(target, "send_with_data_passthrough", replacement):
        assert client.send(GET) == b"sent Request"
        assert client.our_state is h11.IDLE
    assert client.send(GET) == GET_WIRE


def test_an_empty_result_stays_empty():
    client = h11.Connection(h11.CLIENT)
    client.other = "an attribute"
    client.send_with_data_passthrough = lambda event: None
    assert client.send(GET) is None
    del client.send_with_data_passthrough
    assert client.send(GET) == GET_WIRE


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("where", ["class", "object"])
def test_each_step_can_be_replaced_and_restored(step, where):
    server = h11.Connection(h11.SERVER)
    target = h11.Connection if where == "class" else server
    with mock.patch.object(target, step, side_effect=ZeroDivisionError) as replaced:
        server.receive_data(GET_WIRE)
        for act in (server.next_event, lambda: server.send(ok()), server.send_failed):
            try:
                act()
            except ZeroDivisionError:
                break
        else:
            pytest.fail("it was not called")
    assert replaced.called
    server = h11.Connection(h11.SERVER)
    server.receive_data(GET_WIRE)
    assert read(server)[:2] == [GET, END]
    assert server.send(ok(("Content-Length", "0"))) == b"HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n"


def test_a_connection_that_has_been_used_before_it_is_patched():
    """Cached results about a class are discarded when it changes."""
    server = server_after(GET_WIRE)
    for _ in range(3):
        with mock.patch.object(h11.Connection, "_server_switch_event", return_value=None) as step:
            server.send(ok(("Content-Length", "0")))
            assert step.called
            server.send(END)
        server.start_next_cycle()
        server.receive_data(GET_WIRE)
        read(server)


def test_several_classes_in_turn():
    """Each class has its own steps, and `Connection` has none."""
    plain = [type(f"Plain{i}", (h11.Connection,), {}) for i in range(40)]
    counted = []

    def process(self, role, event):
        counted.append(type(self))
        h11.Connection._process_event(self, role, event)

    replaced = [
        type(f"Replaced{i}", (h11.Connection,), {"_process_event": process}) for i in range(40)
    ]
    for _ in range(3):
        for pair in zip(plain, replaced):
            for class_ in pair:
                assert class_(h11.CLIENT).send(GET) == GET_WIRE
    assert counted == replaced * 3


def test_a_base_that_changes_later():
    class Base(h11.Connection):
        pass

    class Derived(Base):
        pass

    assert Derived(h11.CLIENT).send(GET) == GET_WIRE
    Base.send_with_data_passthrough = lambda self, event: [b"replaced"]
    assert Derived(h11.CLIENT).send(GET) == b"replaced"
    del Base.send_with_data_passthrough
    assert Derived(h11.CLIENT).send(GET) == GET_WIRE
    Derived.__bases__ = (type("Other", (h11.Connection,), {"our_state": h11.ERROR}),)
    with pytest.raises(h11.LocalProtocolError, match="our state is ERROR"):
        Derived(h11.CLIENT).send(GET)


@pytest.mark.parametrize("act", ["send", "send_with_data_passthrough"])
def test_our_state_is_read(act):
    client = h11.Connection(h11.CLIENT)
    with mock.patch.object(h11.Connection, "our_state", new_callable=mock.PropertyMock) as state:
        state.return_value = h11.ERROR
        with pytest.raises(h11.LocalProtocolError) as caught:
            getattr(client, act)(GET)
    assert str(caught.value) == "Can't send data when our state is ERROR"
    assert getattr(caught.value, "code", "local-error-state") == "local-error-state"
    assert client.our_state is h11.IDLE


def test_their_state_is_read():
    server = h11.Connection(h11.SERVER)
    server.receive_data(GET_WIRE)
    with mock.patch.object(h11.Connection, "their_state", new_callable=mock.PropertyMock) as state:
        state.return_value = h11.ERROR
        with pytest.raises(h11.RemoteProtocolError) as caught:
            server.next_event()
        state.return_value = h11.MIGHT_SWITCH_PROTOCOL
        assert server.next_event() is h11.PAUSED
        state.return_value = h11.DONE
        assert server.next_event() is h11.PAUSED
    assert str(caught.value) == "Can't receive data when peer state is ERROR"
    assert getattr(caught.value, "code", "peer-error-state") == "peer-error-state"
    assert server.next_event() == GET


def test_an_unmodified_response():
    """Some programs determine the framing themselves."""

    class AsIs(h11.Connection):
        def _clean_up_response_headers_for_sending(self, response):
            return response

    server = AsIs(h11.SERVER)
    server.receive_data(GET_WIRE)
    read(server)
    assert server.send(ok(("X", "y"))) == b"HTTP/1.1 200 \r\nX: y\r\n\r\n"
    assert server.send(h11.Data(b"abc")) == b"abc"
    assert server.send(END) == b""


def test_a_declined_switch():
    """To this program a 200 to CONNECT is an ordinary response."""
    client = client_after(CONNECT, END)
    client._server_switch_event = lambda event: None
    client.receive_data(b"HTTP/1.1 200 \r\n\r\n")
    client.next_event()
    assert client.states == {h11.CLIENT: h11.DONE, h11.SERVER: h11.SEND_BODY}


def test_events_that_a_program_adds():
    """The received event is what `_extract_next_receive_event` returns."""
    server = h11.Connection(h11.SERVER)
    script = [POST_SIX, h11.Data(b"abc"), h11.NEED_DATA, END, h11.ConnectionClosed()]
    server._extract_next_receive_event = iter(script).__next__
    assert [server.next_event() for _ in range(4)] == script[:4]
    assert (server.their_state, server.their_http_version) == (h11.DONE, b"1.1")


def test_an_exception_of_a_step_is_an_error():
    for connection, act, role in (
        (client_after(), lambda client: client.send(GET), h11.CLIENT),
        (server_after(), lambda server: server.next_event(), h11.CLIENT),
    ):
        connection._process_event = mock.Mock(side_effect=KeyboardInterrupt)
        connection.receive_data(GET_WIRE)
        with pytest.raises(KeyboardInterrupt):
            act(connection)
        assert connection.states[role] is h11.ERROR


def test_private_steps_may_be_called():
    server = h11.Connection(h11.SERVER)
    server.receive_data(GET_WIRE)
    assert server._extract_next_receive_event() == GET
    assert server.their_state is h11.IDLE
    server._process_event(h11.CLIENT, GET)
    assert (server.their_state, server.their_http_version) == (h11.SEND_BODY, b"1.1")
    response = ok(("Connection", "x, keep-alive"), ("Content-Length", "7"))
    assert server._clean_up_response_headers_for_sending(response) == response
    with pytest.raises(h11.LocalProtocolError, match="can't handle event type int"):
        server._process_event(h11.SERVER, 7)
    server._process_event(h11.CLIENT, END)
    server._process_error(h11.CLIENT)
    assert server.their_state is h11.ERROR
    assert server._server_switch_event(h11.InformationalResponse(status_code=101, headers=[]))


@pytest.mark.parametrize("version", ["1.0", "1.1"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    "fields", [[], [("Connection", "B, keep-alive, a")], [("Content-Length", "3")]]
)
def test_cleaning_up_a_response_in_steps(version, method, fields):
    """The response that is sent is what the step returns."""
    server = h11.Connection(h11.SERVER)
    head = f"{method} / HTTP/{version}\r\nHost: a\r\n\r\n"
    server.receive_data(head.encode())
    server.next_event()
    cleaned = server._clean_up_response_headers_for_sending(ok(*fields))
    wire = server.send(ok(*fields))
    assert b"".join(b"%s: %s\r\n" % pair for pair in cleaned.headers.raw_items()) in wire
    assert wire.count(b"\r\n") == len(cleaned.headers) + 2
    assert HOST not in cleaned.headers


@pytest.mark.parametrize("name", STEPS)
def test_only_added_attributes_can_be_deleted(name):
    connection = h11.Connection(h11.SERVER)
    with pytest.raises(AttributeError, match=name):
        delattr(connection, name)
    setattr(connection, name, getattr(connection, name))
    delattr(connection, name)
    with pytest.raises(AttributeError, match=name):
        delattr(connection, name)
