"""The roles and states, and the state machine by itself."""

from typing import Any, Dict, Optional, Tuple, Type, Union

from h11 import _assigned, _h11
from h11._base import _SWITCH_CONNECT as _SWITCH_CONNECT
from h11._base import _SWITCH_UPGRADE as _SWITCH_UPGRADE
from h11._base import (
    CLIENT,
    CLOSED,
    DONE,
    ERROR,
    IDLE,
    MIGHT_SWITCH_PROTOCOL,
    MUST_CLOSE,
    SEND_BODY,
    SEND_RESPONSE,
    SERVER,
    SWITCHED_PROTOCOL,
    LocalProtocolError,
    Sentinel,
)
from h11._events import (
    ConnectionClosed,
    Data,
    EndOfMessage,
    Event,
    InformationalResponse,
    Request,
    Response,
)

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
