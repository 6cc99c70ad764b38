"""What h11 makes of a case, under a policy."""

from __future__ import annotations

from collections.abc import Iterable

from ..package.hearing import Heard, client, hear, server
from .case import SENTINEL, Case, Outcome


def read(case: Case, policy: str, segments: Iterable[bytes] | None = None) -> Outcome:
    """The outcome; in these segments, if any are given, and else in one."""
    if case.is_request:
        return of_requests(hear(server(policy=policy), segments or [received(case)]))
    heard = hear(client(policy=policy), [*(segments or [received(case)]), b""])
    return of_responses(heard)


def received(case: Case) -> bytes:
    """All that the recipient gets to see."""
    return case.wire + SENTINEL if case.is_request else case.wire


def of_requests(heard: Heard) -> Outcome:
    messages, ending = messages_of(heard)
    if heard.code == "data-after-end":
        return Outcome(messages, "closes")
    if heard.code is not None:
        return Outcome(messages, heard.code)
    if ending != "waits" and messages[-1:] == ("GET /end",):
        return Outcome(messages[:-1])
    return Outcome(messages, ending)


def of_responses(heard: Heard) -> Outcome:
    messages, ending = messages_of(heard)
    if heard.code is not None:
        return Outcome(messages, heard.code)
    if heard.rest:
        return Outcome(messages, f"leaves {heard.rest.decode('latin-1')}")
    return Outcome(messages, ending)


def messages_of(heard: Heard) -> tuple[tuple[str, ...], str]:
    """The messages that are complete, and `waits` if the last is not."""
    complete: list[str] = []
    begun = ""
    for kind, *parts in heard.told:
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
