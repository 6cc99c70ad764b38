"""A violation of each rule, by the example of its code."""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType

import h11

from ...package import codes


def breaking(row: codes.Row) -> Callable[[], None]:
    """Violate the rule, and examine the error."""
    # Not by `eval`: without memory the example may end without an exception, and a debug build of
    # CPython does not say that it was `eval` that returned so.
    example = FunctionType(compile(row.example, row.code, "eval"), codes.NAMES)

    def act() -> None:
        try:
            example()
        except h11.ProtocolError as error:
            assert error.code == row.code, error.code
            _ = repr(error), error.offending, error.error_status_hint
        else:
            raise AssertionError("it did not raise")

    return act


OPERATIONS = {f"broken: {row.code}": breaking(row) for row in codes.ROWS.values()}
