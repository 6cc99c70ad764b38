"""asyncio_server.py: streams of any length in both directions, and a slow client."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import socket
import threading
from collections import deque

import pytest

from .running import CAN_MEASURE, MIB
from .wire import SECONDS, Wire, digest

PATTERN = bytes(range(256)) * 4096
LARGE = 64 * MIB
measured = pytest.mark.skipif(not CAN_MEASURE, reason="memory is measured by Linux's account")


@pytest.fixture(scope="module")
def server(serve):
    return serve("asyncio_server.py")


@pytest.fixture(scope="module")
def hasty(serve):
    return serve("asyncio_server.py", "--timeout", "0.4")


@pytest.fixture
def wire(server):
    with Wire.to(server.address) as wire:
        yield wire


@pytest.fixture
def slow(server):
    """A client with small buffers."""
    with Wire.to(server.address, small_buffers=True) as wire:
        yield wire


def pattern(length):
    """The content that the server generates."""
    return digest(PATTERN[: min(MIB, length - start)] for start in range(0, length, MIB))


def round_trips(server, number=50):
    """Let the server run for a while: long enough to do more than it should."""
    connection = http.client.HTTPConnection(*server.address, timeout=SECONDS)
    for _ in range(number):
        connection.request("GET", "/bytes/1000")
        assert len(connection.getresponse().read()) == 1000
    connection.close()


@pytest.mark.parametrize("length", [0, 1, 65536, 65537, 3 * MIB])
def test_downloads(wire, length):
    for _ in range(2):
        wire.send(f"GET /bytes/{length} HTTP/1.1\nHost: a\n\n")
        head = wire.head()
        assert digest(wire.pieces(head)) == pattern(length)
    wire.send(f"HEAD /bytes/{length} HTTP/1.1\nHost: a\n\n")
    assert wire.response("HEAD").head == head


@pytest.mark.parametrize("chunked", [False, True])
def test_uploads(server, chunked):
    connection = http.client.HTTPConnection(*server.address, timeout=SECONDS)
    content = PATTERN * 5
    body = iter([content]) if chunked else content
    connection.request("PUT", "/digest", body=body, encode_chunked=chunked)
    expected = hashlib.sha256(content).hexdigest()
    assert connection.getresponse().read().decode() == f"{expected}\n"
    connection.request("GET", "/bytes/3")
    assert connection.getresponse().read() == b"\0\1\2"
    connection.close()


def test_echo_without_content(wire):
    wire.send("PUT /echo HTTP/1.1\nHost: a\nContent-Length: 0\n\n")
    assert wire.response().content == b""


def test_echo_starts_before_the_end_of_the_request(wire):
    wire.send("PUT /echo HTTP/1.1\nHost: a\nContent-Length: 10\n\n", b"first")
    head = wire.head()
    assert (wire.line(), wire.file.read(7)) == ("5", b"first\r\n")
    wire.send(b"other")
    assert b"".join(wire.pieces(head)) == b"other"


def test_http_1_0(wire):
    wire.send("PUT /echo HTTP/1.0\nContent-Length: 5\n\nhello")
    head, content = wire.response()
    assert (head.get("transfer-encoding"), head.get("connection")) == (None, "close")
    assert content == b"hello"


def test_continue_when_the_content_is_needed(wire):
    wire.send("PUT /digest HTTP/1.1\nHost: a\nContent-Length: 5\nExpect: 100-continue\n\n")
    assert wire.response().status == 100
    wire.send("hello")
    assert wire.response().content.startswith(b"2cf24dba5fb0a30e")


def test_no_continue_for_an_unknown_page(wire):
    wire.send("PUT /none HTTP/1.1\nHost: a\nContent-Length: 5\nExpect: 100-continue\n\n")
    response = wire.response()
    assert (response.status, response.head.get("connection")) == (404, "close")
    assert wire.rest() == b""


@measured
def test_sending_pauses_for_a_slow_client(server, slow):
    growth = server.growth()
    slow.send(f"GET /bytes/{LARGE} HTTP/1.1\nHost: a\n\n")
    head = slow.head()
    round_trips(server)
    assert digest(slow.pieces(head)) == pattern(LARGE)
    assert growth() < 8 * MIB


@measured
def test_reading_pauses_for_a_slow_client(server, slow):
    growth = server.growth()
    content = PATTERN * (LARGE // MIB)
    slow.send(f"PUT /echo HTTP/1.1\nHost: a\nContent-Length: {LARGE}\n\n")
    sent = slow.send_until_stalled(content)
    round_trips(server)
    sending = threading.Thread(target=slow.sock.sendall, args=(memoryview(content)[sent:],))
    sending.start()
    assert digest(slow.pieces(slow.head())) == pattern(LARGE)
    sending.join(SECONDS)
    assert growth() < 8 * MIB


@measured
def test_pipelined_requests_are_not_read_early(server, slow):
    """h11 is PAUSED: pipelined data stays with the client and in the kernel."""
    growth = server.growth()
    slow.send(f"GET /bytes/{LARGE} HTTP/1.1\nHost: a\n\n")
    request = b"GET /bytes/0 HTTP/1.1\r\nHost: a\r\nPadding: %s\r\n\r\n" % (b"a" * 8000)
    sent = slow.send_until_stalled(request * (LARGE // len(request)))
    assert digest(slow.pieces(slow.head())) == pattern(LARGE)
    arrived = sent // len(request)
    assert [slow.response().content for _ in range(arrived)] == [b""] * arrived
    assert growth() < 8 * MIB


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("hello\n\n", 400),
        ("GET /bytes/1 HTTP/1.1\n\n", 400),
        ("PUT /digest HTTP/1.1\nHost: a\nTransfer-Encoding: gzip\n\n", 501),
        ("PUT /digest HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\nxyz\n", 400),
        ("GET /bytes/1 HTTP/1.1\nHost: a\nName: " + "a" * 40000, 431),
        ("DELETE /bytes/1 HTTP/1.1\nHost: a\n\n", 404),
    ],
    ids=lambda value: repr(value[:40]) if isinstance(value, str) else None,
)
def test_rejected(wire, text, status):
    wire.send(text)
    response = wire.response()
    assert (response.status, response.head.get("connection")) == (status, "close")
    assert wire.rest() == b""


def test_the_error_reaches_a_client_that_continues_to_send(wire):
    """The server closes its sending direction first, and discards what arrives."""
    wire.send("PUT /none HTTP/1.1\nHost: a\nContent-Length: 4194304\n\n", bytes(4 * MIB))
    assert wire.response().status == 404
    assert wire.rest() == b""


def test_half_closed(wire):
    wire.send("GET /bytes/100000 HTTP/1.1\nHost: a\n\n")
    wire.end()
    assert len(wire.response().content) == 100_000
    assert wire.rest() == b""


def test_half_closed_too_early(wire):
    wire.send("PUT /digest HTTP/1.1\nHost: a\nContent-Length: 9\n\nx")
    wire.end()
    assert wire.response().status == 400
    assert wire.rest() == b""


@pytest.mark.parametrize(("version", "framed"), [("1.1", True), ("1.0", False)])
def test_a_truncated_response_does_not_look_complete(wire, version, framed):
    wire.send(f"PUT /echo HTTP/{version}\nHost: a\nContent-Length: 9\n\nfirst")
    head = wire.head()
    assert (head.get("transfer-encoding") == "chunked") is framed
    wire.end()
    with pytest.raises(ConnectionResetError):
        b"".join(wire.pieces(head))


@pytest.mark.parametrize(
    "text", ["GET / HT", "PUT /digest HTTP/1.1\nHost: a\nContent-Length: 9\n\nx"]
)
def test_a_stalled_request(hasty, text):
    with Wire.to(hasty.address) as wire:
        wire.send(text)
        response = wire.response()
        assert (response.status, response.head.get("connection")) == (408, "close")
        assert wire.rest() == b""


def test_an_idle_connection_is_closed_silently(hasty):
    with Wire.to(hasty.address) as wire:
        assert wire.rest() == b""


def test_sending_stops_when_the_client_has_disconnected(server):
    """The requested content would take the server a day."""
    for _ in range(4):
        with Wire.to(server.address) as wire:
            wire.send("GET /bytes/999999999999999 HTTP/1.1\nHost: a\n\n")
            assert wire.head().status == 200
    round_trips(server)


def test_a_fast_client_does_not_starve_others(server):
    with Wire.to(server.address) as wire:
        wire.send("GET /bytes/999999999999999 HTTP/1.1\nHost: a\n\n")
        pieces = wire.pieces(wire.head())

        def read_on():
            with contextlib.suppress(EOFError, ConnectionError):
                deque(pieces, maxlen=0)

        reading = threading.Thread(target=read_on)
        reading.start()
        round_trips(server)
        wire.sock.shutdown(socket.SHUT_RDWR)
        reading.join(SECONDS)


def test_a_client_that_never_reads_is_dropped(hasty):
    with Wire.to(hasty.address, small_buffers=True) as wire:
        wire.send(f"GET /bytes/{LARGE} HTTP/1.1\nHost: a\n\n")
        head = wire.head()
        wire.wait_until_reset()
        with pytest.raises((ConnectionResetError, EOFError)):
            digest(wire.pieces(head))
