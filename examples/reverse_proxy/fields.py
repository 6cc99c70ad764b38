"""The fields that a proxy forwards, and those that belong to one hop."""

from __future__ import annotations

import re
from collections.abc import Iterable

import h11
from peers import Failure

ONE_HOP = {b"connection", b"keep-alive", b"proxy-connection", b"te", b"trailer", b"upgrade"}
ONE_HOP.add(b"transfer-encoding")
REPEATABLE = {b"GET", b"HEAD", b"OPTIONS", b"TRACE"}

Fields = list[tuple[bytes, bytes]]


def end_to_end(headers: Iterable[tuple[bytes, bytes]]) -> Fields:
    """Remove hop-by-hop fields, and those that Connection lists (RFC 9110 section 7.6.1), except for
    the two framing fields."""
    fields = [(raw, raw.lower(), value) for raw, value in headers]
    options = b",".join(value for _, name, value in fields if name == b"connection")
    listed = {option.strip().lower() for option in options.split(b",")}
    dropped = ONE_HOP | (listed - {b"host", b"content-length"})
    if any(name == b"transfer-encoding" for _, name, _ in fields):
        dropped.add(b"content-length")  # Transfer-Encoding overrides it (RFC 9112 section 6.3)
    return [(raw, value) for raw, name, value in fields if name not in dropped]


def onward(request: h11.Request, client: str, authority: str) -> h11.Request:
    """Return the request for the server."""
    names = {name for name, _ in request.headers}
    chunked = b"transfer-encoding" in names
    if request.method == b"CONNECT":
        raise Failure(501)
    if chunked and (b"content-length" in names or request.http_version < b"1.1"):
        raise Failure(400)  # ambiguous, and thus a means of request smuggling
    replaced = {b"x-forwarded-for"}  # clients can forge it
    if request.http_version < b"1.1":
        replaced.add(b"expect")  # not defined for HTTP/1.0
    target, host = split(request.target)
    if host is None and b"host" not in names:
        host = authority.encode("ascii")
    if host is not None:
        replaced.add(b"host")
    passed_on = end_to_end(request.headers.raw_items())
    headers = [(name, value) for name, value in passed_on if name.lower() not in replaced]
    if host is not None:
        headers.append((b"Host", host))
    if chunked:
        headers.append((b"Transfer-Encoding", b"chunked"))
    headers.append((b"Via", request.http_version + b" h11"))
    headers.append((b"X-Forwarded-For", client.encode("ascii")))
    return h11.Request(method=request.method, target=target, headers=headers)


def split(target: bytes) -> tuple[bytes, bytes | None]:
    """Return the target for the server, and the host if the target contains one (RFC 9112 section
    3.2.2)."""
    match = re.fullmatch(rb"(?i:https?)://([^/?]+)(.*)", target)
    if match is None:
        return target, None
    host, path = match.groups()
    return (path if path.startswith(b"/") else b"/" + path), host


def is_repeatable(request: h11.Request) -> bool:
    """Return whether the request is idempotent and complete, so that it can be retried."""
    framed = any(name in (b"content-length", b"transfer-encoding") for name, _ in request.headers)
    return request.method in REPEATABLE and not framed
