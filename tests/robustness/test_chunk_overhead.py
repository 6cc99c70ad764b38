"""The total size of chunk extensions and trailers is bounded by the content."""

from __future__ import annotations

import h11
import pytest

from ..package.peers import END, POST_CHUNKED_WIRE, content, read, receive, server_after
from .attack_patterns import OVERHEAD

TOO_LONG = "chunk extensions and trailers out of proportion to the content"
PER_BYTE = 32


def outcome(*segments: bytes) -> object:
    """The length of the content, or the message and hint of the error."""
    server = server_after(POST_CHUNKED_WIRE)
    received = 0
    try:
        for segment in segments:
            received += len(content(receive(server, segment)))
    except h11.RemoteProtocolError as error:
        assert server.their_state is h11.ERROR
        return str(error), error.error_status_hint
    return received


def extension(length: int) -> bytes:
    """A chunk of one byte with a size line of this length."""
    return b"1;" + b"x" * (length - 4) + b"\r\na\r\n"


def test_one_extension():
    assert outcome(extension(OVERHEAD)) == 1
    assert outcome(extension(OVERHEAD + 1)) == (TOO_LONG, 431)


def test_small_extensions_are_covered_by_their_chunks():
    assert outcome(*[extension(PER_BYTE) * 1000] * 100) == 100_000


def test_large_extensions_for_small_chunks():
    """Each arrives in one segment, so that the limit on incomplete events does not apply."""
    assert outcome(*[extension(16_000)] * 10_000) == (TOO_LONG, 431)


def test_trailers():
    trailers = b"0\r\nA:%s\r\n\r\n"
    assert outcome(trailers % (b"b" * (OVERHEAD - 6))) == 0
    assert outcome(trailers % (b"b" * (OVERHEAD - 5))) == (TOO_LONG, 431)
    body = b"400\r\n" + b"x" * 1024 + b"\r\n"
    assert outcome(body, trailers % (b"b" * (OVERHEAD + 1024 * PER_BYTE - 6))) == 1024


@pytest.mark.parametrize("segment", [1, 7, 1000])
def test_real_programs_stay_within_the_limit(segment):
    """The longest extensions in use are signatures of chunks; and some trailers."""
    chunk = b"2000;chunk-signature=" + b"0123456789abcdef" * 4 + b"\r\n" + b"x" * 8192 + b"\r\n"
    wire = chunk * 12 + b"0;chunk-signature=" + b"f" * 64 + b"\r\nDigest: sha-256=abc\r\n\r\n"
    assert outcome(*(wire[at : at + segment] for at in range(0, len(wire), segment))) == 12 * 8192


def test_each_message_has_its_own_limit():
    server = h11.Connection(h11.SERVER)
    for _ in range(5):
        events = receive(server, POST_CHUNKED_WIRE, extension(OVERHEAD) + b"0\r\n\r\n")
        assert events[-2:] == [END, h11.NEED_DATA]
        server.send(h11.Response(status_code=204, headers=[]))
        server.send(END)
        server.start_next_cycle()


def test_the_error_is_permanent():
    server = server_after(POST_CHUNKED_WIRE)
    server.receive_data(extension(OVERHEAD + 1))
    for text in (TOO_LONG, "Can't receive data when peer state is ERROR"):
        with pytest.raises(h11.RemoteProtocolError, match=text):
            read(server)
    assert server.trailing_data == (extension(OVERHEAD + 1), False)
    assert server.send(h11.Response(status_code=431, headers=[])).startswith(b"HTTP/1.1 431 ")
