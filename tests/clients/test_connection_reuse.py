"""Many requests on one connection: in turn, pipelined, with unread or awaited content."""

from __future__ import annotations

import pytest

HELLO = "Hello over a real socket.\n"
LAST = "Last answer.\n"


@pytest.fixture(scope="module", params=["uvicorn", "hypercorn", "plain"])
def kind(request):
    return request.param


@pytest.fixture(scope="module")
def transcript(kind, agree):
    return agree("connection_reuse", kind)


@pytest.fixture(scope="module")
def answers(transcript):
    return transcript["answers"]


def summary(responses: list) -> list:
    """Status and content of each response (None if it has none), and then the ending."""
    return [
        (response["status"], response.get("body")) if isinstance(response, dict) else response
        for response in responses
    ]


def test_in_turn(answers):
    expected = []
    for number in range(50):
        expected.append(
            (
                (200, HELLO),
                (200, None),
                (200, f"request {number}"),
                (200, f"request {number}!"),
            )[number % 4]
        )
    assert summary(answers["in turn"]) == [*expected, (200, LAST), "closed"]


def test_only_the_last_response_has_close(answers):
    *kept, last, _ = answers["in turn"]
    assert not any("connection: close" in field.lower() for one in kept for field in one["headers"])
    assert "connection: close" in last["headers"]


def test_pipelined(answers):
    assert summary(answers["pipelined"]) == [
        (200, HELLO),
        (200, None),
        (200, "one"),
        (200, "twothree"),
        *[(200, HELLO)] * 6,
        (200, LAST),
        "closed",
    ]


def test_pipelined_split(answers):
    assert summary(answers["pipelined in parts"]) == [
        (200, HELLO),
        (200, "split over packets"),
        (200, LAST),
        "closed",
    ]


def test_pipelined_malformed(answers):
    first, rejection, ending = summary(answers["pipelined nonsense"])
    assert (first, rejection[0], ending) == ((200, HELLO), 400, "closed")


def test_content_not_read(kind, answers):
    unread = (200, "Not looked at.\n")
    then = [] if kind == "hypercorn" else [(200, LAST)]
    assert summary(answers["body unread"]) == [unread, *then, "closed"]


def test_continue_sent(answers):
    assert summary(answers["continue wanted"]) == [
        (100, None),
        (200, "hello"),
        (100, None),
        (200, "world"),
        (200, LAST),
        "closed",
    ]


def test_continue_not_awaited(kind, answers):
    """The content has arrived: h11 does not ask for it, although the other servers send a 100."""
    interim = [] if kind == "plain" else [(100, None)]
    assert summary(answers["continue not awaited"]) == [
        *interim,
        (200, "hello"),
        (200, LAST),
        "closed",
    ]


def test_continue_declined(kind, answers):
    """Hypercorn always sends 100 Continue; the others leave it to the program."""
    interim = [(100, None)] if kind == "hypercorn" else []
    assert summary(answers["continue declined"]) == [*interim, (417, "Not wanted.\n"), "closed"]


def test_complaints(kind, transcript):
    assert transcript["complaints"] == [
        {
            "uvicorn": ["WARNING: Invalid HTTP request received."],
            "hypercorn": [],
            "plain": [r"WARNING: RemoteProtocolError: illegal request line: b'\x01\x02'"],
        }[kind]
    ]
