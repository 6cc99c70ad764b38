"""The methods of ``Connection`` in the steps of 0.16.0.

Usually a method is a single call into Rust. But the methods of 0.16.0 call each other, by
public and private names, and programs replace some of these: in a subclass, in the class
itself, or in one connection. If one is replaced, these functions are called in place of the
methods, and look up each step. They apply the same rules, since the steps end in functions
of ``_h11``.
"""

from types import MethodType
from typing import Any, Callable, Optional

from h11 import _connection, _h11
from h11._events import ConnectionClosed, InformationalResponse, Request, Response
from h11._h11 import _body_framing, _keep_alive
from h11._headers import get_comma_header, set_comma_header
from h11._log import log_remote_error
from h11._readers import READERS
from h11._state import (
    _SWITCH_CONNECT,
    _SWITCH_UPGRADE,
    CLIENT,
    DONE,
    ERROR,
    MIGHT_SWITCH_PROTOCOL,
    SEND_BODY,
    SERVER,
    SWITCHED_PROTOCOL,
    ConnectionState,
)
from h11._util import LocalProtocolError, RemoteProtocolError
from h11._writers import WRITERS

# The methods that call steps.


@_h11.once
def send(self: Any, event: Any) -> Optional[bytes]:
    pieces = self.send_with_data_passthrough(event)
    return None if pieces is None else b"".join(pieces)


@_h11.once
def send_with_data_passthrough(self: Any, event: Any) -> Optional[list[Any]]:
    sync_cstate(self)
    if self.our_state is ERROR:
        raise LocalProtocolError(
            "Can't send data when our state is ERROR", code="local-error-state"
        )
    role = self.our_role
    try:
        _h11.check_event(self, event)
        if type(event) is Response:
            event = self._clean_up_response_headers_for_sending(event)
        writer = vars(self).get("_writer")
        self._process_event(role, event)
        if writer is None or type(event) is ConnectionClosed:
            return _h11.write_event(self, event)
        pieces: list[Any] = []
        writer(event, pieces.append)
        return pieces
    except BaseException:
        self._process_error(role)
        raise


@_h11.once
def next_event(self: Any) -> Any:
    sync_cstate(self)
    # Not by the attribute, which a program may have replaced.
    states = _connection._PROPERTIES["states"].__get__(self)
    try:
        return _next_event(self)
    except RemoteProtocolError as error:
        log_remote_error(error, self.our_role, states[CLIENT], states[SERVER], stacklevel=3)
        raise


@_h11.once
def _next_event(self: Any) -> Any:
    if self.their_state is ERROR:
        message = "Can't receive data when peer state is ERROR"
        raise RemoteProtocolError(message, code="peer-error-state")
    role = self.their_role
    try:
        event = self._extract_next_receive_event()
        if event is not _connection.NEED_DATA and event is not _connection.PAUSED:
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
    state = vars(self).get("_cstate")
    if state is None:
        _h11.restart(self)
    else:
        state.start_next_cycle()
        _h11.set_request_method(self, None)
        sync_cstate(self)
    self._respond_to_state_changes(before)


# The steps, with their names in 0.16.0.


def _extract_next_receive_event(self: Any) -> Any:
    state = self.their_state
    if state is MIGHT_SWITCH_PROTOCOL or state is SWITCHED_PROTOCOL:
        return _connection.PAUSED
    if state is DONE and self.trailing_data[0]:
        return _connection.PAUSED
    reader = vars(self).get("_reader")
    return _h11.extract_event(self) if reader is None else _read_by(self, reader)


@_h11.once
def _read_by(self: Any, reader: Any) -> Any:
    """The next event from a reader that the program has assigned."""
    buffer = self._receive_buffer
    event = reader(buffer)
    _h11.set_unread(self, buffer)
    is_closed = self._receive_buffer_closed
    if event is None and is_closed and not buffer:
        event = reader.read_eof() if hasattr(reader, "read_eof") else ConnectionClosed()
    if event is not None:
        return event
    if len(buffer) > self._max_incomplete_event_size:
        raise RemoteProtocolError("Receive buffer too long", 431, code="head-too-large")
    if is_closed:
        message = "peer unexpectedly closed connection"
        raise RemoteProtocolError(message, code="unexpected-close")
    return _connection.NEED_DATA


def _process_event(self: Any, role: Any, event: Any) -> None:
    before = self.states
    switch = self._server_switch_event(event) if role is SERVER else None
    state = vars(self).get("_cstate")
    if state is None:
        _h11.apply_event(self, role, event, switch)
    else:
        _process_by_cstate(state, self, role, event, switch)
    self._respond_to_state_changes(before, event)


def _process_error(self: Any, role: Any) -> None:
    before = self.states
    state = vars(self).get("_cstate")
    if state is None:
        _h11.fail(self, role)
    else:
        state.process_error(role)
        sync_cstate(self)
    self._respond_to_state_changes(before)


