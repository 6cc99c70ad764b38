"""`H11_POLICY=strict`: the conversations of the other modules, with the same unmodified programs.

They are the same as under "compatible", except for those that rely on what strict rejects, which
are listed here with the reason. Both policies run a group of scenarios in one process each.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

SCENARIOS = Path(__file__).parent / "scenarios"

OF_EVERY_SERVER = (
    "connection_reuse",
    "single_requests",
    "large_bodies",
    "httpx_requests",
    "http_client_requests",
    "urllib3_requests",
    "interruptions",
)
WEBSOCKETS = ("websocket_frames", "websocket_handshakes")
#: By server, and those of clients.
GROUPS = {
    "uvicorn": [f"{name} uvicorn" for name in (*OF_EVERY_SERVER, *WEBSOCKETS)],
    "hypercorn": [
        *(f"{name} hypercorn" for name in (*OF_EVERY_SERVER, *WEBSOCKETS)),
        "http2_upgrade upgraded",
    ],
    "plain": [f"{name} plain" for name in OF_EVERY_SERVER],
    "clients": ["canned_answers", "plain_pair", "httpcore_pool", "websocket_pair"],
}
#: Scenarios that rely on more than a message that strict rejects.
NOT_PLAYED = {
    "malformed_requests": "strict skips empty lines, so nothing follows `no request line`",
    "http2_upgrade": "hypercorn needs `PRI * HTTP/2.0` for prior knowledge, which strict rejects",
    "policies": "it sets the policy itself",
    "error_log": "its errors are the same under strict",
    "curl_requests": "curl may be missing; the other clients send the same",
    "about": "it has no conversation",
    "together": "it plays the others",
}

BOTH_FRAMINGS = "Content-Length beside Transfer-Encoding (RFC 9112 section 6.1)"
BARE_LF = "lines that end in LF (RFC 9112 section 2.2)"
OBS_FOLD = "obs-fold (RFC 9112 section 5.2)"
#: What strict rejects, with the reason: the servers respond with an error, httpx raises one.
REJECTED_REQUESTS = {
    "post with both framings": BOTH_FRAMINGS,
    "fields as people write them": OBS_FOLD,
    "lines that end in a line feed only": BARE_LF,
    "equal lengths repeated": "the same Content-Length three times (RFC 9112 section 6.3)",
    "a long head": "a field line of more than 8,192 bytes: a limit of strict",
}
REJECTED_RESPONSES = {
    "with both framings": BOTH_FRAMINGS,
    "lines that end in a line feed only": BARE_LF,
}
#: What both policies reject, with another message.
OTHER_MESSAGES = {
    "unknown transfer coding": "strict parses the list of codings",
    "chunk longer than its size": "strict quotes the first wrong byte",
}


def differing(one: object, other: object, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The paths of dictionary keys at which two answers differ."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        for key in one:
            yield from differing(one[key], other[key], (*path, key))
    elif one != other:
        yield path


def expected(group: str) -> set[tuple[str, ...]]:
    if group != "clients":
        return {(f"single_requests {group}", name) for name in REJECTED_REQUESTS}
    return {
        *(("canned_answers", "held", name) for name in REJECTED_RESPONSES),
        *(("canned_answers", "malformed", name, "text") for name in OTHER_MESSAGES),
    }


@pytest.fixture(scope="module", params=GROUPS)
def group(request):
    return request.param


@pytest.fixture(scope="module")
def answers(group, play):
    """By scenario, under "compatible" and "strict"."""
    pairs = [("ours", "ours")] * 2
    transcripts = play(pairs, "together", *GROUPS[group], policies=["compatible", "strict"])
    return [transcript["answers"] for transcript in transcripts]


def test_only_the_listed_conversations_differ(group, answers):
    compatible, strict = answers
    assert list(compatible) == GROUPS[group]
    assert set(differing(compatible, strict)) == expected(group)


def test_what_strict_rejects(group, answers):
    compatible, strict = answers
    for scenario, *path in expected(group):
        accepted, rejected = compatible[scenario], strict[scenario]
        for key in path:
            accepted, rejected = accepted[key], rejected[key]
        if path[-1] == "text":
            continue
        if group == "clients":
            assert "result" in accepted
            assert rejected["raised"] == "RemoteProtocolError"
        else:
            assert accepted[0]["status"] == 200
            assert rejected[0]["status"] in (400, 431)
            assert rejected[1:] == ["closed"]


def test_every_scenario_is_played_or_excluded():
    scenarios = {path.stem for path in SCENARIOS.glob("*.py") if "def run(" in path.read_text()}
    played = {name.split()[0] for names in GROUPS.values() for name in names}
    assert played | NOT_PLAYED.keys() == scenarios
