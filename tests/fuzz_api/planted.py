"""Bugs to plant in the h11 that a child has imported: the fuzzer must find each of them.

They are of the kinds that the Rust part of the package could have: wrong reference counts, slots read
before they are set, use after free, a connection that remains locked, and differences in rare
behaviour.
"""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from collections.abc import Callable
from typing import Any

import h11

Wrapper = Callable[[Callable[..., Any]], Callable[..., Any]]


def _wrapping(owner: Any, name: str) -> Callable[[Wrapper], None]:
    def put(wrapper: Wrapper) -> None:
        setattr(owner, name, wrapper(getattr(owner, name)))

    return put


def _lose_reference(thing: Any) -> None:
    ctypes.pythonapi.Py_DecRef(ctypes.py_object(thing))


def a_reference_too_few() -> None:
    """`next_event` releases a reference to the headers of a request that it does not own."""

    @_wrapping(h11.Connection, "next_event")
    def _(original: Callable[..., Any]) -> Callable[..., Any]:
        def next_event(self: Any) -> Any:
            event = original(self)
            if type(event) is h11.Request:
                _lose_reference(event.headers)
            return event

        return next_event


def a_slot_read_before_it_is_set() -> None:
    """Reading an event uses its first slot even if it is empty."""
    first = object.__basicsize__

    def look(event: Any) -> None:
        if type(event) in (h11.Request, h11.Data, h11.EndOfMessage):
            slot = ctypes.c_void_p.from_address(id(event) + first)
            ctypes.c_ssize_t.from_address(slot.value or 0).value += 0

    def looking(original: Callable[..., Any]) -> Callable[..., Any]:
        def method(self: Any, *args: Any, **kwargs: Any) -> Any:
            for event in (self, *args):
                look(event)
            return original(self, *args, **kwargs)

        return method

    _wrapping(h11.Connection, "send")(looking)
    for kind in (h11.Request, h11.Data, h11.EndOfMessage):
        _wrapping(kind, "__repr__")(looking)
        _wrapping(kind, "__eq__")(looking)


def a_freed_buffer() -> None:
    """Data received from a bytearray is read again when it may have been freed."""
    known: list[tuple[int, int]] = []

    @_wrapping(h11.Connection, "receive_data")
    def _(original: Callable[..., Any]) -> Callable[..., Any]:
        def receive_data(self: Any, *args: Any, **kwargs: Any) -> Any:
            data = args[0] if args else None
            if type(data) is bytearray and data:
                view = (ctypes.c_char * len(data)).from_buffer(data)
                known.append((ctypes.addressof(view), len(data)))
                del view
                return original(self, bytes(data))
            return original(self, *args, **kwargs)

        return receive_data

    @_wrapping(h11.Connection, "next_event")
    def _(original: Callable[..., Any]) -> Callable[..., Any]:
        def next_event(self: Any) -> Any:
            for address, _ in known:
                ctypes.memset(address, 0xDD, 64)
            return original(self)

        return next_event


def a_null_without_an_exception() -> None:
    """A failing slice of headers returns NULL without an exception."""

    @_wrapping(h11._headers.Headers, "raw_items")
    def _(original: Callable[..., Any]) -> Callable[..., Any]:
        def raw_items(self: Any) -> Any:
            if len(self) > 3:
                raise SystemError("error return without exception set")
            return original(self)

        return raw_items


def a_panic_in_a_finalizer() -> None:
    """Aborts in a finalizer, or during interpreter finalization."""

    def panicking(original: Callable[..., Any]) -> Callable[..., Any]:
        def method(self: Any, *args: Any, **kwargs: Any) -> Any:
            frame = sys._getframe(1)
            while frame is not None:
                if frame.f_code.co_name == "__del__":
                    os.abort()
                frame = frame.f_back
            return original(self, *args, **kwargs)

        return method

    for name in ("send", "next_event", "receive_data", "start_next_cycle"):
        _wrapping(h11.Connection, name)(panicking)


def a_connection_left_in_use() -> None:
    """A connection that has raised an error remains locked."""
    lock = threading.Lock()

    @_wrapping(h11.Connection, "start_next_cycle")
    def _(original: Callable[..., Any]) -> Callable[..., Any]:
        def start_next_cycle(self: Any) -> Any:
            lock.acquire()
            result = original(self)
            lock.release()
            return result

        return start_next_cycle


def a_subclass_that_can_be_sent() -> None:
    @_wrapping(h11.Connection, "send")
    def _(original: Callable[..., Any]) -> Callable[..., Any]:
        def send(self: Any, *args: Any, **kwargs: Any) -> Any:
            event = args[0] if args else kwargs.get("event")
            if issubclass(type(event), h11.Data) and type(event) is not h11.Data:
                return original(self, h11.Data(data=event.data))
            return original(self, *args, **kwargs)

        return send


def a_deleted_slot_that_reads_none() -> None:
    @_wrapping(h11.Request, "__eq__")
    def _(original: Callable[..., Any]) -> Callable[..., Any]:
        def equal(self: Any, other: Any) -> Any:
            try:
                return original(self, other)
            except AttributeError:
                return False

        return equal


def a_callback_that_is_not_called() -> None:
    """The length of data is read without calling `__len__`."""

    def silent(original: Callable[..., Any]) -> Callable[..., Any]:
        def send(self: Any, *args: Any, **kwargs: Any) -> Any:
            event = args[0] if args else kwargs.get("event")
            if type(event) is h11.Data and hasattr(event.data, "action"):
                return original(self, h11.Data(data=b"abc"))
            return original(self, *args, **kwargs)

        return send

    _wrapping(h11.Connection, "send")(silent)
    _wrapping(h11.Connection, "send_with_data_passthrough")(silent)


def a_wrapping_without_a_bug() -> None:
    """Without a bug, for comparison."""
    for name in ("next_event", "send", "receive_data", "start_next_cycle"):

        @_wrapping(h11.Connection, name)
        def _(original: Callable[..., Any]) -> Callable[..., Any]:
            return lambda self, *args, **kwargs: original(self, *args, **kwargs)


BUGS = {name: bug for name, bug in list(globals().items()) if name.startswith("a_")}
