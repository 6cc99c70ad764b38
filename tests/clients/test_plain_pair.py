"""h11 and sockets on both sides, without a framework: events, states and flags."""

from __future__ import annotations

import json

import pytest

HELLO = "Hello over a real socket.\n"


@pytest.fixture(scope="module")
def transcript(agree):
    return agree("plain_pair")


@pytest.fixture(scope="module")
def answers(transcript):
    return transcript["answers"]


def test_every_cycle_ends_where_the_next_may_start(answers):
    *cycles, ending = answers["cycles"].values()
    assert len(cycles) == 6
    for answer in cycles:
        assert (answer["status"], answer["states"]) == (200, ["DONE", "DONE"])
    assert ending == ["ConnectionClosed", ["CLOSED", "CLOSED"]]


def test_bodies(answers, long_body):
    cycles = answers["cycles"]
    assert cycles["get"]["body"] == cycles["after a hundred more"]["body"] == HELLO
    assert cycles["head"] == {**cycles["get"], "body": ""}
    assert json.loads(cycles["post"]["body"])["body"] == "hello=world"
    assert cycles["large"]["body"] == long_body(1_000_000)


def test_trailers_reach_the_server(answers):
    seen = json.loads(answers["cycles"]["post in chunks with trailers"]["body"])
    assert seen["body"] == "hello=world"
    assert seen["headers"] == [
        ["host", "example.com"],
        ["transfer-encoding", "chunked"],
        ["checksum", "42"],
    ]


def test_names_are_lower_case_except_in_raw_items(answers):
    large = answers["cycles"]["large"]
    assert ["transfer-encoding", "chunked"] in large["headers"]
    assert ["Transfer-Encoding", "chunked"] in large["raw"]


def test_the_client_waits_for_100_continue(answers):
    continues = answers["continues"]
    assert continues["waiting"] == [True, False]
    assert continues["interim"] == ["InformationalResponse", 100]
    assert continues["answer"]["body"] == "hello"


def test_no_cycle_after_connection_close(answers):
    closes = answers["closes"]
    assert closes["answer"]["states"] == ["MUST_CLOSE", "MUST_CLOSE"]
    assert closes["reuse"]["raised"] == "LocalProtocolError"
    assert closes["trailing data"] == ["", False]
    assert (closes["ending"], closes["states"]) == ("ConnectionClosed", ["MUST_CLOSE", "CLOSED"])


def test_incomplete_content_is_an_error(answers):
    broken = answers["breaks_off"]
    assert broken["status"] == 200
    assert broken["failure"] == {
        "raised": "RemoteProtocolError",
        "text": "peer closed connection without sending complete message body"
        " (incomplete chunked read)",
    }
    assert broken["states"] == ["MUST_CLOSE", "ERROR"]


def test_misuse_makes_the_connection_unusable(answers):
    assert answers["misuses"] == {
        "rejection": {
            "raised": "LocalProtocolError",
            "text": "Too much data for declared Content-Length",
        },
        "states": ["ERROR", "SEND_RESPONSE"],
    }


def test_complaints(transcript):
    crash, misuse = transcript["complaints"][0]
    assert crash == "WARNING: RuntimeError: a bug in the program"
    assert misuse == (
        "WARNING: RemoteProtocolError: peer closed connection without sending complete message body"
        " (received 0 bytes, expected 3)"
    )
