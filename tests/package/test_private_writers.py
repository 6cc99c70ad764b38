"""`h11._writers`: write heads and content by calling a function."""

from __future__ import annotations

import h11
import pytest
from h11 import _writers
from h11._writers import ChunkedWriter, ContentLengthWriter, Http10Writer

from .peers import END, GET, GET_WIRE

TRAILERS = h11.EndOfMessage(headers=[("A", "b"), ("Host", "c")])


def written(writer, *events) -> bytes:
    pieces: list[bytes] = []
    for event in events:
        assert writer(event, pieces.append) is None
    return b"".join(pieces)


def test_heads():
    assert written(_writers.write_request, GET) == GET_WIRE
    for class_, status in ((h11.Response, 404), (h11.InformationalResponse, 103)):
        response = class_(status_code=status, headers=[("A", "b")], reason="Why")
        wire = b"HTTP/1.1 %d Why\r\nA: b\r\n\r\n" % status
        assert written(_writers.write_any_response, response) == wire
    assert written(_writers.write_headers, TRAILERS.headers) == b"Host: c\r\nA: b\r\n\r\n"


@pytest.mark.parametrize(
    ("writer", "event"),
    [
        (
            _writers.write_request,
            h11.Request(method="GET", target="/", headers=[], http_version="1.0"),
        ),
        (
            _writers.write_any_response,
            h11.Response(status_code=200, headers=[], http_version="1.0"),
        ),
    ],
)
def test_only_http_1_1(writer, event):
    with pytest.raises(h11.LocalProtocolError, match=r"I only send HTTP/1\.1"):
        written(writer, event)


def test_bodies():
    data = [h11.Data(b"abc"), h11.Data(b""), h11.Data(b"0123456789")]
    assert written(ChunkedWriter(), *data, END) == b"3\r\nabc\r\na\r\n0123456789\r\n0\r\n\r\n"
    assert written(ChunkedWriter(), TRAILERS) == b"0\r\nHost: c\r\nA: b\r\n\r\n"
    assert written(ContentLengthWriter(13), *data, END) == b"abc0123456789"
    assert written(Http10Writer(), *data, END) == b"abc0123456789"


@pytest.mark.parametrize(
    ("writer", "event", "text"),
    [
        (ContentLengthWriter(2), h11.Data(b"abc"), "Too much data for declared Content-Length"),
        (ContentLengthWriter(2), END, "Too little data for declared Content-Length"),
        (ContentLengthWriter(0), TRAILERS, "Content-Length and trailers don't mix"),
        (Http10Writer(), TRAILERS, "can't send trailers to HTTP/1.0 client"),
    ],
)
def test_content_of_the_wrong_length(writer, event, text):
    with pytest.raises(h11.LocalProtocolError) as caught:
        written(writer, event)
    assert str(caught.value) == text


def test_data_is_passed_through():
    placeholder, pieces = range(3), []
    ChunkedWriter()(h11.Data(placeholder), pieces.append)
    assert pieces == [b"3\r\n", placeholder, b"\r\n"]
    assert pieces[1] is placeholder


def test_the_table():
    heads = {(h11.CLIENT, h11.IDLE), (h11.SERVER, h11.IDLE), (h11.SERVER, h11.SEND_RESPONSE)}
    assert set(_writers.WRITERS) == heads | {h11.SEND_BODY}
    assert set(_writers.WRITERS[h11.SEND_BODY]) == {"chunked", "content-length", "http/1.0"}


def test_exceptions_of_write_are_propagated():
    def broken(piece: bytes) -> None:
        raise OSError("no space")

    for writer, event in (
        (_writers.write_request, GET),
        (ChunkedWriter(), h11.Data(b"a")),
        (ContentLengthWriter(1), h11.Data(b"a")),
        (ChunkedWriter(), END),
    ):
        with pytest.raises(OSError, match="no space"):
            writer(event, broken)


@pytest.mark.parametrize("writer", [ChunkedWriter(), ContentLengthWriter(0), Http10Writer()])
@pytest.mark.parametrize("event", [GET, h11.ConnectionClosed(), None])
def test_other_events_are_rejected(writer, event):
    with pytest.raises((TypeError, AssertionError)):
        written(writer, event)
