"""Minimizes a program with a finding: removes operations as long as it can be reproduced."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.fuzz_api.judging import Find
from tests.fuzz_api.programs import Program

TRIES = 400


def _smaller(program: Program) -> Iterator[Program]:
    """The same program without some of its operations: many at first."""
    for number, part in enumerate(program.parts):
        size = max(1, len(part) // 2)
        while part:
            for start in range(0, len(part), size):
                parts = list(program.parts)
                parts[number] = part[:start] + part[start + size :]
                yield program.with_parts(parts)
            if size == 1:
                break
            size //= 2


def shrunk(find: Find, again: Callable[[Program], Find | None]) -> Find:
    """The finding on the smallest program for which `again` reproduces it."""
    tries = TRIES
    progress = True
    while progress and tries > 0:
        progress = False
        for program in _smaller(find.program):
            if tries <= 0:
                break
            tries -= 1
            found = again(program)
            if found is not None and found.kind == find.kind:
                find, progress = found, True
                break
    return find
