"""Arguments that return wrong values, or change while h11 examines them."""

from __future__ import annotations

import h11
import pytest

from .hostile import with_methods
from .peers import (
    END,
    GET_WIRE,
    HOST,
    POST_CHUNKED,
    POST_SIX,
    client_after,
    send,
    server_after,
)


@pytest.mark.parametrize("head", [POST_SIX, POST_CHUNKED])
@pytest.mark.parametrize(
    ("length", "error"),
    [(-1, ValueError), (1 << 63, OverflowError), ("3", TypeError), (None, TypeError)],
)
def test_invalid_lengths(head, length, error):
    client = client_after(head)
    hostile = with_methods(len=lambda self: length, bool=lambda self: True)
    with pytest.raises(error):
        client.send(h11.Data(hostile))
    assert client.our_state is h11.ERROR


@pytest.mark.parametrize("base", [bytes, bytearray])
def test_wrong_lengths(base):
    """The length of a placeholder is trusted: sending the right bytes is up to the program."""
    liar = type("Liar", (base,), {"__len__": lambda self: 6})(b"abc")
    assert send(client_after(POST_SIX), h11.Data(liar), END) == b"abc"
    assert client_after(POST_CHUNKED).send(h11.Data(liar)) == b"6\r\nabc\r\n"


def test_a_changing_length_is_read_once():
    lengths = [6, 7, 8]
    client = client_after(POST_SIX)
    client.send_with_data_passthrough(h11.Data(with_methods(len=lambda self: lengths.pop(0))))
    assert client.send(END) == b""


@pytest.mark.parametrize("value", [None, 3, "text", bytearray(b"a")])
def test_conversions_to_other_types(value):
    hostile = with_methods(bytes=lambda self: value)
    with pytest.raises(TypeError):
        h11.Request(method=hostile, target="/", headers=[HOST])
    with pytest.raises(TypeError):
        h11.Response(status_code=200, headers=[("a", hostile)])


def test_an_invalid_bool():
    hostile = with_methods(bool=lambda self: "yes")
    with pytest.raises(TypeError):
        h11.Connection(h11.SERVER).receive_data(hostile)
    with pytest.raises(TypeError):
        client_after(POST_CHUNKED).send(h11.Data(hostile))


@pytest.mark.parametrize("sum_", [b"bytes", "text", None, 3])
def test_data_with_radd(sum_):
    """`bytearray += x` gives `x` precedence; the result need not be bytes."""
    server = server_after(b"GET ")
    hostile = with_methods(radd=lambda self, other: sum_)
    try:
        server.receive_data(hostile)
    except TypeError:
        assert server.trailing_data == (b"GET ", False)


def test_a_list_that_grows_during_iteration():
    fields: list = [HOST]
    late = ("Late", "1")
    fields.append(("Early", with_methods(bytes=lambda self: fields.append(late) or b"0")))
    request = h11.Request(method="GET", target="/", headers=fields)
    assert request.headers.raw_items()[1:] == [(b"Early", b"0"), (b"Late", b"1")]


def test_a_list_that_shrinks_during_iteration():
    fields: list = [HOST]
    fields += [("First", with_methods(bytes=lambda self: fields.clear() or b"0")), ("Lost", "1")]
    request = h11.Request(method="GET", target="/", headers=fields)
    assert request.headers.raw_items() == [(b"Host", b"example.com"), (b"First", b"0")]


def test_a_pair_that_changes_during_iteration():
    pair: list = []
    pair[:] = [with_methods(bytes=lambda self: pair.clear() or b"A"), "b"]
    headers = h11.Response(status_code=200, headers=[pair]).headers
    assert headers.raw_items() == [(b"A", b"b")]


def test_a_buffer_that_changes_during_export():
    class Shrinking(bytearray):
        def __bool__(self) -> bool:
            self.clear()
            return True

    server = h11.Connection(h11.SERVER)
    server.receive_data(Shrinking(GET_WIRE))
    assert server.trailing_data == (b"", False)
