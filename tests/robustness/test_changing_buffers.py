"""Buffers that are released, resized or modified while h11 uses them, and afterwards."""

from __future__ import annotations

import array
import mmap
import weakref

import h11
import pytest

from ..package.hostile import with_methods
from ..package.peers import GET_WIRE, POST_CHUNKED, client_after, content, read, server_after

LENGTH = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\n"


def resizable(data: bytes) -> dict:
    return {"bytearray": bytearray(data), "array": array.array("B", data)}


@pytest.mark.parametrize("kind", ["bytearray", "array"])
@pytest.mark.parametrize("head", [b"", LENGTH[:9], LENGTH])
def test_received_buffers_are_released_immediately(kind, head):
    """A program may reuse a buffer: h11 neither locks it nor reads it later."""
    buffer = resizable((LENGTH + b"abcdef")[len(head) :])[kind]
    server = h11.Connection(h11.SERVER)
    if head:
        server.receive_data(head)
        server.next_event()
    server.receive_data(buffer)
    while buffer:
        buffer.pop()
    buffer.extend(b"overwritten" * 10)
    assert content(read(server)) == b"abcdef"


def test_a_received_mmap_can_be_closed():
    mapping = mmap.mmap(-1, len(GET_WIRE))
    mapping.write(GET_WIRE)
    server = h11.Connection(h11.SERVER)
    server.receive_data(mapping)
    mapping.close()
    assert server.next_event().target == b"/"


def test_a_received_view_can_be_released():
    segment = type("Segment", (bytearray,), {})(GET_WIRE)
    gone = weakref.ref(segment)
    view = memoryview(segment)
    server = h11.Connection(h11.SERVER)
    server.receive_data(view)
    view.release()
    del segment
    assert gone() is None
    assert server.next_event().target == b"/"


def test_a_view_released_by_bool():
    view = memoryview(bytearray(GET_WIRE))

    class Segment(bytearray):
        def __bool__(self) -> bool:
            view.release()
            return True

    server = h11.Connection(h11.SERVER)
    server.receive_data(Segment(GET_WIRE))
    with pytest.raises(ValueError):
        server.receive_data(view)
    assert server.next_event().target == b"/"


def test_a_bytearray_that_grows_during_a_call():
    """Far more than fits in place."""

    class Growing(bytearray):
        def __bool__(self) -> bool:
            self.extend(b"A: b\r\n" * 10_000 + b"\r\n")
            return True

    server = h11.Connection(h11.SERVER)
    server.receive_data(Growing(GET_WIRE[:-2]))
    assert len(server.next_event().headers) == 10_001


@pytest.mark.parametrize("way", ["send", "send_with_data_passthrough"])
def test_a_view_released_before_sending(way):
    view = memoryview(bytearray(b"abc"))
    event = h11.Data(view)
    view.release()
    client = client_after(POST_CHUNKED)
    with pytest.raises(ValueError):
        getattr(client, way)(event)
    assert client.our_state is h11.ERROR


def test_a_view_released_while_sending():
    """It is released between measuring and copying."""
    view = memoryview(bytearray(b"abc"))

    class Sent(bytes):
        def __len__(self) -> int:
            view.release()
            return 3

    client = client_after(POST_CHUNKED)
    assert client.send(h11.Data(Sent(b"abc"))) == b"3\r\nabc\r\n"
    with pytest.raises(ValueError):
        client.send(h11.Data(view))


def test_a_bytearray_that_shrinks_while_sending():
    """The length is read first; never may it send the bytes that were there before."""

    class Shrinking(bytearray):
        def __bool__(self) -> bool:
            return True

        def __len__(self) -> int:
            length = bytearray.__len__(self)
            del self[1:]
            return length

    wire = client_after(POST_CHUNKED).send(h11.Data(Shrinking(b"secret")))
    assert wire == b"6\r\ns\r\n"


def test_resizing_the_bytearray_of_an_event():
    buffer = bytearray(b"abc")
    event = h11.Data(buffer)
    client = client_after(POST_CHUNKED)
    before, passed, after = client.send_with_data_passthrough(event)
    buffer.extend(b"d" * 100_000)
    assert passed is buffer
    assert (before, after) == (b"3\r\n", b"\r\n")


def test_changing_a_value_after_construction():
    value = bytearray(b"b")
    response = h11.Response(status_code=200, headers=[("A", value)])
    value[:] = b"\r\nInjected: yes"
    assert response.headers == [(b"a", b"b")]
    server = server_after(GET_WIRE)
    assert b"Injected" not in server.send(response)


def test_a_name_that_changes_during_construction():
    name = bytearray(b"A")
    value = with_methods(bytes=lambda self: name.__setitem__(slice(None), b"B\r\nC") or b"d")
    headers = h11.Response(status_code=200, headers=[(name, value)]).headers
    assert headers.raw_items() == [(b"A", b"d")]
