"""Arguments that call the connection while it examines them."""

from __future__ import annotations

import h11
import pytest

from .hostile import with_methods
from .peers import (
    END,
    GET,
    GET_WIRE,
    POST_CHUNKED,
    POST_SIX,
    client_after,
    read,
    send,
)


def reentering(act, length: int = 3):
    """Data that calls the connection from `__len__`."""

    def measure(self) -> int:
        act()
        return length

    return h11.Data(with_methods(len=measure, bool=lambda self: True))


def test_sending_while_sending():
    """The remaining length is read before `__len__`, so the inner data is not counted."""
    client = client_after(POST_SIX)
    wires = []
    outer = reentering(lambda: wires.append(client.send(h11.Data(b"abc"))))
    assert len(client.send_with_data_passthrough(outer)) == 1
    assert wires == [b"abc"]
    assert send(client, h11.Data(b"def"), END) == b"def"


def test_too_much_while_sending():
    client = client_after(POST_SIX)
    with pytest.raises(h11.LocalProtocolError, match="Too much data for declared Content-Length"):
        client.send_with_data_passthrough(reentering(lambda: client.send(h11.Data(b"abcdefg"))))
    assert client.our_state is h11.ERROR


def test_failing_while_sending():
    client = client_after(POST_CHUNKED)
    before, _, after = client.send_with_data_passthrough(reentering(client.send_failed))
    assert (before, after) == (b"3\r\n", b"\r\n")
    assert client.our_state is h11.ERROR


def test_receiving_while_sending():
    client = client_after(POST_CHUNKED)
    seen = []

    def act() -> None:
        client.receive_data(b"HTTP/1.1 200 OK\r\n\r\nhello")
        seen.extend(read(client))

    client.send_with_data_passthrough(reentering(act))
    assert [type(event) for event in seen] == [h11.Response, h11.Data, h11.NEED_DATA]
    assert client.send(END) == b"0\r\n\r\n"


def test_the_end_while_sending():
    client = client_after(POST_CHUNKED)
    pieces = client.send_with_data_passthrough(reentering(lambda: client.send(END)))
    assert pieces[0] == b"3\r\n"
    assert client.our_state is h11.DONE


def test_start_next_cycle_while_sending():
    client = client_after(POST_CHUNKED)
    client.send_with_data_passthrough(reentering(lambda: client.__init__(h11.CLIENT)))
    assert client.our_state is h11.IDLE
    assert client.send(GET) == GET_WIRE


def test_receiving_while_receiving():
    server = h11.Connection(h11.SERVER)
    hostile = with_methods(bool=lambda self: server.receive_data(GET_WIRE) or False)
    server.receive_data(hostile)
    assert server.trailing_data == (GET_WIRE, True)
    assert read(server) == [GET, END, h11.ConnectionClosed()]


def test_sending_while_an_event_is_made():
    client = h11.Connection(h11.CLIENT)
    hostile = with_methods(bytes=lambda self: client.send(GET))
    response = h11.Response(status_code=200, headers=[("A", "b")], reason="x")
    with pytest.raises(h11.LocalProtocolError, match="Illegal header value"):
        h11.Response(status_code=200, headers=[("A", hostile)])
    assert client.our_state is h11.SEND_BODY
    assert response.headers == [(b"a", b"b")]


def test_deep_recursion():
    """Python's recursion limit is reached long before the stack is exhausted."""
    client = client_after(POST_CHUNKED)

    def again() -> None:
        client.send(reentering(again))

    with pytest.raises(RecursionError):
        again()
    assert client.our_state is h11.ERROR


def test_headers_that_contain_an_iterator_over_themselves():
    headers = GET.headers
    assert headers == iter(headers)
    assert list(zip(headers, iter(headers))) == [(headers[0], headers[0])]
