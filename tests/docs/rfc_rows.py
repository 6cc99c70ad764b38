"""The rows of docs/rfc9112.md, and the tests for them."""

from __future__ import annotations

import re
from typing import Any, Callable

from .pages import DOCS

_SHOWN: dict[str, str] = {}
_ROW = re.compile(r"^\| (\d[\w.-]*) \|")


def rows() -> list[str]:
    """The numbers of all rows, in order."""
    lines = (DOCS / "rfc9112.md").read_text(encoding="utf-8").splitlines()
    return [row[1] for row in map(_ROW.match, lines) if row]


def shows(*numbers: str) -> Callable[[Any], Any]:
    """Mark a test of these rows."""

    def mark(test: Any) -> Any:
        for number in numbers:
            _SHOWN[number] = test.__name__
        return test

    return mark


def shown() -> set[str]:
    return set(_SHOWN)
