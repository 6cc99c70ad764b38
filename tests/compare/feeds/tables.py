"""The state machine alone: every event in every reachable configuration.

Instead of a random walk, every operation is tried on both implementations from the initial
configuration (both states, keep-alive, pending switches), and then from each configuration that the
reference reaches for the first time, until there are no new ones. That covers every (role, state,
event type, switch) that can occur in a connection.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.compare.harness.judge import Divergence, judge
from tests.compare.harness.pair import Comparison
from tests.compare.harness.scripts import Op, Script, call

ROLES = ("CLIENT", "SERVER")
STATES = (
    "IDLE", "SEND_RESPONSE", "SEND_BODY", "DONE", "MUST_CLOSE", "CLOSED", "MIGHT_SWITCH_PROTOCOL",
    "SWITCHED_PROTOCOL", "ERROR",
)  # fmt: skip
UNREACHABLE = {("CLIENT", "SEND_RESPONSE"), ("SERVER", "MIGHT_SWITCH_PROTOCOL")}

_EVENTS = (
    "Request", "InformationalResponse", "Response", "Data", "EndOfMessage", "ConnectionClosed",
    "Event", "int",
)  # fmt: skip
_SWITCHES = ("h11._state._SWITCH_UPGRADE", "h11._state._SWITCH_CONNECT")


def operations() -> list[Op]:
    """All operations of a state machine."""
    lines = ["start_next_cycle()", "process_keep_alive_disabled()"]
    lines += [f"process_client_switch_proposal({switch})" for switch in _SWITCHES]
    for role in ROLES:
        lines.append(f"process_error({role})")
        for event in _EVENTS:
            lines.append(f"process_event({role}, {event})")
            lines += [f"process_event({role}, {event}, {switch})" for switch in _SWITCHES]
    return [call(f"machine.{line}") for line in lines]


@dataclass
class Exploration:
    """The reached configurations, the number of compared steps, and the differences."""

    reached: set[tuple[str, str]] = field(default_factory=set)
    configurations: int = 0
    cases: int = 0
    found: list[Divergence] = field(default_factory=list)


def explore(comparison: Comparison) -> Exploration:
    result = Exploration()
    known: set[Any] = set()
    kinds: set[str] = set()
    frontier: list[Script] = [(("machine", "machine"),)]
    while frontier:
        following: list[Script] = []
        for path in frontier:
            for op in operations():
                script = (*path, op)
                result.cases += 1
                entries = comparison.reference.details(script)
                ours = comparison.ours.details(script)
                divergence = judge(script, entries, ours, comparison.explained)
                if divergence is not None and divergence.kind not in kinds:
                    kinds.add(divergence.kind)
                    result.found.append(divergence)
                configuration = repr(entries[-1][4])
                if configuration not in known:
                    known.add(configuration)
                    following.append(script)
                    (_, (client, server, *_)), *_ = entries[-1][4]
                    result.reached |= {("CLIENT", client), ("SERVER", server)}
        frontier = following
    result.configurations = len(known)
    return result
