"""The pages that every server of the scenarios serves.

The ASGI application and the plain server both use them, so that a client sees the same site.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from tests.clients.scenarios.transcript import body as described_body

CHUNK_SIZE = 65536
GREETING = b"Hello over a real socket.\n"


@dataclass(frozen=True)
class Request:
    method: str
    target: str
    version: str
    headers: list
    body: bytes = b""


@dataclass(frozen=True)
class Answer:
    """A status, header fields and parts of the content; an iterator of parts may fail."""

    status: int = 200
    headers: list = field(default_factory=list)
    pieces: Iterable[bytes] = ()


def pattern(size: int) -> bytes:
    """Bytes in which a lost, repeated or misplaced buffer shows: the period is prime."""
    period = bytes(range(251))
    return (period * (size // len(period) + 1))[:size]


def reads_body(target: str) -> bool:
    """Whether the page needs the content of the request; the others respond without reading it."""
    return urlsplit(target).path not in {"/unread", "/rejected"}


def answer(request: Request) -> Answer:
    url = urlsplit(request.target)
    page = PAGES.get(url.path)
    if page is None:
        return sized(b"No such page.\n", status=404)
    return page(request, dict(parse_qsl(url.query, keep_blank_values=True)))


def sized(body: bytes, status: int = 200, headers: Iterable = ()) -> Answer:
    """A response with a Content-Length."""
    fields = [("content-length", str(len(body))), *headers]
    return Answer(status, fields, split(body))


def split(body: bytes, size: int = CHUNK_SIZE) -> list[bytes]:
    return [body[start : start + size] for start in range(0, len(body), size)]


def hello(request: Request, query: dict) -> Answer:
    return sized(GREETING, headers=[("content-type", "text/plain")])


def inspect(request: Request, query: dict) -> Answer:
    """The request as the server parsed it (without the port, which varies)."""
    seen = {
        "method": request.method,
        "target": request.target,
        "version": request.version,
        "headers": [
            [name, value.partition(":")[0] if name == "host" else value]
            for name, value in request.headers
        ],
        "body": described_body(request.body),
    }
    return sized(json.dumps(seen).encode("ascii"), headers=[("content-type", "application/json")])


def echo(request: Request, query: dict) -> Answer:
    """The content of the request, without a declared length."""
    return Answer(pieces=split(request.body, int(query.get("piece", CHUNK_SIZE))))


def download(request: Request, query: dict) -> Answer:
    """Content of ``size`` bytes, with a declared length if ``length`` is given."""
    content = pattern(int(query["size"]))
    return sized(content) if "length" in query else Answer(pieces=split(content))


def last(request: Request, query: dict) -> Answer:
    return sized(b"Last answer.\n", headers=[("connection", "close")])


def empty(request: Request, query: dict) -> Answer:
    return Answer(204)


def unchanged(request: Request, query: dict) -> Answer:
    return Answer(304, [("etag", '"1"')])


def unread(request: Request, query: dict) -> Answer:
    return sized(b"Not looked at.\n")


def rejected(request: Request, query: dict) -> Answer:
    return sized(b"Not wanted.\n", status=417, headers=[("connection", "close")])


def crash(request: Request, query: dict) -> Answer:
    """Content that ends in an exception, after its first part."""

    def pieces():
        yield b"first piece"
        raise RuntimeError("a bug in the program")

    return Answer(pieces=pieces())


def overrun(request: Request, query: dict) -> Answer:
    """More bytes than declared, which h11 rejects."""
    return Answer(headers=[("content-length", "5")], pieces=[b"fine.", b"too much"])


PAGES = {
    "/": hello,
    "/hello": hello,
    "/inspect": inspect,
    "/echo": echo,
    "/download": download,
    "/last": last,
    "/empty": empty,
    "/unchanged": unchanged,
    "/unread": unread,
    "/rejected": rejected,
    "/crash": crash,
    "/overrun": overrun,
}
