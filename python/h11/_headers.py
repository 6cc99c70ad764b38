"""Field sections and their rules."""

import re
from collections.abc import Sequence
from typing import List, Optional, SupportsIndex, Tuple, Union

from h11 import _assigned
from h11._abnf import field_name, field_value
from h11._h11 import (
    Headers,
    get_comma_header,
    has_expect_100_continue,
    normalize_and_validate,
    once,
    set_comma_header,
)
from h11._util import LocalProtocolError, bytesify, validate

__all__ = [
    "Headers",
    "get_comma_header",
    "has_expect_100_continue",
    "normalize_and_validate",
    "set_comma_header",
]

HeaderTypes = Union[
    List[Tuple[bytes, bytes]],
    List[Tuple[bytes, str]],
    List[Tuple[str, bytes]],
    List[Tuple[str, str]],
]

# A class that is made in Rust cannot derive from one that is made in Python.
Sequence.register(Headers)


@once
def _index(
    self: Headers, value: object, start: SupportsIndex = 0, stop: Optional[SupportsIndex] = None
) -> int:
    """The place of the first pair that equals *value*, as of a list.

    Args:
        value: a ``(name, value)`` pair of bytes, the name in lower case.
        start (int): where to begin.
        stop (int): before what place to end.

    Raises:
        ValueError: if there is none.

    Example:
        >>> headers = h11.EndOfMessage(headers=[("A", "1"), ("B", "2")]).headers
        >>> headers.index((b"b", b"2"))
        1
    """
    return Sequence.index(self, value, start, stop)  # type: ignore[arg-type]


@once
def _count(self: Headers, value: object) -> int:
    """How many pairs equal *value*, a ``(name, value)`` pair of bytes, the name in lower case.

    Example:
        >>> headers = h11.EndOfMessage(headers=[("A", "1"), ("a", "1")]).headers
        >>> headers.count((b"a", b"1"))
        2
    """
    return Sequence.count(self, value)


@once
def _init(self: Headers, full_items: List[Tuple[bytes, bytes, bytes]]) -> None:
    """Says what may be passed; all is done when this is called."""


Headers.__init__ = _init  # type: ignore[assignment,method-assign]
Headers.index = _index  # type: ignore[method-assign]
Headers.count = _count  # type: ignore[method-assign]
Headers.__name__ = "Headers"  # without the module, in Python's messages

CONTENT_LENGTH_MAX_DIGITS = 20

# For programs that match with them. The rules themselves are in Rust.
_content_length_re = re.compile(rb"[0-9]+")
_field_name_re = re.compile(field_name.encode("ascii"))
_field_value_re = re.compile(field_value.encode("ascii"))

_assigned.watch(__name__)
