"""Unusual and hostile arguments for the scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any


class Mishap(Exception):
    """Raised by a hostile object; h11 must propagate it unchanged."""


class Placeholder:
    """A placeholder for a file: only its length is used."""

    def __init__(self, size: int) -> None:
        self.size = size

    def __len__(self) -> int:
        return self.size


class BadLength:
    """Raises in `__len__`."""

    def __len__(self) -> int:
        raise Mishap("no length")


class GivenLength:
    """Returns a given value from `__len__`."""

    def __init__(self, size: Any) -> None:
        self.size = size

    def __len__(self) -> int:
        return self.size  # type: ignore[no-any-return]


class BadBool:
    """Raises in `__bool__`."""

    def __bool__(self) -> bool:
        raise Mishap("no truth")


class ToBytes:
    """Converts to `value` under `bytes()`, whatever that is."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __bytes__(self) -> bytes:
        if isinstance(self.value, Exception):
            raise self.value
        return self.value  # type: ignore[no-any-return]


class Meddler:
    """Performs an action whenever it is examined, mostly reentrant calls."""

    def __init__(self, action: Callable[[], Any]) -> None:
        self.action = action

    def __len__(self) -> int:
        self.action()
        return 3

    def __bool__(self) -> bool:
        self.action()
        return True

    def __bytes__(self) -> bytes:
        self.action()
        return b"abc"

    def __iter__(self) -> Iterator[Any]:
        self.action()
        return iter([("Host", "a")])


class MyBytes(bytes):
    """A subclass of bytes."""


class MyStr(str):
    """A subclass of str."""


class MyInt(int):
    """A subclass of int."""


def breaking(*pairs: Any) -> Iterator[Any]:
    """Yields the pairs, then raises."""
    yield from pairs
    raise Mishap("iteration broke")


class Endless:
    """A sequence with `__getitem__` alone, ended by IndexError."""

    def __init__(self, *items: Any) -> None:
        self.items = items

    def __getitem__(self, index: int) -> Any:
        return self.items[index]


NAMES = {
    name: value
    for name, value in list(globals().items())
    if (isinstance(value, type) and issubclass(value, object) and value.__module__ == __name__)
    or name == "breaking"
}
