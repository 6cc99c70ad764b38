"""Limits on what a connection reads."""

from dataclasses import dataclass, fields
from typing import Optional

from h11._h11 import once


@once
@dataclass(frozen=True)
class Limits:
    """Limits on what a :class:`Connection` reads; beyond one it raises an error.

    Each is an int, or None for the limit of the policy: ``"strict"`` has the numbers
    in parentheses, ``"compatible"`` and ``"lenient"`` have none.
    *max_incomplete_event_size* applies in addition. Beyond a limit,
    :meth:`Connection.next_event` raises :class:`RemoteProtocolError` with the ``code``
    and ``error_status_hint`` listed here.

    Args:
        max_head_size: the bytes of a head, however it is split into segments (16 KiB;
            ``head-too-large``, 431).
        max_fields: the number of fields in a header or trailer section (128;
            ``too-many-fields``, 431).
        max_line_size: the bytes of a line in a head or trailer section, without its
            line ending (8 KiB; ``request-line-too-long``, 414, or
            ``field-line-too-long``, 431).
        max_chunk_extensions_size: the bytes of all chunk extensions in a message
            (16,000; ``chunk-extensions-too-large``, 400).
        max_trailers_size: the bytes of a trailer section, including the empty line at
            its end (16 KiB; ``trailers-too-large``, 431). With 0, trailers are
            rejected.

    Raises:
        TypeError: if one is neither an int nor None.
        ValueError: if one is negative.

    See RFC 9112 section 3, RFC 9110 section 5.4.

    Example:
        >>> limits = h11.Limits(max_fields=1)
        >>> server = h11.Connection(h11.SERVER, limits=limits)
        >>> server.receive_data(b"GET / HTTP/1.1\\r\\nHost: a\\r\\nAccept: */*\\r\\n\\r\\n")
        >>> try:
        ...     server.next_event()
        ... except h11.RemoteProtocolError as error:
        ...     print(error.error_status_hint, error.code)
        431 too-many-fields
    """

    __module__ = "h11"

    max_head_size: Optional[int] = None
    max_fields: Optional[int] = None
    max_line_size: Optional[int] = None
    max_chunk_extensions_size: Optional[int] = None
    max_trailers_size: Optional[int] = None

    def __post_init__(self) -> None:
        for field in fields(self):
            limit = getattr(self, field.name)
            if limit is None:
                continue
            if not isinstance(limit, int) or isinstance(limit, bool):
                raise TypeError(f"{field.name} must be an int or None, not {limit!r}")
            if limit < 0:
                raise ValueError(f"{field.name} must not be negative: {limit}")
