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
from h11._state import ConnectionState
from h11._util import Sentinel

_Bytes: TypeAlias = Buffer | str  # the str in ASCII
_Pairs: TypeAlias = Iterable[tuple[_Bytes, _Bytes]]
_Write: TypeAlias = Callable[[bytes], Any]
_T = TypeVar("_T")
_HasBytes: TypeAlias = Request | InformationalResponse | Response | Data | EndOfMessage

@disjoint_base
class Headers(Sequence[tuple[bytes, bytes]]):
    """The fields of a message as a sequence of ``(name, value)`` pairs (RFC 9110
    section 5, RFC 9112 section 5).

    Both are bytes; names are in lower case. A sequence of the same pairs
    compares equal. The names as they are spelled on the wire are in
    :meth:`raw_items`.

    Events make it of what they are given; a program need not.

    Args:
        full_items: an iterable of ``(name as spelled, name in lower case, value)``.

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
        """The place of the first pair that equals *value*, as of a list.

        Args:
            value: a ``(name, value)`` pair of bytes, the name in lower case.
            start (int): where to begin.
            stop (int): before what place to end.

        Raises:
            ValueError: if there is none.

        Example:
            >>> headers = h11.EndOfMessage(headers=[("A", "1"), ("B", "2")]).headers
            >>> headers.index((b"b", b"2"))
            1
        """
    def count(self, value: object) -> int:
        """How many pairs equal *value*, a ``(name, value)`` pair of bytes, the name in lower case.

        Example:
            >>> headers = h11.EndOfMessage(headers=[("A", "1"), ("a", "1")]).headers
            >>> headers.count((b"a", b"1"))
            2
        """
    @overload
    def get(self, name: str | bytes, default: None = None) -> bytes | None:
        """The value of the first field of this name (RFC 9110 section 5.2).

        Args:
            name (str or bytes): the name, in whatever case.
            default: what is returned if there is no such field.

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
            name (str or bytes): the name, in whatever case.

        Returns:
            A new list of bytes, empty if there is no such field.

        Example:
            >>> headers = h11.EndOfMessage(headers=[("ETag", "1"), ("etag", "2")]).headers
            >>> headers.get_all("etag"), headers.get_all("age")
            ([b'1', b'2'], [])
        """
    def raw_items(self) -> list[tuple[bytes, bytes]]:
        """The fields as ``(name, value)`` pairs of bytes with the names as they are
        spelled on the wire: a new list each time (RFC 9110 section 5.1).

        Example:
            >>> headers = h11.EndOfMessage(headers=[("ETag", "1")]).headers
            >>> headers.raw_items(), list(headers)
            ([(b'ETag', b'1')], [(b'etag', b'1')])
        """
    @property
    def _full_items(self) -> list[tuple[bytes, bytes, bytes]]: ...

@disjoint_base
class Connection:
    r"""One end of an HTTP/1.1 connection, without the wire (RFC 9112).

    What has arrived goes in by :meth:`receive_data` and comes out of
    :meth:`next_event` as events; an event goes into :meth:`send` and comes out
    as the bytes to be sent.

    Args:
        our_role: :data:`h11.CLIENT` or :data:`h11.SERVER`.
        max_incomplete_event_size (int): how many bytes may wait for the rest of
            an event, in practice the size of a head, before
            :meth:`next_event` gives the peer up with the status hint 431.
        policy (str): ``"compatible"``, which accepts and sends what h11 0.16.0 does;
            ``"strict"``, which holds both ends to more rules of RFC 9112; or, for
            clients, ``"lenient"``, which also reads malformed fields of responses
            where that leaves no doubt about the framing. The environment variable
            ``H11_POLICY``, read at import, sets the default (with ``lenient``, that
            of clients).
        limits (Limits): how much is read; None for what the policy has.

    Raises:
        ValueError: if *our_role* is neither role, or there is no such *policy* for
            it.
        TypeError: if *max_incomplete_event_size* is not a number, *policy* not a
            str, or *limits* not :class:`Limits`.

    A method raises RuntimeError while another call of the same connection is at work, in
    another thread for instance; attributes are then as they were before that call, but
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
    client_is_waiting_for_100_continue: bool
    _receive_buffer: ReceiveBuffer
    _cstate: ConnectionState
    _reader: Any
    _writer: Any
    _receive_buffer_closed: bool
    _max_incomplete_event_size: int
    _request_method: bytes | None
    def __init__(
        self,
        our_role: type[Sentinel],
        max_incomplete_event_size: int = 16384,
        *,
        policy: Literal["compatible", "strict", "lenient"] | None = None,
        limits: Limits | None = None,
    ) -> None: ...
    @property
    def our_role(self) -> type[Sentinel]:
        """:data:`h11.CLIENT` or :data:`h11.SERVER`: which end this is.

        Example:
            >>> h11.Connection(h11.CLIENT).our_role
            CLIENT
        """
    @property
    def their_role(self) -> type[Sentinel]:
        """:data:`h11.CLIENT` or :data:`h11.SERVER`: which end the peer is.

        Example:
            >>> h11.Connection(h11.CLIENT).their_role
            SERVER
        """
    @property
    def states(self) -> dict[type[Sentinel], type[Sentinel]]:
        r"""The states of both ends: a new dict, ``{CLIENT: ..., SERVER: ...}``.

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
        """The state of this end, such as :data:`h11.IDLE`.

        Example:
            >>> client = h11.Connection(h11.CLIENT)
            >>> client.our_state is h11.IDLE
            True
        """
    @property
    def their_state(self) -> type[Sentinel]:
        """The state of the other end, as far as its events have been read.

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
        server answers by an :class:`InformationalResponse` before it waits for the
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
        r"""What has been received and not been read: ``(bytes, bool)``, where the
        bool says whether the end of the connection came after it. After a switch
        of protocols this is where the other protocol begins (RFC 9110 section 7.8).

        Example:
            >>> server = h11.Connection(h11.SERVER)
            >>> server.receive_data(b"GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /2")
            >>> request, end = server.next_event(), server.next_event()
            >>> server.trailing_data
            (b'GET /2', False)
        """
    def receive_data(self, data: Buffer | None) -> None:
        r"""Take bytes that have arrived. Nothing is read before :meth:`next_event`.

        Args:
            data: any buffer of bytes, of any length, cut anywhere; an empty one, or
                None, says that the peer has closed its end (RFC 9112 section 9.6).

        Raises:
            RuntimeError: if bytes come after the end.
            TypeError: if *data* is not a buffer.

        How messages are told from the bytes: RFC 9112 section 2.2.

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
            An event, or :data:`h11.NEED_DATA` if more bytes must be received
            first, or :data:`h11.PAUSED` if the bytes at hand belong to the next
            cycle or to another protocol.

        Raises:
            RemoteProtocolError: if the peer broke the protocol. Its state is
                then :data:`h11.ERROR` and every further call raises as well.

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
        r"""Turn an event into the bytes to send, and note that it is sent.

        Args:
            event: an event that is allowed in :attr:`our_state`.

        Returns:
            bytes, possibly empty, to be sent in this order; None for
            :class:`ConnectionClosed`.

        Raises:
            LocalProtocolError: if the event would break the protocol, or *event* is
                not an event. :attr:`our_state` is then :data:`h11.ERROR`.
            TypeError: if the data of a :class:`Data` event is not a buffer.

        See RFC 9112 sections 2 to 9.

        Example:
            >>> client = h11.Connection(h11.CLIENT)
            >>> headers = [("Host", "example.com"), ("Content-Length", "3")]
            >>> client.send(h11.Request(method="PUT", target="/", headers=headers))
            b'PUT / HTTP/1.1\r\nHost: example.com\r\nContent-Length: 3\r\n\r\n'
            >>> client.send(h11.Data(data=b"abc")), client.send(h11.EndOfMessage())
            (b'abc', b'')
            >>> client.send(h11.EndOfMessage())
            Traceback (most recent call last):
            h11._util.LocalProtocolError: can't handle event type EndOfMessage when role=CLIENT and state=DONE
        """
    @overload
    def send(self, event: _HasBytes) -> bytes: ...
    @overload
    def send(self, event: Event) -> bytes | None: ...
    @overload
    def send_with_data_passthrough(self, event: ConnectionClosed) -> None:
        r"""As :meth:`send`, but as a list of pieces, in which the data of a
        :class:`Data` event is the very object that was passed: for sendfile and
        the like it may be anything that has a length, in bytes.

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
        """Note that bytes from :meth:`send` could not be sent: :attr:`our_state`
        becomes :data:`h11.ERROR`. What the peer sends can still be read (RFC 9112
        section 9.5).

        Example:
            >>> client = h11.Connection(h11.CLIENT)
            >>> client.send_failed()
            >>> client.states
            {CLIENT: ERROR, SERVER: IDLE}
        """
    def start_next_cycle(self) -> None:
        r"""Begin the next request/response cycle on the same connection.

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
    """Received bytes that can be taken off the front by count, by line and by
    section.
    """
    def __init__(self) -> None: ...
    def __iadd__(self, value: Buffer, /) -> Self: ...
    def __bool__(self) -> bool: ...
    def __len__(self) -> int: ...
    def __bytes__(self) -> bytes: ...
    def maybe_extract_at_most(self, count: SupportsIndex) -> bytearray | None:
        """Up to *count* bytes; None if there are none."""
    def maybe_extract_next_line(self) -> bytearray | None:
        """The first line with its CRLF; None if it is not complete."""
    def maybe_extract_lines(self) -> list[bytearray] | None:
        """The lines up to the first empty one, without their line ends; None if
        there is no empty line yet.
        """
    def is_next_line_obviously_invalid_request_line(self) -> bool:
        """Whether no message could begin like this."""

@disjoint_base
class BodyReader:
    """What the classes that read bodies have in common. Calling one reads the next event off a
    buffer, or gives None if more bytes are needed.
    """
    def __call__(self, buf: ReceiveBuffer) -> Data | EndOfMessage | None: ...
    def read_eof(self) -> EndOfMessage:
        """The connection has ended and the buffer is empty."""
    def _begin(self, framing: str, length: int = 0) -> None: ...

@disjoint_base
class BodyWriter:
    """What the classes that write bodies have in common."""
    def send_data(self, data: Any, write: _Write) -> None:
        """Writes content."""
    def send_eom(self, headers: Headers, write: _Write) -> None:
        """Writes the end of a message."""
    def _begin(self, framing: str, length: int = 0) -> None: ...

__version__: str
DEFAULT_POLICY: Literal["compatible", "strict", "lenient"]

def codes() -> list[tuple[str, int, str, str, str]]:
    """The table of codes: ``(code, status hint, enforced by, section, meaning)`` each."""

def bytesify(s: _Bytes) -> bytes:
    """Make *s* a bytes object: bytes stay as they are, str must be ASCII,
    everything else goes through ``bytes(s)``, except int, which would give that
    many zero bytes.
    """

def normalize_and_validate(headers: _Pairs, _parsed: bool = ...) -> Headers:
    """Make :class:`Headers` of pairs, under the rules for names, values,
    Content-Length and Transfer-Encoding.
    """

def get_comma_header(headers: Headers, name: bytes) -> list[bytes]:
    """The members of the comma-separated list that all fields of this name make
    together, in lower case.
    """

def set_comma_header(headers: Headers, name: bytes, new_values: Iterable[_Bytes]) -> Headers:
    """The fields with those of this name replaced by one for each of the values."""

def has_expect_100_continue(request: Request) -> bool:
    """Whether a request asks for ``100 Continue``, and may: one of HTTP/1.0 may
    not.
    """

def maybe_read_from_IDLE_client(buf: ReceiveBuffer) -> Request | None:
    """Reads a request head, as from a client in IDLE."""

def maybe_read_from_SEND_RESPONSE_server(
    buf: ReceiveBuffer,
) -> InformationalResponse | Response | None:
    """Reads a response head, as from a server in SEND_RESPONSE."""

def expect_nothing(buf: ReceiveBuffer) -> None:
    """Reads nothing, and wants nothing to be there."""

def _decode_header_lines(lines: Iterable[Buffer]) -> Iterator[tuple[bytes, bytes]]:
    """Joins continuation lines, and splits each line into name and value."""

def _obsolete_line_fold(lines: Iterable[Buffer]) -> Iterator[bytearray]:
    """Joins continuation lines to the lines that they continue."""

def write_headers(headers: Headers, write: _Write) -> None:
    """Writes a section, Host first, and the empty line after it."""

def write_request(request: Request, write: _Write) -> None:
    """Writes the head of a request."""

def write_any_response(response: InformationalResponse | Response, write: _Write) -> None:
    """Writes the head of a response of either kind."""

def _body_framing(
    request_method: bytes | None, event: Request | Response
) -> tuple[Literal["content-length"], tuple[int]] | tuple[str, tuple[()]]:
    """The framing of the message that *event* begins: ``(name, arguments)``, by
    which the readers and writers are chosen.
    """

def _keep_alive(event: Request | Response) -> bool:
    """Whether the connection may be used again after the message that *event*
    begins, as far as this message goes.
    """

def init_request(
    event: Event, method: _Bytes, headers: _Pairs, target: _Bytes, http_version: _Bytes
) -> None:
    """What ``Request.__init__`` does."""

def init_response(
    event: Event, headers: _Pairs, status_code: int, http_version: _Bytes, reason: _Bytes
) -> None:
    """What the ``__init__`` of both kinds of response does."""

def init_end_of_message(event: Event, headers: _Pairs | None) -> None:
    """What ``EndOfMessage.__init__`` does."""

def install_events() -> None:
    """Has calls of the event classes, which ``h11._events`` has defined, go straight into Rust."""

def install_connection() -> None:
    """Does the same for ``Connection``, once ``h11._connection`` has given it its ``__init__``."""

def process_error(this: Any, role: type[Sentinel]) -> None:
    """One end broke the protocol."""

def process_keep_alive_disabled(this: Any) -> None:
    """No other cycle may follow."""

def process_client_switch_proposal(this: Any, switch_event: type[Sentinel]) -> None:
    """The client's request proposes to switch protocols."""

