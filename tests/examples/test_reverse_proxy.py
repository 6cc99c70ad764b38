"""reverse_proxy: what passes, both ways, and what is said when something does not."""

from __future__ import annotations

import contextlib
import http.client
import shutil
import subprocess
import threading

import pytest
from running import CAN_MEASURE, MIB
from wire import SECONDS, Scripted, Wire, digest

PATTERN = bytes(range(256)) * 4096
LARGE = 32 * MIB
GET = "GET /a?b HTTP/1.1\nHost: example.com\n\n"
HELLO = "HTTP/1.1 200 OK\nContent-Length: 5\n\nhello"


@pytest.fixture(scope="module")
def server(serve):
    """A proxy for asyncio_server.py."""
    return serve("reverse_proxy", serve("asyncio_server.py").url)


@pytest.fixture
def wire(server):
    with Wire.to(server.address) as wire:
        yield wire


@pytest.fixture
def between(serve):
    """A proxy for a scripted server, and a client of it; both by hand."""
    with contextlib.ExitStack() as stack:

        def between(script, *arguments):
            upstream = stack.enter_context(Scripted(script))
            proxy = serve("reverse_proxy", upstream.url, *arguments)
            return upstream, stack.enter_context(Wire.to(proxy.address))

        yield between


# --- Through to a real server


def test_one_connection_for_many_requests(server):
    connection = http.client.HTTPConnection(*server.address, timeout=SECONDS)
    connection.connect()
    sock = connection.sock
    for number in range(10):
        connection.request("GET", f"/bytes/{number}")
        assert connection.getresponse().read() == PATTERN[:number]
        connection.request("PUT", "/echo", body=b"%d" % number)
        assert connection.getresponse().read() == b"%d" % number
        connection.request("PUT", "/echo", body=iter([b"in ", b"chunks"]), encode_chunked=True)
        assert connection.getresponse().read() == b"in chunks"
        connection.request("HEAD", "/bytes/9")
        response = connection.getresponse()
        assert (response.getheader("content-length"), response.read()) == ("9", b"")
        connection.request("GET", "/none")
        response = connection.getresponse()
        assert (response.status, response.read()) == (404, b"")
    assert connection.sock is sock
    connection.close()


def test_pipelined_requests_are_answered_in_order(wire):
    wire.send(*(f"GET /bytes/{number} HTTP/1.1\nHost: a\n\n" for number in range(9)))
    assert [len(wire.response().content) for _ in range(9)] == list(range(9))


def test_http_1_0(wire):
    wire.send("PUT /echo HTTP/1.0\nContent-Length: 5\n\nhello")
    head, content = wire.response()
    assert (head.get("transfer-encoding"), head.get("connection")) == (None, "close")
    assert content == b"hello"


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_curl(server, tmp_path):
    """Which waits for 100 Continue before it uploads this much."""
    file = tmp_path / "large"
    file.write_bytes(PATTERN * 8)
    command = ["curl", "-sS", "--noproxy", "*", "-T", file]
    for option in ("-HA: b", "-HTransfer-Encoding: chunked", "-0"):
        done = subprocess.run(
            [*command, option, f"{server.url}/echo"], capture_output=True, timeout=SECONDS
        )
        assert (done.returncode, digest([done.stdout])) == (0, digest([PATTERN * 8]))


