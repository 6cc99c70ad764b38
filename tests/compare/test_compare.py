"""The quick comparison with the reference, and an exhaustive one of the tables."""

from __future__ import annotations

import re

import pytest

from tests.compare import differences, table
from tests.compare.compare import FEEDS, QUICK_CASES, SEED, as_json, both, compare
from tests.compare.feeds import tables


def test_same_as_the_reference() -> None:
    """Seeded, about a minute: all `FEEDS`."""
    with both() as comparison:
        report = compare(comparison, seed=SEED, cases=QUICK_CASES)
        summary = as_json(report, SEED, comparison)
    assert report.total >= QUICK_CASES
    if report.found:
        pytest.fail(f"{len(report.found)} divergences, the first:\n\n{report.texts[0]}")
    assert set(report.cases) == set(FEEDS)
    assert set(report.rules) == set(table.RULES), "a rule that nothing needs explains too much"
    document = table.with_figures(
        f"before\n{table.BEGIN}\nof an earlier run\n{table.END}\nafter\n", summary
    )
    assert f"**{report.total:,} cases" in document
    assert "of an earlier run" not in document
    assert document.startswith("before\n")
    assert document.endswith("\nafter\n")


def test_every_feed_and_every_rule_is_described() -> None:
    assert set(table.FEEDS) == {*FEEDS, "tables"}
    rules = {
        value
        for name, value in vars(differences).items()
        if re.fullmatch("[A-Z_]+", name) and isinstance(value, str)
    }
    assert set(table.RULES) == rules
    assert table.DOCUMENT.read_text(encoding="utf-8").count(table.BEGIN) == 1


def test_every_event_in_every_state() -> None:
    with both() as comparison:
        exploration = tables.explore(comparison)
    everything = {(role, state) for role in tables.ROLES for state in tables.STATES}
    assert exploration.reached == everything - tables.UNREACHABLE
    assert not exploration.found, exploration.found[0]
