"""Exchanges that end early, because of the client, the program, or the operator."""

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
    """A complete request gets a response, an incomplete one is rejected or dropped (uvicorn)."""
    rejected = [400, "closed"] if kind == "plain" else ["closed"]
    expected = {
        "nothing asked": ["closed"],
        "asked, then half-closed": [200, "closed"],
        "half a head": rejected,
        "half a body": rejected,
        "half a chunk": rejected,
        "no last chunk": rejected,
    }
    if kind == "hypercorn":
        assert not expected.keys() & answers.keys()
    else:
        statuses = {name: [one["status"] for one in answers[name][:-1]] for name in expected}
        assert {name: [*statuses[name], answers[name][-1]] for name in expected} == expected


def test_a_crash_truncates_the_content(answers):
    head, _, body = answers["program crashes"].partition("\r\n\r\n")
    assert "Transfer-Encoding: chunked" in head
    assert body == "b\r\nfirst piece\r\n"


def test_no_more_than_the_declared_length_is_sent(answers):
    head, _, body = answers["program overruns"].partition("\r\n\r\n")
    assert "content-length: 5" in head
    assert body == "fine."


def test_the_program_is_notified_of_an_aborted_upload(kind, answers):
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
