"""Every method, descriptor and function of the package, called with objects of the wrong type.

    python -m tests.attacks.wrong_self

Each callable of a class is called with other objects as self, and each function with them as
arguments: it may raise or succeed, but must leave everything intact. Prints the number of calls.
"""

from __future__ import annotations

import contextlib
import gc
import itertools
import sys
import types
from collections.abc import Iterator

import h11
from h11 import _connection, _events, _headers, _readers, _receivebuffer, _state, _util, _writers

from .half_made import CLASSES, MAKERS

MODULES = (_connection, _events, _headers, _readers, _receivebuffer, _state, _util, _writers)
#: Attributes of a class that would change it for everybody, or are only about the class.
LEFT_OUT = {"__class__", "__init_subclass__", "__subclasshook__", "__new__", "__abstractmethods__"}
if sys.version_info >= (3, 15):
    # For one class, it deletes the dict of an object of any other; CPython 3.15.2 crashes if
    # the object is of a compiled class and has no dict yet, such as `functools.partial`.
    LEFT_OUT.add("__dict__")


class Plain:
    """With a dict."""


class Slotted:
    """With slots of the same names and order as an event's."""

    __slots__ = ("chunk_end", "chunk_start", "data", "headers")


class SlottedTuple(tuple):
    """Of variable size, so that slots have other offsets."""

    __slots__ = ()


class Value:
    """An attribute value to which the type cache may hold a borrowed reference."""

    def __init__(self) -> None:
        self.content = [1] * 10


def bare(kind: type) -> object:
    """An uninitialized instance of this class, or None if there cannot be one."""
    with contextlib.suppress(TypeError, ValueError):
        return kind.__new__(kind)
    return None


def subclass_of(kind: type) -> object:
    """An uninitialized instance of a subclass with a dict."""
    with contextlib.suppress(TypeError, ValueError):
        made = type("Subclass", (kind,), {})
        return made.__new__(made)
    return None


def selves() -> Iterator[object]:
    """Newly created objects of every layout."""
    for kind, makers in MAKERS.items():
        yield makers[0]()
        yield bare(kind)
        yield subclass_of(kind)
        yield kind
    classes = (Plain, Slotted, SlottedTuple, object, int, bytes, list, dict, Exception)
    for kind in classes:
        yield kind()
    yield type("Class", (), {"headers": Value(), "data": Value()})
    yield from (None, 5, 1 << 70, b"x", "x", [()], h11.CLIENT, h11.Event, len, iter("x"))


def callables() -> Iterator[tuple[str, object]]:
    """The attributes of classes and modules by name. Descriptors are called by their methods."""
    for name, kind in {**CLASSES, "Event": h11.Event, "Sentinel": _util.Sentinel}.items():
        for attribute, value in list(vars(kind).items()):
            if attribute in LEFT_OUT:
                continue
            for method in ("__get__", "__set__", "__delete__"):
                if hasattr(type(value), method) and not isinstance(value, types.FunctionType):
                    yield f"{name}.{attribute}.{method}", getattr(value, method)
            if callable(value):
                yield f"{name}.{attribute}", value
        yield f"{name}.__new__", kind.__new__
    for module in MODULES:
        for name, value in vars(module).items():
            # Excludes functions such as `dataclass`, which would change the classes passed to them.
            is_ours = (getattr(value, "__module__", None) or "").startswith("h11")
            if is_ours and isinstance(value, (types.FunctionType, types.BuiltinFunctionType)):
                yield f"{module.__name__}.{name}", value


def arguments_for(count: int) -> Iterator[tuple]:
    """Arguments after self; the objects used as self are arguments as well."""
    yield ()
    yield ([],)
    yield (b"x", [("Host", "a")], b"/", b"1.1")[:count]
    yield ([("a", "b")], 200, b"1.1", b"")[:count]
    yield (h11.CLIENT, h11.Request, None)[:count]


KEYWORDS = (
    {},
    {"headers": [("Host", "a")]},
    {"method": b"GET", "target": b"/", "headers": [("Host", "a")]},
    {"status_code": 200, "headers": []},
    {"data": b"x"},
)


def look(made: object) -> object:
    """Fill the type cache with these lookups."""
    with contextlib.suppress(AttributeError):
        return [getattr(made, name) for name in ("headers", "data")]


def main() -> None:
    calls = 0
    for name, act in callables():
        for each in selves():
            for _ in range(3):
                look(each)
            print(name, type(each).__name__, flush=True)
            for arguments, keywords in itertools.product(arguments_for(4), KEYWORDS):
                if arguments and keywords:
                    continue
                calls += 1
                with contextlib.suppress(Exception):
                    act(each, *arguments, **keywords)
                look(each)
            with contextlib.suppress(Exception):
                repr(each)
        gc.collect()
    assert_sound()
    print(calls, "calls")


def assert_sound() -> None:
    """Check that everything works as before."""
    for makers in MAKERS.values():
        for maker in makers:
            maker()


if __name__ == "__main__":
    main()
