"""Hypercorn switches from HTTP/1.1 to HTTP/2, with the bytes that h11 has received but not parsed."""

from __future__ import annotations

import pytest

HELLO = "Hello over a real socket.\n"


@pytest.fixture(scope="module")
def transcript(agree):
    return agree("http2_upgrade")


def test_prior_knowledge(transcript):
    response, posted = transcript["answers"]["prior knowledge"]
    assert (response["version"], response["status"], response["body"]) == ("HTTP/2", 200, HELLO)
    assert posted == "hello"


def test_upgrade(transcript):
    upgraded = transcript["answers"]["upgraded"]
    assert upgraded["switched"]["status"] == 101
    assert "upgrade: h2c" in upgraded["switched"]["headers"]
    assert upgraded["headers"][0] == [":status", "200"]
    assert upgraded["body"] == HELLO


def test_no_complaints(transcript):
    assert transcript["complaints"] == [[]]
