"""trio_server.py: all duties of a server."""

from __future__ import annotations

import http.client
import signal

import pytest

from .wire import SECONDS, Wire

LIMIT = 1 << 20


@pytest.fixture(scope="module")
def server(serve):
    return serve("trio_server.py")


@pytest.fixture(scope="module")
def hasty(serve):
    """A server that does not linger."""
    return serve("trio_server.py", "--timeout", "0.4", "--keep-alive", "0.4")


@pytest.fixture
def wire(server):
    with Wire.to(server.address) as wire:
        yield wire


def test_one_connection_for_many_requests(server):
    connection = http.client.HTTPConnection(*server.address, timeout=SECONDS)
    connection.connect()
    sock = connection.sock
    for number in range(20):
        connection.request("POST", "/echo", body=b"%d" % number)
        assert connection.getresponse().read() == b"%d" % number
        connection.request("PUT", "/echo", body=iter([b"in ", b"chunks"]), encode_chunked=True)
        assert connection.getresponse().read() == b"in chunks"
        connection.request("GET", "/")
        response = connection.getresponse()
        assert (response.status, response.read()) == (200, b"Hello from h11 and trio.\n")
    assert connection.sock is sock
    connection.close()


def test_fields(wire):
    wire.send("GET / HTTP/1.1\nHost: a\n\n")
    head, _ = wire.response()
    assert head.start == "HTTP/1.1 200 OK"
    assert head.get("server").startswith("python-h11/0.16.0")
    assert head.get("date").endswith(" GMT")
    assert (head.get("content-type"), head.get("connection")) == ("text/plain", None)


def test_head_is_get_without_content(wire):
    for path in ("/", "/stream"):
        heads = []
        for method in ("GET", "HEAD"):
            wire.send(f"{method} {path} HTTP/1.1\nHost: a\n\n")
            heads.append(wire.response(method).head)
        assert [dict(head.fields, Date="") for head in heads] == [
            dict(heads[0].fields, Date="")
        ] * 2


def test_pipelined_responses_are_in_order(wire):
    post = "POST /echo HTTP/1.1\nHost: a\nContent-Length: 1\n\n{}"
    wire.send(*(post.format(number) for number in range(9)), "GET /none HTTP/1.1\nHost: a\n\n")
    assert [wire.response().content for _ in range(9)] == [b"%d" % number for number in range(9)]
    assert wire.response().status == 404


def test_framing_of_a_stream_by_version(server):
    expected = b"".join(b"line %d\n" % number for number in range(1000))
    for version, coding, connection in (("1.1", "chunked", None), ("1.0", None, "close")):
        with Wire.to(server.address) as wire:
            wire.send(f"GET /stream HTTP/{version}\nHost: a\n\n")
            head, content = wire.response()
            assert content == expected
            assert (head.get("transfer-encoding"), head.get("connection")) == (coding, connection)


def test_continue_only_if_the_content_is_needed(wire):
    wire.send("POST /echo HTTP/1.1\nHost: a\nContent-Length: 5\nExpect: 100-continue\n\n")
    assert wire.response().status == 100
    wire.send("hello")
    assert wire.response().content == b"hello"
    # A client that does not wait needs no 100 Continue.
    wire.send("POST /echo HTTP/1.1\nHost: a\nContent-Length: 2\nExpect: 100-continue\n\nhi")
    assert wire.response().content == b"hi"


@pytest.mark.parametrize(
    ("request_line", "length", "status"),
    [("POST /echo", LIMIT + 1, 413), ("POST /none", 5, 404), ("PUT /", 5, 405)],
)
def test_no_continue_for_a_request_rejected_by_its_head(wire, request_line, length, status):
    fields = f"Host: a\nContent-Length: {length}\nExpect: 100-continue\n\n"
    wire.send(f"{request_line} HTTP/1.1\n{fields}")
    response = wire.response()
    assert (response.status, response.head.get("connection")) == (status, "close")
    assert wire.rest() == b""


