"""Field sections, and their validation."""

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

# A class in Rust cannot derive from one in Python.
Sequence.register(Headers)


@once
def _index(
    self: Headers, value: object, start: SupportsIndex = 0, stop: Optional[SupportsIndex] = None
) -> int:
    """The index of the first pair that equals *value*, as in a list.

    Args:
        value: a ``(name, value)`` pair of bytes, the name in lower case.
        start (int): the first index to compare.
        stop (int): the index to stop before.

    Raises:
        ValueError: if there is no such pair.

    Example:
        >>> headers = h11.EndOfMessage(headers=[("A", "1"), ("B", "2")]).headers
        >>> headers.index((b"b", b"2"))
        1
    """
    return Sequence.index(self, value, start, stop)  # type: ignore[arg-type]


@once
def _count(self: Headers, value: object) -> int:
    """The number of pairs that equal *value*, a pair of bytes with the name in lower case.

    Example:
        >>> headers = h11.EndOfMessage(headers=[("A", "1"), ("a", "1")]).headers
        >>> headers.count((b"a", b"1"))
        2
    """
    return Sequence.count(self, value)


@once
def _init(self: Headers, full_items: List[Tuple[bytes, bytes, bytes]]) -> None:
    """Exists for introspection; `__new__` has processed the arguments."""


Headers.__init__ = _init  # type: ignore[assignment,method-assign]
Headers.index = _index  # type: ignore[method-assign]
Headers.count = _count  # type: ignore[method-assign]
Headers.__name__ = "Headers"  # for Python's messages, without the module

CONTENT_LENGTH_MAX_DIGITS = 20

# For programs that use them; the core does not.
_content_length_re = re.compile(rb"[0-9]+")
_field_name_re = re.compile(field_name.encode("ascii"))
_field_value_re = re.compile(field_value.encode("ascii"))

_assigned.watch_module(__name__)