def _server_switch_event(self: Any, event: Any) -> Any:
    if type(event) is InformationalResponse and event.status_code == 101:
        return _SWITCH_UPGRADE
    if type(event) is Response and 200 <= event.status_code < 300:
        return _SWITCH_CONNECT if _SWITCH_CONNECT in self._cstate.pending_switch_proposals else None
    return None


def _respond_to_state_changes(self: Any, old_states: Any, event: Any = None) -> None:
    # A reader or writer that a program has assigned is only for the state at that time.
    own = vars(self)
    for role, state, name, table in (
        (self.our_role, self.our_state, "_writer", WRITERS),
        (self.their_role, self.their_state, "_reader", READERS),
    ):
        if state == old_states[role]:
            continue
        own.pop(name, None)
        replaced = getattr(type(self), "_get_io_object", None) is not _get_io_object
        if replaced or "_get_io_object" in own:
            own[name] = self._get_io_object(role, event, table)


@_h11.once
def _get_io_object(self: Any, role: Any, event: Any, io_dict: Any) -> Any:
    state = self.states[role]
    if state is not SEND_BODY:
        return io_dict.get((role, state))
    framing, arguments = _body_framing(self._request_method, event)
    return io_dict[SEND_BODY][framing](*arguments)


@_h11.once
def sync_cstate(self: Any) -> None:
    """Copy the states of an assigned ``_cstate``, if any, to the connection."""
    state = vars(self).get("_cstate")
    if state is not None:
        _h11.copy_states_to(state, self)


@_h11.once
def _process_by_cstate(state: Any, self: Any, role: Any, event: Any, switch: Any) -> None:
    """Have an assigned ``_cstate`` process an event."""
    if role is CLIENT and type(event) is Request:
        if event.method == b"CONNECT":
            state.process_client_switch_proposal(_SWITCH_CONNECT)
        if _h11.proposes_upgrade(self, event):
            state.process_client_switch_proposal(_SWITCH_UPGRADE)
    try:
        state.process_event(role, type(event), switch)
    finally:
        sync_cstate(self)
    _h11.note_event(self, role, event)
    if type(event) in (Request, Response) and not _keep_alive(event):
        state.process_keep_alive_disabled()
        sync_cstate(self)


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
    """A step as an attribute of the class, which a connection may override for itself."""

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
        _h11.make_stepwise(connection)

    def __delete__(self, connection: Any) -> None:
        try:
            del vars(connection)[self._name]
        except KeyError:
            raise AttributeError(self._name) from None


def _assignable(name: str, make: Callable[[Any], Any]) -> property:
    """An attribute that a connection computes on access, unless it is assigned."""

    def read(connection: Any) -> Any:
        own = vars(connection).get(name)
        return make(connection) if own is None else own

    def assign(connection: Any, value: Any) -> None:
        vars(connection)[name] = value
        _h11.make_stepwise(connection)
        sync_cstate(connection)

    return property(read, assign)


@_h11.once
def _make_cstate(connection: Any) -> ConnectionState:
    """A copy of the states."""
    state = ConnectionState()
    _h11.copy_states_from(state, connection)
    return state


@_h11.once
def _make_writer(connection: Any) -> Any:
    return _make_io_object(connection, connection.our_role, WRITERS)


@_h11.once
def _make_reader(connection: Any) -> Any:
    return _make_io_object(connection, connection.their_role, READERS)


@_h11.once
def _make_io_object(connection: Any, role: Any, table: Any) -> Any:
    state = connection.states[role]
    if state is not SEND_BODY:
        return table.get((role, state))
    framing, arguments = _h11.body_left(connection, role)
    return table[SEND_BODY][framing](*arguments)


#: The steps, as attributes of ``Connection``.
STEPS: dict[str, Any] = _h11.once(
    {
        "_clean_up_response_headers_for_sending": Replaceable(
            _clean_up_response_headers_for_sending
        ),
        "_extract_next_receive_event": Replaceable(_extract_next_receive_event),
        "_get_io_object": Replaceable(_get_io_object),
        "_process_error": Replaceable(_process_error),
        "_process_event": Replaceable(_process_event),
        "_respond_to_state_changes": Replaceable(_respond_to_state_changes),
        "_server_switch_event": Replaceable(_server_switch_event),
    },
    "h11._stepwise.STEPS",
)

#: The attributes of ``Connection`` with parts of it, which programs may assign.
PARTS: dict[str, property] = _h11.once(
    {
        "_cstate": _assignable("_cstate", _make_cstate),
        "_reader": _assignable("_reader", _make_reader),
        "_writer": _assignable("_writer", _make_writer),
    },
    "h11._stepwise.PARTS",
)
