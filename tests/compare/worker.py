"""Runs scripts on the h11 that this Python imports, and replies over a pipe.

A request is a marshalled pair on stdin, preceded by its length in four bytes:

- `("digests", scripts)` returns eight bytes per script, joined, and the counts of the rules used so
  far: cheap, and enough to see that two workers agree;
- `("details", script)` returns all records;
- `("first", operations)` starts a script that grows, and returns the records of these operations,
  described immediately; `("step", operations)` continues that script in the same way;
- `("close", None)` ends it, and returns the same as `details`: all records, described at the end;
- `("about", None)` returns the versions of Python and of h11.

`--translate` is for the worker of the reference (see `differences.py`), and `--mutant NAME` breaks
its h11 in a known way first (see `mutants.py`).
"""

from __future__ import annotations

import argparse
import copy
import dataclasses
import functools
import http
import marshal
import os
import pickle
import platform
import signal
import struct
import sys
import warnings
from collections.abc import Callable
from typing import Any, BinaryIO

import h11

from tests.compare import hostile
from tests.compare.differences import translate_expression
from tests.compare.harness.record import MARSHAL_VERSION, Recorder, digest

# A pump that takes longer than any input justifies counts as a hang.
EVENTS_AT_MOST = 10_000

# What can be sent of a list of parts; everything else is replaced by a placeholder.
CONTENT = (bytes, bytearray, memoryview)

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
    """A value to be described later; `received` if it comes from the peer."""

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
        # (operation, object, call, result, state of the object afterwards); a result is the
        # recorder's description of an exception, or Returned until `finish` describes it
        self.entries: list[Any] = []
        self.index = -1

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
        """Call it, and record the result: any exception may be raised, including a panic."""
        try:
            return Returned(function(*args), False)
        except BaseException as exc:
            return self.recorder.raised(exc)

    def evaluate(self, expression: str) -> Any:
        if self.recorder.translate:
            expression = translate_expression(expression, self.recorder.uses)
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
            sent = b"".join([bytes(part) for part in sent if type(part) in CONTENT])
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

    def hand(self, source: str, target: str, count: int) -> None:
        data = self.outboxes[source][:count]
        self.outboxes[source] = self.outboxes[source][count:]
        if data:
            self.note(target, "hand", Returned(data, False))
            result = self.outcome(self.things[target].receive_data, data)
            self.note(target, "receive_data", result)

    def lose(self, source: str, count: int) -> None:
        self.outboxes[source] = self.outboxes[source][count:]

    def call(self, expression: str) -> None:
        self.note(None, "call", self.evaluate(expression))

    def read(self, expression: str) -> None:
        result = self.evaluate(expression)
        if type(result) is Returned:
            result.received = True
        self.note(None, "read", result)

    def probe(self, difference: str, expression: str) -> None:
        self.call(expression)

    # -- complete scripts, and step by step --

    def perform(self, ops: Any) -> None:
        for verb, *args in ops:
            self.index += 1
            getattr(self, verb)(*args)

    def described(self, entry: Any, recorder: Recorder) -> Any:
        index, name, call, result, after = entry
        if type(result) is Returned:
            value = self.outcome(recorder.value, result.value, result.received)
            good = type(value) is Returned
            result = ("returned", value.value) if good else ("undescribable", value)
        return (index, name, call, result, after)

    def step(self, ops: Any, aside: Recorder) -> list[Any]:
        """Perform the operations and return their records immediately; `aside` counts no rules."""
        known = len(self.entries)
        self.perform(ops)
        return [self.described(entry, aside) for entry in self.entries[known:]]

    def finish(self) -> list[Any]:
        """Describe everything that was returned, then record every connection a last time."""
        self.entries = [self.described(entry, self.recorder) for entry in self.entries]
        for name, thing in self.things.items():
            if type(thing) is h11.Connection:
                ending = ("returned", self.recorder.ending(thing))
                self.entries.append((self.index, name, "end", ending, None))
        return self.entries


def run(script: Any, recorder: Recorder) -> list[Any]:
    this = Run(recorder)
    this.perform(script)
    return this.finish()


def about() -> dict[str, str]:
    return {"python": platform.python_version(), "h11": h11.__version__}


def serve(requests: BinaryIO, replies: BinaryIO, recorder: Recorder, aside: Recorder) -> None:
    growing = Run(recorder)
    while len(head := requests.read(4)) == 4:
        kind, body = marshal.loads(requests.read(struct.unpack("<I", head)[0]))
        reply: Any
        if kind == "digests":
            digests = b"".join([digest(run(script, recorder)) for script in body])
            reply = (digests, dict(recorder.uses))
        elif kind == "details":
            reply = run(body, recorder)
        elif kind == "close":
            reply = growing.finish()
        elif kind == "about":
            reply = about()
        else:
            growing = Run(recorder) if kind == "first" else growing
            reply = growing.step(body, aside)
        data = marshal.dumps(reply, MARSHAL_VERSION)
        replies.write(struct.pack("<I", len(data)) + data)
        replies.flush()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--translate", action="store_true")
    parser.add_argument("--mutant")
    options = parser.parse_args()
    if options.mutant:
        from tests.compare import mutants

        mutants.apply(options.mutant)
    # Scripts contain many things that compilers and libraries warn about.
    warnings.simplefilter("ignore")
    # The driver ends its workers itself; an interrupt must not become an outcome.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Output of a script must not be mixed with the replies.
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    recorders = Recorder(h11, options.translate), Recorder(h11, options.translate)
    serve(sys.stdin.buffer, replies, *recorders)


if __name__ == "__main__":
    main()
