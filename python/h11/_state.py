"""The roles and states, and the state machine by itself."""

from typing import Any, Dict, Optional, Tuple, Type, Union

from h11 import _assigned, _h11
from h11._events import (
    ConnectionClosed,
    Data,
    EndOfMessage,
    Event,
    InformationalResponse,
    Request,
    Response,
)
from h11._util import LocalProtocolError, Sentinel, final

__all__ = [
    "CLIENT",
    "CLOSED",
    "DONE",
    "ERROR",
    "IDLE",
    "MIGHT_SWITCH_PROTOCOL",
    "MUST_CLOSE",
    "SEND_BODY",
    "SEND_RESPONSE",
    "SERVER",
    "SWITCHED_PROTOCOL",
]


@final
@_h11.once
class CLIENT(Sentinel, metaclass=Sentinel):
    """The end that sends requests (RFC 9110 section 3.3).

    A role: what :class:`Connection` is given, and a key of
    :attr:`Connection.states`.

    Example:
        >>> client = h11.Connection(h11.CLIENT)
        >>> client.our_role, client.their_role
        (CLIENT, SERVER)
    """


@final
@_h11.once
class SERVER(Sentinel, metaclass=Sentinel):
    """The end that sends responses (RFC 9110 section 3.3).

    A role: what :class:`Connection` is given, and a key of
    :attr:`Connection.states`.

    Example:
        >>> server = h11.Connection(h11.SERVER)
        >>> server.our_role, server.their_role
        (SERVER, CLIENT)
    """


@final
@_h11.once
class IDLE(Sentinel, metaclass=Sentinel):
    """Nothing of this cycle has been sent.

    The state of both ends at first, and again after
    :meth:`Connection.start_next_cycle`.

    Example:
        >>> h11.Connection(h11.CLIENT).states
        {CLIENT: IDLE, SERVER: IDLE}
    """


@final
@_h11.once
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


@final
@_h11.once
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


@final
@_h11.once
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


@final
@_h11.once
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


@final
@_h11.once
class CLOSED(Sentinel, metaclass=Sentinel):
    """This end will send no more (RFC 9112 section 9.6).

    The other end may not be done yet.

    Example:
        >>> client = h11.Connection(h11.CLIENT)
        >>> client.send(h11.ConnectionClosed())
        >>> client.our_state
        CLOSED
    """


@final
@_h11.once
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


@final
@_h11.once
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


@final
@_h11.once
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


@final
@_h11.once
class _SWITCH_UPGRADE(Sentinel, metaclass=Sentinel):
    pass


@final
@_h11.once
class _SWITCH_CONNECT(Sentinel, metaclass=Sentinel):
    pass


EventTransitionType = Dict[
    Type[Sentinel],
    Dict[
        Type[Sentinel], Dict[Union[Type[Event], Tuple[Type[Event], Type[Sentinel]]], Type[Sentinel]]
    ],
]
StateTransitionType = Dict[
    Tuple[Type[Sentinel], Type[Sentinel]], Dict[Type[Sentinel], Type[Sentinel]]
]

# The tables by which every connection goes, as programs draw them.
EVENT_TRIGGERED_TRANSITIONS: EventTransitionType = _h11.once(
    _assigned.warn_of_table(
        "h11._state.EVENT_TRIGGERED_TRANSITIONS",
        _h11.event_transitions(),
        _assigned.CONNECTIONS,
    ),
    "h11._state.EVENT_TRIGGERED_TRANSITIONS",
)
STATE_TRIGGERED_TRANSITIONS: StateTransitionType = _h11.once(
    _assigned.warn_of_table(
        "h11._state.STATE_TRIGGERED_TRANSITIONS",
        _h11.state_transitions(),
        _assigned.CONNECTIONS,
    ),
    "h11._state.STATE_TRIGGERED_TRANSITIONS",
)


@_h11.once
class ConnectionState(metaclass=_assigned.Class):
    """The states of a connection's two ends, and what couples them.

    A subclass may read and change the attributes: each method takes the state machine
    from them and stores it back.
    """

    def __init__(self) -> None:
        #: Whether another cycle may follow.
        self.keep_alive = True
        #: The switches of protocols that the client has proposed.
        self.pending_switch_proposals: set[type[Sentinel]] = set()
        #: The state of either end.
        self.states: dict[type[Sentinel], type[Sentinel]] = {CLIENT: IDLE, SERVER: IDLE}

    def process_error(self, role: Any) -> None:
        """One end broke the protocol."""
        _h11.process_error(self, role)

    def process_keep_alive_disabled(self) -> None:
        """No other cycle may follow."""
        _h11.process_keep_alive_disabled(self)

    def process_client_switch_proposal(self, switch_event: Any) -> None:
        """The client's request proposes to switch protocols."""
        _h11.process_client_switch_proposal(self, switch_event)

    def process_event(
        self, role: Any, event_type: Any, server_switch_event: Optional[Any] = None
    ) -> None:
        """An event of *role*, with the switch that it accepts, if any."""
        _h11.process_event(self, role, event_type, server_switch_event)

    def start_next_cycle(self) -> None:
        """Back to IDLE, if both ends are DONE."""
        _h11.start_next_cycle(self)


_METHODS = [
    "__init__",
    "_fire_event_triggered_transitions",
    "_fire_state_triggered_transitions",
    "process_client_switch_proposal",
    "process_error",
    "process_event",
    "process_keep_alive_disabled",
    "start_next_cycle",
]
_assigned.warn_of_class(ConnectionState, _METHODS, _assigned.CONNECTIONS)
_assigned.watch(__name__)
