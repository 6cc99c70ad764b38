"""Clients that disconnect, fully or in one direction, and malformed data."""

from __future__ import annotations

import contextlib
from pathlib import Path
from random import Random

from tests.robustness.attack_patterns import CHUNKED, GET, PATTERNS

from .good import MIB, chunked, request, small
from .peer import Peer, Wrong

CORPORA = Path(__file__).resolve().parents[3] / "fuzz" / "corpus"
# The timeout for a response; some malformed data is only the start of something.
PATIENCE = 0.25


def corpus() -> list[bytes]:
    """The fuzzing corpus without the first line of each input, which configures the fuzzer."""
    inputs = []
    for path in sorted(CORPORA.glob("*/*")):
        _, _, stream = path.read_bytes().partition(b"\n")
        inputs.append((CHUNKED if path.parent.name == "bodies" else b"") + stream)
    return [stream for stream in inputs if stream]


SEEDS = corpus()


def mutated(random: Random) -> bytes:
    """A valid message with a few mutations."""
    wire = bytearray(small(random)[0])
    for _ in range(random.choice([1, 1, 2, 5])):
        at = random.randrange(len(wire) + 1)
        change = random.randrange(5)
        if change == 0:
            wire[at : at + 1] = random.choice([b"\0", b"\r", b"\n", b" ", b"\xff", b":", b","])
        elif change == 1:
            del wire[at : at + random.randrange(1, 20)]
        elif change == 2:
            wire[at:at] = random.randbytes(random.randrange(1, 9))
        elif change == 3:
            wire[at:at] = bytes(wire[at : at + 40])
        else:
            wire[at:] = b""
        if not wire:
            wire += b"\0"
    return bytes(wire)


def shaped(random: Random) -> bytes:
    return random.choice(list(PATTERNS.values())).of_size(random.choice([1000, 20_000, 300_000]))


async def nonsense(peer: Peer, wire: bytes, random: Random) -> None:
    """A response, if any, looks like HTTP, or like HTTP/2 if the client asks for that."""
    with contextlib.suppress(OSError):
        await peer.send(wire)
        if random.random() < 0.3:
            peer.end_sending()
    said = await peer.rest(PATIENCE)
    if said and not said.startswith(b"HTTP/1.1 ") and not wire.startswith(b"PRI "):
        raise Wrong(f"{said[:100]!r} said to {wire[:100]!r}")


async def from_the_corpus(peer: Peer, random: Random) -> None:
    await nonsense(peer, random.choice(SEEDS) if SEEDS else mutated(random), random)


async def mutation(peer: Peer, random: Random) -> None:
    await nonsense(peer, mutated(random), random)


async def hostile_shape(peer: Peer, random: Random) -> None:
    await nonsense(peer, shaped(random), random)


async def random_bytes(peer: Peer, random: Random) -> None:
    await nonsense(peer, random.randbytes(random.randrange(1, 3000)), random)


async def half_closed_within(peer: Peer, random: Random) -> None:
    """A client that closes within a message must not be treated as if it had finished."""
    wire = request("POST", "/echo", "Content-Length: 1000") + b"x" * random.randrange(1000)
    with contextlib.suppress(OSError):
        await peer.send(wire)
        peer.end_sending()
    said = await peer.rest(5)
    if said and not said.startswith((b"HTTP/1.1 4", b"HTTP/1.1 5")):
        raise Wrong(f"{said[:100]!r} said to half a request")


async def half_closed_after(peer: Peer, random: Random) -> None:
    """Some servers then respond, some close; no other response is allowed."""
    with contextlib.suppress(OSError):
        await peer.send(request("GET", "/hello"))
        peer.end_sending()
    said = await peer.rest(5)
    if said and not said.startswith(b"HTTP/1.1 200"):
        raise Wrong(f"{said[:100]!r} said to a good request")


async def abandoned_upload(peer: Peer, random: Random) -> None:
    wire = request("PUT", "/echo", "Transfer-Encoding: chunked")
    wire += chunked(random, random.randbytes(100_000))
    with contextlib.suppress(OSError):
        await peer.send(wire[: random.randrange(len(wire) - 10)])
    peer.reset()


async def abandoned_download(peer: Peer, random: Random) -> None:
    await peer.send(request("GET", f"/download?size={MIB}&length"))
    await peer.reader.read(random.randrange(1, MIB))
    peer.reset()


async def abandoned_head(peer: Peer, random: Random) -> None:
    await peer.send(GET)
    peer.reset()


BAD = {
    from_the_corpus: 8,
    mutation: 8,
    hostile_shape: 2,
    random_bytes: 2,
    half_closed_within: 2,
    half_closed_after: 2,
    abandoned_upload: 1,
    abandoned_download: 1,
    abandoned_head: 1,
}
