"""Generates random programs; a seed and a number identify one."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from tests.fuzz_api.makers import classes, lifetimes, messages, objects, surroundings
from tests.fuzz_api.programs import Draft, Op, Program

Makers = dict[Callable[[Draft], Any], int]

SORTS: dict[str, Makers] = {
    "messages": messages.MAKERS,
    "objects": objects.MAKERS,
    "classes": classes.MAKERS,
    "lifetimes": lifetimes.MAKERS,
    "surroundings": surroundings.MAKERS,
}
#: The kinds of operations, with their frequencies.
_MIXTURES = (
    {"messages": 5, "objects": 2},
    {"messages": 3, "objects": 5},
    {"messages": 3, "classes": 5, "objects": 1},
    {"messages": 4, "lifetimes": 5, "objects": 1},
    {"messages": 3, "objects": 2, "classes": 3, "lifetimes": 3},
    {"messages": 3, "objects": 2, "classes": 3, "lifetimes": 3},
    {"messages": 4, "objects": 1, "classes": 1, "lifetimes": 3, "surroundings": 3},
    {"messages": 4, "objects": 2, "classes": 2, "lifetimes": 2, "surroundings": 3},
)
_SIZES = (3, 8, 8, 15, 15, 30)


def fill(draft: Draft, mixture: dict[str, int], size: int) -> None:
    """Call makers until there is this number of operations."""
    sorts, weights = list(mixture), list(mixture.values())
    while len(draft.ops) < size:
        makers = SORTS[draft.rng.choices(sorts, weights)[0]]
        draft.rng.choices(list(makers), list(makers.values()))[0](draft)


def _endings(draft: Draft) -> list[Op]:
    """Examine everything that has a name."""
    names = [name for kind in draft.names.values() for name in kind]
    return [Op(None, name) for name in names]


def program(seed: int, number: int, threads: int = 1, sort: str | None = None) -> Program:
    """The program of a seed and a number, mostly of one kind of operation if one is named."""
    rng = random.Random(f"{seed}/{number}/{threads}")
    mixture, size = rng.choice(_MIXTURES), rng.choice(_SIZES)
    if sort:
        mixture = {"messages": 2, sort: 5}
    draft = Draft(rng)
    fill(draft, mixture, size)
    parts = [draft.ops]
    for thread in range(1, threads + 1) if threads > 1 else ():
        names = {kind: list(names) for kind, names in draft.names.items()}
        other = Draft(rng, names=names, prefix=f"t{thread}")
        fill(other, mixture, size)
        parts.append(other.ops)
    leaves = rng.random() < 0.2
    if threads == 1 and not leaves:
        parts[0] = parts[0] + _endings(draft)
    return Program(f"{seed}/{number}", tuple(map(tuple, parts)), leaves)
