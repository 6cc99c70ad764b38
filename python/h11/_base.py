"""What the compiled half of the package looks up when it is loaded.

The names are public as ``h11.X`` and at home in the modules that they are told
to be of, where 0.16.0 has them.
"""

from typing import TYPE_CHECKING, Any, NoReturn, Optional, TypeVar

from h11._h11 import once  # there before the compiled half imports this module

if TYPE_CHECKING:
    from typing import final
else:

    def final(cls: type) -> type:
        """For type checkers alone: `typing.final` would leave a mark on the class."""
        return cls


_T = TypeVar("_T", bound="Sentinel")


@once
class ProtocolError(Exception):
    """Somebody broke the rules of HTTP/1.1: see the two subclasses.

    Raise one of those; this class cannot be instantiated itself. Catch it where it
    does not matter whose fault it was.

    Args:
        msg (str): what is wrong.
        error_status_hint (int): the status code that a server might answer with,
            400 unless a better one exists (RFC 9110 section 15.5).
        code (str): which rule was broken, such as ``"content-length-conflict"``: the
            same in every release, None where a program does not say.
        offending (bytes): the first 100 of the bytes at fault, None where there are
            none to show.

    Raises:
        TypeError: if it is this very class that is called.

    Example:
        >>> try:
        ...     h11.Connection(h11.CLIENT).send(h11.EndOfMessage())
        ... except h11.ProtocolError as error:
        ...     print(error)
        ...     print(error.code, error.offending)
        can't handle event type EndOfMessage when role=CLIENT and state=IDLE
        unexpected-event None
    """

    __module__ = "h11._util"

    # For subclasses whose `__init__` does not call this one.
    code: Optional[str] = None
    offending: Optional[bytes] = None

    def __init__(
        self,
        msg: str,
        error_status_hint: int = 400,
        *,
        code: Optional[str] = None,
        offending: Optional[bytes] = None,
    ) -> None:
        if type(self) is ProtocolError:
            raise TypeError("tried to directly instantiate ProtocolError")
        super().__init__(msg)
        self.error_status_hint = error_status_hint
        self.code = code
        self.offending = offending


@once
class LocalProtocolError(ProtocolError):
    """The program tried to do what HTTP/1.1 does not allow.

    Making an event and sending it raise this. ``error_status_hint`` is what the
    peer might have answered.

    Args:
        msg (str): what is wrong.
        error_status_hint (int): a status code, 400 by default.
        code (str): which rule was broken, if any is named.
        offending (bytes): the first 100 of the bytes at fault, if there are any.

    Example:
        >>> h11.Request(method="GET", target="/a b", headers=[("Host", "example.com")])
        Traceback (most recent call last):
        h11._util.LocalProtocolError: Illegal target characters
    """

    __module__ = "h11._util"

    def _reraise_as_remote_protocol_error(self) -> NoReturn:
        """Raise this very exception, but as the peer's fault."""
        self.__class__ = RemoteProtocolError  # type: ignore[assignment]
        raise self


@once
class RemoteProtocolError(ProtocolError):
    """The peer did what HTTP/1.1 does not allow.

    :meth:`Connection.next_event` raises this. ``error_status_hint`` is what a
    server might answer before it closes the connection (RFC 9112 section 2.2).

    Args:
        msg (str): what is wrong.
        error_status_hint (int): a status code, 400 by default.
        code (str): which rule was broken, if any is named.
        offending (bytes): the first 100 of the bytes at fault, if there are any.

    Example:
        >>> server = h11.Connection(h11.SERVER, max_incomplete_event_size=100)
        >>> server.receive_data(b"GET /" + b"a" * 100)
        >>> try:
        ...     server.next_event()
        ... except h11.RemoteProtocolError as error:
        ...     print(error.error_status_hint, error)
        431 Receive buffer too long
    """

    __module__ = "h11._util"


@once
class Sentinel(type):
    """The metaclass of constants that are instances of themselves.

    ``type(NEED_DATA) is NEED_DATA``, so that a program can look up what
    ``next_event`` returned by its type, be it an event or a constant.
    """

    __module__ = "h11._util"

    def __new__(
        cls: type[_T], name: str, bases: tuple[type, ...], namespace: dict[str, Any], **kwds: Any
    ) -> _T:
        assert bases == (Sentinel,)
        sentinel = super().__new__(cls, name, bases, namespace, **kwds)
        sentinel.__class__ = sentinel  # type: ignore[assignment]
        return sentinel

    def __repr__(self) -> str:
        return self.__name__


