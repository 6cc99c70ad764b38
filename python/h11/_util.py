"""Exceptions and small helpers."""

from re import Pattern
from typing import Any, TypeVar

from h11._base import LocalProtocolError, ProtocolError, RemoteProtocolError
from h11._base import Sentinel as Sentinel
from h11._h11 import bytesify, once

__all__ = [
    "LocalProtocolError",
    "ProtocolError",
    "RemoteProtocolError",
    "bytesify",
    "validate",
]

_T_Sentinel = TypeVar("_T_Sentinel", bound="Sentinel")


@once
def validate(
    regex: Pattern[bytes], data: bytes, msg: str = "malformed data", *format_args: Any
) -> dict[str, bytes]:
    """The named groups of *regex* on all of *data*.

    Raises:
        LocalProtocolError: if it does not match, with *msg*, formatted with the
            arguments if there are any.
    """
    match = regex.fullmatch(data)
    if match is not None:
        return match.groupdict()
    raise LocalProtocolError(msg.format(*format_args) if format_args else msg)
