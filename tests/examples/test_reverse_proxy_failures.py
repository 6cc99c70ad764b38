"""reverse_proxy: reused and lost connections to the server; failing servers and clients."""

from __future__ import annotations

import threading

import pytest

from .running import MIB
from .wire import SECONDS, Wire, slowly

PATTERN = bytes(range(256)) * 4096
LARGE = 32 * MIB
GET = "GET /a?b HTTP/1.1\nHost: example.com\n\n"
HELLO = "HTTP/1.1 200 OK\nContent-Length: 5\n\nhello"


# --- Connections to the server


def test_an_idle_connection_is_reused(between):
    def script(wire, number):
        for _ in range(3 if number == 1 else 1):
            wire.request()
            wire.send(HELLO)

    upstream, wire = between(script)
    for connections in (1, 1, 1, 2, 3):
        wire.send(GET)
        assert wire.response().content == b"hello"
        assert upstream.connections == connections


def test_a_connection_that_ends_on_reuse_is_replaced(between):
    """The request is idempotent."""

    def script(wire, number):
        wire.request()
        wire.send(HELLO)
        if number == 1:
            assert wire.head().start.startswith("GET")  # reads it, and does not respond

    upstream, wire = between(script)
    for connections in (1, 2):
        wire.send(GET)
        assert wire.response().content == b"hello"
        assert upstream.connections == connections


def test_requests_that_cannot_be_retried_use_a_new_connection(between):
    is_over = threading.Event()

    def script(wire, number):
        wire.request()
        wire.send(HELLO)
        assert is_over.wait(SECONDS)  # it would be used for another request

    upstream, wire = between(script)
    for number, request in enumerate(
        [GET.replace("GET", "POST"), GET.replace("\n\n", "\nContent-Length: 2\n\nhi")]
    ):
        wire.send(request)
        assert wire.response().content == b"hello"
        assert upstream.connections == number + 1
    is_over.set()


def test_unsolicited_data_is_not_a_response(between):
    sent = threading.Event()

    def script(wire, number):
        wire.request()
        wire.send(HELLO)
        if number == 1:
            wire.send("HTTP/1.1 408 Too Slow\nContent-Length: 0\n\n")
            sent.set()
            wire.wait_until_closed()

    upstream, wire = between(script)
    wire.send(GET)
    assert wire.response().content == b"hello"
    assert sent.wait(SECONDS)
    wire.send(GET)
    assert wire.response().content == b"hello"
    assert upstream.connections == 2


# --- Failing servers


def test_no_server(serve, free_port):
    proxy = serve("reverse_proxy", f"http://127.0.0.1:{free_port}")
    with Wire.to(proxy.address) as wire:
        wire.send(GET)
        assert wire.response().status == 502
        assert wire.rest() == b""


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "HTTP/1.1 200",
        "hello\n\n",
        "HTTP/1.1 101 Yes\nUpgrade: h2c\n\n",
        "HTTP/1.1 200 OK\na b: c\n\n",
    ],
)
def test_invalid_responses(between, answer):
    def script(wire, number):
        wire.request()
        wire.send(answer)

    upstream, wire = between(script)
    wire.send(GET)
    assert wire.response().status == 502
    assert wire.rest() == b""
    assert upstream.connections == 1


def test_a_server_that_is_too_slow(between):
    def script(wire, number):
        wire.request()
        wire.wait_until_closed()

    _, wire = between(script, "--timeout", "0.3")
    wire.send(GET)
    assert wire.response().status == 504
    assert wire.rest() == b""


def test_a_server_may_be_silent_while_a_request_makes_progress(between):
    def script(wire, number):
        assert len(wire.request().content) == 8 * MIB
        wire.send(HELLO)

    _, wire = between(script, "--timeout", "0.5")
    wire.send(f"PUT / HTTP/1.1\nHost: a\nContent-Length: {8 * MIB}\n\n")
    for piece in slowly([PATTERN] * 8, pause=MIB):
        wire.send(piece)
    assert wire.response().content == b"hello"


@pytest.mark.parametrize(
    ("version", "head", "begun"),
    [
        ("1.1", "Content-Length: 99\n", "hello"),
        ("1.1", "Transfer-Encoding: chunked\n", "5\nhello\n"),
        ("1.0", "Transfer-Encoding: chunked\n", "5\nhello\n"),
    ],
)
def test_a_server_that_fails_within_a_response(between, version, head, begun):
    may_die = threading.Event()

    def script(wire, number):
        wire.request()
        wire.send("HTTP/1.1 200 OK\n", head, "\n", begun)
        assert may_die.wait(SECONDS)

    _, wire = between(script)
    wire.send(f"GET / HTTP/{version}\nHost: a\n\n")
    head = wire.head()
    assert head.status == 200
    pieces = wire.pieces(head)
    assert next(pieces) == b"hello"
    may_die.set()
    with pytest.raises(ConnectionResetError):
        list(pieces)


