"""Requests that must not reach a program: they are refused and their connection is closed."""

from __future__ import annotations

import pytest

# What h11 suggests where it is not 400. The plain server and hypercorn do as it suggests, uvicorn
# answers 400 to everything.
SUGGESTED = {
    "unknown transfer coding": 501,
    "two transfer codings": 501,
    "chunked twice": 501,
    "head too large": 431,
    "field too large": 431,
    "chunk extension too large": 431,
}
GOOD = {"a good request", "a good request, then a NUL"}


@pytest.fixture(scope="module", params=["uvicorn", "hypercorn", "plain"])
def kind(request):
    return request.param


@pytest.fixture(scope="module")
def transcript(kind, agree):
    return agree("malformed_requests", kind)


@pytest.fixture(scope="module")
def refusals(transcript):
    return {name: seen for name, seen in transcript["answers"].items() if name not in GOOD}


def test_each_is_refused_and_the_connection_closed(kind, refusals):
    suggested = {} if kind == "uvicorn" else SUGGESTED
    assert len(refusals) == 43
    statuses = {name: (seen[0]["status"], *seen[1:]) for name, seen in refusals.items()}
    assert statuses == {name: (suggested.get(name, 400), "closed") for name in refusals}


def test_each_refusal_announces_the_close(refusals):
    for response, _ in refusals.values():
        assert "connection: close" in [field.lower() for field in response["headers"]]


def test_the_server_lives_on(transcript):
    response, ending = transcript["answers"]["a good request"]
    assert (response["status"], response["body"], ending) == (200, "Last answer.\n", "closed")


def test_bad_bytes_after_a_good_request(transcript):
    first, refusal, ending = transcript["answers"]["a good request, then a NUL"]
    assert (first["status"], refusal["status"], ending) == (200, 400, "closed")


def test_what_the_server_says_in_its_log(kind, transcript, refusals):
    (complaints,) = transcript["complaints"]
    if kind == "hypercorn":
        assert complaints == []
    elif kind == "uvicorn":
        assert complaints == ["WARNING: Invalid HTTP request received."] * (len(refusals) + 1)
    else:
        told = dict(zip([*refusals, "NUL"], complaints))
        assert len(told) == len(complaints) == len(refusals) + 1
        prefix = "WARNING: RemoteProtocolError: "
        assert told["no request line"] == prefix + "no request line received"
        assert told["a TLS handshake"] == prefix + "illegal request line"
        assert told["no host"] == prefix + "Missing mandatory Host: header"
        assert told["two hosts"] == prefix + "Found multiple Host: headers"
        assert told["two lengths"] == prefix + "conflicting Content-Length headers"
        assert told["space before the colon"] == prefix + "illegal header line: b'Name : value'"
        assert told["head too large"] == prefix + "Receive buffer too long"
