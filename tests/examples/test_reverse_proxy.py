"""reverse_proxy: what it forwards in both directions, and what it does not."""

from __future__ import annotations

import http.client
import shutil
import subprocess
import threading

import pytest

from .running import CAN_MEASURE, MIB
from .wire import SECONDS, Wire, digest

PATTERN = bytes(range(256)) * 4096
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


# --- With a real server


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


def test_pipelined_responses_are_in_order(wire):
    wire.send(*(f"GET /bytes/{number} HTTP/1.1\nHost: a\n\n" for number in range(9)))
    assert [len(wire.response().content) for _ in range(9)] == list(range(9))


def test_http_1_0(wire):
    wire.send("PUT /echo HTTP/1.0\nContent-Length: 5\n\nhello")
    head, content = wire.response()
    assert (head.get("transfer-encoding"), head.get("connection")) == (None, "close")
    assert content == b"hello"


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_curl(server, tmp_path):
    """curl waits for 100 Continue before it uploads this much."""
    file = tmp_path / "large"
    file.write_bytes(PATTERN * 8)
    command = ["curl", "-sS", "--noproxy", "*", "-T", file]
    for option in ("-HA: b", "-HTransfer-Encoding: chunked", "-0"):
        done = subprocess.run(
            [*command, option, f"{server.url}/echo"], capture_output=True, timeout=SECONDS
        )
        assert (done.returncode, digest([done.stdout])) == (0, digest([PATTERN * 8]))


@pytest.mark.skipif(not CAN_MEASURE, reason="memory is measured by Linux's account")
def test_backpressure_reaches_the_server(server):
    """Otherwise the proxy would grow."""
    growth = server.growth()
    content = PATTERN * 64
    with Wire.to(server.address, small_buffers=True) as wire:
        wire.send(f"PUT /echo HTTP/1.1\nHost: a\nContent-Length: {len(content)}\n\n")
        sent = wire.send_until_stalled(content)
        sending = threading.Thread(target=wire.sock.sendall, args=(memoryview(content)[sent:],))
        sending.start()
        assert digest(wire.pieces(wire.head())) == digest([content])
        sending.join()
    assert growth() < 8 * MIB


# --- Forwarded and hop-by-hop fields


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
            "HTTP/1.1 299 Strange\nConnection: close, X-Hop\nX-Hop: 1\nKeep-Alive: timeout=5\n"
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


def test_an_http_1_0_client_without_host(between):
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


def test_content_of_unknown_length_is_chunked(between):
    def script(wire, number):
        wire.request()
        wire.send("HTTP/1.0 200 OK\n\nhello")

    _, wire = between(script)
    for _ in range(2):
        wire.send(GET)
        head, content = wire.response()
        assert (head.get("transfer-encoding"), content) == ("chunked", b"hello")


def test_connection_cannot_remove_framing_fields(between):
    def script(wire, number):
        head, content = wire.request()
        assert (head.get("host"), content) == ("example.com", b"hello")
        wire.send("HTTP/1.1 200 OK\nConnection: Content-Length\nContent-Length: 2\n\nhi")

    _, wire = between(script)
    wire.send("POST / HTTP/1.1\nHost: example.com\nConnection: host, content-length\n")
    wire.send("Content-Length: 5\n\nhello")
    response = wire.response()
    assert (response.head.get("content-length"), response.content) == ("2", b"hi")


def test_a_length_with_chunked_is_removed(between):
    def script(wire, number):
        wire.request()
        wire.send("HTTP/1.1 200 OK\nContent-Length: 2\nTransfer-Encoding: chunked\n\n")
        wire.send("5\nhello\n0\n\n")

    _, wire = between(script)
    wire.send(GET)
    head, content = wire.response()
    assert (head.get("content-length"), content) == (None, b"hello")


def test_trailers_are_forwarded(between):
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


def test_informational_responses_are_forwarded(between):
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
def test_responses_without_content(between, status):
    def script(wire, number):
        for _ in range(2):
            wire.request()
            wire.send(f"HTTP/1.1 {status} A\nETag: a\n\n")

    upstream, wire = between(script)
    for _ in range(2):
        wire.send(GET)
        assert wire.response().status == status
    assert upstream.connections == 1


def test_head_of_a_chunked_response(between):
    def script(wire, number):
        for _ in range(2):
            assert wire.request().head.start == "HEAD / HTTP/1.1"
            wire.send("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n")

    upstream, wire = between(script)
    for _ in range(2):
        wire.send("HEAD / HTTP/1.1\nHost: a\n\n")
        assert wire.response("HEAD").head.get("transfer-encoding") == "chunked"
    assert upstream.connections == 1
