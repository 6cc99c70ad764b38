"""Objects with callbacks: finalizers, traces, buffers, special methods.

A callback calls a function of the program, and writes to `log`, which is part of the record.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import h11

#: The file name of programs.
PROGRAM = "<program>"
log: list[Any] = []
#: Kept alive until the interpreter exits.
KEPT: list[Any] = []

Action = Callable[[], Any]


def act(action: Action, name: str) -> None:
    """Call it; an exception is recorded and not propagated."""
    try:
        action()
    except Exception as exc:
        log.append((name, type(exc).__name__))
    else:
        log.append((name, "fine"))


class Finalized:
    """Acts when it is finalized."""

    def __init__(self, action: Action, *held: Any) -> None:
        self.action = action
        self.held = held

    def __del__(self) -> None:
        act(self.action, "del")


class FinalizedBytes(bytes):
    """Bytes that act when they are finalized."""

    action: Action = staticmethod(lambda: None)

    def __del__(self) -> None:
        act(self.action, "del bytes")


def finalized_bytes(value: bytes, action: Action) -> FinalizedBytes:
    made = FinalizedBytes(value)
    made.action = action
    return made


def _method(name: str, result: Any) -> Callable[..., Any]:
    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        self.action()
        return result(self, *args, **kwargs) if callable(result) else result

    method.__name__ = name
    return method


class Calling:
    """Acts in every special method, and propagates the exception of the action."""

    def __init__(self, action: Action, value: Any = b"abc") -> None:
        self.action = action
        self.value = value

    __len__ = _method("__len__", 3)
    __bool__ = _method("__bool__", True)
    __bytes__ = _method("__bytes__", b"abc")
    __eq__ = _method("__eq__", True)
    __hash__ = _method("__hash__", 7)
    __index__ = _method("__index__", 200)
    __iter__ = _method("__iter__", lambda self: iter([("Host", "a")]))
    __lt__ = _method("__lt__", True)
    __gt__ = _method("__gt__", True)
    __repr__ = _method("__repr__", "<Calling>")
    __radd__ = _method("__radd__", lambda self, other: other)
    __call__ = _method("__call__", None)


class CallingStr(str):
    """A str that acts when it is compared, hashed or encoded."""

    action: Action = staticmethod(lambda: None)

    __eq__ = _method("__eq__", True)
    __hash__ = _method("__hash__", 7)

    def encode(self, *args: Any) -> bytes:
        self.action()
        return str.encode(self, *args)


def calling_str(value: str, action: Action) -> CallingStr:
    made = CallingStr(value)
    made.action = action
    return made


def fields_and(action: Action, *pairs: Any) -> Iterator[Any]:
    """Acts before each pair."""
    for pair in pairs:
        action()
        yield pair


def writer_and(action: Action) -> Callable[[Any], None]:
    """A write function, which acts on each call."""

    def write(data: Any) -> None:
        written = bytes(data)
        if log and type(log[-1]) is tuple and log[-1][0] == "write":  # in any number of parts
            written = log.pop()[1] + written
        log.append(("write", written))
        action()

    return write


def wrapping(name: str) -> Callable[..., Any]:
    """A replacement for a method of `Connection`, which records its calls."""
    original = getattr(h11.Connection, name)

    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        log.append(f"{name} of {len(args)}")
        return original(self, *args, **kwargs)

    return method


def again(name: str) -> property:
    """A replacement for a property of `Connection`. The number of calls is not recorded."""
    original = vars(h11.Connection)[name]

    return property(lambda self: original.__get__(self))


class Exporter(bytearray):
    """A bytearray with an exported view, so that it cannot be resized."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.view = memoryview(self)


def after(count: int, action: Action) -> Callable[..., Any]:
    """A function for `sys.settrace` and `sys.setprofile`, which acts at the event of that number.

    Events of the code that runs the program do not count.
    """
    left = [count]

    def trace(frame: Any, *_: Any) -> Any:
        name = frame.f_code.co_filename
        if name == PROGRAM or name.startswith(os.path.dirname(h11.__file__)):
            left[0] -= 1
            if left[0] == 0:
                action()
        return trace

    return trace


def handler(action: Action) -> Callable[..., Any]:
    """A signal handler; it propagates exceptions only while the program itself is running."""

    def handle(_: int, frame: Any) -> None:
        try:
            action()
        except Exception:
            if frame is not None and frame.f_code.co_filename == PROGRAM:
                raise

    return handle


def in_collection(action: Action) -> None:
    """Acts once in the next garbage collection."""

    def callback(phase: str, _: Any) -> None:
        gc.callbacks.remove(callback)
        act(action, f"collection {phase}")

    gc.callbacks.append(callback)


def knot(*members: Any) -> list[Any]:
    """An unreferenced cycle that contains the members."""
    cycle: list[Any] = [*members]
    cycle.append(cycle)
    return cycle


def deep(function: Action, depth: int) -> Any:
    """Call the function with this number of frames below it."""
    return deep(function, depth - 1) if depth else function()


def narrowly(function: Action, spare: int) -> Any:
    """Call the function with this number of frames left before a RecursionError.

    Not while other threads are running, which share the limit; and without a trace function, which
    would need frames while the limit is restored.
    """
    if threading.current_thread() is not threading.main_thread():
        return function()
    sys.settrace(None)
    sys.setprofile(None)
    frame, depth = sys._getframe(), 0
    while frame is not None:
        frame, depth = frame.f_back, depth + 1
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(depth + spare)
    try:
        return function()
    finally:
        sys.setrecursionlimit(before)


NAMES = {
    name: value
    for name, value in list(globals().items())
    if getattr(value, "__module__", None) == __name__ and not name.startswith("_")
}
