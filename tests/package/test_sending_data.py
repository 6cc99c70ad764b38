"""Sent data: joined by `send`, or passed through unchanged for sendfile and similar."""

from __future__ import annotations

import array

import h11
import pytest

from .peers import END, GET_WIRE, HOST, client_after, send, server_after, server_until_close

CHUNKED = ("Transfer-Encoding", "chunked")


class FileSlice:
    """A placeholder for bytes that other code will send."""

    def __init__(self, length: int) -> None:
        self.length = length

    def __len__(self) -> int:
        return self.length

    def __repr__(self) -> str:
        return f"FileSlice({self.length})"


def counted(length: int) -> h11.Connection:
    """A client that has declared content of this length."""
    post = h11.Request(method="POST", target="/", headers=[HOST, ("Content-Length", str(length))])
    return client_after(post)


def chunked() -> h11.Connection:
    return client_after(h11.Request(method="POST", target="/", headers=[HOST, CHUNKED]))


BUFFERS = {
    "bytes": bytes,
    "subclass of bytes": type("Bytes", (bytes,), {}),
    "bytearray": bytearray,
    "memoryview": memoryview,
    "array": lambda data: array.array("B", data),
}
every_buffer = pytest.mark.parametrize("buffer", BUFFERS.values(), ids=BUFFERS)


@every_buffer
def test_send_joins_any_buffer(buffer):
    data = h11.Data(buffer(b"0123456789abcdef+"))
    sent = [counted(17).send(data), chunked().send(data), server_until_close().send(data)]
    assert sent == [b"0123456789abcdef+", b"11\r\n0123456789abcdef+\r\n", b"0123456789abcdef+"]
    assert {type(wire) for wire in sent} == {bytes}


@every_buffer
def test_passthrough_returns_the_same_object(buffer):
    data = buffer(b"abc")
    event = h11.Data(data)
    for connection in (counted(3), server_until_close()):
        (passed,) = connection.send_with_data_passthrough(event)
        assert passed is data
    before, passed, after = chunked().send_with_data_passthrough(event)
    assert (before, after) == (b"3\r\n", b"\r\n")
    assert passed is data


def test_passthrough_of_placeholders():
    """Only a length is required."""
    piece = FileSlice(1 << 40)
    assert counted(1 << 40).send_with_data_passthrough(h11.Data(piece)) == [piece]
    assert chunked().send_with_data_passthrough(h11.Data(piece)) == [
        b"10000000000\r\n",
        piece,
        b"\r\n",
    ]
    assert server_until_close().send_with_data_passthrough(h11.Data(piece)) == [piece]


