"""Each row of the table under each policy, and statements about the whole table."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ..package.driver import every_split
from . import case as words
from .case import Case
from .cases import CASES
from .reading import read, received


def parametrize(applies: Callable[[Case], bool]) -> pytest.MarkDecorator:
    """For each applicable row."""
    rows = [
        pytest.param(case, id=f"{family}-{case.name}") for family, case in CASES if applies(case)
    ]
    return pytest.mark.parametrize("case", rows)


def asked(*rfc: str) -> pytest.MarkDecorator:
    """For each row with this requirement."""
    return parametrize(lambda case: case.rfc in rfc)


every_case = parametrize(lambda case: True)
accepted_by_compatible = parametrize(lambda case: not case.compatible.is_rejection)
every_response = parametrize(lambda case: not case.is_request)

# Rows in which strict does not meet the requirement, and the reason.

#: Characters that clients do not encode in a request target, which every surveyed server accepts,
#: and which mean nothing but themselves.
ACCEPTED_ALL_THE_SAME = {
    "unencoded braces, bar and caret",
    "unencoded quotation marks",
    "unencoded angle brackets",
    "unencoded square brackets",
}

#: Responses with obs-fold, which a client MUST replace.
REPAIRED = {"Transfer-Encoding with obs-fold", "field with obs-fold"}

#: Responses that lenient accepts and compatible rejects.
READ_BY_LENIENT = {
    "repeated chunked",
    "list of repeated chunked",
    "whitespace before another colon",
    "space in a field name",
    "empty field name",
    "VT in a field value",
    "other coding",
    "identity beside a length",
    "closed before the last empty line",
    "missing colon",
    "empty line before the response",
    "two spaces before the status code",
    "status line of Shoutcast",
    "whitespace before the first field line",
}


def outcomes(case: Case) -> dict[str, words.Outcome]:
    """The expected outcome under each policy."""
    expected = {"compatible": case.compatible, "strict": case.strict}
    return expected if case.lenient is None else {**expected, "lenient": case.lenient}


@every_case
def test_outcome(case):
    for policy, expected in outcomes(case).items():
        assert read(case, policy) == expected, policy


@every_case
def test_outcome_of_every_split(case):
    for policy, expected in outcomes(case).items():
        for segments in every_split(received(case)):
            outcome = read(case, policy, segments)
            # An empty line or whitespace at the very start is rejected before its line is complete.
            if outcome.ending == "not-http":
                assert expected.ending in ("request-line-missing", "status-line-missing")
                assert outcome.messages == expected.messages
            else:
                assert outcome == expected, (policy, segments)


@asked(words.MUST_REJECT, words.MUST_REPAIR)
def test_strict_rejects_what_must_be_rejected(case):
    if case.name in REPAIRED:
        assert case.strict == case.compatible
    else:
        assert case.strict.is_rejection
        assert case.strict.messages == ()


@asked(words.SHOULD_REJECT)
def test_strict_rejects_what_should_be_rejected(case):
    assert case.strict.is_rejection != (case.name in ACCEPTED_ALL_THE_SAME)


@asked(words.MUST_ACCEPT, words.SHOULD_ACCEPT)
def test_strict_accepts_what_must_be_accepted(case):
    assert not case.strict.is_rejection


@accepted_by_compatible
def test_strict_agrees_with_compatible_or_rejects(case):
    assert case.strict.is_rejection or case.strict == case.compatible


@every_response
def test_lenient_uses_the_framing_of_compatible(case):
    if case.compatible.is_rejection:
        assert case.lenient.is_rejection or case.name in READ_BY_LENIENT
    else:
        assert case.lenient == case.compatible


def test_framing_of_responses_that_only_lenient_accepts():
    """All of these rows have the same content, so the parsed content must be the same."""
    extra = [case for _, case in CASES if case.name in READ_BY_LENIENT and not case.is_request]
    assert len(extra) == len(READ_BY_LENIENT)
    for case in extra:
        assert case.compatible.is_rejection
        assert case.lenient == words.parsed("200 hello")
        assert case.rfc != words.MUST_REJECT


def test_number_of_rows():
    assert len(CASES) >= 150
    assert len({(family, case.name) for family, case in CASES}) == len(CASES)
    assert len({(case.wire, case.is_request) for _, case in CASES}) == len(CASES)
    found = [case.rfc for _, case in CASES]
    assert set(found) == set(words.KINDS)
    assert all(found.count(kind) >= 2 for kind in words.KINDS)


def test_the_exceptions_are_rows():
    names = {case.name for _, case in CASES}
    assert names >= ACCEPTED_ALL_THE_SAME | REPAIRED
