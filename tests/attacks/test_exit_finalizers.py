"""Finalizers at interpreter exit work or raise, and the process exits normally."""

from __future__ import annotations

import re

import pytest

from . import children
from .exit_finalizers import MOMENTS, PERHAPS
from .operations import OPERATIONS


@pytest.mark.parametrize("moment", MOMENTS)
def test_every_operation_works_or_raises(moment: str) -> None:
    *_, last = children.run("exit_finalizers", moment).splitlines()
    counts = re.fullmatch(r"(\d+) worked, (\d+) raised", last)
    assert counts, last
    assert sum(map(int, counts.groups())) == len(OPERATIONS)


@pytest.mark.parametrize("moment", PERHAPS)
def test_the_process_ends(moment: str) -> None:
    assert children.run("exit_finalizers", moment).startswith("the main thread ends")
