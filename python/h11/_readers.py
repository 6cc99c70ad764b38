"""Readers of heads and bodies in a :class:`~h11._receivebuffer.ReceiveBuffer`.

A reader is called with a buffer and returns an event, or None if it needs more
bytes. ``READERS`` has them by role and state, and those of bodies by framing.
"""

import re
from typing import Any, Callable, Dict, Tuple, Type, Union

from h11 import _assigned
from h11._abnf import chunk_header, header_field, request_line, status_line
from h11._events import (
    Data,
    EndOfMessage,
    InformationalResponse,
    Request,
    Response,
)
from h11._h11 import (
    BodyReader,
    once,
)
from h11._h11 import _decode_header_lines as _decode_header_lines
from h11._h11 import _obsolete_line_fold as _obsolete_line_fold
from h11._h11 import expect_nothing as expect_nothing
from h11._h11 import maybe_read_from_IDLE_client as maybe_read_from_IDLE_client
from h11._h11 import maybe_read_from_SEND_RESPONSE_server as maybe_read_from_SEND_RESPONSE_server
from h11._receivebuffer import ReceiveBuffer
from h11._state import CLIENT, CLOSED, DONE, IDLE, MUST_CLOSE, SEND_BODY, SEND_RESPONSE, SERVER
from h11._util import LocalProtocolError, RemoteProtocolError, Sentinel, validate

__all__ = ["READERS"]


@once
class ContentLengthReader(BodyReader, metaclass=_assigned.WatchedClass):
    """Reads a body of *length* bytes."""

    def __init__(self, length: int) -> None:
        self._begin("content-length", length)


@once
class ChunkedReader(BodyReader, metaclass=_assigned.WatchedClass):
    """Reads a chunked body."""

    def __init__(self) -> None:
        self._begin("chunked")


@once
class Http10Reader(BodyReader, metaclass=_assigned.WatchedClass):
    """Reads a body that ends with the connection (close-delimited)."""

    def __init__(self) -> None:
        self._begin("http/1.0")


ReadersType = Dict[
    Union[Type[Sentinel], Tuple[Type[Sentinel], Type[Sentinel]]],
    Union[Callable[..., Any], Dict[str, Callable[..., Any]]],
]

READERS: ReadersType = once(
    _assigned.warning_table(
        "h11._readers.READERS",
        {
            (CLIENT, IDLE): maybe_read_from_IDLE_client,
            (SERVER, IDLE): maybe_read_from_SEND_RESPONSE_server,
            (SERVER, SEND_RESPONSE): maybe_read_from_SEND_RESPONSE_server,
            **{
                (role, state): expect_nothing
                for role in (CLIENT, SERVER)
                for state in (DONE, MUST_CLOSE, CLOSED)
            },
            SEND_BODY: {
                "chunked": ChunkedReader,
                "content-length": ContentLengthReader,
                "http/1.0": Http10Reader,
            },
        },
        _assigned.BODIES,
    ),
    "h11._readers.READERS",
)

# For programs that use them; the core does not.
header_field_re = re.compile(header_field.encode("ascii"))
obs_fold_re = re.compile(rb"[ \t]+")
request_line_re = re.compile(request_line.encode("ascii"))
status_line_re = re.compile(status_line.encode("ascii"))
chunk_header_re = re.compile(chunk_header.encode("ascii"))

for _class in (ChunkedReader, ContentLengthReader, Http10Reader):
    _assigned.warn_on_class_change(_class, ["__call__", "__init__", "read_eof"], _assigned.BODIES)
_assigned.watch_module(__name__)
