"""The events that a connection receives and sends."""

import re
from abc import ABC
from dataclasses import dataclass
from typing import Any, List, Optional, Tuple, Union

from h11 import _assigned, _h11
from h11._abnf import method, request_target
from h11._headers import Headers, normalize_and_validate
from h11._util import LocalProtocolError, bytesify, validate

__all__ = [
    "ConnectionClosed",
    "Data",
    "EndOfMessage",
    "Event",
    "InformationalResponse",
    "Request",
    "Response",
]

# For programs that use them; the core does not.
method_re = re.compile(method.encode("ascii"))
request_target_re = re.compile(request_target.encode("ascii"))


@_h11.once
class Event(ABC):  # noqa: B024  (an ABC in 0.16.0)
    """The base class of all events.

    Events are frozen. Two of the same class with equal fields are equal. They are
    not hashable, except for :class:`ConnectionClosed`.

    Example:
        >>> isinstance(h11.EndOfMessage(), h11.Event)
        True
        >>> h11.Data(b"abc") == h11.Data(data=b"abc")
        True
    """

    __slots__ = ()

    def __setstate__(self, state: Any) -> None:
        # Copying and pickling restore the fields; the class is frozen.
        for part in state if isinstance(state, tuple) else (state,):
            for name, value in (part or {}).items():
                object.__setattr__(self, name, value)


# A call of an event class does not call `__init__`, but its counterpart in Rust
# (src/python/events/constructors.rs). The methods here are for subclasses and for introspection.


@_h11.once
@dataclass(init=False, frozen=True)
class Request(Event):
    """The head of a request (RFC 9112 section 3).

    Instead of bytes any buffer or an ASCII str may be passed.

    Args:
        method (bytes): such as ``b"GET"`` (RFC 9110 section 9).
        headers (Headers): the header section, from an iterable of ``(name,
            value)`` pairs or a :class:`Headers`.
        target (bytes): the request target, such as ``b"/index.html"`` (RFC 9112
            section 3.2).
        http_version (bytes): ``b"1.1"``, unless the peer speaks another one.

    Raises:
        LocalProtocolError: if an argument is malformed, or there is not exactly one Host
            field.
        TypeError: if a value is neither a str nor a buffer, or ``headers`` is not
            iterable.
        ValueError: if an item of ``headers`` is not a pair, or a str is not ASCII.

    Example:
        >>> request = h11.Request(method="GET", target="/", headers=[("Host", "example.com")])
        >>> request.method, request.target, request.http_version
        (b'GET', b'/', b'1.1')
        >>> request.headers
        <Headers([(b'host', b'example.com')])>
    """

    __slots__ = ("method", "headers", "target", "http_version")

    method: bytes
    headers: Headers
    target: bytes
    http_version: bytes

    def __init__(
        self,
        *,
        method: Union[bytes, str],
        headers: Union[Headers, List[Tuple[bytes, bytes]], List[Tuple[str, str]]],
        target: Union[bytes, str],
        http_version: Union[bytes, str] = b"1.1",
        _parsed: bool = False,
    ) -> None:
        super().__init__()
        _h11.init_request(self, method, headers, target, http_version)

    __hash__ = None  # type: ignore[assignment]


@_h11.once
@dataclass(init=False, frozen=True)
class _ResponseBase(Event):
    __slots__ = ("headers", "http_version", "reason", "status_code")

    headers: Headers
    http_version: bytes
    reason: bytes
    status_code: int

    def __init__(
        self,
        *,
        headers: Union[Headers, List[Tuple[bytes, bytes]], List[Tuple[str, str]]],
        status_code: int,
        http_version: Union[bytes, str] = b"1.1",
        reason: Union[bytes, str] = b"",
        _parsed: bool = False,
    ) -> None:
        super().__init__()
        _h11.init_response(self, headers, status_code, http_version, reason)
        self.__post_init__()

    def __post_init__(self) -> None:
        """For subclasses to add to."""

    __hash__ = None  # type: ignore[assignment]


@_h11.once
@dataclass(init=False, frozen=True)
class InformationalResponse(_ResponseBase):
    r"""The head of an interim response, before the final one (RFC 9110 section 15.2).

    Instead of bytes any buffer or an ASCII str may be passed.

    Args:
        headers (Headers): the header section, as for :class:`Request`.
        status_code (int): from 100 to 199.
        http_version (bytes): ``b"1.1"``, unless the peer speaks another one.
        reason (bytes): the reason phrase, such as ``b"Continue"``.

    Raises:
        LocalProtocolError: if an argument is malformed or out of range.
        TypeError, ValueError: as for :class:`Request`.

    Example:
        >>> server = h11.Connection(h11.SERVER)
        >>> server.receive_data(b"GET / HTTP/1.1\r\nHost: example.com\r\n\r\n")
        >>> request = server.next_event()
        >>> link = [("Link", "</a.css>; rel=preload")]
        >>> server.send(h11.InformationalResponse(status_code=103, headers=link))
        b'HTTP/1.1 103 \r\nLink: </a.css>; rel=preload\r\n\r\n'
    """

    __hash__ = None


