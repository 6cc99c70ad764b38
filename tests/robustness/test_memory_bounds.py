"""The memory that a peer can make h11 use is bounded by the limit, or by what it has sent.

`pytest -s` shows the figures.
"""

from __future__ import annotations

import pytest

from .attack_patterns import OVERHEAD, PATTERNS
from .scripts import ACCURATE, linux_only, run

pytestmark = linux_only

SIZE = 1 << 20
KIB = 1024

# Per byte received and accepted: for parsing, and for accessing all fields as Python objects.
# The worst case are fields of three bytes, each a tuple of two objects when accessed.
READ, LOOKED_AT = 12, 96
# Where nothing is retained: the buffers of a connection, rounded up to pages.
CONSTANT = 512 * KIB

# The mean size of an idle connection: new, and in any other state.
NEW, USED = 1 * KIB, 2 * KIB

TOO_LONG = "Receive buffer too long"
SURPLUS_TOO_LONG = "chunk extensions and trailers out of proportion to the content"


@pytest.fixture(scope="module")
def peaks() -> dict:
    rows = run("peak", SIZE, **ACCURATE)
    for row in rows:
        print(
            f"{row['pattern']:30} {row['way']:24} {row['peak'] / KIB:10,.0f} KiB  {row['outcome']:.30}"
        )
    return {(row["pattern"], row["way"]): (row["peak"], row["outcome"]) for row in rows}


@pytest.mark.parametrize("way", ["whole", "in reads of 64 KiB", "byte by byte"])
@pytest.mark.parametrize("pattern", PATTERNS)
def test_memory_for_parsing(peaks, pattern, way):
    """However it is split, and although there is no limit."""
    size = len(PATTERNS[pattern].of_size(SIZE))
    peak, _ = peaks[pattern, way]
    assert peak < (CONSTANT if PATTERNS[pattern].streams else CONSTANT + size * READ)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_memory_for_accessing_all_fields(peaks, pattern):
    size = len(PATTERNS[pattern].of_size(SIZE))
    peak, _ = peaks[pattern, "whole, looked at"]
    assert peak < (CONSTANT if PATTERNS[pattern].streams else CONSTANT + size * LOOKED_AT)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_small_segments_are_limited(peaks, pattern):
    """An endless head, chunk extension or trailer section; chunks that are consumed are not retained."""
    peak, outcome = peaks[pattern, "byte by byte, limited"]
    assert peak < CONSTANT
    assert outcome == ("read" if PATTERNS[pattern].streams else TOO_LONG)


@pytest.mark.parametrize("pattern", ["an endless chunk extension", "endless trailers"])
def test_chunk_overhead_is_always_limited(peaks, pattern):
    for way in ("whole", "in reads of 64 KiB", "byte by byte"):
        peak, outcome = peaks[pattern, way]
        assert (outcome, peak < 2 * OVERHEAD + CONSTANT) == (SURPLUS_TOO_LONG, True)


def test_idle_connections_are_small():
    """10,000 of them, new or after transferring a megabyte in either direction."""
    found = run("idle")
    for life, size in found.items():
        print(f"{life:30} {size:8,} bytes")
    large = {
        life: size
        for life, size in found.items()
        if size > (NEW if life in ("new", "a request served") else USED)
    }
    assert len(found) == 12
    assert large == {}