def test_content_up_to_the_limit(wire):
    content = bytes(range(256)) * (LIMIT // 256)
    wire.send(f"POST /echo HTTP/1.1\nHost: a\nContent-Length: {LIMIT}\n\n", content)
    assert wire.response().content == content


def test_too_much_content_is_rejected_early(wire):
    """The client receives the response although it continues to send: the server lingers."""
    wire.send("POST /echo HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n")
    for _ in range(8):
        wire.send(b"40000\r\n" + bytes(0x40000) + b"\r\n")
    response = wire.response()
    assert (response.status, response.head.get("connection")) == (413, "close")
    assert wire.rest() == b""


def test_reuse_after_an_error_response(wire):
    wire.send(
        "DELETE / HTTP/1.1\nHost: a\n\n", "PUT /none HTTP/1.1\nHost: a\nContent-Length: 1\n\nx"
    )
    rejection = wire.response()
    assert (rejection.status, rejection.head.get("allow")) == (405, "GET, HEAD")
    assert wire.response().status == 404
    wire.send("GET / HTTP/1.1\nHost: a\n\n")
    assert wire.response().status == 200


@pytest.mark.parametrize(
    ("request_text", "status"),
    [
        ("hello\n\n", 400),
        ("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
        ("GET / HTTP/1.1\n\n", 400),
        ("GET / HTTP/1.1\nHost : a\n\n", 400),
        ("GET / HTTP/1.1\nHost: a\nContent-Length: 1\nContent-Length: 2\n\n", 400),
        ("POST /echo HTTP/1.1\nHost: a\nTransfer-Encoding: gzip\n\n", 501),
        ("POST /echo HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\nxyz\n", 400),
        ("GET /" + "a" * 40000, 431),
        ("GET / HTTP/1.1\nHost: a\nName: " + "a" * 40000, 431),
    ],
    ids=lambda value: repr(value[:40]) if isinstance(value, str) else None,
)
def test_malformed_requests(wire, request_text, status):
    wire.send(request_text)
    response = wire.response()
    assert (response.status, response.head.get("connection")) == (status, "close")
    assert wire.rest() == b""


def test_a_bug_in_a_page(server, wire):
    for _ in range(2):
        server.expected += ["ERROR:root:while a request was answered", "ZeroDivisionError: a bug"]
        wire.send("GET /bug HTTP/1.1\nHost: a\n\n")
        assert wire.response().status == 500


def test_a_half_closed_client_gets_the_response(wire):
    wire.send("GET /stream HTTP/1.1\nHost: a\n\n")
    wire.end()
    assert len(wire.response().content) == 8890
    assert wire.rest() == b""


@pytest.mark.parametrize(
    "text", ["GET / HT", "POST /echo HTTP/1.1\nHost: a\nContent-Length: 9\n\nx"]
)
def test_an_incomplete_request(wire, text):
    wire.send(text)
    wire.end()
    assert wire.response().status == 400
    assert wire.rest() == b""


@pytest.mark.parametrize(
    "text", ["GET / HT", "POST /echo HTTP/1.1\nHost: a\nContent-Length: 9\n\nx"]
)
def test_a_stalled_request(hasty, text):
    with Wire.to(hasty.address) as wire:
        wire.send(text)
        response = wire.response()
        assert (response.status, response.head.get("connection")) == (408, "close")
        assert wire.rest() == b""


def test_timeout_of_a_head(hasty):
    """However much of it arrives in the meantime."""
    with Wire.to(hasty.address) as wire:
        wire.send("GET / HTTP/1.1\nHost: a\n")
        answered = False
        for number in range(200):
            wire.send(f"Field-{number}: a\n")
            answered = wire.readable(within=0.05)
            if answered:
                break
        assert wire.response().status == 408


def test_an_idle_connection_is_closed_silently(hasty):
    with Wire.to(hasty.address) as wire:
        assert wire.rest() == b""
    with Wire.to(hasty.address) as wire:
        wire.send("GET / HTTP/1.1\nHost: a\n\n")
        assert wire.response().status == 200
        assert wire.rest() == b""


def test_graceful_shutdown(serve):
    """Connections without a request are closed, requests in progress are completed."""
    server = serve("trio_server.py")
    idle, busy = Wire.to(server.address), Wire.to(server.address)
    with idle, busy:
        idle.send("GET / HTTP/1.1\nHost: a\n\n")
        assert idle.response().status == 200
        busy.send("POST /echo HTTP/1.1\nHost: a\nContent-Length: 5\nExpect: 100-continue\n\n")
        assert busy.response().status == 100
        server.process.send_signal(signal.SIGTERM)
        assert idle.rest() == b""
        with pytest.raises(ConnectionRefusedError):
            Wire.to(server.address)
        busy.send("hello")
        response = busy.response()
        assert (response.content, response.head.get("connection")) == (b"hello", "close")
        assert busy.rest() == b""
    assert server.process.wait(SECONDS) == 0
