"""Objects that programs (or nobody in their right mind) pass to h11, for the scripts to use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any


class Mishap(Exception):
    """What a hostile object raises; it must come out of h11 as it went in."""


class Placeholder:
    """Stands for a file on disk: it has a length and is never looked into."""

    def __init__(self, size: int) -> None:
        self.size = size

    def __len__(self) -> int:
        return self.size


class BadLength:
    """Raises when it is asked for its length."""

    def __len__(self) -> int:
        raise Mishap("no length")


class OddLength:
    """Gives whatever it was made with as its length."""

    def __init__(self, size: Any) -> None:
        self.size = size

    def __len__(self) -> int:
        return self.size  # type: ignore[no-any-return]


class BadBool:
    """Raises when it is asked for its truth."""

    def __bool__(self) -> bool:
        raise Mishap("no truth")


class ToBytes:
    """Becomes `value` under `bytes()`, whatever that is."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __bytes__(self) -> bytes:
        if isinstance(self.value, Exception):
            raise self.value
        return self.value  # type: ignore[no-any-return]


class Meddler:
    """Does something else whenever it is looked at: reentrant calls, mostly."""

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
    """A sequence by `__getitem__` alone, ended by IndexError."""

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
