"""Field sections and their rules."""

import re
from collections.abc import Sequence

from h11 import _abnf
from h11._h11 import (
    Headers,
    get_comma_header,
    has_expect_100_continue,
    normalize_and_validate,
    set_comma_header,
)

__all__ = [
    "Headers",
    "get_comma_header",
    "has_expect_100_continue",
    "normalize_and_validate",
    "set_comma_header",
]

# A class that is made in Rust cannot derive from one that is made in Python.
Sequence.register(Headers)
Headers.index = Sequence.index  # type: ignore[method-assign]
Headers.count = Sequence.count  # type: ignore[method-assign]
Headers.__name__ = "Headers"  # without the module, in Python's messages

CONTENT_LENGTH_MAX_DIGITS = 20

# For programs that match with them. The rules themselves are in Rust: assigning
# here changes nothing.
_content_length_re = re.compile(rb"[0-9]+")
_field_name_re = re.compile(_abnf.field_name.encode("ascii"))
_field_value_re = re.compile(_abnf.field_value.encode("ascii"))
