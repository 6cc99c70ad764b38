"""Request lines and status lines, valid and invalid (RFC 9112 sections 3 and 4)."""

from __future__ import annotations

from collections.abc import Iterator

METHODS = [
    b"GET", b"HEAD", b"POST", b"PUT", b"OPTIONS", b"CONNECT", b"get", b"Connect", b"X-y", b"G,T",
    b"G(", b"G\x7f", b"", b"!#$%&'*+-.^_`|~09azAZ", b"PRI", b"G\xe9T", b"HTTP/1.1",
]  # fmt: skip
TARGETS = [
    b"/", b"*", b"a:443", b"http://a/b?c#d", b"/a b", b"", b"/\x7f", b"/\x80", b"/\xff", b"/\x00",
    b"/\x1f", b"/\t", b"/%00", b"/~", b"/\\^`{|}\"<>", b"?", b"/" + b"a" * 300,
]  # fmt: skip
VERSIONS = [
    b"1.1", b"1.0", b"0.9", b"1.2", b"2.0", b"9.9", b"0.0", b"1", b"1.", b".1", b"11.1", b"1.10",
    b"1,1", b"a.b", b"1.1 ", b" 1.1", b"\xb9.1", b"",
]  # fmt: skip
PROTOCOLS = [b"HTTP/", b"http/", b"Http/", b"HTTP ", b"HTTPS/", b"HTTP", b"", b"XHTTP/"]
STATUSES = [
    b"200", b"204", b"304", b"100", b"101", b"102", b"103", b"199", b"205", b"206", b"299", b"300",
    b"404", b"500", b"599", b"600", b"999", b"000", b"001", b"099", b"99", b"1000", b"2 0", b"abc",
    b"", b"-20", b"+20", b"\xb2\xb0\xb0", b"2\x0000",
]  # fmt: skip
REASONS = [
    b" OK", b" ", b"", b" Not Found", b"  two", b" \t", b"\tOK", b" caf\xc3\xa9", b" \x01", b" \x7f",
    b" \x1c", b" \x00", b" \x0b", b" \x0c", b" a\rb", b" " + b"r" * 300,
]  # fmt: skip


def request_lines() -> Iterator[bytes]:
    for method in METHODS:
        yield method + b" / HTTP/1.1"
        yield method + b" / HTTP/1.0"
        yield method + b" a:1 HTTP/1.1"
    for target in TARGETS:
        yield b"GET " + target + b" HTTP/1.1"
        yield b"CONNECT " + target + b" HTTP/1.1"
    for version in VERSIONS:
        yield b"GET / HTTP/" + version
        yield b"CONNECT a:1 HTTP/" + version
    for protocol in PROTOCOLS:
        yield b"GET / " + protocol + b"1.1"
    yield from [
        b"GET", b"GET /", b"GET / ", b"GET  / HTTP/1.1", b"GET /  HTTP/1.1", b" GET / HTTP/1.1",
        b"\tGET / HTTP/1.1", b"GET\t/\tHTTP/1.1", b"GET / HTTP/1.1 x", b"GET / / HTTP/1.1",
        b"GET/HTTP/1.1", b"/ GET HTTP/1.1", b"\x16\x03\x01\x02\x00", b"\x80", b"\x00", b"!", b"\x20",
        b"\x21", b"PRI * HTTP/2.0", b"HTTP/1.1 200 OK", b"GET / HTTP/1.1\rX: y",
    ]  # fmt: skip


def status_lines() -> Iterator[bytes]:
    for status in STATUSES:
        for reason in REASONS[:3]:
            yield b"HTTP/1.1 " + status + reason
        yield b"HTTP/1.0 " + status + b" OK"
    for reason in REASONS:
        yield b"HTTP/1.1 200" + reason
        yield b"HTTP/1.1 100" + reason
    for version in VERSIONS:
        yield b"HTTP/" + version + b" 200 OK"
    for protocol in PROTOCOLS:
        yield protocol + b"1.1 200 OK"
    yield from [
        b"HTTP/1.1", b"HTTP/1.1 ", b"HTTP/1.1  200 OK", b"HTTP/1.1\t200 OK", b" HTTP/1.1 200 OK",
        b"HTTP/1.1 200OK", b"HTTP/1.1 200\tOK", b"\tHTTP/1.1 200 OK", b"ICY 200 OK", b"\x15\x03",
        b"GET / HTTP/1.1", b"\x00", b"\x20", b"\x21", b"200 OK",
    ]  # fmt: skip
