"""The language of the scripts that both implementations run.

A script is a tuple of operations, an operation is a tuple of a verb and its arguments, and everything
in it is plain data: cheap to send to a worker, easy to shrink, and printable as Python. Connections
and expressions have names; the text of an expression is evaluated with everything that `h11` exports,
the modules `h11`, `copy`, `pickle`, `dataclasses`, `http`, and the objects of `hostile.py`.
"""

from __future__ import annotations

import random
from typing import Any

Op = tuple[Any, ...]
Script = tuple[Op, ...]

CLIENT = "CLIENT"
SERVER = "SERVER"


def new(name: str, role: str, limit: int | None = None) -> Op:
    """Create a connection, with a size limit if one is given."""
    return ("new", name, role, limit)


def feed(name: str, data: bytes) -> Op:
    """Receive `data` (empty: end of stream), then take events until there are no more."""
    return ("feed", name, data)


def send(name: str, event: str) -> Op:
    """Send the event of the expression; its bytes wait in the connection's outbox."""
    return ("send", name, event)


def send_parts(name: str, event: str) -> Op:
    """The same through `send_with_data_passthrough`."""
    return ("send_parts", name, event)


def carry(source: str, target: str, count: int) -> Op:
    """Feed `target` with up to `count` bytes of the outbox of `source`."""
    return ("carry", source, target, count)


def hand(source: str, target: str, count: int) -> Op:
    """The same without taking events."""
    return ("hand", source, target, count)


def lose(source: str, count: int) -> Op:
    """Drop up to `count` bytes of the outbox of `source`."""
    return ("lose", source, count)


def call(expression: str) -> Op:
    """Evaluate an expression; `(x := ...)` in it keeps a value for later operations."""
    return ("call", expression)


def read(expression: str) -> Op:
    """Evaluate an expression whose result comes from the peer (see `differences.py`)."""
    return ("read", expression)


def probe(difference: str, expression: str) -> Op:
    """Evaluate an expression that examines one of the deliberate differences."""
    return ("probe", difference, expression)


def whole(name: str, data: bytes) -> Script:
    return (feed(name, data),) if data else ()


def bytewise(name: str, data: bytes) -> Script:
    return tuple(feed(name, data[i : i + 1]) for i in range(len(data)))


def cut(name: str, data: bytes, *points: int) -> Script:
    """Feed `data`, split at the points."""
    edges = [0, *sorted(set(points) - {0, len(data)}), len(data)]
    return tuple(feed(name, data[a:b]) for a, b in zip(edges, edges[1:]) if a < b)


def scattered(name: str, data: bytes, rng: random.Random) -> Script:
    """Feed `data`, split at random."""
    count = min(rng.choice((1, 1, 2, 3, 5, 9)), max(len(data) - 1, 0))
    return cut(name, data, *(rng.randrange(len(data)) for _ in range(count)))
