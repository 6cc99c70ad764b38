"""Nothing is left behind and nothing is taken away, however often a thing is done.

tests/package/test_memory.py asks the same of a few mixed actions; here each event and each error
stands alone, so that a small leak in one place shows. With `--cycles 1000000` the leak of one
object of 16 bytes in sixty rounds would be seen.
"""

from __future__ import annotations

import itertools
import sys
import time

import h11
import pytest

from ..package.test_memory import HAS_STATM, SHARED, collect, resident_kilobytes
from .acts import ACTS

# What the meters may show more at the end than after the first tenth.
BLOCKS, KILOBYTES, REFERENCES = 100, 256, 20
ATTEMPTS = 10
# These take far longer than the others.
SLOW = {"copies and pickles": 20, "received: surplus": 20}

SHARED_OBJECTS = {
    **{name: get() for name, get in SHARED.items()},
    **{
        f"class {kind.__name__}": kind
        for kind in (h11.Connection, type(ACTS), int, bytes, KeyError)
    },
}


def references() -> dict[str, int]:
    """How often the objects that everybody shares are referred to."""
    return {f"references to {name}": sys.getrefcount(it) for name, it in SHARED_OBJECTS.items()}


def drifts(act, times: int) -> dict[str, int]:
    """What has changed, by more than it may, while this was done so many times."""
    rounds = itertools.repeat(None, times)
    before = references()
    collect()
    size, blocks = resident_kilobytes() if HAS_STATM else 0, sys.getallocatedblocks()
    for _ in rounds:
        act()
    collect()
    more = {
        "blocks": (sys.getallocatedblocks() - blocks, BLOCKS),
        "KiB": (resident_kilobytes() - size if HAS_STATM else 0, KILOBYTES),
    }
    # Memory that was given back is no leak; a reference that was taken is a crash to come.
    for name, count in references().items():
        more[name] = abs(count - before[name]), REFERENCES
    return {name: change for name, (change, bound) in more.items() if change > bound}


@pytest.mark.parametrize("name", ACTS)
def test_nothing_is_left(name, cycles):
    """In one of some attempts: a leak shows in each, caches that fill (pickle makes CPython 3.12 fill
    one for thousands of rounds) and other noise do not."""
    times = cycles // SLOW.get(name, 1)
    for _ in range(times // 10):
        ACTS[name]()
    started = time.perf_counter()
    for _ in range(ATTEMPTS):
        found = drifts(ACTS[name], times)
        if not found:
            break
    print(f"{name}: {times:,} times, {(time.perf_counter() - started) / times * 1e6:.1f} us each")
    assert found == {}
