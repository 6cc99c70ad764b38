"""Runs scripts on whichever h11 this Python imports, and answers over a pipe.

A request is a marshalled pair on stdin, after its length in four bytes:

- `("digests", scripts)` is answered with eight bytes a script, joined, and the counts of the
  rules used so far: enough to see that two workers agree, and cheap;
- `("details", script)` is answered with everything that was recorded.

The worker takes `--translate` if its h11 is the reference (see `differences.py`), and
`--mutant NAME` to break it in a known way first (see `mutants.py`).
"""

from __future__ import annotations

import argparse
import copy
import dataclasses
import functools
import hashlib
import http
import marshal
import os
import pickle
import signal
import struct
import sys
import warnings
from collections.abc import Callable
from typing import Any, BinaryIO

import h11
import hostile
from harness.record import Recorder

# Version 2 has no back references: equal values make equal bytes.
MARSHAL_VERSION = 2
# A pump that runs longer than any input can justify is a hang, and ends as an outcome.
EVENTS_AT_MOST = 10_000

SPACE: dict[str, Any] = {
    **{name: getattr(h11, name) for name in h11.__all__},
    "MIGHT_SWITCH_PROTOCOL": h11.MIGHT_SWITCH_PROTOCOL,
    **hostile.NAMES,
    "h11": h11,
    "copy": copy,
    "dataclasses": dataclasses,
    "http": http,
    "pickle": pickle,
}


@functools.lru_cache(maxsize=20_000)
def compiled(expression: str) -> Any:
    return compile(expression, "<script>", "eval")


class Returned:
    """A value that waits for its description; `received` if it came off the wire."""

    __slots__ = ("received", "value")

    def __init__(self, value: Any, received: bool) -> None:
        self.received = received
        self.value = value


class Run:
    """One script, run to its end."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self.space = dict(SPACE)
        self.things: dict[str, Any] = {}  # connections and state machines, by name
        self.outboxes: dict[str, bytes] = {}
        # (operation, thing, call, result, what the thing looks like after it); a result is
        # what the recorder made of an exception, or Returned until `finish` describes it
        self.entries: list[Any] = []
        self.index = 0

    def note(self, name: str | None, call: str, result: Any) -> None:
        self.entries.append((self.index, name, call, result, self.look(name)))

    def look(self, name: str | None) -> Any:
        if name is None:
            return tuple([(each, self.look(each)) for each in self.things])
        thing = self.things[name]
        if type(thing) is h11.Connection:
            return self.recorder.connection(thing)
        return self.recorder.machine(thing)

    def outcome(self, function: Callable[..., Any], *args: Any) -> Any:
        """Whatever comes of the call: anything may be raised, a panic too."""
        try:
            return Returned(function(*args), False)
        except BaseException as exc:
            return self.recorder.raised(exc)

    def evaluate(self, expression: str) -> Any:
        return self.outcome(lambda: eval(compiled(expression), self.space))

    # -- the verbs of harness/scripts.py --

    def new(self, name: str, role: str, limit: int | None) -> None:
        args = (getattr(h11, role),) if limit is None else (getattr(h11, role), limit)
        self.things[name] = self.space[name] = h11.Connection(*args)
        self.outboxes[name] = b""

    def machine(self, name: str) -> None:
        self.things[name] = self.space[name] = h11._state.ConnectionState()

    def feed(self, name: str, data: bytes) -> None:
        conn = self.things[name]
        result = self.outcome(conn.receive_data, data)
        if type(result) is not Returned or result.value is not None:
            self.note(name, "receive_data", result)
        for _ in range(EVENTS_AT_MOST):
            result = self.outcome(conn.next_event)
            if type(result) is not Returned:
                self.note(name, "next_event", result)
                return
            result.received = True
            self.note(name, "next_event", result)
            event = result.value
            if event is h11.NEED_DATA or event is h11.PAUSED or type(event) is h11.ConnectionClosed:
                return
        self.note(name, "next_event", ("endless",))

    def send(self, name: str, expression: str, method: str = "send") -> None:
        event = self.evaluate(expression)
        if type(event) is not Returned:
            self.note(name, "make", event)
            return
        result = self.outcome(getattr(self.things[name], method), event.value)
        self.note(name, method, result)
        sent = result.value if type(result) is Returned else None
        if type(sent) is list:
            sent = b"".join(part for part in sent if type(part) is bytes)
        if type(sent) is bytes:
            self.outboxes[name] += sent

    def send_parts(self, name: str, expression: str) -> None:
        self.send(name, expression, "send_with_data_passthrough")

    def carry(self, source: str, target: str, count: int) -> None:
        data = self.outboxes[source][:count]
        self.outboxes[source] = self.outboxes[source][count:]
        if data:
            self.note(target, "carry", Returned(data, False))
            self.feed(target, data)

    def call(self, expression: str) -> None:
        self.note(None, "call", self.evaluate(expression))

    def read(self, expression: str) -> None:
        result = self.evaluate(expression)
        if type(result) is Returned:
            result.received = True
        self.note(None, "read", result)

    def probe(self, difference: str, expression: str) -> None:
        self.call(expression)

    def finish(self) -> list[Any]:
        """Describe all that was returned, then look at every connection a last time."""
        for i, (index, name, call, result, after) in enumerate(self.entries):
            if type(result) is Returned:
                value = self.outcome(self.recorder.value, result.value, result.received)
                good = type(value) is Returned
                described = ("returned", value.value) if good else ("undescribable", value)
                self.entries[i] = (index, name, call, described, after)
        for name, thing in self.things.items():
            if type(thing) is h11.Connection:
                ending = ("returned", self.recorder.ending(thing))
                self.entries.append((self.index, name, "end", ending, None))
        return self.entries


def run(script: Any, recorder: Recorder) -> list[Any]:
    this = Run(recorder)
    for this.index, (verb, *args) in enumerate(script):
        getattr(this, verb)(*args)
    return this.finish()


def digest(entries: Any) -> bytes:
    return hashlib.blake2b(marshal.dumps(entries, MARSHAL_VERSION), digest_size=8).digest()


def serve(requests: BinaryIO, replies: BinaryIO, recorder: Recorder) -> None:
    while len(head := requests.read(4)) == 4:
        kind, body = marshal.loads(requests.read(struct.unpack("<I", head)[0]))
        reply: Any
        if kind == "digests":
            digests = b"".join([digest(run(script, recorder)) for script in body])
            reply = (digests, dict(recorder.uses))
        else:
            reply = run(body, recorder)
        data = marshal.dumps(reply, MARSHAL_VERSION)
        replies.write(struct.pack("<I", len(data)) + data)
        replies.flush()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--translate", action="store_true")
    parser.add_argument("--mutant")
    options = parser.parse_args()
    if options.mutant:
        import mutants

        mutants.apply(options.mutant)
    # Scripts are full of what compilers and libraries warn of.
    warnings.simplefilter("ignore")
    # The driver ends its workers itself, and an interrupt must not become an outcome.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Whatever a script prints must not end up among the replies.
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    serve(sys.stdin.buffer, replies, Recorder(h11, options.translate))


if __name__ == "__main__":
    main()
