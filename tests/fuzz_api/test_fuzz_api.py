"""A short run of the API fuzzer: it finds nothing, except planted bugs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter

import pytest

from tests.fuzz_api import fuzz_api, programs
from tests.fuzz_api.generating import program as generated
from tests.fuzz_api.sides import Sides

SEED = 14
#: Enough programs to find each of the planted bugs, with a margin.
PROGRAMS = 400


def found(**options) -> fuzz_api.Report:
    sides = Sides(compared=options.get("threads", 1) == 1)
    try:
        return fuzz_api.run(sides, seed=SEED, at_most=1, **options)
    finally:
        sides.stop()


@pytest.mark.parametrize(("threads", "count"), [(1, 240), (4, 64)])
def test_nothing_is_found(threads: int, count: int) -> None:
    report = found(threads=threads, programs=count)
    assert not report.finds, fuzz_api.describe_find(report.finds[0])
    assert report.programs >= count
    assert report.performed > report.operations / 2
    assert report.compared > (report.operations / 2 if threads == 1 else -1)


@pytest.mark.parametrize(
    ("bug", "sort", "signs"),  # without a message it is a divergence
    [
        ("a_reference_too_few", "messages", ("SIGSEGV", "SIGABRT", "SIGBUS")),
        ("a_slot_read_before_it_is_set", "classes", ("SIGSEGV",)),
        ("a_freed_buffer", "messages", ("SIGSEGV", "SIGABRT", "SIGBUS")),
        ("a_null_without_an_exception", "objects", ("SystemError",)),
        ("a_panic_in_a_finalizer", "lifetimes", ("SIGABRT",)),
        ("a_connection_left_in_use", "messages", ("hung",)),
        ("a_subclass_that_can_be_sent", "classes", ()),
        ("a_deleted_slot_that_reads_none", "classes", ()),
        ("a_callback_that_is_not_called", "lifetimes", ()),
    ],
)
def test_planted_bug_is_found(bug: str, sort: str, signs: tuple[str, ...]) -> None:
    sides = Sides(planted=bug, patience=5)
    try:
        options = {"seed": SEED, "sort": sort, "programs": PROGRAMS, "at_most": 1}
        report = fuzz_api.run(sides, shrink=False, **options)
    finally:
        sides.stop()
    assert report.finds, f"{report.programs} programs, and nobody noticed"
    find = report.finds[0]
    assert any(sign in find.kind for sign in signs) if signs else not find.is_crash, find.kind


def test_a_neutral_wrapper_has_no_findings() -> None:
    """The planted bugs are found because of the bugs, not because of the replaced functions."""
    sides = Sides(planted="a_wrapping_without_a_bug")
    try:
        report = fuzz_api.run(sides, seed=SEED, programs=64, at_most=1)
    finally:
        sides.stop()
    assert not report.finds, fuzz_api.describe_find(report.finds[0])


def test_findings_are_minimized() -> None:
    sides = Sides(planted="a_null_without_an_exception")
    try:
        report = fuzz_api.run(sides, seed=SEED, programs=PROGRAMS, at_most=1)
    finally:
        sides.stop()
    assert report.finds[0].program.operations <= 6, programs.printed(report.finds[0].program)


@pytest.mark.parametrize("threads", [1, 4])
def test_programs_are_reproducible(threads: int) -> None:
    command = [sys.executable, "-m", "tests.fuzz_api.fuzz_api", "--threads", str(threads)]
    shown = [
        subprocess.run(
            [*command, "--program", f"{SEED}/7", "--show"],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for hash_seed in ("1", "2")
    ]
    assert shown[0] == shown[1]
    assert programs.printed(generated(SEED, 7, threads)) == shown[0].rstrip("\n") + "\n"
    subprocess.run([sys.executable, "-c", shown[0]], check=True)


def test_every_kind_of_operation_occurs() -> None:
    """And every reason for which a program may not be compared."""
    reasons: Counter[str] = Counter()
    for number in range(600):
        for op in generated(SEED, number, 1).parts[0]:
            reasons[op.loose or ""] += 1
    assert set(reasons) == {"", *programs.LOOSE}
    assert reasons[""] > 0.9 * sum(reasons.values())
