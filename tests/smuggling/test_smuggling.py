"""Each row of the table, under each policy; and what is claimed of the table as a whole."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ..package.driver import every_split
from . import case as words
from .case import Case
from .cases import CASES
from .reading import read, received


def parametrize(applies: Callable[[Case], bool]) -> pytest.MarkDecorator:
    """For each row to which it applies."""
    rows = [
        pytest.param(case, id=f"{family}-{case.name}") for family, case in CASES if applies(case)
    ]
    return pytest.mark.parametrize("case", rows)


def asked(*rfc: str) -> pytest.MarkDecorator:
    """For each row of which the RFC asks this."""
    return parametrize(lambda case: case.rfc in rfc)


every_case = parametrize(lambda case: True)
accepted_by_compatible = parametrize(lambda case: not case.compatible.is_refusal)
every_response = parametrize(lambda case: not case.is_request)

# Where strict does not do what is asked, and what is lost by it.

#: Blanks after a chunk size, which are no part of the grammar. Servers pad sizes with them, and
#: who reads them at all reads the same size.
ACCEPTED_ALL_THE_SAME = {"a blank after a size"}
#: Blanks before a chunk extension, and lists with an empty member: 0.16.0 refuses them, and nobody
#: misses them.
REFUSED_ALL_THE_SAME = {"a blank before an extension", "an empty member"}

#: Responses that lenient reads and compatible refuses.
READ_BY_LENIENT = {
    "chunked twice",
    "a list of chunked twice",
    "a blank before another colon",
    "a blank in a name",
    "no name",
    "VT in a value",
}


def outcomes(case: Case) -> dict[str, words.Outcome]:
    """What is expected under each policy."""
    expected = {"compatible": case.compatible, "strict": case.strict}
    return expected if case.lenient is None else {**expected, "lenient": case.lenient}


@every_case
def test_a_policy_does_what_the_table_says(case):
    for policy, expected in outcomes(case).items():
        assert read(case, policy) == expected, policy


@every_case
def test_however_it_is_cut(case):
    for policy, expected in outcomes(case).items():
        for segments in every_split(received(case)):
            outcome = read(case, policy, segments)
            # An empty line, or a blank, at the very start is given up before its line is complete.
            if outcome.ending == "not-http":
                assert expected.ending in ("request-line-missing", "status-line-missing")
                assert outcome.messages == expected.messages
            else:
                assert outcome == expected, (policy, segments)


@asked(words.MUST_REFUSE, words.MUST_REPAIR)
def test_strict_refuses_what_must_be_refused(case):
    assert case.strict.is_refusal
    assert case.strict.messages == ()


@asked(words.SHOULD_REFUSE)
def test_strict_refuses_what_should_be_refused(case):
    assert case.strict.is_refusal != (case.name in ACCEPTED_ALL_THE_SAME)


@asked(words.MUST_ACCEPT, words.SHOULD_ACCEPT)
def test_strict_accepts_what_must_be_accepted(case):
    assert case.strict.is_refusal == (case.name in REFUSED_ALL_THE_SAME)


@accepted_by_compatible
def test_strict_reads_what_compatible_reads_or_refuses(case):
    assert case.strict.is_refusal or case.strict == case.compatible


@every_response
def test_lenient_frames_as_compatible_does(case):
    if case.compatible.is_refusal:
        assert case.lenient.is_refusal or case.name in READ_BY_LENIENT
    else:
        assert case.lenient == case.compatible


def test_what_only_lenient_reads_is_framed_by_a_field_that_is_well_formed():
    """The content is the same in all these rows, and so it must be in what is read."""
    besides = [case for _, case in CASES if case.name in READ_BY_LENIENT and not case.is_request]
    assert len(besides) == len(READ_BY_LENIENT)
    for case in besides:
        assert case.compatible.is_refusal
        assert case.lenient == words.reads("200 hello")
        assert case.rfc != words.MUST_REFUSE


def test_there_are_enough_rows_of_each_kind():
    assert len(CASES) >= 150
    assert len({(family, case.name) for family, case in CASES}) == len(CASES)
    assert len({(case.wire, case.is_request) for _, case in CASES}) == len(CASES)
    found = [case.rfc for _, case in CASES]
    assert set(found) == set(words.KINDS)
    assert all(found.count(kind) >= 2 for kind in words.KINDS)


def test_the_exceptions_are_rows():
    names = {case.name for _, case in CASES}
    assert names >= ACCEPTED_ALL_THE_SAME | REFUSED_ALL_THE_SAME
