"""Writing heads and bodies.

Each writer is called with an event and a function that takes bytes. ``WRITERS``
says which is for which state; while a body is sent, which is for which framing.
"""

from typing import Any

from h11._h11 import (
    ChunkedWriter,
    ContentLengthWriter,
    Http10Writer,
    write_any_response,
    write_headers,
    write_request,
)
from h11._state import CLIENT, IDLE, SEND_BODY, SEND_RESPONSE, SERVER

__all__ = [
    "WRITERS",
    "ChunkedWriter",
    "ContentLengthWriter",
    "Http10Writer",
    "write_any_response",
    "write_headers",
    "write_request",
]

WRITERS: dict[Any, Any] = {
    (CLIENT, IDLE): write_request,
    (SERVER, IDLE): write_any_response,
    (SERVER, SEND_RESPONSE): write_any_response,
    SEND_BODY: {
        "chunked": ChunkedWriter,
        "content-length": ContentLengthWriter,
        "http/1.0": Http10Writer,
    },
}
