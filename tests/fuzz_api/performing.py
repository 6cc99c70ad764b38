"""Runs one program in this process."""

from __future__ import annotations

import atexit
import copy
import ctypes
import dataclasses
import gc
import http
import marshal
import os
import pickle
import signal
import struct
import sys
import threading
import types
import weakref
from collections.abc import Callable
from typing import Any

import h11

from tests.compare import hostile
from tests.fuzz_api import things
from tests.fuzz_api.describing import Describer

#: The names that programs use; `programs.py` prints the corresponding imports.
SPACE: dict[str, Any] = {
    **{name: getattr(h11, name) for name in h11.__all__},
    "MIGHT_SWITCH_PROTOCOL": h11.MIGHT_SWITCH_PROTOCOL,
    "Headers": h11._headers.Headers,
    **hostile.NAMES,
    **things.NAMES,
    **{
        module.__name__: module
        for module in (
            atexit, copy, ctypes, dataclasses, gc, h11, http, pickle, signal, sys, threading,
            types, weakref,
        )
    },
}  # fmt: skip

#: The maximum number of asynchronous exceptions at a time.
TRIES = 5
_describer: Any = None


def prepare(is_reference: bool) -> None:
    """Work that can be done once, before the fork."""
    global _describer
    _describer = Describer(h11, is_reference)
    if is_reference:
        # Received content is bytes, as annotated: see docs/differences.md.
        made = h11.Data
        h11._readers.Data = lambda data, **flags: made(data=bytes(data), **flags)


def without_frames(exc: BaseException) -> BaseException:
    """The exception without the local variables of its frames, which Rust does not have."""
    known: BaseException | None = exc
    while known is not None:
        known.__traceback__ = None
        known = known.__context__
    return exc


def insisting(function: Callable[..., Any], *args: Any) -> Any:
    """Call the function again after an asynchronous exception of a signal handler."""
    for _ in range(TRIES):
        try:
            return function(*args)
        except BaseException:
            continue
    return function(*args)


class Performer:
    """A running program: the data shared by its threads."""

    def __init__(self, out: int) -> None:
        self.space = dict(SPACE)
        self.space["log"] = self.log = things.log
        self._out = out
        self._lock = threading.Lock()

    def report(self, entry: Any) -> None:
        data = marshal.dumps(entry, 2)
        rest = memoryview(struct.pack("<I", len(data)) + data)
        with self._lock:
            # No handler of a program may interrupt here.
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
            while rest:
                rest = rest[os.write(self._out, rest) :]
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGALRM})

    def step(self, op: tuple[Any, ...]) -> Any:
        """Run one operation; return its record."""
        target, text, quiet = op
        space = self.space
        try:
            try:
                code = compile(text, things.PROGRAM, "eval")
            except SyntaxError:
                code = compile(text, things.PROGRAM, "exec")
            value = eval(code, space)
            if target:
                space[target] = value
            return ("fine",) if quiet else ("returned", _describer.value(value))
        except BaseException as exc:
            described = _describer.exception(exc)
            if target:
                space[target] = without_frames(exc)
            return described

    def run(self, thread: int, ops: list[tuple[Any, ...]]) -> None:
        for at, op in enumerate(ops):
            result = insisting(self.step, op)
            noted = []
            if thread == 0:
                noted, self.log[:] = list(self.log), []
            described = [insisting(_describer.value, note) for note in noted]
            insisting(self.report, (thread, at, result, described))


def perform(program: dict[str, Any], out: int) -> None:
    """Run all parts: the first one alone, and then the others concurrently, a thread for each."""
    performer = Performer(out)
    signal.signal(signal.SIGALRM, lambda *args: None)
    gc.disable()  # automatic collections would run at different times on the two sides; operations call it
    first, *others = program["parts"]
    threads = []
    if others:
        gc.enable()
        sys.setswitchinterval(1e-6)
        start = threading.Barrier(len(others) + 1)

        def body(number: int, ops: list[tuple[Any, ...]]) -> None:
            start.wait()
            performer.run(number, ops)

        for number, ops in enumerate(others, 1):
            arguments = (number, ops)
            threads.append(threading.Thread(target=body, args=arguments, daemon=True))
    performer.run(0, first)
    insisting(signal.setitimer, signal.ITIMER_REAL, 0)
    for thread in threads:
        thread.start()
    if threads:
        start.wait()
    if not program["leaves"]:
        for thread in threads:
            insisting(thread.join)
    insisting(signal.signal, signal.SIGALRM, signal.SIG_IGN)  # until Python has finalized
    if not program["leaves"]:
        sys.settrace(None)
        sys.setprofile(None)
        performer.report((0, len(first), ("end",), []))
        performer.space.clear()
    # Otherwise the interpreter exits with everything alive and running.
    else:
        things.KEPT.append(performer)