def process_event(
    this: Any,
    role: type[Sentinel],
    event_type: type[Event],
    server_switch_event: type[Sentinel] | None = None,
) -> None:
    """An event of *role*, with the switch that it accepts, if any."""

def start_next_cycle(this: Any) -> None:
    """Back to IDLE, if both ends are DONE."""

def copy_states(this: Any, connection: Connection) -> None:
    """Puts the states of a connection into *this*."""

def event_transitions() -> Any:
    """Where events lead, as a new dict ``{role: {state: {event: state}}}``: an event is
    its class, or a tuple of it and the role that sends it or the switch that it accepts.
    """

def state_transitions() -> Any:
    """Where the states of client and server lead together, as a new dict
    ``{(state, state): {role: state}}``.
    """

def replace_write_headers(function: Callable[[Headers, _Write], Any] | None) -> None:
    """Have *function* write each header and trailer section that is sent: it is called
    with :class:`Headers` and a function that takes bytes. With None, the core does.
    """

def replace_body_writers(classes: dict[str, Any] | None) -> None:
    """Have content written by the classes of ``{framing: class}``, whose methods a program
    has replaced. With None, the core writes it.
    """

def go_by_steps(connection: Connection) -> None:
    """Has the methods of *connection* go by the functions of ``h11._by_steps`` from now on."""

