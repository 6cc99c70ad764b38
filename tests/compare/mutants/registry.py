"""The list of mutants, and helpers to break an imported h11 in one place."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

MUTANTS: dict[str, Callable[[Any], None]] = {}


def mutant(function: Callable[[Any], None]) -> Callable[[Any], None]:
    MUTANTS[function.__name__.replace("_", "-")] = function
    return function


def wrap(owner: Any, name: str, wrapper: Callable[..., Any]) -> None:
    """Replace `owner.name` by a function that receives the original as its first argument."""
    original = getattr(owner, name)

    @functools.wraps(original)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        return wrapper(original, *args, **kwargs)

    setattr(owner, name, wrapped)


def everywhere(h11: Any, name: str, wrapper: Callable[..., Any]) -> None:
    """The same for a function that h11's modules import from each other by name."""
    for module in (h11._headers, h11._events, h11._readers, h11._connection, h11._writers):
        if hasattr(module, name):
            wrap(module, name, wrapper)
