"""Writing heads and bodies.

Each writer is called with an event and a function that takes bytes. ``WRITERS``
says which is for which state; while a body is sent, which is for which framing.
"""

from typing import Any, Callable, Dict, Tuple, Type, Union

from h11 import _h11
from h11._base import Sentinel
from h11._events import (
    Data,
    EndOfMessage,
    Event,
    InformationalResponse,
    Request,
    Response,
)
from h11._h11 import write_any_response as write_any_response
from h11._h11 import write_headers as write_headers
from h11._h11 import write_request as write_request
from h11._headers import Headers
from h11._state import CLIENT, IDLE, SEND_BODY, SEND_RESPONSE, SERVER
from h11._util import LocalProtocolError

__all__ = ["WRITERS"]

Writer = Callable[[bytes], Any]


@_h11.once
class BodyWriter(_h11.BodyWriter):
    """Writes the events of a body."""

    def __call__(self, event: Any, write: Callable[[bytes], Any]) -> None:
        if type(event) is Data:
            self.send_data(event.data, write)
        elif type(event) is EndOfMessage:
            self.send_eom(event.headers, write)
        else:
            raise TypeError("expected Data or EndOfMessage")


@_h11.once
class ContentLengthWriter(BodyWriter):
    """Writes a body of *length* bytes."""

    def __init__(self, length: int) -> None:
        self._begin("content-length", length)


@_h11.once
class ChunkedWriter(BodyWriter):
    """Writes a chunked body."""

    def __init__(self) -> None:
        self._begin("chunked")


@_h11.once
class Http10Writer(BodyWriter):
    """Writes a body that the end of the connection ends."""

    def __init__(self) -> None:
        self._begin("http/1.0")


WritersType = Dict[
    Union[Tuple[Type[Sentinel], Type[Sentinel]], Type[Sentinel]],
    Union[
        Dict[str, Type[BodyWriter]],
        Callable[[Union[InformationalResponse, Response], Writer], None],
        Callable[[Request, Writer], None],
    ],
]

WRITERS: WritersType = _h11.once(
    {
        (CLIENT, IDLE): write_request,
        (SERVER, IDLE): write_any_response,
        (SERVER, SEND_RESPONSE): write_any_response,
        SEND_BODY: {
            "chunked": ChunkedWriter,
            "content-length": ContentLengthWriter,
            "http/1.0": Http10Writer,
        },
    },
    "h11._writers.WRITERS",
)
