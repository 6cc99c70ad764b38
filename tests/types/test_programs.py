"""Released programs that use h11 pass type checkers no worse than with h11 0.16.0."""

from __future__ import annotations

import pytest

from .checkers import CHECKERS, ROOT, run
from .programs import FILES, compare, interpreter

REFERENCE, OURS = ROOT / ".envs/reference", ROOT / ".envs/ours"


@pytest.fixture(scope="module")
def comparisons():
    return compare(REFERENCE, OURS)


@pytest.mark.parametrize(
    ("environment", "is_reference"), [(REFERENCE, True), (OURS, False)], ids=["0.16.0", "ours"]
)
def test_each_environment_has_the_right_h11(environment, is_reference):
    question = "import h11; print(h11.__version__)"
    done = run([str(interpreter(environment)), "-c", question], environment)
    assert (done.stdout.strip() == "0.16.0") is is_reference, done.stderr


@pytest.mark.parametrize("checker", CHECKERS)
def test_no_additional_findings(comparisons, checker):
    assert [str(finding) for finding in comparisons[checker].worse] == []


def test_one_ignore_is_unused(comparisons):
    """A comparison with NEED_DATA, on which the types of 0.16.0 do not narrow."""
    needless = {finding.file for finding in comparisons["mypy"].needless}
    assert needless == {file for file in FILES if file.startswith("httpcore/")}
