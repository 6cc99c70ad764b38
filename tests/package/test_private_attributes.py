"""Private attributes of `Connection` that programs read and assign."""

from __future__ import annotations

from unittest import mock

import h11
import pytest
from h11._readers import READERS, ContentLengthReader, Http10Reader
from h11._state import ConnectionState
from h11._writers import WRITERS, ChunkedWriter, ContentLengthWriter, Http10Writer

from .peers import END, GET, GET_WIRE, POST_CHUNKED, POST_SIX, client_after, ok, read, server_after


def test_the_size_limit():
    """Some programs raise the limit of an existing connection."""
    server = h11.Connection(h11.SERVER)
    assert server._max_incomplete_event_size == 16 * 1024
    server._max_incomplete_event_size = 5
    assert server._max_incomplete_event_size == 5
    server.receive_data(b"GET / H")
    with pytest.raises(h11.RemoteProtocolError) as caught:
        server.next_event()
    assert caught.value.error_status_hint == 431


@pytest.mark.parametrize("method", ["GET", "HEAD", "CONNECT", "M" * 15, "M" * 16, "M" * 1000])
def test_the_request_method(method):
    client, server = h11.Connection(h11.CLIENT), h11.Connection(h11.SERVER)
    assert client._request_method is server._request_method is None
    request = h11.Request(method=method, target="/", headers=[("Host", "a")])
    server.receive_data(client.send(request))
    server.next_event()
    assert client._request_method == server._request_method == method.encode()
    assert type(server._request_method) is bytes


def test_the_request_method_is_reset_with_the_cycle():
    server = server_after(GET_WIRE)
    server.send(ok(("Content-Length", "0")))
    server.send(END)
    server.start_next_cycle()
    assert server._request_method is None


@pytest.mark.parametrize("method", [b"HEAD", b"GET", b"PATCH", None])
def test_an_assigned_method_determines_the_framing(method):
    client = client_after(GET, END)
    client._request_method = method
    assert client._request_method == method
    client.receive_data(b"HTTP/1.1 200 \r\nContent-Length: 3\r\n\r\n")
    events = read(client)[1:]
    assert events == ([END, h11.NEED_DATA] if method == b"HEAD" else [h11.NEED_DATA])


def test_receive_buffer_closed():
    server = h11.Connection(h11.SERVER)
    assert server._receive_buffer_closed is False
    server.receive_data(b"")
    assert server._receive_buffer_closed is True
    server._receive_buffer_closed = False
    assert server.next_event() is h11.NEED_DATA
    server.receive_data(GET_WIRE)
    assert server.next_event() == GET
    server._receive_buffer_closed = True
    with pytest.raises(RuntimeError, match="received close"):
        server.receive_data(b"x")


def test_readers_and_writers_are_read():
    client = h11.Connection(h11.CLIENT)
    assert client._writer is WRITERS[h11.CLIENT, h11.IDLE]
    assert client._reader is READERS[h11.SERVER, h11.IDLE]
    client = client_after(POST_CHUNKED)
    assert type(client._writer) is ChunkedWriter
    assert client._reader is READERS[h11.SERVER, h11.SEND_RESPONSE]
    client = client_after(POST_SIX, h11.Data(b"abc"))
    assert type(client._writer) is ContentLengthWriter
    written: list = []
    with pytest.raises(h11.LocalProtocolError, match="Too much data"):
        client._writer(h11.Data(b"abcd"), written.append)
    client.receive_data(b"HTTP/1.1 200 \r\nContent-Length: 5\r\n\r\nab")
    client.next_event()
    assert type(client._reader) is ContentLengthReader
    client = client_after(GET, END)
    assert client._writer is None
    client.receive_data(b"HTTP/1.1 200 \r\n\r\n")
    client.next_event()
    assert type(client._reader) is Http10Reader


def test_an_assigned_writer_writes():
    """Until the state changes: the next state has its own writer."""
    client = client_after(POST_CHUNKED)
    client._writer = Http10Writer()
    assert client.send(h11.Data(b"abc")) == b"abc"
    assert client.send_with_data_passthrough(h11.Data(b"abc")) == [b"abc"]
    client._writer = lambda event, write: write(b"<%s>" % type(event).__name__.encode())
    assert client.send(h11.Data(b"abc")) == b"<Data>"
    assert client.send(END) == b"<EndOfMessage>"
    assert client._writer is None
    assert client.our_state is h11.DONE


def test_an_assigned_reader_reads():
    server = server_after(b"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n")
    server._reader = ContentLengthReader(4)
    server.receive_data(b"abcd" + GET_WIRE)
    assert read(server) == [h11.Data(b"abcd"), END, h11.PAUSED]
    assert server.trailing_data == (GET_WIRE, False)


