"""The policies agree on what they accept: strict, compatible, lenient.

Messages that both strict and compatible accept, they parse identically, and messages that compatible accepts,
lenient parses identically. Up to an error under one policy, the others emit the same events.
"""

from __future__ import annotations

import h11
import pytest
from hypothesis import given, settings

from .codes import ROWS
from .driver import Transcript, client, feed, server
from .messages import Splitter, splitters
from .streams import CHUNKED_REQUEST, CHUNKED_RESPONSE, CORPUS, to_clients, to_servers

pytestmark = pytest.mark.differs("0.16.0 has no policies", always=False)

#: Codes of strict only, and two that compatible raises for other messages. `version-unsupported` and
#: `host-missing` may occur where compatible finds no error, so strict may end earlier.
STRICT = {row.code for row in ROWS.values() if row.enforced_by == "strict"}
STRICT |= {"host-missing", "reason-phrase-malformed"}
#: Codes with which compatible rejects what strict may accept, or reject with another code: empty
#: lines before a request, lists of transfer codings, whitespace before a chunk extension, and leading
#: zeros.
JUDGED_BY_STRICT = {
    "request-line-missing",
    "not-http",
    "transfer-coding-unknown",
    "transfer-encoding-repeated",
    "chunk-size-malformed",
    "content-length-malformed",
    "content-length-conflict",
}

#: Codes with which compatible rejects what cannot begin a message, depending on the segments.
NOT_HTTP = {"not-http", "request-line-malformed", "status-line-malformed"}

METHODS = ["GET", "HEAD", "CONNECT"]


def is_beginning(less: Transcript, more: Transcript) -> bool:
    """Whether one transcript is a prefix of the other; content may continue."""
    if less.events and less.events[-1][0] == "data" and len(less.events) <= len(more.events):
        *before, (kind, content) = less.events
        at = more.events[len(before)]
        return list(more.events[: len(before)]) == before and (
            at[0] == kind and at[1].startswith(content)
        )
    return more.events[: len(less.events)] == less.events


def check_strict(strict: Transcript, compatible: Transcript) -> None:
    if strict.code in STRICT and strict.code != compatible.code:
        assert is_beginning(strict, compatible)
    elif strict.code == "not-http":
        assert compatible.code in NOT_HTTP
        assert strict.events == compatible.events
    elif compatible.code in JUDGED_BY_STRICT:
        assert is_beginning(compatible, strict)
    else:
        assert strict == compatible


def check_lenient(lenient: Transcript, compatible: Transcript) -> None:
    if compatible.code is None:
        assert lenient == compatible
    else:
        assert is_beginning(compatible, lenient)


def check_server(segments: list[bytes]) -> None:
    compatible = feed(server(policy="compatible"), segments)
    check_strict(feed(server(policy="strict"), segments), compatible)
    check_lenient(feed(server(policy="lenient"), segments), compatible)
    assert feed(server(), segments) == compatible


def check_client(segments: list[bytes]) -> None:
    for method in METHODS:
        compatible = feed(client(method, policy="compatible"), segments)
        check_strict(feed(client(method, policy="strict"), segments), compatible)
        check_lenient(feed(client(method, policy="lenient"), segments), compatible)
        assert feed(client(method), segments) == compatible


@pytest.mark.parametrize("ended", [False, True])
@pytest.mark.parametrize(
    ("check", "head"),
    [
        (check_server, b""),
        (check_server, CHUNKED_REQUEST),
        (check_client, b""),
        (check_client, CHUNKED_RESPONSE),
    ],
)
def test_the_corpus(check, head, ended):
    assert len(CORPUS) > 100
    for wire in CORPUS:
        for split in (Splitter([1 << 30]), Splitter([1]), Splitter([7, 2])):
            check([*split(head + wire), *([b""] if ended else [])])


@given(to_servers, splitters)
@settings(max_examples=1000)
def test_requests(wire, split):
    check_server([*split(wire), b""])


@given(to_clients, splitters)
@settings(max_examples=1000)
def test_responses(wire, split):
    check_client([*split(wire), b""])


def test_the_strategies_cover_all_policies():
    """Each policy accepts some of the examples above, and rejects some."""
    found = {policy: set() for policy in ("compatible", "strict", "lenient")}

    @given(to_clients)
    @settings(max_examples=500)
    def collect(wire):
        for policy, codes in found.items():
            codes.add(feed(client(policy=policy), [wire, b""]).code)

    collect()
    assert all(None in codes and len(codes) > 5 for codes in found.values())
    assert STRICT & found["strict"]
    assert not STRICT & (found["compatible"] | found["lenient"])


def test_without_a_policy_it_is_compatible():
    """The other tests of policies pass one."""
    wire = b"GET / HTTP/1.1\nHost: a/b\r\n\r\n"
    assert feed(h11.Connection(h11.SERVER), [wire]).code is None