@pytest.mark.skipif(not CAN_MEASURE, reason="memory is measured by Linux's account")
def test_a_client_that_does_not_read_stops_all_the_way(server):
    """Or the proxy would grow."""
    growth = server.growth()
    content = PATTERN * (64 * MIB // MIB)
    with Wire.to(server.address, small_buffers=True) as wire:
        wire.send(f"PUT /echo HTTP/1.1\nHost: a\nContent-Length: {len(content)}\n\n")
        sent = wire.send_until_stalled(content)
        sending = threading.Thread(target=wire.sock.sendall, args=(memoryview(content)[sent:],))
        sending.start()
        assert digest(wire.pieces(wire.head())) == digest([content])
        sending.join()
    assert growth() < 8 * MIB


# --- What passes, and what does not


def test_fields_of_a_request(between):
    seen = []

    def script(wire, number):
        seen.append(wire.request().head)
        wire.send(HELLO)

    _, wire = between(script)
    wire.send(
        "GET http://example.com/a?b HTTP/1.1\nHost: other\nConnection: keep-alive, X-Hop, Host\n"
        "X-Hop: 1\nKeep-Alive: timeout=5\nTE: trailers\nTrailer: x\nUpgrade: h2c\n"
        "Proxy-Connection: close\nX-Forwarded-For: 1.2.3.4\nCookie: a\ncookie: b\nX-Kept: 1\n\n"
    )
    assert wire.response().content == b"hello"
    assert seen[0].start == "GET /a?b HTTP/1.1"
    assert seen[0].fields == [
        ("Host", "example.com"),
        ("Cookie", "a"),
        ("cookie", "b"),
        ("X-Kept", "1"),
        ("Via", "1.1 h11"),
        ("X-Forwarded-For", "127.0.0.1"),
    ]


def test_fields_of_a_response(between):
    def script(wire, number):
        wire.request()
        wire.send(
            "HTTP/1.1 299 Odd\nConnection: close, X-Hop\nX-Hop: 1\nKeep-Alive: timeout=5\n"
            "Set-Cookie: a\nSet-Cookie: b\nContent-Length: 5\n\nhello"
        )

    upstream, wire = between(script)
    for _ in range(2):
        wire.send(GET)
        response = wire.response()
        assert (response.status, response.content) == (299, b"hello")
        assert response.head.fields == [
            ("Set-Cookie", "a"),
            ("Set-Cookie", "b"),
            ("Content-Length", "5"),
            ("Via", "1.1 h11"),
        ]
    assert upstream.connections == 2


def test_a_client_of_http_1_0_without_a_host(between):
    def script(wire, number):
        head, content = wire.request()
        assert head.start == "POST /a HTTP/1.1"
        assert head.get("host") == upstream.url.partition("//")[2]
        assert (head.get("expect"), head.get("via")) == (None, "1.0 h11")
        assert content == b"hello"
        wire.send("HTTP/1.1 103 Early Hints\n\nHTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n")
        wire.send("5\nhello\n0\nX-Sum: 1\n\n")

    upstream, wire = between(script)
    wire.send("POST /a HTTP/1.0\nExpect: 100-continue\nContent-Length: 5\n\nhello")
    head, content = wire.response()
    assert (head.status, content, head.get("transfer-encoding")) == (200, b"hello", None)


def test_content_of_unknown_length_gets_chunks(between):
    def script(wire, number):
        wire.request()
        wire.send("HTTP/1.0 200 OK\n\nhello")

    _, wire = between(script)
    for _ in range(2):
        wire.send(GET)
        head, content = wire.response()
        assert (head.get("transfer-encoding"), content) == ("chunked", b"hello")


def test_connection_has_no_power_over_what_frames_a_message(between):
    def script(wire, number):
        head, content = wire.request()
        assert (head.get("host"), content) == ("example.com", b"hello")
        wire.send("HTTP/1.1 200 OK\nConnection: Content-Length\nContent-Length: 2\n\nhi")

    _, wire = between(script)
    wire.send("POST / HTTP/1.1\nHost: example.com\nConnection: host, content-length\n")
    wire.send("Content-Length: 5\n\nhello")
    response = wire.response()
    assert (response.head.get("content-length"), response.content) == ("2", b"hi")


def test_a_length_beside_chunks_means_nothing(between):
    def script(wire, number):
        wire.request()
        wire.send("HTTP/1.1 200 OK\nContent-Length: 2\nTransfer-Encoding: chunked\n\n")
        wire.send("5\nhello\n0\n\n")

    _, wire = between(script)
    wire.send(GET)
    head, content = wire.response()
    assert (head.get("content-length"), content) == (None, b"hello")


def test_trailers_pass_both_ways(between):
    def script(wire, number):
        assert wire.request().content == b"hello"
        assert wire.trailers == [("X-Sum", "1")]
        wire.send("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n")
        wire.send("2\nhi\n0\nX-Sum: 2\nConnection: x\n\n")

    _, wire = between(script)
    wire.send("POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n")
    wire.send("5\nhello\n0\nX-Sum: 1\nConnection: x\n\n")
    assert wire.response().content == b"hi"
    assert wire.trailers == [("X-Sum", "2")]


def test_informational_responses_pass(between):
    def script(wire, number):
        head = wire.head()
        assert head.get("expect") == "100-continue"
        wire.send("HTTP/1.1 103 Early Hints\nLink: <a>\n\nHTTP/1.1 100 Continue\n\n")
        assert b"".join(wire.pieces(head)) == b"hello"
        wire.send(HELLO)

    _, wire = between(script)
    wire.send("PUT / HTTP/1.1\nHost: a\nContent-Length: 5\nExpect: 100-continue\n\n")
    hints = wire.response()
    assert (hints.status, hints.head.get("link")) == (103, "<a>")
    assert wire.response().status == 100
    wire.send("hello")
    assert wire.response().content == b"hello"


@pytest.mark.parametrize("status", [204, 304])
def test_responses_that_have_no_content(between, status):
    def script(wire, number):
        for _ in range(2):
            wire.request()
            wire.send(f"HTTP/1.1 {status} A\nETag: a\n\n")

    upstream, wire = between(script)
    for _ in range(2):
        wire.send(GET)
        assert wire.response().status == status
    assert upstream.connections == 1


def test_head_of_a_response_in_chunks(between):
    def script(wire, number):
        for _ in range(2):
            assert wire.request().head.start == "HEAD / HTTP/1.1"
            wire.send("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n")

    upstream, wire = between(script)
    for _ in range(2):
        wire.send("HEAD / HTTP/1.1\nHost: a\n\n")
        assert wire.response("HEAD").head.get("transfer-encoding") == "chunked"
    assert upstream.connections == 1


# --- Connections to the server


def test_a_connection_is_used_again_if_it_is_there(between):
    def script(wire, number):
        for _ in range(3 if number == 1 else 1):
            wire.request()
            wire.send(HELLO)

    upstream, wire = between(script)
    for connections in (1, 1, 1, 2, 3):
        wire.send(GET)
        assert wire.response().content == b"hello"
        assert upstream.connections == connections


def test_a_connection_that_ends_when_it_is_used_is_replaced(between):
    """Since the request may be repeated."""

    def script(wire, number):
        wire.request()
        wire.send(HELLO)
        if number == 1:
            assert wire.head().start.startswith("GET")  # reads it, and does not answer

    upstream, wire = between(script)
    for connections in (1, 2):
        wire.send(GET)
        assert wire.response().content == b"hello"
        assert upstream.connections == connections


def test_requests_that_may_not_be_repeated_get_a_connection_of_their_own(between):
    is_over = threading.Event()

    def script(wire, number):
        wire.request()
        wire.send(HELLO)
        assert is_over.wait(SECONDS)  # it would be there for another

    upstream, wire = between(script)
    for number, request in enumerate(
        [GET.replace("GET", "POST"), GET.replace("\n\n", "\nContent-Length: 2\n\nhi")]
    ):
        wire.send(request)
        assert wire.response().content == b"hello"
        assert upstream.connections == number + 1
    is_over.set()


def test_what_nobody_asked_for_is_not_taken_for_a_response(between):
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


# --- Servers that fail


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
def test_answers_that_are_none(between, answer):
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


@pytest.mark.parametrize(
    ("version", "head", "begun"),
    [
        ("1.1", "Content-Length: 99\n", "hello"),
        ("1.1", "Transfer-Encoding: chunked\n", "5\nhello\n"),
        ("1.0", "Transfer-Encoding: chunked\n", "5\nhello\n"),
    ],
)
def test_a_server_that_dies_in_the_middle(between, version, head, begun):
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
def test_a_server_that_answers_early(between, connection):
    """The client learns it while it still sends, and cannot send another request."""

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


def test_a_server_that_refuses_to_read(between):
    """It has answered and closed while we send: the answer counts, not that."""

    def script(wire, number):
        wire.head()
        wire.send("HTTP/1.1 403 No\nConnection: close\nContent-Length: 0\n\n")
        wire.end()
        wire.wait_until_closed()

    _, wire = between(script)
    wire.send(f"PUT / HTTP/1.1\nHost: a\nContent-Length: {LARGE}\n\n", PATTERN)
    assert wire.response().status == 403


# --- Clients that fail


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
def test_requests_that_do_not_pass(between, text, status):
    upstream, wire = between(lambda wire, number: None)
    wire.send(text)
    response = wire.response()
    assert (response.status, response.head.get("connection")) == (status, "close")
    assert wire.rest() == b""
    assert upstream.connections == 0


def test_the_refusal_reaches_a_client_that_sends_on(wire):
    wire.send("PUT /echo HTTP/1.1\nContent-Length: 4194304\n\n", bytes(4 * MIB))
    assert wire.response().status == 400
    assert wire.rest() == b""


@pytest.mark.parametrize(
    ("rest", "status"), [("xyz\n", 400), (None, 400)], ids=["broken chunk", "end"]
)
def test_a_request_that_breaks_off(between, rest, status):
    """The server must not take what it has for the whole."""
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


def test_a_client_that_is_gone_while_the_server_sends(between):
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
def test_a_client_that_does_not_go_on(between, text, status):
    _, wire = between(lambda wire, number: wire.wait_until_closed(), "--timeout", "0.3")
    wire.send(text)
    if status is not None:
        assert wire.response().status == status
    assert wire.rest() == b""
