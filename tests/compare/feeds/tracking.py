"""The knowledge of a state machine about its pair of connections, which determines the next step.

All of it comes from the records of the reference; ours have been compared with them by then.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine, invariant

from tests.compare.feeds.tables import UNREACHABLE
from tests.compare.harness.judge import Divergence
from tests.compare.harness.pair import Comparison
from tests.compare.harness.scripts import Op, Script, send, send_parts
from tests.compare.harness.session import Diverged, Session

OTHER = {"c": "s", "s": "c"}
FINAL = {"CLOSED", "ERROR", "SWITCHED_PROTOCOL"}
# The state of a pair after a divergence: nothing counts any more.
NOWHERE = {"c": ("ERROR", "ERROR"), "s": ("ERROR", "ERROR")}


@dataclass
class Hunt:
    """Shared by the runs of one turn."""

    comparison: Comparison
    known: set[str]  # kinds of divergence that have been found already
    wanted: str | None = None  # the kind that is being shrunk: shrinking must not change it
    cases: int = 0
    script: Script = ()


class Ended(BaseException):
    """A worker crashed or hung. Hypothesis does not shrink this: every attempt would hang."""

    def __init__(self, divergence: Divergence) -> None:
        self.divergence = divergence


class Tracked(RuleBasedStateMachine):
    """Takes steps on both sides, compares, and keeps track."""

    def __init__(self, hunt: Hunt) -> None:
        super().__init__()
        self.hunt = hunt
        self.session = Session(hunt.comparison)
        self.over = False
        self.counted = 0
        self.reset_pair()

    def reset_pair(self) -> None:
        """Forget one pair of connections before creating another."""
        self.states: dict[str, tuple[str, str]] = {}  # ours and theirs
        self.waiting = {"c": 0, "s": 0}  # bytes sent and not yet delivered
        self.left: dict[str, int | None] = {"c": 0, "s": 0}  # declared content
        self.trailers = {"c": False, "s": False}
        self.meddled = False
        self.sent = {"c": b"", "s": b""}
        self.got = {"c": b"", "s": b""}

    # -- a step and its consequences --

    def do(self, *ops: Op) -> list[Any]:
        if self.over:
            self.states = dict(NOWHERE)
            return []
        try:
            entries = self.session.do(*ops)
        except Diverged as found:
            self._give_up(found)
            return []
        for _, name, method, result, after in entries:
            self._moved(name, method, result)
            for thing, look in [(name, after)] if name else after or ():
                self._changed(thing, look)
        return entries

    def _moved(self, name: str, method: str, result: Any) -> None:
        """Track the bytes on the wire, and the received content."""
        if result[0] != "returned":
            return
        value = result[1]
        if method in ("send", "send_with_data_passthrough"):
            for part in value if type(value) is list else [value]:
                if type(part) is bytes:
                    self.waiting[name] += len(part)
                elif type(part) is tuple and part[0] in ("bytearray", "memoryview"):
                    self.waiting[name] += len(part[1])
        elif method in ("carry", "hand"):
            self.waiting[OTHER[name]] -= len(value)
        elif method == "next_event" and value[0] == "Data":
            self.got[name] += dict(value[1:])["data"]

    def _changed(self, name: str, look: Any) -> None:
        client, server, ours, theirs, *_ = look
        assert (ours, theirs) == ((client, server) if name == "c" else (server, client))
        assert ("CLIENT", client) not in UNREACHABLE
        assert ("SERVER", server) not in UNREACHABLE
        before = self.states.get(name, (ours, theirs))
        for state, following in zip(before, (ours, theirs)):
            assert state not in FINAL or following in (state, "ERROR"), (state, following)
        self.states[name] = (ours, theirs)

    def _give_up(self, found: Diverged) -> None:
        """Fail, unless this divergence is known, or differs from the one being shrunk."""
        self.over = True
        self.states = dict(NOWHERE)
        divergence = found.divergence
        if divergence.died:
            raise Ended(divergence)
        if divergence.kind in self.hunt.known or self.hunt.wanted not in (None, divergence.kind):
            return
        self.hunt.wanted = divergence.kind
        raise found

    def teardown(self) -> None:
        self.hunt.script = self.session.script
        if self.hunt.wanted is None and len(self.session.script) > 3:
            self.hunt.cases += 1
        if not self.over:
            try:
                self.session.close()
            except Diverged as found:
                self._give_up(found)

    def ours(self, name: str, *states: str) -> bool:
        return self.states[name][0] in states

    def fresh_name(self) -> str:
        self.counted += 1
        return f"e{self.counted}"

    def say(self, name: str, event: str, parts: bool = False) -> bool:
        entries = self.do((send_parts if parts else send)(name, event))
        return bool(entries) and entries[-1][3][0] == "returned"

    # -- invariants of both implementations --

    @invariant()
    def what_arrives_was_sent(self) -> None:
        if not self.meddled:
            for name, got in self.got.items():
                assert self.sent[OTHER[name]].startswith(got), (name, got, self.sent)
