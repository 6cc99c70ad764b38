"""What of a message is passed on, and what is meant for one hop only."""

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
    """Without the fields of one hop, and those that Connection makes so (RFC 9110 7.6.1). It has
    no power over the two by which a message is understood."""
    fields = [(raw, raw.lower(), value) for raw, value in headers]
    options = b",".join(value for _, name, value in fields if name == b"connection")
    listed = {option.strip().lower() for option in options.split(b",")}
    dropped = ONE_HOP | (listed - {b"host", b"content-length"})
    if any(name == b"transfer-encoding" for _, name, _ in fields):
        dropped.add(b"content-length")  # which has no meaning beside it (RFC 9112 6.3)
    return [(raw, value) for raw, name, value in fields if name not in dropped]


def onward(request: h11.Request, client: str, authority: str) -> h11.Request:
    """The request that the server gets."""
    names = {name for name, _ in request.headers}
    chunked = b"transfer-encoding" in names
    if request.method == b"CONNECT":
        raise Failure(501)
    if chunked and (b"content-length" in names or request.http_version < b"1.1"):
        raise Failure(400)  # others might read it otherwise, which is how requests are smuggled
    replaced = {b"x-forwarded-for"}  # what a client says of itself is not believed
    if request.http_version < b"1.1":
        replaced.add(b"expect")  # is not for HTTP/1.0 to say
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
    """A target for the server, and the host if the target named one (RFC 9112 3.2.2)."""
    match = re.fullmatch(rb"(?i:https?)://([^/?]+)(.*)", target)
    if match is None:
        return target, None
    host, path = match.groups()
    return (path if path.startswith(b"/") else b"/" + path), host


def is_repeatable(request: h11.Request) -> bool:
    """Whether it may arrive twice, and is all here."""
    framed = any(name in (b"content-length", b"transfer-encoding") for name, _ in request.headers)
    return request.method in REPEATABLE and not framed
