"""Feeds of raw messages: the corpus in every delivery, and its mutations."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence

from tests.compare.corpus import fields, heads, lines, messages
from tests.compare.corpus.messages import Message
from tests.compare.feeds import openings
from tests.compare.harness.scripts import Script, bytewise, cut, feed, new, scattered, whole

Delivery = Callable[[str, bytes], Script]


def _shuffled(items: Iterable[Message], rng: random.Random) -> Sequence[Message]:
    shuffled = list(items)
    rng.shuffle(shuffled)
    return shuffled


def _openings(kind: str) -> list[tuple[str, Script]]:
    return list(openings.NATURAL[kind].values())


def _situation(kind: str, rng: random.Random) -> tuple[str, Script]:
    """Any usual situation, or occasionally one in which the other kind is expected."""
    kinds = openings.NATURAL if rng.random() < 0.95 else openings.CROSSED
    return rng.choice(list(kinds[kind].values()))


def written_whole(rng: random.Random) -> Iterator[Script]:
    """Each written message, whole, in each usual situation and one other, then the end."""
    for kind, data in _shuffled(messages.written(), rng):
        crossed = rng.choice(list(openings.CROSSED[kind].values()))
        for name, opening in [*_openings(kind), crossed]:
            yield opening + whole(name, data) + rng.choice(openings.endings(name))


def written_bytewise(rng: random.Random) -> Iterator[Script]:
    """Each written message, byte by byte."""
    for kind, data in _shuffled(messages.written(), rng):
        crossed = rng.choice(list(openings.CROSSED[kind].values()))
        for name, opening in [*_openings(kind), crossed]:
            yield opening + bytewise(name, data) + rng.choice(openings.endings(name))


def written_split(rng: random.Random) -> Iterator[Script]:
    """Each written message, split in two at every offset."""
    for kind, data in _shuffled(messages.written(), rng):
        for point in range(1, len(data)):
            name, opening = _situation(kind, rng)
            yield opening + cut(name, data, point) + rng.choice(openings.endings(name))


def written_scattered(rng: random.Random) -> Iterator[Script]:
    """Each written message, split at random into two to ten segments, ten times."""
    for kind, data in _shuffled(messages.written(), rng):
        for _ in range(10 if len(data) > 2 else 0):
            name, opening = _situation(kind, rng)
            pieces = scattered(name, data, rng)
            yield opening + pieces + rng.choice(openings.endings(name))


def written_truncated(rng: random.Random) -> Iterator[Script]:
    """Each written message, ended by the peer at every offset."""
    for kind, data in _shuffled(messages.written(), rng):
        for point in range(len(data)):
            name, opening = _situation(kind, rng)
            piece = scattered(name, data[:point], rng)
            yield opening + piece + (feed(name, b""),) + rng.choice(openings.endings(name))


def every_octet(rng: random.Random) -> Iterator[Script]:
    """Every octet inserted before, and in place of, every octet of short messages of every kind."""
    for kind, data in _shuffled(messages.octets(), rng):
        # The simplest situation parses the most of a message.
        plain = rng.random() < 0.6
        name, opening = _openings(kind)[0] if plain else _situation(kind, rng)
        delivery = scattered(name, data, rng) if rng.random() < 0.5 else whole(name, data)
        yield opening + delivery + rng.choice(openings.endings(name))


def around_limits(rng: random.Random) -> Iterator[Script]:
    """Sizes around the limit, whole, split and (where that is feasible) byte by byte."""
    for limit in (0, 1, 40, 60, 100, None, 16384, 20000):
        size = 16384 if limit is None else limit
        for kind, data in lines.around_limit(size):
            name, role = ("s", "SERVER") if kind == "request" else ("c", "CLIENT")
            opening = (new(name, role, limit), *_openings(kind)[0][1][1:])
            yield opening + whole(name, data)
            yield opening + scattered(name, data, rng) + (feed(name, b""),)
            if size <= 100:
                yield opening + bytewise(name, data)


_TOKENS = [
    b"\r\n", b"\n", b"\r", b" ", b"\t", b":", b",", b";", b"0", b"\x00", b"\x7f", b"\xff", b"\r\n ",
    b"\r\n\r\n", b"chunked", b"close", b"HTTP/1.0", b"HTTP/1.1", b"0\r\n\r\n", b"5\r\nhello\r\n",
    *(name + b": " for name in fields.BY_NAME),
    *heads.METHODS,
]  # fmt: skip


def _mutate(data: bytes, other: bytes, rng: random.Random) -> bytes:
    """One random change: an octet, a token, a part lost, repeated, moved or from elsewhere."""
    at = rng.randrange(len(data) + 1)
    to = min(len(data), at + rng.choice((1, 1, 2, 4, 16)))
    choice = rng.randrange(8)
    if choice == 0:
        return data[:at] + bytes([rng.randrange(256)]) + data[at + 1 :]
    if choice == 1:
        return data[:at] + rng.choice(_TOKENS) + data[at:]
    if choice == 2:
        return data[:at] + rng.choice(_TOKENS) + data[to:]
    if choice == 3:
        return data[:at] + data[to:]
    if choice == 4:
        return data[:to] + data[at:]
    if choice == 5:
        parts = data.split(b"\n")
        rng.shuffle(parts)
        return b"\n".join(parts)
    if choice == 6:
        return data[:at] + other[rng.randrange(len(other) + 1) :]
    return data[:at] + data[at:to].swapcase() + data[to:]


def mutated(rng: random.Random) -> Iterator[Script]:
    """Endless mutations of the written messages, in any situation, split at random."""
    seeds = list(messages.written())
    while True:
        kind, data = rng.choice(seeds)
        for _ in range(rng.choice((1, 1, 1, 2, 3, 5))):
            data = _mutate(data, rng.choice(seeds)[1], rng)
        name, opening = _situation(kind, rng)
        yield opening + scattered(name, data, rng) + rng.choice(openings.endings(name))