@final
@once
class NEED_DATA(Sentinel, metaclass=Sentinel):
    r"""No event is complete: receive more first.

    What :meth:`Connection.next_event` returns when :meth:`Connection.receive_data`
    has to come before the next call.

    Example:
        >>> server = h11.Connection(h11.SERVER)
        >>> server.receive_data(b"GET / HTTP/1.1\r\nHo")
        >>> server.next_event() is h11.NEED_DATA
        True
    """

    __module__ = "h11._connection"


@final
@once
class PAUSED(Sentinel, metaclass=Sentinel):
    r"""Data is waiting, but it is not of this cycle, or not HTTP.

    What :meth:`Connection.next_event` returns when
    :meth:`Connection.start_next_cycle` has to come before the next call (RFC 9112
    section 9.3.2), or when the peer may switch protocols or has done so, and what
    comes is in :attr:`Connection.trailing_data` (RFC 9110 section 7.8). Receiving
    more changes nothing, so do not wait for data then.

    Example:
        >>> server = h11.Connection(h11.SERVER)
        >>> server.receive_data(2 * b"GET / HTTP/1.1\r\nHost: example.com\r\n\r\n")
        >>> for _ in range(3):
        ...     print(type(server.next_event()))
        <class 'h11._events.Request'>
        <class 'h11._events.EndOfMessage'>
        PAUSED
    """

    __module__ = "h11._connection"


@final
@once
class CLIENT(Sentinel, metaclass=Sentinel):
    """The end that sends requests (RFC 9110 section 3.3).

    A role: what :class:`Connection` is given, and a key of
    :attr:`Connection.states`.

    Example:
        >>> client = h11.Connection(h11.CLIENT)
        >>> client.our_role, client.their_role
        (CLIENT, SERVER)
    """

    __module__ = "h11._state"


@final
@once
class SERVER(Sentinel, metaclass=Sentinel):
    """The end that sends responses (RFC 9110 section 3.3).

    A role: what :class:`Connection` is given, and a key of
    :attr:`Connection.states`.

    Example:
        >>> server = h11.Connection(h11.SERVER)
        >>> server.our_role, server.their_role
        (SERVER, CLIENT)
    """

    __module__ = "h11._state"


@final
@once
class IDLE(Sentinel, metaclass=Sentinel):
    """Nothing of this cycle has been sent.

    The state of both ends at first, and again after
    :meth:`Connection.start_next_cycle`.

    Example:
        >>> h11.Connection(h11.CLIENT).states
        {CLIENT: IDLE, SERVER: IDLE}
    """

    __module__ = "h11._state"


@final
@once
class SEND_RESPONSE(Sentinel, metaclass=Sentinel):
    r"""The server has the request's head and owes a response (RFC 9112 section 9.2).

    It may announce that response by any number of :class:`InformationalResponse`.

    Example:
        >>> server = h11.Connection(h11.SERVER)
        >>> server.receive_data(b"GET / HTTP/1.1\r\nHost: example.com\r\n\r\n")
        >>> request = server.next_event()
        >>> server.our_state
        SEND_RESPONSE
    """

    __module__ = "h11._state"


@final
@once
class SEND_BODY(Sentinel, metaclass=Sentinel):
    """The head is out, content may follow (RFC 9112 section 6).

    :class:`EndOfMessage` ends this state, whether or not there was any
    :class:`Data`.

    Example:
        >>> client = h11.Connection(h11.CLIENT)
        >>> headers = [("Host", "example.com"), ("Content-Length", "5")]
        >>> wire = client.send(h11.Request(method="PUT", target="/", headers=headers))
        >>> client.our_state
        SEND_BODY
    """

    __module__ = "h11._state"


