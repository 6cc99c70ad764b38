"""The pages on smuggling agree with the cases and with the last survey."""

from __future__ import annotations

import pytest

from .case import Outcome
from .cases import CASES
from .page import KEPT, Survey, code, renewed, requirement, shown
from .programs import PROGRAMS
from .survey import parsed_messages

REQUESTS = [(family, case) for family, case in CASES if case.is_request]


@pytest.fixture(scope="module")
def survey() -> Survey:
    return Survey.load(KEPT)


def test_the_tables_are_up_to_date(survey):
    """To update them: `python -m tests.smuggling.page`."""
    for page, text in renewed(survey).items():
        assert page.read_text(encoding="utf-8") == text, page.name


def test_the_survey_is_complete(survey):
    """To repeat the survey: `make smuggling`."""
    asked = {*survey.versions, *survey.missing}
    assert asked == {program.name for program in PROGRAMS}
    for server in survey.versions:
        for family, case in REQUESTS:
            assert survey.outcome(server, family, case) is not None, (server, family, case.name)


@pytest.mark.parametrize(
    ("server", "policy"),
    [("uvicorn on h11-rust", "compatible"), ("uvicorn on h11-rust, strict", "strict")],
)
def test_the_survey_agrees_with_the_table(survey, server, policy):
    for family, case in REQUESTS:
        outcome, expected = survey.outcome(server, family, case), getattr(case, policy)
        assert outcome.messages == expected.messages, (family, case.name)
        assert outcome.is_rejection == expected.is_rejection, (family, case.name)
        assert outcome.is_rejection or outcome.ending == expected.ending, (family, case.name)


def test_cells():
    assert shown(None) == "?"
    assert shown(Outcome(())) == ""
    assert shown(Outcome(("PUT / a|b\r\n", "GET /"), "closes")) == (
        "`PUT / a\\|b\\r\\n`, `GET /`; closes"
    )
    assert shown(Outcome((), "400")) == "*400*"
    assert shown(Outcome((), "no HTTP/1")) == "*no HTTP/1*"
    assert shown(Outcome(("GET /",), "bare-lf")) == "`GET /`; *[`bare-lf`](codes.md#bare-lf)*"
    displaced = Outcome(("PUT /", "GGET /end"))
    assert shown(displaced, "MAY reject") == "**`PUT /`, `GGET /end`**"
    assert shown(displaced, "MUST accept") == "`PUT /`, `GGET /end`"
    assert shown(Outcome(("PUT /",), "waits"), "SHOULD reject") == "**`PUT /`**; **waits**"
    assert shown(Outcome(("200",), "leaves a\n")) == "`200`; leaves `a\\n`"
    assert code("x" * 30, 24) == f"`{'x' * 24}`…"


def test_requirements():
    shortened = {requirement(case) for _, case in CASES}
    assert {"MUST §6.3", "MAY §6.3", "MUST or repair §5.2", "MAY RFC 9110 §6.5.1"} <= shortened


# ---- Parsing of responses

OK = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (b"", ([], None)),
        (OK % (5, b"GET /"), (["GET /"], None)),
        (OK % (6, b"GET / ") + OK % (11, b"PUT / hello"), (["GET /", "PUT / hello"], None)),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nGET /\r\n0\r\n\r\n"
            + OK % (5, b"GET /"),
            (["GET /", "GET /"], None),
        ),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + OK % (5, b"GET /"), (["GET /"], None)),
        (b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n", ([], "400")),
        (OK % (5, b"GET /") + b"HTTP/1.1 501 No\r\n\r\n", (["GET /"], "501")),
        (b"GET / \n", ([], "no HTTP/1")),
        (OK % (9, b"GET /"), ([], "no HTTP/1")),
    ],
)
def test_parsing_of_responses(answer, expected):
    assert parsed_messages(answer) == expected
