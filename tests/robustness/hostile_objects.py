"""Hostile arguments, newly created for each use: `KINDS`, by name."""

from __future__ import annotations

import array
import mmap
import weakref
from collections import OrderedDict, UserList, UserString, deque
from collections.abc import Callable, Iterator
from unittest import mock

import h11

from ..package.hostile import with_methods


class Mine(Exception):
    """Raised by the objects below."""


def raising(*_: object, **__: object) -> None:
    raise Mine


QUESTIONS = ("bool", "len", "iter", "bytes", "eq", "hash", "index", "int", "getitem", "radd",
             "repr", "str", "contains", "next", "call", "buffer", "format")  # fmt: skip


def all_raise(base: type) -> type:
    """A subclass with methods that raise."""
    methods = {f"__{question}__": raising for question in QUESTIONS}
    return type(f"Raising{base.__name__.title()}", (base,), {**methods, "encode": raising})


def all_lie(base: type) -> type:
    """A subclass with methods that contradict its value."""
    return type(
        f"Lying{base.__name__.title()}",
        (base,),
        {
            "__bool__": lambda self: True,
            "__len__": lambda self: 1 << 40,
            "__iter__": lambda self: iter([("lie", "lie")]),
            "__bytes__": lambda self: b"lie",
            "__eq__": lambda self, other: True,
            "__hash__": lambda self: 7,
            "__index__": lambda self: 1 << 80,
            "__getitem__": lambda self, at: "lie",
            "__str__": lambda self: "lie",
            "encode": lambda self, *args: "lie",
            "lower": lambda self: b"lie",
        },
    )


BASES = {
    bytes: b"GET",
    bytearray: b"GET",
    str: "GET",
    int: 200,
    float: 200.0,
    list: [("Host", "a")],
    tuple: (("Host", "a"),),
    dict: {"Host": "a"},
    h11._headers.Headers: [(b"host", b"a")],
    object: None,
}


def of_subclasses() -> Iterator[tuple[str, Callable[[], object]]]:
    for base, value in BASES.items():
        arguments = () if value is None else (value,)
        if base is h11._headers.Headers:
            arguments = ([(b"Host", b"host", b"a")],)
        for way, subclass in (("raising", all_raise(base)), ("lying", all_lie(base))):
            yield f"{way} {base.__name__}", lambda sub=subclass, args=arguments: sub(*args)
        if base is not object:
            plain = type(f"Plain{base.__name__.title()}", (base,), {})
            yield f"plain subclass of {base.__name__}", lambda p=plain, a=arguments: p(*a)


def released() -> memoryview:
    view = memoryview(b"GET")
    view.release()
    return view


def closed_map() -> mmap.mmap:
    mapping = mmap.mmap(-1, 16)
    mapping.close()
    return mapping


def exported() -> bytearray:
    """Cannot be resized as long as its view lives, which is until both are deallocated."""
    content = type("Exported", (bytearray,), {})(b"GET")
    content.view = memoryview(content)
    return content


def dead_proxy() -> object:
    return weakref.proxy(type("Short", (), {})())


def dict_that_grows() -> dict:
    fields: dict = {"Host": "a"}
    fields[with_methods(bytes=lambda self: fields.update(b="c") or b"A")] = "d"
    return fields


def list_that_empties_itself() -> list:
    fields: list = []
    fields += [(with_methods(bytes=lambda self: fields.clear() or b"Host"), "a"), ("B", "c")] * 3
    return fields


def list_in_itself() -> list:
    fields: list = [("Host", "a")]
    fields.append(fields)
    return fields


def generator_that_raises() -> Iterator:
    yield ("Host", "a")
    raise Mine


def generator_in_use() -> Iterator:
    """An iterator that calls itself for the next item."""

    def fields():
        yield ("Host", "a")
        yield next(running)

    running = fields()
    return running


OTHERS: dict[str, Callable[[], object]] = {
    **{
        f"the number {number}": lambda n=number: n
        for number in (
            0,
            -1,
            1 << 31,
            (1 << 63) - 1,
            1 << 63,
            -(1 << 63) - 1,
            1 << 64,
            1 << 200,
            -(1 << 200),
        )
    },
    "nan": lambda: float("nan"),
    "infinity": lambda: float("-inf"),
    "a length of 2**63": lambda: with_methods(len=lambda self: 1 << 63),
    "a negative length": lambda: with_methods(len=lambda self: -1),
    "an index of 2**200": lambda: with_methods(index=lambda self: 1 << 200),
    "a released view": released,
    "a view with gaps": lambda: memoryview(b"GGEETT")[::2],
    "a view of numbers": lambda: memoryview(array.array("d", [1.0])),
    "a view of two dimensions": lambda: memoryview(b"abcd").cast("B", (2, 2)),
    "a closed map": closed_map,
    "an exported bytearray": exported,
    "a dead proxy": dead_proxy,
    "a dict that grows": dict_that_grows,
    "a list that empties itself": list_that_empties_itself,
    "a list in itself": list_in_itself,
    "a generator that raises": generator_that_raises,
    "a generator in use": generator_in_use,
    "a half surrogate": lambda: "\ud800",
    "a NUL": lambda: "\0",
    "a long text": lambda: "x" * 100_000,
    "wide characters": lambda: "\U0001f600" * 10,
    "a text of another class": lambda: UserString("GET"),
    "a list of another class": lambda: UserList([("Host", "a")]),
    "a queue": lambda: deque([("Host", "a")]),
    "an ordered dict": lambda: OrderedDict(Host="a"),
    "a set": lambda: {("Host", "a")},
    "None": lambda: None,
    "an empty tuple": lambda: (),
    "triples": lambda: [("Host", "a", "b")],
    "pairs that are too short": lambda: [("Host",)],
    "texts as pairs": lambda: ["ab", "cd"],
    "a class": lambda: h11.Request,
    "a sentinel": lambda: h11.NEED_DATA,
    "a connection": lambda: h11.Connection(h11.CLIENT),
    "an event": lambda: h11.Data(b"abc"),
    "an event without fields": lambda: object.__new__(h11.Request),
    "a mock": lambda: mock.MagicMock(),
    "the class of a lie": lambda: type("Liar", (), {"__class__": h11.Request})(),
}
KINDS = {**dict(of_subclasses()), **OTHERS}
