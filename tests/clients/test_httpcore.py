"""httpcore: its pool, connections that it hands over, and requests that it rejects."""

from __future__ import annotations

import pytest

HELLO = "Hello over a real socket.\n"


@pytest.fixture(scope="module")
def transcript(agree):
    return agree("httpcore_pool")


@pytest.fixture(scope="module")
def answers(transcript):
    return transcript["answers"]


def test_requests_share_a_connection(answers):
    pooled = answers["pooled"]
    assert [answer["body"] for answer in pooled["answers"]] == [HELLO] * 3
    assert (pooled["posted"]["status"], pooled["posted"]["body"]) == (200, "hello")
    (standing,) = pooled["standing"]
    assert standing.endswith("HTTP/1.1, IDLE, Request Count: 4")


def test_a_closed_connection_leaves_the_pool(answers):
    assert answers["pooled"]["last"]["body"] == "Last answer.\n"
    assert answers["pooled"]["left"] == []


def test_more_requests_than_connections(answers):
    assert answers["trio"] == {"answers": [f"number {n}" for n in range(6)], "connections": 2}


def test_rejected_requests(transcript, answers):
    rejected = answers["rejected"]
    assert {rejection["raised"] for rejection in rejected.values()} == {"LocalProtocolError"}
    assert {name: rejection["text"] for name, rejection in rejected.items()} == {
        "value with a line feed": r"Illegal header value b'a\nb'",
        "name with a space": "Illegal header name b'X Bad'",
        "two hosts": "Found multiple Host: headers",
        "length of no number": "bad Content-Length",
        "body too long": "Too much data for declared Content-Length",
        "body too short": "Too little data for declared Content-Length",
    }
    assert transcript["complaints"] == [[]]


@pytest.mark.parametrize(
    ("name", "status", "request_line"),
    [
        ("upgrade", 101, "GET / HTTP/1.1"),
        ("connect", 200, "CONNECT example.com:443 HTTP/1.1"),
    ],
)
def test_connection_handed_over(answers, name, status, request_line):
    seen = answers[name]
    assert (seen["status"], seen["early"], seen["late"]) == (status, "early bytes", "pong")
    head, ping = seen["requests"]
    assert head.startswith(f"{request_line}\r\nHost: 127.0.0.1:PORT\r\n")
    assert ping == "ping\r\n\r\n"