@pytest.mark.parametrize("connection", ["Connection: close\n", ""])
def test_an_early_response(between, connection):
    """The client receives it while it still sends, and cannot send another request."""

    def script(wire, number):
        head = wire.head()
        wire.file.read(MIB)
        wire.send(f"HTTP/1.1 413 Enough\n{connection}Content-Length: 5\n\nhello")
        wire.wait_until_closed()
        assert head.get("content-length") == str(LARGE)

    _, wire = between(script)
    wire.send(f"PUT / HTTP/1.1\nHost: a\nContent-Length: {LARGE}\n\n", PATTERN)
    response = wire.response()
    assert (response.status, response.content) == (413, b"hello")
    assert wire.rest() == b""


def test_a_server_that_does_not_read(between):
    """The server has responded and closed while we send: the response counts."""

    def script(wire, number):
        wire.head()
        wire.send("HTTP/1.1 403 No\nConnection: close\nContent-Length: 0\n\n")
        wire.end()
        wire.wait_until_closed()

    _, wire = between(script)
    wire.send(f"PUT / HTTP/1.1\nHost: a\nContent-Length: {LARGE}\n\n", PATTERN)
    assert wire.response().status == 403


# --- Failing clients


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("hello\n\n", 400),
        ("GET / HTTP/1.1\n\n", 400),
        ("GET / HTTP/1.1\nHost: a\nTransfer-Encoding: gzip\n\n", 501),
        ("GET / HTTP/1.1\nHost: a\nName: " + "a" * 40000, 431),
        ("POST / HTTP/1.1\nHost: a\nContent-Length: 5\nTransfer-Encoding: chunked\n\n0\n\n", 400),
        ("POST / HTTP/1.0\nHost: a\nTransfer-Encoding: chunked\n\n0\n\n", 400),
        ("CONNECT a:1 HTTP/1.1\nHost: a\n\n", 501),
    ],
    ids=lambda value: repr(value[:60]) if isinstance(value, str) else None,
)
def test_rejected_requests(between, text, status):
    upstream, wire = between(lambda wire, number: None)
    wire.send(text)
    response = wire.response()
    assert (response.status, response.head.get("connection")) == (status, "close")
    assert wire.rest() == b""
    assert upstream.connections == 0


def test_the_error_reaches_a_client_that_continues_to_send(between):
    _, wire = between(lambda wire, number: None)
    wire.send("PUT /echo HTTP/1.1\nContent-Length: 4194304\n\n", bytes(4 * MIB))
    assert wire.response().status == 400
    assert wire.rest() == b""


@pytest.mark.parametrize(
    ("rest", "status"), [("xyz\n", 400), (None, 400)], ids=["broken chunk", "end"]
)
def test_a_truncated_request(between, rest, status):
    """The server must not mistake a part for the whole."""
    has_begun = threading.Event()

    def script(wire, number):
        pieces = wire.pieces(wire.head())
        assert next(pieces) == b"hello"
        has_begun.set()
        with pytest.raises((EOFError, ConnectionResetError)):
            list(pieces)

    _, wire = between(script)
    wire.send("POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n5\nhello\n")
    assert has_begun.wait(SECONDS)
    if rest is None:
        wire.end()
    else:
        wire.send(rest)
    assert wire.response().status == status
    assert wire.rest() == b""


def test_a_client_that_disconnects_while_the_server_sends(between):
    is_cut_off = threading.Event()

    def script(wire, number):
        wire.request()
        wire.send(f"HTTP/1.1 200 OK\nContent-Length: {LARGE * 9}\n\n")
        with pytest.raises(OSError):
            for _ in range(LARGE * 9 // MIB):
                wire.send(PATTERN)
        is_cut_off.set()

    _, wire = between(script)
    wire.send(GET)
    assert wire.head().status == 200
    wire.close()
    assert is_cut_off.wait(SECONDS)


@pytest.mark.parametrize(
    ("text", "status"),
    [("", None), ("GET / HT", 408), ("PUT / HTTP/1.1\nHost: a\nContent-Length: 9\n\nx", 408)],
)
def test_a_stalled_client(between, text, status):
    _, wire = between(lambda wire, number: wire.wait_until_closed(), "--timeout", "0.3")
    wire.send(text)
    if status is not None:
        assert wire.response().status == status
    assert wire.rest() == b""