def test_passthrough_of_other_events():
    client = h11.Connection(h11.CLIENT)
    post = h11.Request(method="POST", target="/", headers=[CHUNKED, HOST])
    pieces = client.send_with_data_passthrough(post)
    assert {type(piece) for piece in pieces} == {bytes}
    assert b"".join(pieces) == (
        b"POST / HTTP/1.1\r\nHost: example.com\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    trailers = h11.EndOfMessage(headers=[("A", "b"), ("Host", "c")])
    assert b"".join(client.send_with_data_passthrough(trailers)) == (
        b"0\r\nHost: c\r\nA: b\r\n\r\n"
    )
    assert client.send_with_data_passthrough(h11.ConnectionClosed()) is None


def test_nothing_to_send_is_an_empty_string_or_list():
    for connect in (lambda: counted(0), server_until_close):
        assert connect().send(END) == b""
        assert connect().send_with_data_passthrough(END) == []


def test_connection_closed_gives_none():
    assert h11.Connection(h11.CLIENT).send(h11.ConnectionClosed()) is None


@pytest.mark.parametrize("data", [b"", "", bytearray(), memoryview(b""), None, 0, [], FileSlice(0)])
def test_an_empty_chunk_is_not_sent(data):
    """An empty chunk would end the content."""
    connection = chunked()
    assert connection.send(h11.Data(data)) == b""
    assert connection.send_with_data_passthrough(h11.Data(data)) == []
    assert connection.send(END) == b"0\r\n\r\n"


def test_false_data_is_not_sent():
    data = type("False_", (FileSlice,), {"__bool__": lambda self: False})(9)
    assert chunked().send_with_data_passthrough(h11.Data(data)) == []


def test_chunk_flags_are_ignored():
    connection = chunked()
    flagged = h11.Data(b"x", chunk_start=True, chunk_end=True)
    assert connection.send(flagged) == connection.send(h11.Data(b"x")) == b"1\r\nx\r\n"


@pytest.mark.parametrize("length", [1, 9, 10, 15, 16, 255, 256, 65536])
def test_chunk_sizes_are_lower_case_hexadecimal(length):
    wire = chunked().send(h11.Data(b"x" * length))
    assert wire == b"%x\r\n%s\r\n" % (length, b"x" * length)


@pytest.mark.parametrize("data", ["abc", ["a", "b", "c"], (1, 2, 3), FileSlice(3)], ids=repr)
def test_placeholders_cannot_be_joined(data):
    """The error occurs when the bytes are joined, after the event has been counted."""
    for connection in (counted(3), chunked(), server_until_close()):
        with pytest.raises(TypeError):
            connection.send(h11.Data(data))
        assert connection.our_state is h11.SEND_BODY
    connection = counted(3)
    with pytest.raises(TypeError):
        connection.send(h11.Data(data))
    assert connection.send(END) == b""


@pytest.mark.parametrize("data", [3, 1.5, object(), iter("x"), True])
def test_data_without_a_length_cannot_be_framed(data):
    for connection in (counted(3), chunked()):
        with pytest.raises(TypeError):
            connection.send(h11.Data(data))
        assert connection.our_state is h11.ERROR
        with pytest.raises(h11.LocalProtocolError):
            connection.send(END)


def test_content_length_does_not_take_none():
    connection = counted(3)
    with pytest.raises(TypeError):
        connection.send(h11.Data(None))
    assert connection.our_state is h11.ERROR


@pytest.mark.parametrize("data", [3, None, object(), "text"])
def test_until_close_passes_anything(data):
    """The length is not read, so it is not required."""
    connection = server_until_close()
    assert connection.send_with_data_passthrough(h11.Data(data)) == [data]
    with pytest.raises(TypeError):
        connection.send(h11.Data(data))
    assert connection.our_state is h11.SEND_BODY


def rejected(connection: h11.Connection, event: h11.Event) -> str:
    with pytest.raises(h11.LocalProtocolError) as caught:
        connection.send(event)
    assert connection.our_state is h11.ERROR
    assert caught.value.error_status_hint == 400
    return str(caught.value)


def test_content_length_is_kept():
    trailers = h11.EndOfMessage(headers=[("A", "b")])
    assert rejected(counted(3), h11.Data(b"four")) == "Too much data for declared Content-Length"
    assert (
        rejected(counted(3), h11.Data(FileSlice(4))) == "Too much data for declared Content-Length"
    )
    assert rejected(counted(3), END) == "Too little data for declared Content-Length"
    assert rejected(counted(0), trailers) == "Content-Length and trailers don't mix"
    assert rejected(server_until_close(), trailers) == "can't send trailers to HTTP/1.0 client"


def test_content_length_in_several_events():
    connection = counted(6)
    assert send(connection, *map(h11.Data, [b"", b"abc", b"", b"def", b""]), END) == b"abcdef"
    connection = counted(6)
    send(connection, h11.Data(b"abcdef"))
    assert rejected(connection, h11.Data(b"g")) == "Too much data for declared Content-Length"


def test_a_twenty_digit_content_length():
    """Beyond 64 bits, and still counted."""
    connection = counted(10**20 - 1)
    connection.send_with_data_passthrough(h11.Data(FileSlice(2**62)))
    assert connection.our_state is h11.SEND_BODY
    assert rejected(connection, END) == "Too little data for declared Content-Length"


def test_a_request_without_framing_has_no_body():
    connection = client_after(h11.Request(method="POST", target="/", headers=[HOST]))
    assert rejected(connection, h11.Data(b"x")) == "Too much data for declared Content-Length"


@pytest.mark.parametrize("version", ["1.0", "1.2", "2.0", "x"])
def test_only_http_1_1_is_sent(version):
    request = h11.Request(method="GET", target="/", headers=[HOST], http_version=version)
    assert rejected(h11.Connection(h11.CLIENT), request) == "I only send HTTP/1.1"
    for class_, status in ((h11.Response, 200), (h11.InformationalResponse, 100)):
        response = class_(status_code=status, headers=[], http_version=version)
        assert rejected(server_after(GET_WIRE), response) == "I only send HTTP/1.1"


def test_host_is_sent_first():
    """RFC 9110 section 7.2; the other fields keep their order."""
    fields = [("B", "1"), ("a", "2"), ("HOST", "c"), ("B", "3")]
    request = h11.Request(method="GET", target="/", headers=fields)
    assert h11.Connection(h11.CLIENT).send(request) == (
        b"GET / HTTP/1.1\r\nHOST: c\r\nB: 1\r\na: 2\r\nB: 3\r\n\r\n"
    )
