"""Tests the harness: it detects every known mutant, and reports nothing without one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.compare.compare import SEED, both, compare, reference_worker
from tests.compare.harness.link import Worker
from tests.compare.harness.pair import Comparison
from tests.compare.mutants import MORTAL, MUTANTS

CASES = 24_000


@pytest.fixture(scope="module")
def reference() -> Iterator[Worker]:
    worker = reference_worker()
    yield worker
    worker.stop()


@pytest.mark.parametrize("name", MUTANTS)
def test_mutant_is_detected(name: str, reference: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    if name == "hangs-on-a-request":
        monkeypatch.setattr("tests.compare.harness.link.PATIENCE", 3.0)
    mutated = reference_worker("--mutant", name)
    try:
        report = compare(
            Comparison(reference, mutated), seed=SEED, cases=CASES, at_most=1, shrink=False
        )
    finally:
        mutated.stop()
    assert report.found, f"{report.total} cases, and nobody noticed"
    # A mutant that cannot even run would be detected for the wrong reason.
    assert report.found[0].died == (name in MORTAL)


def test_reference_agrees_with_itself() -> None:
    with both(ours=reference_worker()) as comparison:
        report = compare(comparison, seed=SEED, cases=5_000)
    assert not report.found, report.texts[0]
