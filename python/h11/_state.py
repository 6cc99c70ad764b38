"""Roles, states, the tables of the state machine, and the machine itself."""

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
    """The role of the side that sends requests (RFC 9110 section 3.3).

    An argument of :class:`Connection`, and a key of :attr:`Connection.states`.

    Example:
        >>> client = h11.Connection(h11.CLIENT)
        >>> client.our_role, client.their_role
        (CLIENT, SERVER)
    """


@final
@_h11.once
class SERVER(Sentinel, metaclass=Sentinel):
    """The role of the side that sends responses (RFC 9110 section 3.3).

    An argument of :class:`Connection`, and a key of :attr:`Connection.states`.

    Example:
        >>> server = h11.Connection(h11.SERVER)
        >>> server.our_role, server.their_role
        (SERVER, CLIENT)
    """


@final
@_h11.once
class IDLE(Sentinel, metaclass=Sentinel):
    """This side has not sent anything in this cycle.

    The initial state of both sides, also after :meth:`Connection.start_next_cycle`.

    Example:
        >>> h11.Connection(h11.CLIENT).states
        {CLIENT: IDLE, SERVER: IDLE}
    """


@final
@_h11.once
class SEND_RESPONSE(Sentinel, metaclass=Sentinel):
    r"""The server has received the head of a request (RFC 9112 section 9.2).

    It may send any number of :class:`InformationalResponse` before the response.

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
    """This side has sent a head, and may send content (RFC 9112 section 6).

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
    """This side has sent a complete message.

    When both sides have, :meth:`Connection.start_next_cycle` permits the next
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
    """This side has sent a complete message, and cannot send another one.

    For example because either side has sent ``Connection: close`` or an HTTP/1.0
    message (RFC 9112 section 9.3). Only :class:`ConnectionClosed` can be sent.

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
    """This side has closed its stream (RFC 9112 section 9.6).

    The other side may continue to send.

    Example:
        >>> client = h11.Connection(h11.CLIENT)
        >>> client.send(h11.ConnectionClosed())
        >>> client.our_state
        CLOSED
    """


@final
@_h11.once
class ERROR(Sentinel, metaclass=Sentinel):
    r"""This side has violated the protocol.

    This state is final: this side can send nothing more, and what it has sent is
    not parsed. If it is the client, the server may still send a response, for
    example with the ``error_status_hint`` of the exception.

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
    """The client has proposed to switch protocols and waits for the response.

    The proposal is an Upgrade field (RFC 9110 section 7.8) or the method CONNECT
    (section 9.3.6). If the server declines, :data:`DONE` or :data:`MUST_CLOSE`
    follows.

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
    r"""The connection has switched to another protocol.

    The server has accepted, by a 101 (RFC 9110 section 15.2.2) or by a 2xx to
    CONNECT (section 9.3.6). :attr:`Connection.trailing_data` has bytes of the other
    protocol that have been received already.

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

# The tables of the state machine, exported for programs.
EVENT_TRIGGERED_TRANSITIONS: EventTransitionType = _h11.once(
    _assigned.warning_table(
        "h11._state.EVENT_TRIGGERED_TRANSITIONS",
        _h11.event_transitions(),
        _assigned.CONNECTIONS,
    ),
    "h11._state.EVENT_TRIGGERED_TRANSITIONS",
)
STATE_TRIGGERED_TRANSITIONS: StateTransitionType = _h11.once(
    _assigned.warning_table(
        "h11._state.STATE_TRIGGERED_TRANSITIONS",
        _h11.state_transitions(),
        _assigned.CONNECTIONS,
    ),
    "h11._state.STATE_TRIGGERED_TRANSITIONS",
)


@_h11.once
class ConnectionState(metaclass=_assigned.WatchedClass):
    """The state machine of both sides of a connection.

    A subclass may read and change the attributes: each method loads the state machine
    from them and stores it back.
    """

    def __init__(self) -> None:
        #: Whether another cycle may follow.
        self.keep_alive = True
        #: The protocol switches that the client has proposed.
        self.pending_switch_proposals: set[type[Sentinel]] = set()
        #: The state of each side.
        self.states: dict[type[Sentinel], type[Sentinel]] = {CLIENT: IDLE, SERVER: IDLE}

    def process_error(self, role: Any) -> None:
        """Report that *role* has violated the protocol."""
        _h11.process_error(self, role)

    def process_keep_alive_disabled(self) -> None:
        """Clear keep-alive: no other cycle may follow."""
        _h11.process_keep_alive_disabled(self)

    def process_client_switch_proposal(self, switch_event: Any) -> None:
        """Report that the client's request proposes to switch protocols."""
        _h11.process_client_switch_proposal(self, switch_event)

    def process_event(
        self, role: Any, event_type: Any, server_switch_event: Optional[Any] = None
    ) -> None:
        """Process an event of *role*, which accepts *server_switch_event* unless that is None."""
        _h11.process_event(self, role, event_type, server_switch_event)

    def start_next_cycle(self) -> None:
        """Return both sides to IDLE, if both are DONE."""
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
_assigned.warn_on_class_change(ConnectionState, _METHODS, _assigned.CONNECTIONS)
_assigned.watch_module(__name__)
