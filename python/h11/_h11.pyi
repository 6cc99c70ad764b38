# The compiled half of the package. Its docstrings are here as well, for editors, which cannot
# look into it: `python tests/types/docstrings.py` copies them.

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Literal, SupportsIndex, TypeVar, overload

from typing_extensions import Buffer, Self, TypeAlias, disjoint_base

from h11._connection import NEED_DATA, PAUSED
from h11._events import (
    ConnectionClosed,
    Data,
    EndOfMessage,
    Event,
    InformationalResponse,
    Request,
    Response,
)
from h11._limits import Limits
from h11._state import CLIENT, SERVER, ConnectionState
from h11._util import Sentinel
from h11._version import Build

_Bytes: TypeAlias = Buffer | str  # the str in ASCII
_Pairs: TypeAlias = Iterable[tuple[_Bytes, _Bytes]]
_Role: TypeAlias = type[CLIENT] | type[SERVER]
_Write: TypeAlias = Callable[[bytes], Any]
_T = TypeVar("_T")
_HasBytes: TypeAlias = Request | InformationalResponse | Response | Data | EndOfMessage

@disjoint_base
class Headers(Sequence[tuple[bytes, bytes]]):
    """The fields of a message as a sequence of ``(name, value)`` pairs (RFC 9110
    section 5, RFC 9112 section 5).

    Both are bytes; names are in lower case. A sequence of the same pairs
    compares equal. :meth:`raw_items` has the names in their original case.

    Events convert their ``headers`` argument to this class.

    Args:
        full_items: an iterable of ``(original name, name in lower case, value)``.

    Raises:
        LocalProtocolError: if a name or value is malformed.

    Example:
        >>> fields = [("Host", "example.com"), ("Accept", "text/html")]
        >>> headers = h11.Request(method="GET", target="/", headers=fields).headers
        >>> headers
        <Headers([(b'host', b'example.com'), (b'accept', b'text/html')])>
        >>> headers[0], len(headers), dict(headers)[b"accept"]
        ((b'host', b'example.com'), 2, b'text/html')
    """
    def __init__(self, full_items: Iterable[tuple[_Bytes, _Bytes, _Bytes]]) -> None: ...
    def __len__(self) -> int: ...
    def __bool__(self) -> bool: ...
    def __iter__(self) -> Iterator[tuple[bytes, bytes]]: ...
    def __reversed__(self) -> Iterator[tuple[bytes, bytes]]: ...
    def __contains__(self, key: object, /) -> bool: ...
    @overload
    def __getitem__(self, key: SupportsIndex, /) -> tuple[bytes, bytes]: ...
    @overload
    def __getitem__(self, key: slice, /) -> list[tuple[bytes, bytes]]: ...
    def __eq__(self, value: object, /) -> bool: ...
    def index(
        self, value: object, start: SupportsIndex = 0, stop: SupportsIndex | None = None
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
    def count(self, value: object) -> int:
        """The number of pairs that equal *value*, a pair of bytes with the name in lower case.

        Example:
            >>> headers = h11.EndOfMessage(headers=[("A", "1"), ("a", "1")]).headers
            >>> headers.count((b"a", b"1"))
            2
        """
    @overload
    def get(self, name: str | bytes, default: None = None) -> bytes | None:
        """The value of the first field of this name (RFC 9110 section 5.2).

        Args:
            name (str or bytes): the name, in any case.
            default: the value to return if there is no such field.

        Returns:
            bytes, or *default*.

        Example:
            >>> headers = h11.EndOfMessage(headers=[("ETag", "1"), ("etag", "2")]).headers
            >>> headers.get("Etag"), headers.get(b"age"), headers.get("age", b"0")
            (b'1', None, b'0')
        """
    @overload
    def get(self, name: str | bytes, default: _T) -> bytes | _T: ...
    def get_all(self, name: str | bytes) -> list[bytes]:
        """The values of all fields of this name, in order (RFC 9110 section 5.2).

        Args:
            name (str or bytes): the name, in any case.

        Returns:
            A new list of bytes, empty if there is no such field.

        Example:
            >>> headers = h11.EndOfMessage(headers=[("ETag", "1"), ("etag", "2")]).headers
            >>> headers.get_all("etag"), headers.get_all("age")
            ([b'1', b'2'], [])
        """
    def raw_items(self) -> list[tuple[bytes, bytes]]:
        """The fields as ``(name, value)`` pairs of bytes with the names in their original
        case: a new list (RFC 9110 section 5.1).

        Example:
            >>> headers = h11.EndOfMessage(headers=[("ETag", "1")]).headers
            >>> headers.raw_items(), list(headers)
            ([(b'ETag', b'1')], [(b'etag', b'1')])
        """
    @property
    def ignored_lines(self) -> list[bytes]:
        r"""The lines that the policy ``"lenient"`` has left out of a received section: a new list
        of bytes, empty under any other policy.

        These are lines without a colon, and lines with whitespace before the first field line.
        RFC 9112 section 2.2 has recipients reject the latter or ignore them.

        Example:
            >>> client = h11.Connection(h11.CLIENT, policy="lenient")
            >>> client.receive_data(b"HTTP/1.1 200 OK\r\nETag: 1\r\nWarning\r\n\r\n")
            >>> client.next_event().headers.ignored_lines
            [b'Warning']
        """
    @property
    def _full_items(self) -> list[tuple[bytes, bytes, bytes]]: ...

@disjoint_base
class Connection:
    r"""One side of an HTTP/1.1 connection, without I/O (RFC 9112).

    Received bytes are passed to :meth:`receive_data`, and :meth:`next_event` returns
    them as events. :meth:`send` converts an event to the bytes to be sent.

    Args:
        our_role: :data:`h11.CLIENT` or :data:`h11.SERVER`.
        max_incomplete_event_size (int): the largest number of bytes that may be
            buffered for an incomplete event, in practice the size of a head. Beyond
            it, :meth:`next_event` raises with the status hint 431.
        policy (str): ``"compatible"`` accepts and sends the same as h11 0.16.0;
            ``"strict"`` enforces more rules of RFC 9112 in both directions;
            ``"lenient"`` also accepts malformed responses if the framing is unambiguous,
            and non-ASCII octets in request targets. The environment variable
            ``H11_POLICY``, read at import, sets the default.
        limits (Limits): limits on what is read; None for those of the policy.

    Raises:
        ValueError: if *our_role* is not a role, or *policy* does not exist.
        TypeError: if *max_incomplete_event_size* is not a number, *policy* not a
            str, or *limits* not :class:`Limits`.

    A method raises RuntimeError while another method of the same connection is running, for
    example in another thread. Attributes then have the values from before that call, except
    for :attr:`trailing_data`, which waits for other threads, and raises in a finalizer.

    Example:
        >>> client, server = h11.Connection(h11.CLIENT), h11.Connection(h11.SERVER)
        >>> request = h11.Request(method="GET", target="/", headers=[("Host", "example.com")])
        >>> wire = client.send(request) + client.send(h11.EndOfMessage())
        >>> wire
        b'GET / HTTP/1.1\r\nHost: example.com\r\n\r\n'
        >>> server.receive_data(wire)
        >>> server.next_event().target
        b'/'
        >>> server.next_event()
        EndOfMessage(headers=<Headers([])>)
    """

    their_http_version: bytes | None
    """The HTTP version of the peer's latest message, as bytes such as ``b"1.1"``;
    None before the first (RFC 9112 section 2.3).
    """
    client_is_waiting_for_100_continue: bool
    """Whether the client has sent ``Expect: 100-continue`` and waits for a response
    before it sends content: a bool (RFC 9110 section 10.1.1).
    """
    _receive_buffer: ReceiveBuffer
    _cstate: ConnectionState
    _reader: Any
    _writer: Any
    _receive_buffer_closed: bool
    _max_incomplete_event_size: int
    _request_method: bytes | None
    def __init__(
        self,
        our_role: _Role,
        max_incomplete_event_size: int = 16384,
        *,
        policy: Literal["compatible", "strict", "lenient"] | None = None,
        limits: Limits | None = None,
    ) -> None: ...
    @property
    def our_role(self) -> _Role:
        """The role of this side: :data:`h11.CLIENT` or :data:`h11.SERVER`.

        Example:
            >>> h11.Connection(h11.CLIENT).our_role
            CLIENT
        """
    @property
    def their_role(self) -> _Role:
        """The role of the peer: :data:`h11.CLIENT` or :data:`h11.SERVER`.

        Example:
            >>> h11.Connection(h11.CLIENT).their_role
            SERVER
        """
    @property
    def states(self) -> dict[type[Sentinel], type[Sentinel]]:
        r"""The states of both sides: a new dict, ``{CLIENT: ..., SERVER: ...}``.

        Example:
            >>> server = h11.Connection(h11.SERVER)
            >>> server.receive_data(b"GET / HTTP/1.1\r\nHost: example.com\r\n\r\n")
            >>> request = server.next_event()
            >>> server.states
            {CLIENT: SEND_BODY, SERVER: SEND_RESPONSE}
            >>> server.states[h11.CLIENT] is server.their_state
            True
        """
    @property
    def our_state(self) -> type[Sentinel]:
        """The state of this side, such as :data:`h11.IDLE`.

        Example:
            >>> client = h11.Connection(h11.CLIENT)
            >>> client.our_state is h11.IDLE
            True
        """
    @property
    def their_state(self) -> type[Sentinel]:
        """The state of the peer after the last event that :meth:`next_event` returned.

        Example:
            >>> client = h11.Connection(h11.CLIENT)
            >>> client.receive_data(b"")
            >>> client.their_state
            IDLE
            >>> client.next_event(), client.their_state
            (ConnectionClosed(), CLOSED)
        """
    @property
    def they_are_waiting_for_100_continue(self) -> bool:
        r"""Whether the peer is a client that waits for ``100 Continue``: a bool. A
        server should send an :class:`InformationalResponse` before it waits for the
        content (RFC 9110 section 10.1.1).

        Example:
            >>> server = h11.Connection(h11.SERVER)
            >>> server.receive_data(b"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n")
            >>> server.receive_data(b"Expect: 100-continue\r\n\r\n")
            >>> request = server.next_event()
            >>> server.they_are_waiting_for_100_continue
            True
            >>> server.send(h11.InformationalResponse(status_code=100, headers=[]))
            b'HTTP/1.1 100 \r\n\r\n'
            >>> server.they_are_waiting_for_100_continue
            False
        """
    @property
    def trailing_data(self) -> tuple[bytes, bool]:
        r"""Received bytes that have not been parsed: ``(bytes, bool)``, where the bool is
        whether the peer has closed the connection after them. After a switch of
        protocols, the other protocol begins with these bytes (RFC 9110 section 7.8).

        Example:
            >>> server = h11.Connection(h11.SERVER)
            >>> server.receive_data(b"GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /2")
            >>> request, end = server.next_event(), server.next_event()
            >>> server.trailing_data
            (b'GET /2', False)
        """
    def receive_data(self, data: Buffer | None) -> None:
        r"""Add received bytes to the buffer. :meth:`next_event` parses them.

        Args:
            data: any buffer of bytes, of any length, split anywhere. An empty one, or
                None, means that the peer has closed its stream (RFC 9112 section 9.6).

        Raises:
            RuntimeError: if the peer has already closed its stream.
            TypeError: if *data* is not a buffer.

        See RFC 9112 section 2.2 for how messages are parsed.

        Example:
            >>> server = h11.Connection(h11.SERVER)
            >>> server.receive_data(b"GET / HTTP/1.1\r\nHost: exam")
            >>> server.receive_data(memoryview(b"ple.com\r\n\r\n"))
            >>> server.next_event().headers
            <Headers([(b'host', b'example.com')])>
        """
    def next_event(
        self,
    ) -> (
        Request
        | InformationalResponse
        | Response
        | Data
        | EndOfMessage
        | ConnectionClosed
        | type[NEED_DATA]
        | type[PAUSED]
    ):
        r"""Read the next event.

        Returns:
            An event; :data:`h11.NEED_DATA` if more bytes must be received first; or
            :data:`h11.PAUSED` if the buffered bytes belong to the next cycle or to
            another protocol.

        Raises:
            RemoteProtocolError: if the peer violates the protocol. Its state becomes
                :data:`h11.ERROR`, and every further call raises as well.

        See RFC 9112 sections 2 to 8.

        Example:
            >>> server = h11.Connection(h11.SERVER)
            >>> server.receive_data(b"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nab")
            >>> server.next_event().method
            b'PUT'
            >>> server.next_event()
            Data(data=b'ab', chunk_start=False, chunk_end=False)
            >>> server.next_event()
            NEED_DATA
        """
    @overload
    def send(self, event: ConnectionClosed) -> None:
        r"""Convert an event to the bytes to be sent, and change the states accordingly.

        Args:
            event: an event that is allowed in :attr:`our_state`.

        Returns:
            bytes, possibly empty, to be sent in the order of the calls; None for
            :class:`ConnectionClosed`.

        Raises:
            LocalProtocolError: if the event would violate the protocol, or *event* is
                not an event. :attr:`our_state` becomes :data:`h11.ERROR`.
            TypeError: if the data of a :class:`Data` event is not a buffer.

        See RFC 9112 sections 2 to 9.

        Example:
            >>> client = h11.Connection(h11.CLIENT)
            >>> headers = [("Host", "example.com"), ("Content-Length", "3")]
            >>> client.send(h11.Request(method="PUT", target="/", headers=headers))
            b'PUT / HTTP/1.1\r\nHost: example.com\r\nContent-Length: 3\r\n\r\n'
            >>> client.send(h11.Data(data=b"abc")), client.send(h11.EndOfMessage())
            (b'abc', b'')
            >>> try:
            ...     client.send(h11.EndOfMessage())
            ... except h11.LocalProtocolError as error:
            ...     print(error)
            can't handle event type EndOfMessage when role=CLIENT and state=DONE
        """
    @overload
    def send(self, event: _HasBytes) -> bytes: ...
    @overload
    def send(self, event: Event) -> bytes | None: ...
    @overload
    def send_with_data_passthrough(self, event: ConnectionClosed) -> None:
        r"""The same as :meth:`send`, but returns a list, in which the data of a
        :class:`Data` event is the object that was passed. It may be any object with a
        length in bytes, for example to be sent by ``sendfile``.

        Args:
            event: an event that is allowed in :attr:`our_state`.

        Returns:
            A list of bytes and that object, to be sent in this order; None for
            :class:`ConnectionClosed`.

        Raises:
            LocalProtocolError: as :meth:`send` does.
            TypeError: if the data of a :class:`Data` event has no length.

        See RFC 9112 section 7.1 for what surrounds a chunk.

        Example:
            >>> client = h11.Connection(h11.CLIENT)
            >>> headers = [("Host", "example.com"), ("Transfer-Encoding", "chunked")]
            >>> head = client.send(h11.Request(method="PUT", target="/", headers=headers))
            >>> class Span:
            ...     def __len__(self):
            ...         return 1000
            >>> before, span, after = client.send_with_data_passthrough(h11.Data(data=Span()))
            >>> before, type(span).__name__, after
            (b'3e8\r\n', 'Span', b'\r\n')
        """
    @overload
    def send_with_data_passthrough(self, event: _HasBytes) -> list[bytes]: ...
    @overload
    def send_with_data_passthrough(self, event: Event) -> list[bytes] | None: ...
    def send_failed(self) -> None:
        """Report that bytes from :meth:`send` could not be sent: :attr:`our_state`
        becomes :data:`h11.ERROR`. Events of the peer can still be read (RFC 9112
        section 9.5).

        Example:
            >>> client = h11.Connection(h11.CLIENT)
            >>> client.send_failed()
            >>> client.states
            {CLIENT: ERROR, SERVER: IDLE}
        """
    def start_next_cycle(self) -> None:
        r"""Start the next request/response cycle on the same connection.

        Raises:
            LocalProtocolError: unless both states are :data:`h11.DONE`.

        See RFC 9112 section 9.3.

        Example:
            >>> client = h11.Connection(h11.CLIENT)
            >>> request = h11.Request(method="GET", target="/", headers=[("Host", "example.com")])
            >>> wire = client.send(request) + client.send(h11.EndOfMessage())
            >>> client.receive_data(b"HTTP/1.1 204 No Content\r\n\r\n")
            >>> response, end = client.next_event(), client.next_event()
            >>> client.states
            {CLIENT: DONE, SERVER: DONE}
            >>> client.start_next_cycle()
            >>> client.states
            {CLIENT: IDLE, SERVER: IDLE}
        """

    def _init(
        self,
        our_role: type[Sentinel],
        max_incomplete_event_size: int,
        policy: str | None,
        limits: Limits | None,
    ) -> None: ...
    def _set_their_http_version(self, version: bytes | None) -> None: ...
    def _set_client_is_waiting(self, waiting: object) -> None: ...

@disjoint_base
class ReceiveBuffer:
    """Received bytes, which can be removed from the front by count, by line and by section."""
    def __init__(self) -> None: ...
    def __iadd__(self, value: Buffer, /) -> Self: ...
    def __bool__(self) -> bool: ...
    def __len__(self) -> int: ...
    def __bytes__(self) -> bytes: ...
    def maybe_extract_at_most(self, count: SupportsIndex) -> bytearray | None:
        """Remove and return up to *count* bytes; None if there are none."""
    def maybe_extract_next_line(self) -> bytearray | None:
        """Remove and return the first line with its CRLF; None if it is not complete."""
    def maybe_extract_lines(self) -> list[bytearray] | None:
        """Remove and return the lines up to the first empty one, without line endings; None if
        there is no empty line yet.
        """
    def is_next_line_obviously_invalid_request_line(self) -> bool:
        """Whether no message can start with the buffered bytes."""

@disjoint_base
class BodyReader:
    """The base class of body readers. Calling one returns the next event from a buffer, or None
    if more bytes are needed.
    """
    def __call__(self, buf: ReceiveBuffer) -> Data | EndOfMessage | None: ...
    def read_eof(self) -> EndOfMessage:
        """Return the event for the end of the connection, when the buffer is empty."""
    def _begin(self, framing: str, length: int = 0) -> None: ...

@disjoint_base
class BodyWriter:
    """The base class of body writers."""
    def send_data(self, data: Any, write: _Write) -> None:
        """Write content."""
    def send_eom(self, headers: Headers, write: _Write) -> None:
        """Write the end of a message."""
    def _begin(self, framing: str, length: int = 0) -> None: ...

__version__: str
__build__: Build
"""How this package was built, as a dict; h11 0.16.0 has no such name.

``"core"`` is ``"rust"``; ``"profile"`` is whether the compiler optimized with a profile of
programs that use h11, without which it is about a quarter slower; ``"debug"`` is whether it is a
slow build with assertions.
"""
DEFAULT_POLICY: Literal["compatible", "strict", "lenient"]

def codes() -> list[tuple[str, int, str, str, str]]:
    """The table of codes, with ``(code, status hint, enforced by, section, meaning)`` for each."""

def bytesify(s: _Bytes) -> bytes:
    """Convert *s* to bytes: bytes are returned unchanged, a str must be ASCII, and all
    others are passed to ``bytes``, except int, which would result in zero bytes.
    """

def normalize_and_validate(headers: _Pairs, _parsed: bool = ...) -> Headers:
    """Convert pairs to :class:`Headers`, by the rules for names, values, Content-Length and
    Transfer-Encoding.
    """

def get_comma_header(headers: Headers, name: bytes) -> list[bytes]:
    """The members of the comma-separated list in all fields of this name, in lower case."""

def set_comma_header(headers: Headers, name: bytes, new_values: Iterable[_Bytes]) -> Headers:
    """A copy of *headers* with the fields of this name replaced by one for each value."""

def has_expect_100_continue(request: Request) -> bool:
    """Whether a request expects ``100 Continue``; one in HTTP/1.0 is ignored."""

def maybe_read_from_IDLE_client(buf: ReceiveBuffer) -> Request | None:
    """Parse a request head, as from a client in IDLE."""

def maybe_read_from_SEND_RESPONSE_server(
    buf: ReceiveBuffer,
) -> InformationalResponse | Response | None:
    """Parse a response head, as from a server in SEND_RESPONSE."""

def expect_nothing(buf: ReceiveBuffer) -> None:
    """Return None, or raise if the buffer is not empty."""

def _decode_header_lines(lines: Iterable[Buffer]) -> Iterator[tuple[bytes, bytes]]:
    """Join continuation lines (obs-fold), and split each line into name and value."""

def _obsolete_line_fold(lines: Iterable[Buffer]) -> Iterator[bytearray]:
    """Join continuation lines to the lines before them (obs-fold)."""

def write_headers(headers: Headers, write: _Write) -> None:
    """Write a section, Host first, and the empty line after it."""

def write_request(request: Request, write: _Write) -> None:
    """Write the head of a request."""

def write_any_response(response: InformationalResponse | Response, write: _Write) -> None:
    """Write the head of a response of either kind."""

def _body_framing(
    request_method: bytes | None, event: Request | Response
) -> tuple[Literal["content-length"], tuple[int]] | tuple[str, tuple[()]]:
    """The framing of the message with this head, as ``(name, arguments)`` for readers and
    writers (RFC 9112 section 6.3).
    """

def _keep_alive(event: Request | Response) -> bool:
    """Whether the message with this head permits another one on the connection (RFC 9112
    section 9.3).
    """

def init_request(
    event: Event, method: _Bytes, headers: _Pairs, target: _Bytes, http_version: _Bytes
) -> None:
    """Validates and sets the fields for ``Request.__init__``."""

def init_response(
    event: Event, headers: _Pairs, status_code: int, http_version: _Bytes, reason: _Bytes
) -> None:
    """Validates and sets the fields for the ``__init__`` of both kinds of response."""

def init_end_of_message(event: Event, headers: _Pairs | None) -> None:
    """Validates and sets the fields for ``EndOfMessage.__init__``."""

def install_events() -> None:
    """Have calls of the event classes, which ``h11._events`` has defined, go directly into Rust."""

def install_connection() -> None:
    """Have calls of ``Connection``, which ``h11._connection`` has completed, go directly into Rust."""

def process_error(this: Any, role: type[Sentinel]) -> None:
    """Report that *role* has violated the protocol."""

def process_keep_alive_disabled(this: Any) -> None:
    """Clear keep-alive: no other cycle may follow."""

def process_client_switch_proposal(this: Any, switch_event: type[Sentinel]) -> None:
    """Report that the client's request proposes to switch protocols."""

def process_event(
    this: Any,
    role: type[Sentinel],
    event_type: type[Event],
    server_switch_event: type[Sentinel] | None = None,
) -> None:
    """Process an event of *role*, which accepts *server_switch_event* unless that is None."""

def start_next_cycle(this: Any) -> None:
    """Return both sides to IDLE, if both are DONE."""

def copy_states_from(this: Any, connection: Connection) -> None:
    """Copy the states of a connection to *this*."""

def event_transitions() -> Any:
    """The transitions by events, as a new dict ``{role: {state: {event: state}}}``. An event is
    its class, or a tuple of the class and the role that sends it or the switch that it accepts.
    """

def state_transitions() -> Any:
    """The transitions by the states of client and server, as a new dict
    ``{(state, state): {role: state}}``.
    """

def replace_write_headers(function: Callable[[Headers, _Write], Any] | None) -> None:
    """Have *function* write each header and trailer section that is sent. It is called
    with :class:`Headers` and a function that takes bytes. None restores the core.
    """

def replace_body_writers(classes: dict[str, Any] | None) -> None:
    """Have content written by the classes of ``{framing: class}``, whose methods a program
    has replaced. None restores the core.
    """

def make_stepwise(connection: Connection) -> None:
    """Have the methods of *connection* call the functions of ``h11._stepwise`` from now on."""

def extract_event(connection: Connection) -> Any:
    """Return the next received event without changing the states."""

def check_event(connection: Connection, event: Any) -> None:
    """Raise if the policy of *connection* does not permit sending the event."""

def proposes_upgrade(connection: Connection, request: Request) -> bool:
    """Whether *request* proposes to switch protocols."""

def apply_event(
    connection: Connection,
    role: type[Sentinel],
    event: Any,
    switch: type[Sentinel] | None,
) -> None:
    """Change the states for an event of *role*, which accepts *switch* unless that is None, and
    note its other effects.
    """

def note_event(connection: Connection, role: type[Sentinel], event: Any) -> None:
    """Note the effects of an event of *role* other than those on the states."""

def write_event(connection: Connection, event: Any) -> list[Any] | None:
    """The output for an event that has been applied: a list, or None."""

def amendment(connection: Connection, response: Response) -> tuple[str | None, bool]:
    """The changes to the fields of a response: ``(framing, close)``, where *framing* is
    ``"chunked"``, ``"http/1.0"``, or None to keep the framing fields.
    """

def fail(connection: Connection, role: type[Sentinel]) -> None:
    """Report that *role* has violated the protocol."""

def restart(connection: Connection) -> None:
    """Start the next cycle."""

def copy_states_to(this: Any, connection: Connection) -> None:
    """Copy the states of *this* to a connection."""

def size_limit(connection: Connection) -> int:
    """``connection._max_incomplete_event_size``."""

def set_size_limit(connection: Connection, size: float) -> None:
    """Assigns to ``connection._max_incomplete_event_size``."""

def request_method(connection: Connection) -> bytes | None:
    """``connection._request_method``."""

def set_request_method(connection: Connection, method: bytes | None) -> None:
    """Assigns to ``connection._request_method``."""

def body_left(connection: Connection, role: type[Sentinel]) -> tuple[str, tuple[int, ...]]:
    """The framing of the rest of the content that *role* sends, as ``(name, arguments)`` for a
    reader or writer.
    """

def set_unread(connection: Connection, buffer: ReceiveBuffer | Buffer) -> None:
    """Assigns to ``connection._receive_buffer``: a buffer of either kind."""

def unread_len(connection: Connection) -> int:
    """The number of bytes that a connection has received and not parsed."""

def set_received_eof(connection: Connection, closed: bool) -> None:
    """Assigns to ``connection._receive_buffer_closed``."""

def _unread(connection: Connection) -> ReceiveBuffer:
    """A copy of the bytes that a connection has received and not parsed."""

def once(definition: _T, name: str | None = None) -> _T:
    """Return the definition of this name that was passed first in this process: this one,
    unless its module has been executed before.

    Args:
        definition: a class, a function, or another object.
        name (str): module and name; those of the definition by default.
    """
