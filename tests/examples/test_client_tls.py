"""client_tls.py: with TLS servers that are correct, faulty, or gone."""

from __future__ import annotations

import contextlib
import ssl

import pytest

from .running import MIB, run
from .wire import Scripted, Wire, digest

PROGRAM = "client_tls.py"
PATTERN = bytes(range(256)) * 4096
HELLO = "HTTP/1.1 200 OK\nContent-Length: 5\n\nHello"


def context_of(certificate):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate.chain_and_key)
    context.set_alpn_protocols(["h2", "http/1.1"])
    return context


@pytest.fixture
def over_tls(certificate):
    """Scripted TLS servers; their URLs are https."""
    context = context_of(certificate)

    def over_tls(script):
        def wrapped(wire, number):
            with Wire(context.wrap_socket(wire.sock, server_side=True)) as secure:
                script(secure, number)

        server = Scripted(wrapped)
        server.url = server.url.replace("http:", "https:")
        return server

    return over_tls


@pytest.fixture
def fetch(python, certificate):
    def fetch(*arguments, trust=certificate.authority):
        return run(python, PROGRAM, *arguments, "--cafile", trust)

    return fetch


def test_requests(over_tls, fetch):
    def script(wire, number):
        assert wire.sock.selected_alpn_protocol() == "http/1.1"
        head = wire.request().head
        assert head.start == "GET /caf%C3%A9/?a=%20b&c=%41 HTTP/1.1"
        assert head.fields[0] == ("Host", server.url.removeprefix("https://"))
        assert head.get("user-agent").startswith("python-h11/0.16.0")
        wire.send(HELLO)

    with over_tls(script) as server:
        done = fetch(f"{server.url}/café/?a= b&c=%41#part")
    assert (done.status, done.output) == (0, b"Hello")


def test_one_connection_for_all_urls_of_a_server(over_tls, fetch):
    def script(wire, number):
        for path in ("/one", "/two", "/three"):
            assert wire.request().head.start == f"GET {path} HTTP/1.1"
            wire.send("HTTP/1.1 103 Early Hints\nLink: <a>\n\n", HELLO)

    with over_tls(script) as server:
        done = fetch(*(f"{server.url}/{path}" for path in ("one", "two", "three")))
    assert (done.status, done.output, server.connections) == (0, b"Hello" * 3, 1)


def test_a_closed_connection_is_replaced(over_tls, fetch):
    """Without notice: the client detects it on the next request, and retries once."""

    def script(wire, number):
        wire.request()
        wire.send(HELLO)
        if number == 1:
            wire.request()  # reads it, and does not respond

    with over_tls(script) as server:
        done = fetch(f"{server.url}/", f"{server.url}/")
    assert (done.status, done.output, server.connections) == (0, b"Hello" * 2, 2)


def test_a_partial_response_is_not_retried(over_tls, fetch):
    def script(wire, number):
        wire.request()
        wire.send(HELLO)
        wire.request()
        wire.send("HTTP/1.1 200")

    with over_tls(script) as server:
        done = fetch(f"{server.url}/", f"{server.url}/")
    assert (done.status, server.connections) == (1, 1)


def test_large_content(serve, fetch, certificate, tmp_path):
    server = serve("asyncio_server.py", "--certificate", str(certificate.chain_and_key))
    copy = tmp_path / "copy"
    urls = [f"{server.url}/{path}" for path in (f"bytes/{16 * MIB}", f"bytes/{MIB}", "none")]
    done = fetch(*urls, "--output", copy)
    statuses = [line.partition(" ")[0] for line in done.errors.splitlines()]
    assert (done.status, statuses) == (1, ["connecting", "200", "200", "404"])
    assert digest([copy.read_bytes()]) == digest([PATTERN] * 17)


def test_without_tls(serve, fetch):
    server = serve("trio_server.py")
    done = fetch(f"{server.url}/", f"{server.url}/none", f"{server.url}/")
    hello = b"Hello from h11 and trio.\n"
    assert (done.status, done.output) == (1, hello + b"404: no such page\n" + hello)
    assert done.errors.count("connecting") == 1


@pytest.fixture
def mistrusted():
    """A server whose client must abort the handshake."""

    def mistrusted(certificate):
        def script(wire, number):
            with pytest.raises(ssl.SSLError):
                context_of(certificate).wrap_socket(wire.sock, server_side=True)

        return Scripted(script)

    return mistrusted


def test_an_untrusted_authority(mistrusted, fetch, certificate, make_certificate):
    other = make_certificate("localhost")
    with mistrusted(certificate) as server:
        done = fetch(f"https://localhost:{server.address[1]}/", trust=other.authority)
    assert (done.status, done.output) == (1, b"")
    assert "SSLCertVerificationError" in done.errors


