"""The state diagrams in docs/guide/states.md show the state machine: its tables, and its flags.

`tests/package/test_state_table.py` checks the tables against one that is written by hand.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import h11
import pytest
from h11 import CLIENT, SERVER
from h11._state import (
    _SWITCH_UPGRADE,
    EVENT_TRIGGERED_TRANSITIONS,
    STATE_TRIGGERED_TRANSITIONS,
    ConnectionState,
)

PATH = Path(__file__).parents[2] / "docs" / "_extensions" / "state_machine.py"
ARC = re.compile(r' *"(\w+)\.(\w+)" -> "(\w+)\.(\w+)" \[label="([^"]*)" class=(\w+)')
PEERS = {CLIENT: SERVER, SERVER: CLIENT}


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("state_machine", PATH)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


state_machine = load()


def source(*roles: str) -> str:
    return state_machine.dot([arc for role in roles for arc in state_machine.arcs(role)])


def drawn(role: type) -> Iterator[tuple[str, str, str, str]]:
    """The start, end, cause and kind of each arc, read from the Graphviz source."""
    for line in source(str(role)).splitlines():
        if " -> " not in line or "style=invis" in line:
            continue
        found = ARC.match(line)
        assert found, line
        start_role, start, end_role, end, label, kind = found.groups()
        assert start_role == end_role == str(role)
        # A label is broken at spaces and within names.
        label = re.sub(r"\\n| ", "", label)
        for cause in re.split("or(?=[A-Z])", label):
            yield start, end, cause.replace(f"{PEERS[role]}is", ""), kind


def of_kind(role: type, kind: str) -> list[tuple[str, str, str]]:
    return sorted(arc[:3] for arc in drawn(role) if arc[3] == kind)


def event_name(event: object) -> str:
    if not isinstance(event, tuple):
        return event.__name__
    name, condition = event[0].__name__, str(event[1])
    if condition.startswith("_SWITCH_"):
        return f"{name}accepting{condition[len('_SWITCH_') :]}"
    return f"{condition}'s{name}"


def after_flag(role: type, state: type, flag: str) -> type:
    """The state that follows when a flag has this value."""
    machine = ConnectionState()
    server = state if role is SERVER else h11.SEND_RESPONSE
    machine.states = {CLIENT: state if role is CLIENT else h11.SEND_BODY, SERVER: server}
    if flag == "keep-alivelost":
        if state is h11.MIGHT_SWITCH_PROTOCOL:
            machine.process_client_switch_proposal(_SWITCH_UPGRADE)
        machine.process_keep_alive_disabled()
    elif flag == "switchproposed":
        machine.process_client_switch_proposal(_SWITCH_UPGRADE)
    elif role is CLIENT:
        machine.process_event(SERVER, h11.InformationalResponse)
    return machine.states[role]


@pytest.mark.parametrize("role", [CLIENT, SERVER], ids=str)
class TestArcs:
    def test_events_are_those_of_the_table(self, role):
        table = EVENT_TRIGGERED_TRANSITIONS[role].items()
        assert of_kind(role, "event") == sorted(
            (str(start), str(end), event_name(event))
            for start, events in table
            for event, end in events.items()
        )

    def test_conditions_are_those_of_the_table_and_of_the_flags(self, role):
        expected = []
        for states, changes in STATE_TRIGGERED_TRANSITIONS.items():
            start, peer = states if role is CLIENT else states[::-1]
            for end in [changes[role]] if role in changes else []:
                expected.append((str(start), str(end), str(peer)))
        for state in EVENT_TRIGGERED_TRANSITIONS[role]:
            for flag in ("keep-alivelost", "switchproposed", "switchdeclined"):
                end = after_flag(role, state, flag)
                if end is not state:
                    expected.append((str(state), str(end), flag))
        assert of_kind(role, "condition") == sorted(expected)

    def test_one_call_starts_the_next_cycle(self, role):
        assert of_kind(role, "call") == [("DONE", "IDLE", "start_next_cycle()")]

    def test_one_arc_leads_to_error(self, role):
        assert of_kind(role, "error") == [("any", "ERROR", "protocolerror")]

    def test_no_two_arcs_of_one_kind_connect_the_same_states(self, role):
        lines = [line for line in source(str(role)).splitlines() if " -> " in line]
        ends = [(*ARC.match(line).group(2, 4, 6),) for line in lines if "label=" in line]
        assert len(set(ends)) == len(ends)


def test_lines_fit_narrow_screens():
    labels = re.findall(r'\[label="([^"]*)"', source("CLIENT", "SERVER"))
    widths = [len(line.strip()) for label in labels for line in label.split("\\n")]
    assert max(widths) <= state_machine.WIDTH


def test_both_roles_are_drawn_side_by_side():
    clusters = re.findall(r'subgraph "cluster_(\w+)"', source("CLIENT", "SERVER"))
    assert clusters == ["CLIENT", "SERVER"]
