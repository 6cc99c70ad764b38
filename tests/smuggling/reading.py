"""The outcome of a case with h11, under a policy."""

from __future__ import annotations

from collections.abc import Iterable

from ..package.driver import Transcript, client, feed, server
from .case import SENTINEL, Case, Outcome


def read(case: Case, policy: str, segments: Iterable[bytes] | None = None) -> Outcome:
    """Return the outcome, with these segments if given, otherwise with one."""
    if case.is_request:
        return of_requests(feed(server(policy=policy), segments or [received(case)]))
    transcript = feed(client(policy=policy), [*(segments or [received(case)]), b""])
    return of_responses(transcript)


def received(case: Case) -> bytes:
    """All bytes that the recipient receives."""
    return case.wire + SENTINEL if case.is_request else case.wire


def of_requests(transcript: Transcript) -> Outcome:
    messages, ending = messages_of(transcript)
    if transcript.code == "data-after-end":
        return Outcome(messages, "closes")
    if transcript.code is not None:
        return Outcome(messages, transcript.code)
    if ending != "waits" and messages[-1:] == ("GET /end",):
        return Outcome(messages[:-1])
    return Outcome(messages, ending)


def of_responses(transcript: Transcript) -> Outcome:
    messages, ending = messages_of(transcript)
    if transcript.code is not None:
        return Outcome(messages, transcript.code)
    if transcript.rest:
        return Outcome(messages, f"leaves {transcript.rest.decode('latin-1')}")
    return Outcome(messages, ending)


def messages_of(transcript: Transcript) -> tuple[tuple[str, ...], str]:
    """The complete messages, and `waits` if the last is incomplete."""
    complete: list[str] = []
    begun = ""
    for kind, *parts in transcript.events:
        if kind == "request":
            begun = f"{parts[0].decode()} {parts[1].decode()}"
        elif kind == "response" and parts[0] < 200:
            complete.append(str(parts[0]))
        elif kind == "response":
            begun = str(parts[0])
        elif kind == "data":
            begun += " " + parts[0].decode("latin-1")
        elif kind == "end":
            complete.append(begun)
            begun = ""
    return tuple(complete), "waits" if begun else ""