def test_a_certificate_for_another_name(mistrusted, fetch, make_certificate):
    other = make_certificate("other.example")
    with mistrusted(other) as server:
        done = fetch(f"https://localhost:{server.address[1]}/", trust=other.authority)
    assert (done.status, done.output) == (1, b"")
    assert "certificate is not valid for 'localhost'" in done.errors


@pytest.mark.parametrize(
    ("answer", "properly", "error"),
    [
        ("HTTP/1.1 200 OK\nContent-Length: 9\n\nhello", True, "received 5 bytes, expected 9"),
        ("HTTP/1.1 200 OK\nContent-Length: 9\n\nhello", False, "EOF"),
        ("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n5\nhello\n", True, "incomplete chunked"),
        ("HTTP/1.1 200 OK\n\nhello", True, None),
        ("HTTP/1.1 200 OK\n\nhello", False, "EOF"),
        ("HTTP/1.1 200 OK\nContent-Length: 5\n\nhello", False, None),
        ("220 mail.example ESMTP\n\n", True, "illegal status line"),
        ("HTTP/1.1 200 OK\nName: " + "a" * 40000, True, "Receive buffer too long"),
    ],
)
def test_ends_of_content(over_tls, fetch, answer, properly, error):
    """Complete or an error: an end that an attacker could cause does not count."""

    def script(wire, number):
        wire.request()
        wire.send(answer)
        if properly:
            with contextlib.suppress(OSError):  # the client need not send close_notify
                wire.sock.unwrap()

    with over_tls(script) as server:
        done = fetch(server.url)
    if error is None:
        assert (done.status, done.output) == (0, b"hello")
    else:
        assert done.status == 1
        assert error in done.errors


def redirection(location):
    return f"HTTP/1.1 302 Found\nLocation: {location}\nContent-Length: 5\n\nThere"


def test_redirects(over_tls, fetch):
    def script(wire, number):
        assert wire.request().head.start == "GET /a/b HTTP/1.1"
        wire.send(redirection("../c?d"))
        assert wire.request().head.start == "GET /c?d HTTP/1.1"
        wire.send(redirection(f"{server.url}/e"))
        assert wire.request().head.start == "GET /e HTTP/1.1"
        wire.send(HELLO)

    with over_tls(script) as server:
        done = fetch(f"{server.url}/a/b")
    assert (done.status, done.output, server.connections) == (0, b"Hello", 1)


@pytest.mark.parametrize(
    ("location", "requests", "error"),
    [("/", 6, "more than 5 redirections"), ("http://127.0.0.1:1/", 1, "which is not secure")],
)
def test_redirects_that_are_not_followed(over_tls, fetch, location, requests, error):
    def script(wire, number):
        for _ in range(requests):
            wire.request()
            wire.send(redirection(location))
        wire.wait_until_closed()

    with over_tls(script) as server:
        done = fetch(server.url)
    assert (done.status, done.output) == (1, b"")
    assert error in done.errors


def test_large_content_of_a_redirect_is_skipped(over_tls, fetch):
    def script(wire, number):
        wire.request()
        if number == 1:
            wire.send("HTTP/1.1 302 Found\nLocation: /\nContent-Length: 99000000\n\n")
            with pytest.raises(OSError):
                while True:
                    wire.send(PATTERN)
        else:
            wire.send(HELLO)

    with over_tls(script) as server:
        done = fetch(server.url)
    assert (done.status, done.output, server.connections) == (0, b"Hello", 2)


@pytest.mark.parametrize("begun", ["", "HTTP/1.1 2", "HTTP/1.1 200 OK\nContent-Length: 9\n\nhello"])
def test_a_stalled_server(over_tls, fetch, begun):
    def script(wire, number):
        wire.request()
        wire.send(begun)
        wire.wait_until_closed()

    with over_tls(script) as server:
        done = fetch(server.url, "--timeout", "0.3")
    assert done.status == 1
    assert "timed out" in done.errors


def test_a_stalled_handshake(fetch):
    with Scripted(lambda wire, number: wire.wait_until_closed()) as server:
        done = fetch(server.url.replace("http:", "https:"), "--timeout", "0.3")
    assert done.status == 1
    assert "timed out" in done.errors


def test_invalid_urls(fetch, free_port):
    done = fetch("ftp://localhost/", "https://", f"https://127.0.0.1:{free_port}/")
    assert done.status == 1
    assert done.errors.count("ValueError: not a URL of http or https") == 2
    assert "ConnectionRefusedError" in done.errors
