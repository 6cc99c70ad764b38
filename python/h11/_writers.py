"""Writers of heads and bodies.

A writer is called with an event and a function that takes bytes. ``WRITERS`` has
them by role and state, and those of bodies by framing.
"""

from typing import Any, Callable, Dict, Tuple, Type, Union

from h11 import _assigned, _h11
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
from h11._util import LocalProtocolError, Sentinel

__all__ = ["WRITERS"]

Writer = Callable[[bytes], Any]


@_h11.once
class BodyWriter(_h11.BodyWriter, metaclass=_assigned.WatchedClass):
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

    send_data = _h11.BodyWriter.send_data
    send_eom = _h11.BodyWriter.send_eom

    def __init__(self, length: int) -> None:
        self._begin("content-length", length)


@_h11.once
class ChunkedWriter(BodyWriter):
    """Writes a chunked body."""

    send_data = _h11.BodyWriter.send_data
    send_eom = _h11.BodyWriter.send_eom

    def __init__(self) -> None:
        self._begin("chunked")


@_h11.once
class Http10Writer(BodyWriter):
    """Writes a body that ends with the connection (close-delimited)."""

    send_data = _h11.BodyWriter.send_data
    send_eom = _h11.BodyWriter.send_eom

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

_HEADS: tuple[str, str] = "heads are written in compiled code", "assign h11._writers.write_headers"
_CONTENT: tuple[str, str] = (
    "content is written in compiled code",
    "use a subclass of h11._writers.BodyWriter",
)
_ORIGINAL_CLASSES: dict[str, type[BodyWriter]] = {
    "chunked": ChunkedWriter,
    "content-length": ContentLengthWriter,
    "http/1.0": Http10Writer,
}
_CLASSES: list[type] = [BodyWriter, *_ORIGINAL_CLASSES.values()]
_METHODS = ["__call__", "__init__", "send_data", "send_eom"]
_ORIGINAL_METHODS: dict[tuple[type, str], Any] = _h11.once(
    {(cls, name): getattr(cls, name) for cls in _CLASSES for name in _METHODS},
    "h11._writers._ORIGINAL_METHODS",
)


@_h11.once
def _register_replacements() -> None:
    """Register the classes and methods that a program has replaced, if any."""
    classes = dict(_body_writers)
    for name, original in _ORIGINAL_CLASSES.items():
        written_by = classes.setdefault(name, original)
        if not (isinstance(written_by, type) and issubclass(written_by, _h11.BodyWriter)):
            _assigned.warn(f"h11._writers.WRITERS[SEND_BODY][{name!r}]", _CONTENT)
            classes[name] = original
    is_original = classes == _ORIGINAL_CLASSES and all(
        getattr(cls, name) is original for (cls, name), original in _ORIGINAL_METHODS.items()
    )
    _h11.replace_body_writers(None if is_original else classes)


_body_writers = _h11.once(_assigned.WatchedTable(_ORIGINAL_CLASSES), "h11._writers._body_writers")
_body_writers.on_change = _register_replacements
for _class in _CLASSES:
    _assigned.watch_class(_class, _METHODS, _register_replacements)

WRITERS: WritersType = _h11.once(
    _assigned.warning_table(
        "h11._writers.WRITERS",
        {
            (CLIENT, IDLE): write_request,
            (SERVER, IDLE): write_any_response,
            (SERVER, SEND_RESPONSE): write_any_response,
            SEND_BODY: _body_writers,
        },
        _HEADS,
    ),
    "h11._writers.WRITERS",
)
_assigned.watch_module(__name__)