@_h11.once
@dataclass(init=False, frozen=True)
class Response(_ResponseBase):
    r"""The head of a final response (RFC 9112 section 4).

    Instead of bytes any buffer or an ASCII str may be passed.

    Args:
        headers (Headers): the header section, as for :class:`Request`.
        status_code (int): from 200 to 999 (RFC 9110 section 15).
        http_version (bytes): ``b"1.1"``, unless the peer speaks another one.
        reason (bytes): the reason phrase, such as ``b"OK"``.

    Raises:
        LocalProtocolError: if an argument is malformed or out of range.
        TypeError, ValueError: as for :class:`Request`.

    Example:
        >>> client = h11.Connection(h11.CLIENT)
        >>> request = h11.Request(method="GET", target="/", headers=[("Host", "example.com")])
        >>> wire = client.send(request) + client.send(h11.EndOfMessage())
        >>> client.receive_data(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        >>> client.next_event()
        Response(headers=<Headers([(b'content-length', b'0')])>, http_version=b'1.1', reason=b'Not Found', status_code=404)
    """

    __hash__ = None


@_h11.once
@dataclass(init=False, frozen=True)
class Data(Event):
    r"""A piece of content (RFC 9112 section 6).

    Args:
        data (bytes): a part of the content, of any length. To be sent, any buffer;
            for :meth:`Connection.send_with_data_passthrough`, any object with a
            length.
        chunk_start (bool): whether a chunk starts with it.
        chunk_end (bool): whether a chunk ends with it.

    The two flags are only set on received events. Chunks have no meaning (RFC 9112
    section 7.1), so do not rely on them.

    Example:
        >>> client = h11.Connection(h11.CLIENT)
        >>> headers = [("Host", "example.com"), ("Transfer-Encoding", "chunked")]
        >>> head = client.send(h11.Request(method="PUT", target="/", headers=headers))
        >>> client.send(h11.Data(data=b"Hello"))
        b'5\r\nHello\r\n'
    """

    __slots__ = ("data", "chunk_start", "chunk_end")

    data: bytes
    chunk_start: bool
    chunk_end: bool

    def __init__(self, data: bytes, chunk_start: bool = False, chunk_end: bool = False) -> None:
        object.__setattr__(self, "data", data)
        object.__setattr__(self, "chunk_start", chunk_start)
        object.__setattr__(self, "chunk_end", chunk_end)

    __hash__ = None  # type: ignore[assignment]


@_h11.once
@dataclass(init=False, frozen=True)
class EndOfMessage(Event):
    r"""The end of a message (RFC 9112 section 7.1.2).

    Every message has one, even without content.

    Args:
        headers (Headers): the trailer section, as for :class:`Request`; empty
            unless the content is chunked.

    Raises:
        LocalProtocolError: if a field is malformed.
        TypeError, ValueError: as for :class:`Request`.

    Example:
        >>> client = h11.Connection(h11.CLIENT)
        >>> headers = [("Host", "example.com"), ("Transfer-Encoding", "chunked")]
        >>> head = client.send(h11.Request(method="PUT", target="/", headers=headers))
        >>> client.send(h11.EndOfMessage(headers=[("Digest", "abc")]))
        b'0\r\nDigest: abc\r\n\r\n'
    """

    __slots__ = ("headers",)

    headers: Headers

    def __init__(
        self,
        *,
        headers: Optional[Union[Headers, List[Tuple[bytes, bytes]], List[Tuple[str, str]]]] = None,
        _parsed: bool = False,
    ) -> None:
        super().__init__()
        _h11.init_end_of_message(self, headers)

    __hash__ = None  # type: ignore[assignment]


@_h11.once
@dataclass(frozen=True)
class ConnectionClosed(Event):
    """One side has closed its stream.

    It may still receive: the two directions of a connection are closed
    independently (RFC 9112 section 9.6).

    Example:
        >>> server = h11.Connection(h11.SERVER)
        >>> server.receive_data(b"")
        >>> server.next_event()
        ConnectionClosed()
    """


_h11.install_events()
_assigned.watch_module(__name__)
