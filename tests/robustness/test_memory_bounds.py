"""How much memory a peer can make us use: bounded by the limit, or by what it has sent.

`pytest -s` shows the figures.
"""

from __future__ import annotations

import pytest

from .scripts import ACCURATE, linux_only, run
from .shapes import SHAPES, SURPLUS

pytestmark = linux_only

SIZE = 1 << 20
KIB = 1024

# For each byte received and not refused: to read it, and to look at all fields as Python objects.
# The worst are fields of three bytes, each a tuple of two objects for who looks.
READ, LOOKED_AT = 12, 96
# Where nothing need be kept: the buffers of a connection, and what pages are rounded up to.
CONSTANT = 512 * KIB

# How many bytes one idle connection takes, in the mean: that of a new one, and of any other.
NEW, USED = 1 * KIB, 2 * KIB

TOO_LONG = "Receive buffer too long"
SURPLUS_TOO_LONG = "chunk extensions and trailers out of proportion to the content"


@pytest.fixture(scope="module")
def peaks() -> dict:
    rows = run("peak", SIZE, **ACCURATE)
    for row in rows:
        print(
            f"{row['shape']:30} {row['way']:24} {row['peak'] / KIB:10,.0f} KiB  {row['outcome']:.30}"
        )
    return {(row["shape"], row["way"]): (row["peak"], row["outcome"]) for row in rows}


@pytest.mark.parametrize("way", ["whole", "in reads of 64 KiB", "byte by byte"])
@pytest.mark.parametrize("shape", SHAPES)
def test_reading_takes_a_few_bytes_for_each_received(peaks, shape, way):
    """However it is cut, and though no limit is set."""
    size = len(SHAPES[shape].of_size(SIZE))
    peak, _ = peaks[shape, way]
    assert peak < (CONSTANT if SHAPES[shape].streams else CONSTANT + size * READ)


@pytest.mark.parametrize("shape", SHAPES)
def test_looking_at_everything_takes_some_more(peaks, shape):
    size = len(SHAPES[shape].of_size(SIZE))
    peak, _ = peaks[shape, "whole, looked at"]
    assert peak < (CONSTANT if SHAPES[shape].streams else CONSTANT + size * LOOKED_AT)


@pytest.mark.parametrize("shape", SHAPES)
def test_who_sends_little_by_little_is_stopped_at_the_limit(peaks, shape):
    """A head, an extension or trailers that go on and on; chunks that are read are no burden."""
    peak, outcome = peaks[shape, "byte by byte, limited"]
    assert peak < CONSTANT
    assert outcome == ("read" if SHAPES[shape].streams else TOO_LONG)


@pytest.mark.parametrize("shape", ["an endless chunk extension", "endless trailers"])
def test_without_a_limit_there_is_still_one_for_what_nobody_sees(peaks, shape):
    for way in ("whole", "in reads of 64 KiB", "byte by byte"):
        peak, outcome = peaks[shape, way]
        assert (outcome, peak < 2 * SURPLUS + CONSTANT) == (SURPLUS_TOO_LONG, True)


def test_idle_connections_are_small():
    """10,000 of them, and those through which a megabyte has gone, in either direction."""
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
