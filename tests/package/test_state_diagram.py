"""The diagram of the state machine, compared with real connections transition by transition.

The test parses the diagram into a state machine. This machine and a real connection then take every
transition that the diagram allows, and attempt every other. They must agree at each step, and at the
end every transition must have been taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import h11
import pytest
from h11 import CLIENT, SERVER

from .peers import END, HOST, POST_CHUNKED, ok

pytestmark = pytest.mark.differs("0.16.0 has no state_diagram")

CHUNKED = ("Transfer-Encoding", "chunked")
CLOSE = ("Connection", "close")
UPGRADE = ("Upgrade", "mirror")
ROLES = ("CLIENT", "SERVER")
ARC = re.compile(r'^ *"(\w+)\.(\w+)" -> "(\w+)\.(\w+)" \[label="([^"]*)" class=(\w+)')


# ------------------------------------------------------------------------ the diagram


class Arc(NamedTuple):
    """A transition; `cause` has no spaces, because the diagram breaks lines within names."""

    role: str
    start: str
    end: str
    cause: str
    kind: str


def arcs(source: str) -> Iterator[Arc]:
    for role, start, its_role, end, label, kind in filter(None, map(read_arc, source.split("\n"))):
        assert its_role == role
        for cause in re.split("or(?=[A-Z])", re.sub(r"\\n| ", "", label)):
            yield Arc(role, start, end, re.sub("^(CLIENT|SERVER)is", "", cause), kind)


def read_arc(line: str) -> tuple[str, ...] | None:
    found = ARC.match(line)
    assert found or " -> " not in line or "style=invis" in line, line
    return found and found.groups()


class Drawn:
    """The state machine that the diagram describes."""

    def __init__(self, drawing: list[Arc]) -> None:
        self.drawing = drawing
        self.states = dict.fromkeys(ROLES, "IDLE")
        self.keep_alive_lost = False
        self.proposals: frozenset[str] = frozenset()
        self.used: set[Arc] = set()

    def key(self) -> tuple:
        return (*self.states.values(), self.keep_alive_lost, self.proposals)

    def way(self, role: str, cause: str, kind: str) -> Arc | None:
        """The transition with this cause from the current state of `role`, if there is one."""
        from_here = (role, self.states[role], cause, kind)
        ways = [a for a in self.drawing if (a.role, a.start, a.cause, a.kind) == from_here]
        assert len(ways) <= 1
        return ways[0] if ways else None

    def go(self, way: Arc | None) -> bool:
        if way:
            self.states[way.role] = way.end
            self.used.add(way)
        return way is not None

    def settle(self) -> None:
        """Take dashed transitions while their condition holds. A proposal takes precedence."""
        moved = True
        while moved:
            memories = ["switchproposed"] if self.proposals else ["switchdeclined"]
            memories += ["keep-alivelost"] if self.keep_alive_lost else []
            moved = any(
                self.go(self.way(role, cause, "condition"))
                for role, peer in zip(ROLES, ROLES[::-1])
                for cause in (*memories, self.states[peer])
            )

    def fail(self, role: str) -> None:
        (way,) = (arc for arc in self.drawing if (arc.role, arc.kind) == (role, "error"))
        assert (way.start, way.end) == ("any", "ERROR")
        self.go(way)
        self.settle()


# ------------------------------------------------------------------------ the steps


def request(*headers: tuple[str, str]) -> h11.Request:
    return h11.Request(method="POST", target="/", headers=[HOST, CHUNKED, *headers])


ACTS: dict[str, list[h11.Event]] = {
    "CLIENT": [
        POST_CHUNKED,
        request(CLOSE),
        request(UPGRADE, ("Connection", "upgrade")),
        h11.Request(method="CONNECT", target="a:1", headers=[HOST, CHUNKED]),
        h11.Request(method="CONNECT", target="a:1", headers=[HOST, CHUNKED, UPGRADE]),
        h11.Data(b"x"),
        END,
        h11.ConnectionClosed(),
    ],
    "SERVER": [
        h11.InformationalResponse(status_code=100, headers=[]),
        h11.InformationalResponse(status_code=101, headers=[UPGRADE]),
        ok(CHUNKED),
        ok(CHUNKED, CLOSE),
        h11.Response(status_code=404, headers=[CHUNKED]),
        h11.Data(b"x"),
        END,
        h11.ConnectionClosed(),
    ],
}


def wire(event: h11.Event) -> bytes:
    """The event as its sender writes it, with chunked content."""
    if type(event) is h11.Data:
        return b"%x\r\n%b\r\n" % (len(event.data), event.data)
    if type(event) is h11.EndOfMessage:
        return b"0\r\n\r\n"
    if type(event) is h11.ConnectionClosed:
        return b""
    if type(event) is h11.Request:
        line = b"%b %b HTTP/1.1" % (event.method, event.target)
    else:
        line = b"HTTP/1.1 %d " % event.status_code
    fields = [b"%b: %b" % pair for pair in event.headers.raw_items()]
    return b"\r\n".join([line, *fields, b"", b""])


def draw_event(drawn: Drawn, role: str, event: h11.Event, written: bytes) -> bool:
    """Apply the event to the diagram; return False if no transition allows it."""
    name = type(event).__name__
    status = getattr(event, "status_code", None)
    accepts = {101: "UPGRADE", 200: "CONNECT"}.get(status)
    proposals = drawn.proposals
    if status == 101 and accepts not in proposals:
        return False
    if accepts in proposals:
        name += f"accepting{accepts}"
    elif name == "Response":
        proposals = frozenset()
    ways = [drawn.way(role, name, "event")]
    if name == "Request":
        asked = {"CONNECT": event.method == b"CONNECT", "UPGRADE": b"Upgrade: " in written}
        proposals = frozenset(switch for switch in asked if asked[switch])
        ways.append(drawn.way("SERVER", "CLIENT'sRequest", "event"))
    if not all(ways):
        return False
    for way in ways:
        drawn.go(way)
    drawn.proposals = proposals
    drawn.keep_alive_lost |= b"Connection: close" in written
    drawn.settle()
    return True


#: Causes with bytes that may have to wait: for the next cycle, for another protocol, or for the
#: rest of a head, which the bytes of a chunk might be the start of.
NOT_READ = {
    h11.PAUSED: ("DONE", "MIGHT_SWITCH_PROTOCOL", "SWITCHED_PROTOCOL"),
    h11.NEED_DATA: ("IDLE", "SEND_RESPONSE"),
}


class Walk:
    """A real connection and the machine of the diagram, with the same history."""

    def __init__(self, our_role: type, drawing: list[Arc]) -> None:
        self.real = h11.Connection(our_role)
        self.drawn = Drawn(drawing)

    def check(self) -> None:
        assert {str(r): str(s) for r, s in self.real.states.items()} == self.drawn.states

    def do(self, role: str, event: h11.Event | str) -> bool:
        """Take one step. Return whether the walk can continue."""
        if event == "next cycle":
            going_on = self.next_cycle()
        elif event == "send_failed":
            self.real.send_failed()
            self.drawn.fail(role)
            going_on = True
        elif role == str(self.real.our_role):
            going_on = self.send(role, event)
        else:
            going_on = self.receive(role, event)
        self.check()
        return going_on

    def next_cycle(self) -> bool:
        ways = [self.drawn.way(role, "start_next_cycle()", "call") for role in ROLES]
        try:
            self.real.start_next_cycle()
        except h11.LocalProtocolError:
            assert not all(ways)
            return False
        assert all(ways)
        return all(map(self.drawn.go, ways))

    def send(self, role: str, event: h11.Event) -> bool:
        try:
            written = self.real.send(event) or b""
        except h11.LocalProtocolError:
            assert not draw_event(self.drawn, role, event, wire(event))
            if self.drawn.states[role] != "ERROR":
                self.drawn.fail(role)
            return False
        assert draw_event(self.drawn, role, event, written)
        return True

    def receive(self, role: str, event: h11.Event) -> bool:
        if self.drawn.states[role] == "CLOSED" and wire(event):
            return False
        self.real.receive_data(wire(event))
        try:
            found = self.real.next_event()
        except h11.RemoteProtocolError:
            was_failed = self.drawn.states[role] == "ERROR"
            assert not draw_event(self.drawn, role, event, wire(event))
            self.drawn.fail(role)
            return not was_failed
        if type(found) in NOT_READ:
            assert self.drawn.states[role] in NOT_READ[found]
            assert not draw_event(self.drawn, role, event, wire(event))
            return False
        assert type(found) is type(event)
        assert draw_event(self.drawn, role, event, wire(event))
        return True


def steps(our_role: type) -> list[tuple[str, h11.Event | str]]:
    events = [(role, event) for role in ROLES for event in ACTS[role]]
    return [*events, (str(our_role), "send_failed"), (str(our_role), "next cycle")]


def walk_everywhere(our_role: type, drawing: list[Arc]) -> tuple[set[tuple], set[Arc]]:
    """Take every step from every state. Return the reached states, and the transitions taken."""
    paths: list[list[tuple[str, h11.Event | str]]] = [[]]
    reached: set[tuple] = {Walk(our_role, drawing).drawn.key()}
    used: set[Arc] = set()
    for path in paths:
        for step in steps(our_role):
            walk = Walk(our_role, drawing)
            assert all(walk.do(*before) for before in path)
            going_on = walk.do(*step)
            used |= walk.drawn.used
            if going_on and walk.drawn.key() not in reached:
                reached.add(walk.drawn.key())
                paths.append([*path, step])
    return reached, used


# ------------------------------------------------------------------------ the tests


@pytest.mark.parametrize("our_role", [CLIENT, SERVER], ids=str)
def test_connections_follow_the_diagram(our_role):
    drawing = list(arcs(h11.state_diagram()))
    reached, used = walk_everywhere(our_role, drawing)
    assert used == set(drawing)
    assert {(str(role), key[i]) for i, role in enumerate((CLIENT, SERVER)) for key in reached} == {
        (arc.role, state) for arc in drawing for state in (arc.start, arc.end) if state != "any"
    }


def test_the_comparison_detects_missing_transitions():
    """Tests the test above: each transition in turn is removed from the diagram."""
    drawing = list(arcs(h11.state_diagram()))
    for missing in drawing:
        with pytest.raises((AssertionError, ValueError)):
            walk_everywhere(CLIENT, [arc for arc in drawing if arc != missing])


@pytest.mark.parametrize("role", [CLIENT, SERVER], ids=str)
def test_the_diagram_of_a_role_is_part_of_the_whole(role):
    whole = list(arcs(h11.state_diagram()))
    assert list(arcs(h11.state_diagram(role))) == [arc for arc in whole if arc.role == str(role)]
    assert list(arcs(h11.state_diagram(role=role))) == list(arcs(h11.state_diagram(role)))


def test_none_means_both_roles():
    assert h11.state_diagram(None) == h11.state_diagram()


@pytest.mark.parametrize("nonsense", ["CLIENT", b"", 0, h11.IDLE, object()])
def test_invalid_roles(nonsense):
    with pytest.raises(ValueError, match="expected CLIENT, SERVER or None, not "):
        h11.state_diagram(nonsense)


def test_names_are_those_of_the_sentinels_and_events():
    drawing = list(arcs(h11.state_diagram()))
    for arc in drawing:
        assert str(getattr(h11, arc.role)) == arc.role
        for state in {arc.start, arc.end} - {"any"}:
            assert str(getattr(h11, state)) == state
        if arc.kind == "event":
            event = re.sub("^CLIENT's|accepting.*$", "", arc.cause)
            assert issubclass(getattr(h11, event), h11.Event)


def test_it_is_public_but_not_in_all():
    """`from h11 import *` imports the same names as with 0.16.0."""
    assert "state_diagram" in dir(h11)
    assert "state_diagram" not in h11.__all__
