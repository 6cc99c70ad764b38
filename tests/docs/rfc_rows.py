"""The rows of docs/rfc9112.md, and the tests for them."""

from __future__ import annotations

import re
from typing import Any, Callable

from .pages import DOCS

_SHOWN: dict[str, str] = {}
_ROW = re.compile(r"\| (\d[\w.-]*) \|.*\|(?: (\S.*))? \|")


def rows() -> list[str]:
    """The numbers of all rows, in order."""
    return [number for number, _ in _cells()]


def strict_rows() -> list[str]:
    """The numbers of the rows for which strict differs from compatible."""
    return [number for number, strict in _cells() if strict]


def _cells() -> list[tuple[str, str]]:
    """The number and the last cell of each row."""
    lines = (DOCS / "rfc9112.md").read_text(encoding="utf-8").splitlines()
    return [(row[1], row[2]) for row in map(_ROW.fullmatch, lines) if row]


def shows(*numbers: str) -> Callable[[Any], Any]:
    """Mark a test of these rows."""

    def mark(test: Any) -> Any:
        for number in numbers:
            _SHOWN[number] = test.__name__
        return test

    return mark


def shown() -> set[str]:
    return set(_SHOWN)
