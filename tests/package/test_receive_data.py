"""`receive_data`: accepted types, the end of the stream, and the lifetime of buffers."""

from __future__ import annotations

import array
import mmap

import h11
import pytest

from .peers import GET, GET_WIRE, read, receive, server_after

BODY_HEAD = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n"


class Bytes(bytes):
    pass


def mapped(data: bytes) -> mmap.mmap:
    mapping = mmap.mmap(-1, len(data))
    mapping.write(data)
    return mapping


BUFFERS = {
    "bytes": bytes,
    "subclass of bytes": Bytes,
    "bytearray": bytearray,
    "memoryview": memoryview,
    "memoryview of a part": lambda data: memoryview(b"-" + data + b"-")[1:-1],
    "array": lambda data: array.array("B", data),
    "mmap": mapped,
}
every_buffer = pytest.mark.parametrize("buffer", BUFFERS.values(), ids=BUFFERS)


@every_buffer
def test_any_buffer(buffer):
    connection = h11.Connection(h11.SERVER)
    for start in range(0, len(GET_WIRE), 7):
        assert connection.receive_data(buffer(GET_WIRE[start : start + 7])) is None
    assert read(connection)[0] == GET


@every_buffer
def test_a_buffer_as_body_becomes_bytes(buffer):
    connection = server_after(BODY_HEAD % 4)
    connection.receive_data(buffer(b"body"))
    assert connection.next_event() == h11.Data(b"body")


@pytest.mark.differs("0.16.0 gives a bytearray")
@every_buffer
def test_received_data_is_bytes(buffer):
    connection = server_after(BODY_HEAD % 4)
    connection.receive_data(buffer(b"body"))
    assert type(connection.next_event().data) is bytes


@pytest.mark.parametrize(
    "end",
    [b"", bytearray(), memoryview(b""), None, 0, "", [], (), {}, False, 0.0, Bytes()],
    ids=lambda end: type(end).__name__,
)
def test_false_values_end_the_stream(end):
    """`sock.recv` returns b""; programs pass other false values as well."""
    connection = h11.Connection(h11.SERVER)
    assert connection.receive_data(end) is None
    assert connection.trailing_data == (b"", True)
    assert connection.next_event() == h11.ConnectionClosed()


STRIDES = memoryview(b"text")[::2]


@pytest.mark.parametrize(
    "data",
    ["text", 1, [71], (71,), {71}, True, object(), 1.5, h11.NEED_DATA, iter(b"x"), STRIDES],
    ids=lambda data: type(data).__name__,
)
def test_invalid_arguments(data):
    connection = server_after(b"GET ")
    with pytest.raises(TypeError):
        connection.receive_data(data)
    assert connection.trailing_data == (b"GET ", False)
    assert receive(connection, GET_WIRE[4:])[0] == GET


@pytest.mark.parametrize("data", [b"x", bytearray(b"x"), memoryview(b"x"), "text", [71], 1])
def test_no_data_after_the_end(data):
    connection = h11.Connection(h11.SERVER)
    connection.receive_data(GET_WIRE)
    connection.receive_data(b"")
    with pytest.raises(RuntimeError, match=r"^received close, then received more data\?$"):
        connection.receive_data(data)
    connection.receive_data(b"")
    assert connection.trailing_data == (GET_WIRE, True)
    assert read(connection) == [GET, h11.EndOfMessage(), h11.ConnectionClosed()]


def test_nothing_is_parsed_before_next_event():
    connection = h11.Connection(h11.SERVER)
    connection.receive_data(b"\0 no message \r\n\r\n")
    assert connection.their_state is h11.IDLE
    assert connection.their_http_version is None
    with pytest.raises(h11.RemoteProtocolError):
        connection.next_event()


def test_trailing_data_is_unparsed_data():
    connection = h11.Connection(h11.SERVER)
    assert connection.trailing_data == (b"", False)
    connection.receive_data(GET_WIRE[:9])
    connection.receive_data(bytearray(GET_WIRE[9:] + b"next"))
    assert connection.trailing_data == (GET_WIRE + b"next", False)
    connection.next_event()
    assert connection.trailing_data == (b"next", False)
    data, closed = connection.trailing_data
    assert (type(data), type(closed)) == (bytes, bool)


@pytest.mark.parametrize("buffer", [bytearray, lambda data: array.array("B", data)])
def test_changing_a_buffer_later_has_no_effect(buffer):
    """Servers receive into the same buffer repeatedly."""
    connection = h11.Connection(h11.SERVER)
    reused = buffer(GET_WIRE)
    connection.receive_data(reused)
    reused[:] = buffer(b"-" * len(GET_WIRE))
    request = connection.next_event()
    assert request == GET


def test_content_in_a_buffer_that_changes_later():
    connection = server_after(BODY_HEAD % 4)
    reused = bytearray(b"body")
    connection.receive_data(memoryview(reused))
    event = connection.next_event()
    reused[:] = b"gone"
    assert event.data == b"body"


def test_buffers_are_released_immediately():
    """An exported buffer could not be resized, nor a view of it released."""
    connection = h11.Connection(h11.SERVER)
    reused = bytearray(GET_WIRE)
    view = memoryview(reused)
    connection.receive_data(reused)
    connection.receive_data(view)
    view.release()
    reused.clear()
    assert connection.next_event() == GET


def test_a_released_view():
    view = memoryview(b"x")
    view.release()
    with pytest.raises(ValueError):
        h11.Connection(h11.SERVER).receive_data(view)


def test_megabytes_in_one_segment_and_in_many():
    body = bytes(range(256)) * 8192
    head = BODY_HEAD % len(body)
    assert (
        b"".join(
            event.data for event in receive(server_after(head), body) if type(event) is h11.Data
        )
        == body
    )
    connection = server_after(head)
    for start in range(0, len(body), 1 << 16):
        connection.receive_data(body[start : start + (1 << 16)])
    received = b"".join(event.data for event in read(connection)[:-2])
    assert received == body
