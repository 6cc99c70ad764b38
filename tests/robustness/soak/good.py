"""Valid requests, and the exact response to each."""

from __future__ import annotations

import asyncio
import json
import time
from random import Random

from tests.clients.scenarios import pages
from tests.clients.scenarios.transcript import body as described_body

from .peer import Answer, Peer, Wrong
from .servers import KEEP_ALIVE

MIB = 1 << 20


def expect(answer: Answer, body: bytes, status: int = 200) -> None:
    if answer.status != status:
        raise Wrong(f"status {answer.status} instead of {status}: {answer.body[:200]!r}")
    if answer.body != body:
        raise Wrong(f"a body of {len(answer.body)} bytes that is not the one of {len(body)}")


def request(method: str, target: str, *fields: str) -> bytes:
    return "\r\n".join([f"{method} {target} HTTP/1.1", "Host: a", *fields, "", ""]).encode()


def fields(random: Random) -> list[str]:
    return [
        f"X-{random.randrange(10**6)}: {'v' * random.randrange(60)}"
        for _ in range(random.randrange(12))
    ]


def body(random: Random, most: int) -> bytes:
    return random.randbytes(random.randrange(random.randrange(most) + 1))


def chunked(random: Random, content: bytes) -> bytes:
    """The content in chunks of all sizes, some with extensions, and some trailers."""
    pieces, at = [], 0
    while at < len(content):
        size = random.choice([1, 7, 100, 4096, 70_000] if len(pieces) < 200 else [70_000])
        piece = content[at : at + size]
        extension = random.choice([b"", b"", b";a", b';n="a b"'])
        pieces.append(b"%x%s\r\n%s\r\n" % (len(piece), extension, piece))
        at += size
    trailers = b"Checksum: 1\r\n" * random.randrange(3)
    return b"".join([*pieces, b"0\r\n", trailers, b"\r\n"])


def in_pieces(random: Random, wire: bytes) -> list[bytes]:
    """Split at random offsets, into a few segments or many."""
    cuts = sorted(random.randrange(len(wire) + 1) for _ in range(random.choice([0, 1, 3, 20])))
    return [wire[a:b] for a, b in zip([0, *cuts], [*cuts, len(wire)]) if a < b]


def small(random: Random) -> tuple[bytes, bytes]:
    """A request, and the content of the response."""
    kind = random.choice(["hello", "inspect", "echo", "unread"])
    if kind == "hello":
        return request("GET", "/hello", *fields(random)), pages.GREETING
    if kind == "unread":
        return request("GET", "/unread"), b"Not looked at.\n"
    content = body(random, 5000)
    if random.random() < 0.5:
        framing, wire = "Transfer-Encoding: chunked", chunked(random, content)
    else:
        framing, wire = f"Content-Length: {len(content)}", content
    if kind == "echo":
        return request("POST", "/echo", framing, *fields(random)) + wire, content
    sent = [*fields(random), framing]
    seen = {
        "method": "POST",
        "target": "/inspect?a=b",
        "version": "1.1",
        "headers": [
            ["host", "a"],
            *([name.lower(), value.strip()] for name, value in (f.split(":", 1) for f in sent)),
        ],
        "body": described_body(content),
    }
    return request("POST", "/inspect?a=b", *sent) + wire, json.dumps(seen).encode()


async def keep_alive(peer: Peer, random: Random) -> int:
    count = random.randrange(1, 30)
    for _ in range(count):
        wire, expected = small(random)
        await peer.send(*in_pieces(random, wire))
        expect(await peer.answer(), expected)
    return count


async def pipelined(peer: Peer, random: Random) -> int:
    asked = [small(random) for _ in range(random.randrange(2, 12))]
    wire = b"".join(wire for wire, _ in asked)
    sending = asyncio.ensure_future(peer.send(*in_pieces(random, wire)))
    for _, expected in asked:
        expect(await peer.answer(), expected)
    await sending
    return len(asked)


async def upload(peer: Peer, random: Random) -> int:
    content = body(random, MIB)
    head = request("PUT", "/echo", "Transfer-Encoding: chunked")
    sending = asyncio.ensure_future(peer.send(head, *in_pieces(random, chunked(random, content))))
    answer = await peer.answer()
    await sending
    expect(answer, content)
    return 1


async def upload_after_continue(peer: Peer, random: Random) -> int:
    content = body(random, MIB // 4)
    await peer.send(
        request("PUT", "/echo", f"Content-Length: {len(content)}", "Expect: 100-continue")
    )
    if content:
        expect(await peer.answer(), b"", status=100)
        await peer.send(*in_pieces(random, content))
    answer = await peer.answer()
    if answer.status == 100:
        answer = await peer.answer()
    expect(answer, content)
    return 1


async def download(peer: Peer, random: Random) -> int:
    size = random.randrange(6 * MIB)
    await peer.send(request("GET", f"/download?size={size}{random.choice(['', '&length'])}"))
    expect(await peer.answer(), pages.pattern(size))
    return 1


async def slow(peer: Peer, random: Random) -> int:
    """Byte by byte, or nearly so."""
    wire, expected = small(random)
    began, at = time.monotonic(), 0
    try:
        while at < len(wire):
            step = random.randrange(1, 4) if at < 300 else 500
            await peer.send(wire[at : at + step])
            await asyncio.sleep(random.random() * 0.004)
            at += step
        expect(await peer.answer(), expected)
    except ConnectionError:
        # A busy machine makes clients slower than servers allow.
        if time.monotonic() - began < KEEP_ALIVE:
            raise
        return 0
    return 1


async def closing(peer: Peer, random: Random) -> int:
    """The client asks the server to close, which it must do."""
    await peer.send(request("GET", "/hello", "Connection: close"))
    expect(await peer.answer(), pages.GREETING)
    if await peer.rest(10):
        raise Wrong("bytes after the last answer")
    return 1


# Relative frequencies.
GOOD = {
    keep_alive: 10,
    pipelined: 4,
    upload: 3,
    upload_after_continue: 2,
    download: 2,
    slow: 3,
    closing: 2,
}
