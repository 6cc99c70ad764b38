"""The quick comparison with the reference, and the tables exhaustively."""

from __future__ import annotations

import pytest
from compare import QUICK_CASES, SEED, both, compare
from feeds import tables


def test_same_as_the_reference() -> None:
    """Seeded, about a minute: raw messages, dialogues, objects, whatever `FEEDS` holds."""
    with both() as comparison:
        report = compare(comparison, seed=SEED, cases=QUICK_CASES)
    assert report.total >= QUICK_CASES
    if report.found:
        pytest.fail(f"{len(report.found)} divergences, the first:\n\n{report.texts[0]}")


def test_every_event_in_every_state() -> None:
    with both() as comparison:
        exploration = tables.explore(comparison)
    everything = {(role, state) for role in tables.ROLES for state in tables.STATES}
    assert exploration.reached == everything - tables.UNREACHABLE
    assert not exploration.found, exploration.found[0]
