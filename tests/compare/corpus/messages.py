"""The whole corpus as (kind, octets): kind is `request` or `response`."""

from __future__ import annotations

from collections.abc import Iterator

from tests.compare.corpus import bodies, fields, heads, lines

Message = tuple[str, bytes]

_GET = b"GET / HTTP/1.1\r\nHost: a\r\n"
_POST = b"POST / HTTP/1.1\r\nHost: a\r\n"
_OK = b"HTTP/1.1 200 OK\r\n"


def written() -> Iterator[Message]:
    """The messages written by hand: a few thousand, each about one thing."""
    for line in heads.request_lines():
        yield "request", line + b"\r\nHost: a\r\n\r\n"
        yield "request", line + b"\r\n\r\n"
        yield "request", line
    for line in heads.status_lines():
        yield "response", line + b"\r\nX: y\r\n\r\n"
        yield "response", line + b"\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab"
        yield "response", line
    for block in fields.blocks():
        yield "request", _POST + block + b"\r\nabcdefgh"
        yield "request", b"POST / HTTP/1.0\r\n" + block + b"\r\n3\r\nabc\r\n0\r\n\r\n"
        yield "response", _OK + block + b"\r\nabcdefgh"
        yield "response", b"HTTP/1.0 404 No\r\n" + block + b"\r\n3\r\nabc\r\n0\r\n\r\n"
        yield "response", b"HTTP/1.1 103 Hints\r\n" + block + b"\r\n" + _OK + b"\r\nabc"
        yield "response", b"HTTP/1.1 304 Same\r\n" + block + b"\r\n" + _OK + b"\r\n"
        yield "request", _POST + bodies.CHUNKED + b"\r\n0\r\n" + block + b"\r\n"
    for field, body in bodies.framed():
        yield "request", _POST + field + b"\r\n" + body
        yield "request", b"POST / HTTP/1.0\r\n" + field + b"\r\n" + body
        for status in (
            b"HTTP/1.1 200 OK",
            b"HTTP/1.0 200 OK",
            b"HTTP/1.1 204 No",
            b"HTTP/1.1 101 S",
        ):
            yield "response", status + b"\r\n" + field + b"\r\n" + body
    yield from (("request", m) for m in lines.endings(lines.REQUEST_LINES, b"abc" + _GET + b"\r\n"))
    yield from (("response", m) for m in lines.endings(lines.RESPONSE_LINES, b"abc"))
    yield from (("request", m) for m in lines.endings(lines.FOLDED_LINES, b""))
    yield from (("response", m) for m in lines.endings(lines.INTERIM_LINES, b"abc"))
    yield from (("request", m) for m in lines.endings(lines.CHUNKED_REQUEST_LINES, _GET + b"\r\n"))
    yield from (("response", m) for m in lines.endings(lines.CHUNKED_RESPONSE_LINES, _OK))
    for first in (_GET, _POST + b"Content-Length: 1\r\n", b"GET / HTTP/1.0\r\n"):
        for second in (_GET + b"\r\n", b"\r\n" + _GET + b"\r\n", b"x", b"\r\n", b"\x00"):
            yield "request", first + b"\r\n" + second
            yield "request", first + b"\r\na" + second


def octets() -> Iterator[Message]:
    """Every octet at every position of the short messages."""
    for message in lines.OCTET_REQUESTS:
        yield from (("request", changed) for changed in lines.octets(message))
    for message in lines.OCTET_RESPONSES:
        yield from (("response", changed) for changed in lines.octets(message))
