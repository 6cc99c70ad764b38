"""No references or memory leak, however often an operation is repeated.

tests/package/test_memory.py tests a few mixed operations; here each event and each error is repeated
separately, so that a small leak is detected. `--cycles 1000000` detects a leak of one object of 16
bytes in sixty rounds.
"""

from __future__ import annotations

import itertools
import sys
import time

import h11
import pytest

from ..package.test_memory import HAS_STATM, SHARED, collect, resident_kilobytes
from .operations import OPERATIONS

# How much the meters may grow between a tenth of the rounds and the end.
BLOCKS, KILOBYTES, REFERENCES = 100, 256, 20
ATTEMPTS = 10
# These take much longer than the others.
SLOW = {"copies and pickles": 20, "received: chunk overhead": 20}

SHARED_OBJECTS = {
    **{name: get() for name, get in SHARED.items()},
    **{
        f"class {kind.__name__}": kind
        for kind in (h11.Connection, type(OPERATIONS), int, bytes, KeyError)
    },
}


def references() -> dict[str, int]:
    """The reference counts of shared objects."""
    return {f"references to {name}": sys.getrefcount(it) for name, it in SHARED_OBJECTS.items()}


def drifts(operation, times: int) -> dict[str, int]:
    """The meters that grew by more than they may during this number of rounds."""
    rounds = itertools.repeat(None, times)
    before = references()
    collect()
    size, blocks = resident_kilobytes() if HAS_STATM else 0, sys.getallocatedblocks()
    for _ in rounds:
        operation()
    collect()
    more = {
        "blocks": (sys.getallocatedblocks() - blocks, BLOCKS),
        "KiB": (resident_kilobytes() - size if HAS_STATM else 0, KILOBYTES),
    }
    # Less memory is no leak; fewer references lead to a crash.
    for name, count in references().items():
        more[name] = abs(count - before[name]), REFERENCES
    return {name: change for name, (change, bound) in more.items() if change > bound}


@pytest.mark.parametrize("name", OPERATIONS)
def test_nothing_leaks(name, cycles):
    """Best of several attempts: a leak shows in each, unlike caches that fill (pickle makes CPython
    3.12 fill one for thousands of rounds) and other noise."""
    times = cycles // SLOW.get(name, 1)
    for _ in range(times // 10):
        OPERATIONS[name]()
    started = time.perf_counter()
    for _ in range(ATTEMPTS):
        found = drifts(OPERATIONS[name], times)
        if not found:
            break
    print(f"{name}: {times:,} times, {(time.perf_counter() - started) / times * 1e6:.1f} us each")
    assert found == {}