@final
@once
class DONE(Sentinel, metaclass=Sentinel):
    """The message is complete.

    When both ends are here, :meth:`Connection.start_next_cycle` leads to the next
    request (RFC 9112 section 9.3).

    Example:
        >>> client = h11.Connection(h11.CLIENT)
        >>> request = h11.Request(method="GET", target="/", headers=[("Host", "example.com")])
        >>> wire = client.send(request) + client.send(h11.EndOfMessage())
        >>> client.our_state
        DONE
    """

    __module__ = "h11._state"


@final
@once
class MUST_CLOSE(Sentinel, metaclass=Sentinel):
    """The message is complete, and the connection cannot be used again.

    So it is when either end asked for ``Connection: close`` or speaks HTTP/1.0
    (RFC 9112 section 9.3): all that can still be sent is :class:`ConnectionClosed`.

    Example:
        >>> client = h11.Connection(h11.CLIENT)
        >>> headers = [("Host", "example.com"), ("Connection", "close")]
        >>> request = h11.Request(method="GET", target="/", headers=headers)
        >>> wire = client.send(request) + client.send(h11.EndOfMessage())
        >>> client.our_state
        MUST_CLOSE
    """

    __module__ = "h11._state"


@final
@once
class CLOSED(Sentinel, metaclass=Sentinel):
    """This end will send no more (RFC 9112 section 9.6).

    The other end may not be done yet.

    Example:
        >>> client = h11.Connection(h11.CLIENT)
        >>> client.send(h11.ConnectionClosed())
        >>> client.our_state
        CLOSED
    """

    __module__ = "h11._state"


@final
@once
class ERROR(Sentinel, metaclass=Sentinel):
    r"""This end broke the protocol.

    There is no way out of this state: this end can send nothing more, and nothing
    that it sent is read. If it is the client, the server may still answer, by the
    ``error_status_hint`` of the exception for instance.

    Example:
        >>> server = h11.Connection(h11.SERVER)
        >>> server.receive_data(b"GET / HTTP/1.1\r\n\r\n")
        >>> server.next_event()
        Traceback (most recent call last):
        h11._util.RemoteProtocolError: Missing mandatory Host: header
        >>> server.their_state
        ERROR
        >>> server.send(h11.Response(status_code=400, headers=[("Content-Length", "0")]))
        b'HTTP/1.1 400 \r\nContent-Length: 0\r\n\r\n'
    """

    __module__ = "h11._state"


@final
@once
class MIGHT_SWITCH_PROTOCOL(Sentinel, metaclass=Sentinel):
    """The client has asked to switch protocols and waits for the answer.

    It did so by an Upgrade field (RFC 9110 section 7.8) or by the method CONNECT
    (section 9.3.6). If the server declines, the client goes on to :data:`DONE` or
    :data:`MUST_CLOSE`.

    Example:
        >>> client = h11.Connection(h11.CLIENT)
        >>> request = h11.Request(
        ...     method="CONNECT", target="example.com:443", headers=[("Host", "example.com:443")]
        ... )
        >>> wire = client.send(request) + client.send(h11.EndOfMessage())
        >>> client.our_state
        MIGHT_SWITCH_PROTOCOL
    """

    __module__ = "h11._state"


@final
@once
class SWITCHED_PROTOCOL(Sentinel, metaclass=Sentinel):
    r"""What follows is not HTTP.

    The server agreed, by a 101 (RFC 9110 section 15.2.2) or by a 2xx to CONNECT
    (section 9.3.6). What the other protocol has sent already is in
    :attr:`Connection.trailing_data`.

    Example:
        >>> client = h11.Connection(h11.CLIENT)
        >>> request = h11.Request(
        ...     method="CONNECT", target="example.com:443", headers=[("Host", "example.com:443")]
        ... )
        >>> wire = client.send(request) + client.send(h11.EndOfMessage())
        >>> client.receive_data(b"HTTP/1.1 200 OK\r\n\r\n\x16\x03")
        >>> client.next_event().status_code
        200
        >>> client.states
        {CLIENT: SWITCHED_PROTOCOL, SERVER: SWITCHED_PROTOCOL}
        >>> client.trailing_data
        (b'\x16\x03', False)
    """

    __module__ = "h11._state"


@final
@once
class _SWITCH_UPGRADE(Sentinel, metaclass=Sentinel):
    __module__ = "h11._state"


@final
@once
class _SWITCH_CONNECT(Sentinel, metaclass=Sentinel):
    __module__ = "h11._state"
