"""`h11._state.ConnectionState`, from which urllib3-future derives and which it assigns."""

from __future__ import annotations

import h11
import pytest
from h11 import CLIENT, DONE, ERROR, IDLE, MUST_CLOSE, SEND_BODY, SEND_RESPONSE, SERVER
from h11._state import _SWITCH_CONNECT, _SWITCH_UPGRADE, ConnectionState

from .peers import CONNECT, END, GET, client_after, receive


def states(client, server) -> dict:
    return {CLIENT: client, SERVER: server}


def test_a_cycle():
    machine = ConnectionState()
    assert machine.states == states(IDLE, IDLE)
    machine.process_event(CLIENT, h11.Request)
    assert machine.states == states(SEND_BODY, SEND_RESPONSE)
    machine.process_event(CLIENT, h11.EndOfMessage)
    machine.process_event(SERVER, h11.InformationalResponse)
    machine.process_event(SERVER, h11.Response)
    machine.process_event(SERVER, h11.Data)
    machine.process_event(SERVER, h11.EndOfMessage)
    assert machine.states == states(DONE, DONE)
    machine.start_next_cycle()
    assert machine.states == states(IDLE, IDLE)


def test_arguments_by_name():
    machine = ConnectionState()
    machine.process_event(role=CLIENT, event_type=h11.Request, server_switch_event=None)
    machine.process_client_switch_proposal(switch_event=_SWITCH_UPGRADE)
    machine.process_event(SERVER, h11.InformationalResponse, server_switch_event=_SWITCH_UPGRADE)
    machine.process_error(role=CLIENT)
    assert machine.states == states(ERROR, h11.SWITCHED_PROTOCOL)


def test_attributes():
    machine = ConnectionState()
    assert machine.keep_alive is True
    assert machine.pending_switch_proposals == set()
    machine.process_client_switch_proposal(_SWITCH_CONNECT)
    assert machine.pending_switch_proposals == {_SWITCH_CONNECT}
    machine.process_keep_alive_disabled()
    assert machine.keep_alive is False
    machine.anything = 1
    assert machine.anything == 1


def test_attributes_can_be_changed_from_outside():
    machine = ConnectionState()
    machine.states[CLIENT] = DONE
    machine.states = {**machine.states, SERVER: DONE}
    machine.keep_alive = False
    machine.process_keep_alive_disabled()
    assert machine.states == states(MUST_CLOSE, MUST_CLOSE)


@pytest.mark.parametrize(
    ("act", "text"),
    [
        (
            lambda machine: machine.process_event(CLIENT, h11.Data),
            "can't handle event type Data when role=CLIENT and state=IDLE",
        ),
        (
            lambda machine: machine.process_event(SERVER, h11.InformationalResponse),
            "can't handle event type InformationalResponse when role=SERVER and state=IDLE",
        ),
        (
            lambda machine: machine.process_event(SERVER, h11.Response, _SWITCH_CONNECT),
            "Received server _SWITCH_UPGRADE event without a pending proposal",
        ),
        (
            lambda machine: machine.process_event(CLIENT, int),
            "can't handle event type int when role=CLIENT and state=IDLE",
        ),
    ],
)
def test_errors(act, text):
    machine = ConnectionState()
    with pytest.raises(h11.LocalProtocolError) as caught:
        act(machine)
    assert str(caught.value) == text
    assert machine.states == states(IDLE, IDLE)


def test_no_next_cycle():
    machine = ConnectionState()
    machine.process_event(CLIENT, h11.Request)
    with pytest.raises(h11.LocalProtocolError) as caught:
        machine.start_next_cycle()
    assert str(caught.value) == (
        "not in a reusable state. self.states={CLIENT: SEND_BODY, SERVER: SEND_RESPONSE}"
    )


class Relaxed(ConnectionState):
    """Accepts a switch that was not proposed, like urllib3-future."""

    def process_event(self, role, event_type, server_switch_event=None):
        if server_switch_event is _SWITCH_UPGRADE:
            self.pending_switch_proposals.add(server_switch_event)
        return super().process_event(role, event_type, server_switch_event)


class Recording(ConnectionState):
    """With an additional argument and attribute."""

    def __init__(self, log) -> None:
        super().__init__()
        self.log = log

    def process_error(self, role):
        self.log.append(role)
        super().process_error(role)


def test_a_subclass():
    relaxed = Relaxed()
    relaxed.process_event(CLIENT, h11.Request)
    relaxed.process_event(CLIENT, h11.EndOfMessage)
    relaxed.process_event(SERVER, h11.InformationalResponse, _SWITCH_UPGRADE)
    assert relaxed.states[SERVER] is h11.SWITCHED_PROTOCOL


def test_a_subclass_with_an_init_of_its_own():
    log: list = []
    recording = Recording(log)
    recording.process_error(CLIENT)
    assert log == [CLIENT]
    assert recording.states[CLIENT] is ERROR


def test_a_connection_with_an_assigned_machine_works():
    client = h11.Connection(CLIENT)
    client._cstate = Relaxed()
    client.send(GET)
    client.send(END)
    assert client.states == states(DONE, SEND_RESPONSE)
    receive(client, b"HTTP/1.1 204 \r\n\r\n")
    client.start_next_cycle()
    assert client.states == states(IDLE, IDLE)


def test_an_assigned_machine_is_called():
    client = client_after(GET, END)
    relaxed = Relaxed()
    client._cstate = relaxed
    assert client._cstate is relaxed
    assert client.states == states(IDLE, IDLE)
    relaxed.states.update(states(DONE, SEND_RESPONSE))
    assert (client.our_state, client.their_state) == (DONE, SEND_RESPONSE)
    client.receive_data(b"HTTP/1.1 200 \r\nConnection: close\r\n\r\n")
    client.next_event()
    assert relaxed.states[SERVER] is client.their_state
    assert relaxed.keep_alive is False
    relaxed.process_error(CLIENT)
    assert client.our_state is ERROR
    with pytest.raises(h11.LocalProtocolError, match="our state is ERROR"):
        client.send(END)


def test_the_machine_of_a_connection_can_be_read():
    client = client_after(CONNECT, END)
    machine = client._cstate
    assert isinstance(machine, ConnectionState)
    assert machine.states == client.states
    assert machine.pending_switch_proposals == {_SWITCH_CONNECT}
    assert machine.keep_alive is True
