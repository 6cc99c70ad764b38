"""`H11_POLICY`: policies for programs without support for them."""

from __future__ import annotations

import pytest

GOOD = {"a length", "chunks", "an address", "an empty line first"}
# Hints other than 400. The plain server and hypercorn follow them; uvicorn always responds with
# 400.
SUGGESTED = {"another version": 505, "the preface of HTTP/2": 505}


@pytest.fixture(scope="module", params=["uvicorn", "hypercorn", "plain"])
def kind(request):
    return request.param


@pytest.fixture(scope="module")
def strict(kind, play):
    (transcript,) = play([("ours", "ours")], "policies", kind, "strict")
    return transcript


def test_strict_rejects_and_closes(kind, strict):
    """Above all a request with both framing fields."""
    suggested = {} if kind == "uvicorn" else SUGGESTED
    rejections = {name: seen for name, seen in strict["answers"].items() if name not in GOOD}
    assert len(rejections) == 11
    for name, (response, *ending) in rejections.items():
        assert (response["status"], ending) == (suggested.get(name, 400), ["closed"]), name
        assert "connection: close" in [field.lower() for field in response["headers"]]
    assert rejections["both framing fields"][0]["status"] == 400


def test_strict_accepts_valid_requests(strict):
    for name in GOOD:
        response, ending = strict["answers"][name]
        assert (response["status"], ending) == (200, "closed"), name
        content = "" if name == "an address" else "hello"
        assert f'"body": "{content}"' in response["body"], name


@pytest.mark.parametrize("policy", ["compatible", "lenient"])
def test_under_other_policies_a_server_behaves_like_0_16_0(kind, policy, agree):
    """0.16.0 ignores the variable. A lenient server differs in targets that are not ASCII."""
    answers = agree("policies", kind, policy)["answers"]
    statuses = {name: seen[0]["status"] for name, seen in answers.items()}
    assert len(statuses) == 13
    assert set(statuses.values()) == {200}
    assert statuses["both framing fields"] == 200


IMPORT = """
import os
os.environ["H11_POLICY"] = "nonsense"
try:
    import uvicorn.protocols.http.h11_impl
except ValueError as error:
    print(error)
"""


def test_an_unknown_policy_fails_at_startup(environments):
    said = environments["ours"].run("-c", IMPORT)
    assert said.startswith("H11_POLICY must be 'compatible', 'strict' or 'lenient', not")
