"""Requests that must not reach a program: they are rejected, and the connection is closed."""

from __future__ import annotations

import pytest

# Hints other than 400. The plain server and hypercorn follow them; uvicorn always responds with
# 400.
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
def rejections(transcript):
    return {name: seen for name, seen in transcript["answers"].items() if name not in GOOD}


def test_each_is_rejected_and_the_connection_closed(kind, rejections):
    suggested = {} if kind == "uvicorn" else SUGGESTED
    assert len(rejections) == 43
    statuses = {name: (seen[0]["status"], *seen[1:]) for name, seen in rejections.items()}
    assert statuses == {name: (suggested.get(name, 400), "closed") for name in rejections}


def test_each_error_response_has_close(rejections):
    for response, _ in rejections.values():
        assert "connection: close" in [field.lower() for field in response["headers"]]


def test_the_server_continues(transcript):
    response, ending = transcript["answers"]["a good request"]
    assert (response["status"], response["body"], ending) == (200, "Last answer.\n", "closed")


def test_malformed_data_after_a_valid_request(transcript):
    first, rejection, ending = transcript["answers"]["a good request, then a NUL"]
    assert (first["status"], rejection["status"], ending) == (200, 400, "closed")


def test_the_log_of_the_server(kind, transcript, rejections):
    (complaints,) = transcript["complaints"]
    if kind == "hypercorn":
        assert complaints == []
    elif kind == "uvicorn":
        assert complaints == ["WARNING: Invalid HTTP request received."] * (len(rejections) + 1)
    else:
        logged = dict(zip([*rejections, "NUL"], complaints))
        assert len(logged) == len(complaints) == len(rejections) + 1
        prefix = "WARNING: RemoteProtocolError: "
        assert logged["no request line"] == prefix + "no request line received"
        assert logged["a TLS handshake"] == prefix + "illegal request line"
        assert logged["no host"] == prefix + "Missing mandatory Host: header"
        assert logged["two hosts"] == prefix + "Found multiple Host: headers"
        assert logged["two lengths"] == prefix + "conflicting Content-Length headers"
        assert logged["space before the colon"] == prefix + "illegal header line: b'Name : value'"
        assert logged["head too large"] == prefix + "Receive buffer too long"
