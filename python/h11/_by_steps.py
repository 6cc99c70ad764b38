"""The methods of ``Connection``, step by step.

As a rule a call is one call into Rust. But the methods of 0.16.0 call each other, by public
and by private names, and programs replace some of these: in a subclass, in the class itself,
or in one connection. Where one is replaced, the functions here are called in place of the
methods, and each step is one that can be replaced. The rules are those of the core all the
same: ``_h11`` has its steps.
"""

from types import MethodType
from typing import Any, Callable, Optional

from h11 import _h11
from h11._base import (
    _SWITCH_CONNECT,
    _SWITCH_UPGRADE,
    DONE,
    ERROR,
    MIGHT_SWITCH_PROTOCOL,
    NEED_DATA,
    PAUSED,
    SERVER,
    SWITCHED_PROTOCOL,
    LocalProtocolError,
    RemoteProtocolError,
)
from h11._events import InformationalResponse, Response
from h11._headers import get_comma_header, set_comma_header

# The methods, as far as they can be replaced in part.


@_h11.once
def send(self: Any, event: Any) -> Optional[bytes]:
    pieces = self.send_with_data_passthrough(event)
    return None if pieces is None else b"".join(pieces)


@_h11.once
def send_with_data_passthrough(self: Any, event: Any) -> Optional[list[Any]]:
    if self.our_state is ERROR:
        raise LocalProtocolError(
            "Can't send data when our state is ERROR", code="local-error-state"
        )
    role = self.our_role
    try:
        _h11.judge_event(self, event)
        if type(event) is Response:
            event = self._clean_up_response_headers_for_sending(event)
        self._process_event(role, event)
        return _h11.write_event(self, event)
    except BaseException:
        self._process_error(role)
        raise


@_h11.once
def next_event(self: Any) -> Any:
    if self.their_state is ERROR:
        message = "Can't receive data when peer state is ERROR"
        raise RemoteProtocolError(message, code="peer-error-state")
    role = self.their_role
    try:
        event = self._extract_next_receive_event()
        if event is not NEED_DATA and event is not PAUSED:
            self._process_event(role, event)
        return event
    except BaseException as error:
        self._process_error(role)
        if isinstance(error, LocalProtocolError):
            error._reraise_as_remote_protocol_error()
        raise


@_h11.once
def send_failed(self: Any) -> None:
    self._process_error(self.our_role)


@_h11.once
def start_next_cycle(self: Any) -> None:
    before = self.states
    _h11.restart(self)
    self._respond_to_state_changes(before)


# The steps, by the names that they have in 0.16.0.


def _extract_next_receive_event(self: Any) -> Any:
    state = self.their_state
    if state is MIGHT_SWITCH_PROTOCOL or state is SWITCHED_PROTOCOL:
        return PAUSED
    if state is DONE and self.trailing_data[0]:
        return PAUSED
    return _h11.extract_event(self)


def _process_event(self: Any, role: Any, event: Any) -> None:
    before = self.states
    switch = self._server_switch_event(event) if role is SERVER else None
    _h11.apply_event(self, role, event, switch)
    self._respond_to_state_changes(before, event)


def _process_error(self: Any, role: Any) -> None:
    before = self.states
    _h11.fail(self, role)
    self._respond_to_state_changes(before)


def _server_switch_event(self: Any, event: Any) -> Any:
    if type(event) is InformationalResponse and event.status_code == 101:
        return _SWITCH_UPGRADE
    if type(event) is Response and 200 <= event.status_code < 300:
        return _SWITCH_CONNECT if _h11.proposes_tunnel(self) else None
    return None


def _respond_to_state_changes(self: Any, old_states: Any, event: Any = None) -> None:
    """For programs to replace: the core has its readers and writers already."""


def _clean_up_response_headers_for_sending(self: Any, response: Any) -> Any:
    framing, close = _h11.amendment(self, response)
    headers = response.headers
    if framing is not None:
        codings = [b"chunked"] if framing == "chunked" else []
        headers = set_comma_header(headers, b"content-length", [])
        headers = set_comma_header(headers, b"transfer-encoding", codings)
    if close:
        options = {*get_comma_header(headers, b"connection"), b"close"} - {b"keep-alive"}
        headers = set_comma_header(headers, b"connection", sorted(options))
    if headers is response.headers:
        return response
    return Response(
        headers=headers,
        status_code=response.status_code,
        http_version=response.http_version,
        reason=response.reason,
    )


@_h11.once
class Replaceable:
    """A step as an attribute of the class. One that a connection is given for itself counts."""

    def __init__(self, step: Callable[..., Any]) -> None:
        self._step = step

    def __set_name__(self, owner: Any, name: str) -> None:
        self._name = name
        self._step.__qualname__ = f"{owner.__name__}.{name}"

    def __get__(self, connection: Any, owner: Any = None) -> Any:
        if connection is None:
            return self._step
        own = vars(connection)
        return own[self._name] if self._name in own else MethodType(self._step, connection)

    def __set__(self, connection: Any, value: Any) -> None:
        vars(connection)[self._name] = value
        _h11.go_by_steps(connection)

    def __delete__(self, connection: Any) -> None:
        try:
            del vars(connection)[self._name]
        except KeyError:
            raise AttributeError(self._name) from None


STEPS = _h11.once(
    {
        step.__name__: Replaceable(step)
        for step in (
            _clean_up_response_headers_for_sending,
            _extract_next_receive_event,
            _process_error,
            _process_event,
            _respond_to_state_changes,
            _server_switch_event,
        )
    },
    "h11._by_steps.STEPS",
)
