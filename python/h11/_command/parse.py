"""Parsing a file of messages."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any, BinaryIO

import h11
from h11._command import describe, verdict
from h11._command.output import Output
from h11._command.replay import Failure, Replay
from h11._h11 import DEFAULT_POLICY

POLICIES = ("compatible", "strict", "lenient")
BLOCK = 65536
#: How responses begin; the second is Shoutcast's, which the policy lenient accepts.
RESPONSES = (b"HTTP/", b"ICY ")


def run(source: BinaryIO, given: argparse.Namespace, output: Output) -> int:
    """Parse and show a stream.

    Args:
        source: the stream.
        given: the arguments: role, methods, upgrade, policy and split.
        output: where to write.

    Returns:
        1 if there was an error, or else 0.
    """
    first = source.read(max(map(len, RESPONSES)))
    role = given.role or (h11.CLIENT if first.startswith(RESPONSES) else h11.SERVER)
    policy = given.policy or DEFAULT_POLICY

    def replay(policy: str) -> Replay:
        return Replay(role, policy, given.methods or ["GET"], upgrade=given.upgrade)

    main = replay(policy)
    others = {name: replay(name) for name in POLICIES if name != policy}

    output.show({"role": str(role), "policy": policy}, [describe.HEADING])
    size = 0
    for data in segments(source, given.split, first):
        size += len(data)
        for each in (main, *others.values()):
            for step in each.receive(data):
                if each is main:
                    output.show(*describe.event(step))
        if main.failure and all(is_decided(each, main.failure) for each in others.values()):
            break
    if main.failure:
        output.show(*verdict.error(main.failure, others))
        return 1
    output.show(*verdict.end(size, main.paused_at, others))
    return 0


def segments(source: BinaryIO, size: int | None, begun: bytes) -> Iterator[bytes]:
    """The stream in segments of this size, or as it arrives, and an empty one at its end.

    Args:
        source: the stream.
        size: the size, or None.
        begun: what has been read.
    """
    while True:
        if size is None:
            data, begun = begun + source.read1(BLOCK), b""  # type: ignore[attr-defined]
        else:
            data, begun = begun[:size], begun[size:]
            data += source.read(size - len(data))
        yield data
        if not data:
            return


def is_decided(each: Replay, failure: Failure) -> bool:
    """Whether it is known what a policy makes of the bytes that one rejects."""
    return bool(each.failure) or each.paused_at is not None or each.offset > failure.offset