def test_an_assigned_reader_at_the_end():
    def never(buffer):
        return None

    server = server_after(b"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n")
    server._reader = never
    assert server.next_event() is h11.NEED_DATA
    server.receive_data(b"x")
    server.receive_data(b"")
    with pytest.raises(h11.RemoteProtocolError, match="unexpectedly closed"):
        server.next_event()
    server = h11.Connection(h11.SERVER, max_incomplete_event_size=3)
    server._reader = never
    server.receive_data(b"abcd")
    with pytest.raises(h11.RemoteProtocolError, match="Receive buffer too long"):
        server.next_event()
    server = h11.Connection(h11.SERVER)
    server._reader = never
    server.receive_data(b"")
    assert server.next_event() == h11.ConnectionClosed()


@pytest.mark.parametrize("where", ["class", "object"])
def test_another_way_to_choose_readers_and_writers(where):
    client = h11.Connection(h11.CLIENT)
    target = h11.Connection if where == "class" else client
    chosen = mock.Mock(return_value=Http10Writer())
    with mock.patch.object(target, "_get_io_object", chosen):
        client.send(POST_CHUNKED)
        assert chosen.called
        assert client.send(h11.Data(b"abc")) == b"abc"


class Counting(ConnectionState):
    """A program's own state machine, like that of urllib3-future."""

    def __init__(self):
        super().__init__()
        self.events = []

    def process_event(self, role, event_type, server_switch_event=None):
        self.events.append((role, event_type, server_switch_event))
        super().process_event(role, event_type, server_switch_event)


def test_an_assigned_machine_sees_every_event():
    server = h11.Connection(h11.SERVER)
    server._cstate = Counting()
    for _ in range(2):
        server.receive_data(GET_WIRE)
        assert read(server)[:2] == [GET, END]
        assert server.send(ok(("Content-Length", "0")))
        server.send(END)
        assert (
            server._cstate.states == server.states == {h11.CLIENT: h11.DONE, h11.SERVER: h11.DONE}
        )
        server.start_next_cycle()
        assert server._request_method is None
    assert server._cstate.events == 2 * [
        (h11.CLIENT, h11.Request, None),
        (h11.CLIENT, h11.EndOfMessage, None),
        (h11.SERVER, h11.Response, None),
        (h11.SERVER, h11.EndOfMessage, None),
    ]


def test_an_assigned_machine_takes_part_in_switches():
    from h11._state import _SWITCH_CONNECT

    client = h11.Connection(h11.CLIENT)
    client._cstate = Counting()
    client.send(h11.Request(method="CONNECT", target="a:1", headers=[("Host", "a")]))
    assert client._cstate.pending_switch_proposals == {_SWITCH_CONNECT}
    client.send(END)
    assert client.our_state is h11.MIGHT_SWITCH_PROTOCOL
    client.receive_data(b"HTTP/1.1 200 \r\n\r\nabc")
    client.next_event()
    assert client._cstate.events[-1] == (h11.SERVER, h11.Response, _SWITCH_CONNECT)
    assert client.next_event() is h11.PAUSED
    assert client.trailing_data == (b"abc", False)


def test_an_assigned_machine_that_rejects():
    class Refusing(ConnectionState):
        def process_event(self, role, event_type, server_switch_event=None):
            raise h11.LocalProtocolError("not today", 418)

    client = h11.Connection(h11.CLIENT)
    client._cstate = Refusing()
    with pytest.raises(h11.LocalProtocolError, match="not today"):
        client.send(GET)
    assert client._cstate.states[h11.CLIENT] is client.our_state is h11.ERROR
    server = h11.Connection(h11.SERVER)
    server._cstate = Refusing()
    server.receive_data(GET_WIRE)
    with pytest.raises(h11.RemoteProtocolError, match="not today") as caught:
        server.next_event()
    assert caught.value.error_status_hint == 418
    assert server.their_state is h11.ERROR


def test_the_current_writer():
    client = h11.Connection(h11.CLIENT)
    assert client._get_io_object(h11.CLIENT, None, WRITERS) is WRITERS[h11.CLIENT, h11.IDLE]
    request = h11.Request(
        method="PUT", target="/", headers=[("Host", "a"), ("Content-Length", "2")]
    )
    client.send(request)
    writer = client._get_io_object(h11.CLIENT, request, WRITERS)
    assert type(writer) is WRITERS[h11.SEND_BODY]["content-length"]
    pieces: list[bytes] = []
    writer(h11.Data(data=b"ab"), pieces.append)
    assert pieces == [b"ab"]
    client.send(h11.Data(data=b"ab"))
    client.send(h11.EndOfMessage())
    assert client._get_io_object(h11.CLIENT, None, WRITERS) is None


@pytest.mark.parametrize(
    ("method", "fields", "proposal"),
    [
        ("GET", [("Upgrade", "a")], "_SWITCH_UPGRADE"),
        ("CONNECT", [], "_SWITCH_CONNECT"),
    ],
)
def test_an_assigned_state_machine_sees_proposals(method, fields, proposal):
    client = h11.Connection(h11.CLIENT)
    client._cstate = ConnectionState()
    client.send(h11.Request(method=method, target="/", headers=[("Host", "a"), *fields]))
    assert client._cstate.pending_switch_proposals == {getattr(h11._state, proposal)}
    client.send(h11.EndOfMessage())
    assert client.our_state is h11.MIGHT_SWITCH_PROTOCOL