def extract_event(connection: Connection) -> Any:
    """The next event of what *connection* has received; its states stay as they are."""

def judge_event(connection: Connection, event: Any) -> None:
    """Refuses an event that the policy of *connection* does not let it send."""

def proposes_upgrade(connection: Connection, request: Request) -> bool:
    """Whether *request* asks to switch protocols."""

def apply_event(
    connection: Connection,
    role: type[Sentinel],
    event: Any,
    switch: Any,
) -> None:
    """Notes that *role* has sent an event, which accepts *switch* if that is not None; if it
    is Ellipsis, the states have seen to the event already.
    """

def write_event(connection: Connection, event: Any) -> list[Any] | None:
    """What there is to send of an event that has been applied: a list of pieces, or None."""

def amendment(connection: Connection, response: Response) -> tuple[str | None, bool]:
    """What must be put right in a response: ``(framing, close)``, where the framing is
    ``"chunked"``, ``"http/1.0"``, or None if the fields say what it is.
    """

def fail(connection: Connection, role: type[Sentinel]) -> None:
    """Notes that *role* broke the protocol."""

def restart(connection: Connection) -> None:
    """Begins the next cycle."""

def adopt_states(this: Any, connection: Connection) -> None:
    """Puts the states of *this* into a connection."""

def size_limit(connection: Connection) -> int:
    """``connection._max_incomplete_event_size``."""

def set_size_limit(connection: Connection, size: float) -> None:
    """Assigns to ``connection._max_incomplete_event_size``."""

def request_method(connection: Connection) -> bytes | None:
    """``connection._request_method``."""

def set_request_method(connection: Connection, method: bytes | None) -> None:
    """Assigns to ``connection._request_method``."""

def body_left(connection: Connection, role: type[Sentinel]) -> tuple[str, tuple[int, ...]]:
    """What is left of the content that *role* sends: ``(name, arguments)``, by which a reader
    or writer of the rest is made.
    """

def set_unread(connection: Connection, buffer: ReceiveBuffer | Buffer) -> None:
    """Assigns to ``connection._receive_buffer``: a buffer of either kind."""

def set_received_eof(connection: Connection, closed: bool) -> None:
    """Assigns to ``connection._receive_buffer_closed``."""

def _unread(connection: Connection) -> ReceiveBuffer:
    """A copy of what a connection has received and not read."""

def once(definition: _T, name: str | None = None) -> _T:
    """The definition of that name that was passed first in this process: itself, unless
    the module that defines it is executed again.

    Args:
        definition: a class, a function, or another object.
        name (str): its module and name; without one, those that the definition has.
    """
