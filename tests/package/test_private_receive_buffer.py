"""`h11._receivebuffer.ReceiveBuffer`, with which mitmproxy reads heads and content."""

from __future__ import annotations

import re

import h11
import pytest
from h11._receivebuffer import ReceiveBuffer
from hypothesis import given
from hypothesis import strategies as st


def holding(data: bytes) -> ReceiveBuffer:
    buffer = ReceiveBuffer()
    buffer += data
    return buffer


def test_contents():
    buffer = ReceiveBuffer()
    assert (len(buffer), bool(buffer), bytes(buffer)) == (0, False, b"")
    same = buffer
    for piece in (b"a", bytearray(b"b"), memoryview(b"c"), b""):
        buffer += piece
    assert buffer is same
    assert (len(buffer), bool(buffer), bytes(buffer)) == (3, True, b"abc")


@pytest.mark.parametrize("piece", ["text", 3, None, [1]])
def test_only_buffers_are_accepted(piece):
    buffer = holding(b"a")
    with pytest.raises(TypeError):
        buffer += piece
    assert bytes(buffer) == b"a"


def test_at_most():
    buffer = holding(b"abcdef")
    assert buffer.maybe_extract_at_most(2) == b"ab"
    assert buffer.maybe_extract_at_most(0) is None
    assert buffer.maybe_extract_at_most(99) == b"cdef"
    assert buffer.maybe_extract_at_most(1) is None
    assert bytes(buffer) == b""


@pytest.mark.parametrize(
    ("count", "taken"), [(-1, b"abc"), (-4, None), (-9, None), (1 << 40, b"abcd")]
)
def test_at_most_takes_any_count(count, taken):
    """Like a slice: a negative count leaves that number of bytes at the end."""
    assert holding(b"abcd").maybe_extract_at_most(count) == taken


def test_next_line():
    buffer = holding(b"a\nb\r\n\r\nc\r")
    assert buffer.maybe_extract_next_line() == b"a\nb\r\n"
    assert buffer.maybe_extract_next_line() == b"\r\n"
    assert buffer.maybe_extract_next_line() is None
    assert bytes(buffer) == b"c\r"
    buffer += b"\n"
    assert buffer.maybe_extract_next_line() == b"c\r\n"


@pytest.mark.parametrize(
    ("data", "lines", "rest"),
    [
        (b"", None, b""),
        (b"a\r\n", None, b"a\r\n"),
        (b"a\r\n\r", None, b"a\r\n\r"),
        (b"a\r\n\r\nb", [b"a"], b"b"),
        (b"a\n\nb", [b"a"], b"b"),
        (b"a\r\n\nb", [b"a"], b"b"),
        (b"a\n\r\nb", [b"a"], b"b"),
        (b"a\rb\nc\r\r\n\n\n", [b"a\rb", b"c\r"], b"\n"),
        (b"\r\na", [], b"a"),
        (b"\na", [], b"a"),
        (b"\r", None, b"\r"),
        (b" \n\n", [b" "], b""),
    ],
)
def test_lines_up_to_the_first_empty_one(data, lines, rest):
    buffer = holding(data)
    assert buffer.maybe_extract_lines() == lines
    assert bytes(buffer) == rest


def test_results_are_mutable():
    """mitmproxy decodes lines, others append to them: they are bytearrays, as in 0.16.0."""
    buffer = holding(b"a\r\n\r\nb\r\ncd")
    (line,) = buffer.maybe_extract_lines()
    taken = [line, buffer.maybe_extract_next_line(), buffer.maybe_extract_at_most(2)]
    assert [type(piece) for piece in taken] == [bytearray] * 3


@pytest.mark.parametrize(
    ("data", "invalid"),
    [(b"", False), (b"G", False), (b"\x21", False), (b" ", True), (b"\0", True), (b"\x16", True)],
)
def test_obviously_invalid(data, invalid):
    assert holding(data).is_next_line_obviously_invalid_request_line() is invalid


def reference_lines(data: bytes) -> tuple | None:
    """An independent definition: up to an empty line, where a line ends in LF or CRLF."""
    end = re.match(rb"\r?\n", data) or re.search(rb"\n\r?\n", data)
    if end is None:
        return None
    section = data[: end.end()]
    lines = [re.sub(rb"\r\Z", b"", line) for line in section.split(b"\n")]
    return lines[:-2], data[end.end() :]


@given(
    pieces=st.lists(st.text("ab\r\n", max_size=6).map(str.encode), max_size=8),
)
def test_the_search_resumes(pieces):
    """Called after every segment, it must find what it would find in the whole."""
    buffer, data, found = ReceiveBuffer(), b"", []
    for piece in pieces:
        buffer += piece
        data += piece
        while True:
            expected = reference_lines(data)
            lines = buffer.maybe_extract_lines()
            if expected is None:
                assert lines is None
                break
            assert lines == expected[0]
            data = expected[1]
            found.append(lines)
        assert bytes(buffer) == data


@given(pieces=st.lists(st.text("a\r\n", max_size=4).map(str.encode), max_size=8))
def test_the_search_for_lines_resumes(pieces):
    buffer, lines = ReceiveBuffer(), []
    for piece in pieces:
        buffer += piece
        while (line := buffer.maybe_extract_next_line()) is not None:
            lines.append(line)
    whole = b"".join(pieces)
    assert b"".join(lines) + bytes(buffer) == whole
    assert len(lines) == whole.count(b"\r\n")


class Counting(ReceiveBuffer):
    """A subclass with an additional argument and an overridden method."""

    def __init__(self, label) -> None:
        super().__init__()
        self.label = label
        self.extracted = 0

    def maybe_extract_at_most(self, count):
        taken = super().maybe_extract_at_most(count)
        self.extracted += len(taken or b"")
        return taken


def test_a_subclass_with_an_init_of_its_own():
    buffer = Counting(label="x")
    buffer += b"abc"
    assert isinstance(buffer, Counting)
    assert buffer.maybe_extract_at_most(2) == b"ab"
    assert (buffer.label, buffer.extracted, bytes(buffer)) == ("x", 2, b"c")


def test_attributes():
    buffer = holding(b"abc")
    buffer.anything = 1
    assert buffer.anything == 1


def test_the_buffer_of_a_connection_can_be_read_and_assigned():
    server = h11.Connection(h11.SERVER)
    server.receive_data(b"GET / ")
    assert bytes(server._receive_buffer) == b"GET / "
    assert len(server._receive_buffer) == 6
    assert server._receive_buffer
    assert isinstance(server._receive_buffer, ReceiveBuffer)


def test_an_assigned_buffer_is_read():
    server = h11.Connection(h11.SERVER)
    server.receive_data(b"GET / ")
    server._receive_buffer = holding(b"PUT / HTTP/1.1\r\n")
    server._receive_buffer += b"Host: b\r\n"
    server.receive_data(b"\r\n")
    request = server.next_event()
    assert (request.method, request.headers) == (b"PUT", [(b"host", b"b")])
    server._receive_buffer = holding(b"")
    assert server.trailing_data == (b"", False)
