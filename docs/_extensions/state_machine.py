"""The arcs of the state machine, and a Graphviz drawing of them.

States and arcs come from the tables that `h11._state` exports. What 0.16.0 does beside its
tables is listed here: the two flags, the next cycle, and the way into ERROR.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from h11 import _state

ROLES = {"CLIENT": _state.CLIENT, "SERVER": _state.SERVER}
PEERS = {"CLIENT": "SERVER", "SERVER": "CLIENT"}


class Arc(NamedTuple):
    """A transition of one role; *kind* is the CSS class of the arc."""

    role: str
    start: str
    end: str
    cause: str
    kind: str


FLAGS = [
    Arc("CLIENT", "DONE", "MIGHT_SWITCH_PROTOCOL", "switch proposed", "condition"),
    Arc("CLIENT", "MIGHT_SWITCH_PROTOCOL", "DONE", "switch declined", "condition"),
    Arc("CLIENT", "DONE", "MUST_CLOSE", "keep-alive lost", "condition"),
    Arc("SERVER", "DONE", "MUST_CLOSE", "keep-alive lost", "condition"),
]

ATTRIBUTES = {
    "event": "class=event",
    "call": 'class=call color="#6b3fa0" fontcolor="#6b3fa0"',
    "condition": 'class=condition style=dashed color="#9a4a00" fontcolor="#9a4a00"',
    "error": "class=error",
}

# Clusters make dot draw narrower, even if there is only one.
STYLE = """\
  graph [rankdir=TB nodesep=0.1 ranksep=0.2 peripheries=0]
  graph [fontname="Helvetica,Arial,sans-serif" fontsize=12]
  node [shape=box style=rounded margin="0.07,0.04" width=0.3 height=0.3]
  node [fontname="Helvetica,Arial,sans-serif" fontsize=11]
  edge [arrowsize=0.6 fontname="Helvetica,Arial,sans-serif" fontsize=10]
"""

#: The characters in a line of a label, for narrow screens.
WIDTH = 13


def arcs(role: str) -> Iterator[Arc]:
    """All arcs of a role; the one into ERROR starts at "any"."""
    for start, events in _state.EVENT_TRIGGERED_TRANSITIONS[ROLES[role]].items():
        for event, end in events.items():
            yield Arc(role, str(start), str(end), _event_name(event), "event")
    yield Arc(role, "DONE", "IDLE", "start_next_cycle()", "call")
    yield from (arc for arc in FLAGS if arc.role == role)
    for (client, server), changes in _state.STATE_TRIGGERED_TRANSITIONS.items():
        if ROLES[role] in changes:
            start, peer = (client, server) if role == "CLIENT" else (server, client)
            end = changes[ROLES[role]]
            yield Arc(role, str(start), str(end), f"{PEERS[role]} is {peer}", "condition")
    yield Arc(role, "any", "ERROR", "protocol error", "error")


def _event_name(event: Any) -> str:
    """What an event of the tables is called: one of the other role, or one that accepts a switch."""
    if not isinstance(event, tuple):
        return str(event.__name__)
    kind, condition = event
    if str(condition) in ROLES:
        return f"{condition}'s {kind.__name__}"
    return f"{kind.__name__} accepting {str(condition).replace('_SWITCH_', '')}"


def dot(drawn: list[Arc]) -> str:
    """The source of a drawing of these arcs, with a cluster for each role among them."""
    roles = dict.fromkeys(arc.role for arc in drawn)
    clusters = (_cluster(role, [arc for arc in drawn if arc.role == role]) for role in roles)
    return f"digraph h11 {{\n{STYLE}{''.join(clusters)}}}\n"


def _cluster(role: str, drawn: list[Arc]) -> str:
    occurring = {state for arc in drawn for state in (arc.start, arc.end)}
    states = [str(state) for state in _state.EVENT_TRIGGERED_TRANSITIONS[ROLES[role]]]
    states = [state for state in [*states, "any"] if state in occurring]
    lines = [_node(role, state) for state in states]
    # Arcs of one kind between the same states become one arc with several causes.
    causes: dict[tuple[str, str, str], list[str]] = {}
    for arc in drawn:
        causes.setdefault((arc.start, arc.end, arc.kind), []).append(arc.cause)
    for (start, end, kind), alternatives in causes.items():
        label = _wrapped(_joined(role, alternatives), padding=" ")
        attributes = f'label="{label}" {ATTRIBUTES[kind]}{_length(start, end)}'
        lines.append(f'"{role}.{start}" -> "{role}.{end}" [{attributes}]')
    if "any" in states:  # place it below the other states
        lowest = [state for state in states if state not in {"ERROR", "any"}][-1:]
        lines += [f'"{role}.{state}" -> "{role}.any" [style=invis]' for state in lowest]
    body = "\n    ".join([f'graph [label="{role}" margin=4]', *lines])
    return f'  subgraph "cluster_{role}" {{\n    {body}\n  }}\n'


def _node(role: str, state: str) -> str:
    attributes = {
        "any": 'label="any state" class=any shape=plain',
        "ERROR": 'label="ERROR" class="state error"',
        "IDLE": 'label="IDLE" class="state initial" style="rounded,bold"',
    }
    default = f'label="{_wrapped(state)}" class=state'
    return f'"{role}.{state}" [{attributes.get(state, default)}]'


def _joined(role: str, causes: list[str]) -> str:
    """Alternative causes, with "SERVER is" written once."""
    subject = f"{PEERS[role]} is "
    before, found, after = " or ".join(causes).partition(subject)
    return before + found + after.replace(subject, "")


def _length(start: str, end: str) -> str:
    """Places the final states below the others."""
    if end == "CLOSED" and start != end:
        return " minlen=2"
    if end.endswith("_PROTOCOL") and not start.endswith("_PROTOCOL"):
        return " minlen=3"
    return ""


def _wrapped(text: str, padding: str = "") -> str:
    """A label in lines, broken at spaces, after underscores, and before capitals in names."""
    lines = [""]
    for part in re.split(r"(?<=[ _])|(?<=[a-z])(?=[A-Z])", text):
        if len(lines[-1]) + len(part.rstrip()) <= WIDTH:
            lines[-1] += part
        else:
            lines.append(part)
    return "\\n".join(f"{padding}{line.rstrip()}{padding}" for line in lines)
