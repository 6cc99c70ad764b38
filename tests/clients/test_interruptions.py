"""Exchanges that end too early, by the client's fault, the program's, or the operator's wish."""

from __future__ import annotations

import pytest

HELLO = "Hello over a real socket.\n"


@pytest.fixture(scope="module", params=["uvicorn", "hypercorn", "plain"])
def kind(request):
    return request.param


@pytest.fixture(scope="module")
def transcript(kind, agree):
    return agree("interruptions", kind)


@pytest.fixture(scope="module")
def answers(transcript):
    return transcript["answers"]


def test_half_closed(kind, answers):
    """A complete request is answered, half a one refused or dropped: uvicorn drops it."""
    refused = [400, "closed"] if kind == "plain" else ["closed"]
    expected = {
        "nothing asked": ["closed"],
        "asked, then half-closed": [200, "closed"],
        "half a head": refused,
        "half a body": refused,
        "half a chunk": refused,
        "no last chunk": refused,
    }
    if kind == "hypercorn":
        assert not expected.keys() & answers.keys()
    else:
        told = {name: [one["status"] for one in answers[name][:-1]] for name in expected}
        assert {name: [*told[name], answers[name][-1]] for name in expected} == expected


def test_a_crash_leaves_the_body_without_its_end(answers):
    head, _, body = answers["program crashes"].partition("\r\n\r\n")
    assert "Transfer-Encoding: chunked" in head
    assert body == "b\r\nfirst piece\r\n"


def test_no_more_is_written_than_announced(answers):
    head, _, body = answers["program overruns"].partition("\r\n\r\n")
    assert "content-length: 5" in head
    assert body == "fine."


def test_the_program_hears_of_an_abandoned_upload(kind, answers):
    if kind == "plain":
        assert "upload abandoned" not in answers
    else:
        response, ending = answers["upload abandoned"]
        assert (response["body"], ending) == ("A request was abandoned.\n", "closed")


def test_a_stopping_server_closes_idle_connections(kind, answers):
    if kind == "plain":
        assert "server stopped" not in answers
    else:
        response, ending = answers["server stopped"]
        assert (response["body"], ending) == (HELLO, "closed")


def test_complaints(kind, transcript):
    program = "RuntimeError: a bug in the program"
    overrun = "LocalProtocolError: Too much data for declared Content-Length"
    cut = "WARNING: RemoteProtocolError: peer closed connection without sending complete message"
    asgi = {
        "uvicorn": "ERROR: Exception in ASGI application",
        "hypercorn": "ERROR: Error in ASGI Framework",
    }
    if kind == "plain":
        expected = [
            "WARNING: RemoteProtocolError: peer unexpectedly closed connection",
            cut + " body (received 4 bytes, expected 10)",
            cut + " body (incomplete chunked read)",
            cut + " body (incomplete chunked read)",
            "WARNING: " + program,
            "WARNING: " + overrun,
        ]
    else:
        expected = [asgi[kind], program, asgi[kind], "h11._util." + overrun]
    assert transcript["complaints"] == [expected]
