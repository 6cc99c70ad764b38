"""What a state machine knows of its pair of connections: it decides what may come next.

All of it is taken from what the reference recorded; that ours recorded the same has been
checked by then.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from harness.judge import Divergence
from harness.pair import Comparison
from harness.scripts import Op, Script, send, send_parts
from harness.session import Diverged, Session
from hypothesis.stateful import RuleBasedStateMachine, invariant

from feeds.tables import UNREACHABLE

OTHER = {"c": "s", "s": "c"}
FINAL = {"CLOSED", "ERROR", "SWITCHED_PROTOCOL"}
# Where a pair is that has diverged: nothing that it does counts any more.
NOWHERE = {"c": ("ERROR", "ERROR"), "s": ("ERROR", "ERROR")}


@dataclass
class Hunt:
    """What the runs of one turn share."""

    comparison: Comparison
    known: set[str]  # kinds of divergence that need no second find
    wanted: str | None = None  # the kind that was found: nothing else may come of shrinking it
    cases: int = 0
    script: Script = ()


class Ended(BaseException):
    """A worker died or hung. Hypothesis lets this through: no shrinking, every try would hang."""

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
        self.anew()

    def anew(self) -> None:
        """Forget what is known of one pair of connections, for another is about to be made."""
        self.states: dict[str, tuple[str, str]] = {}  # ours and theirs
        self.waiting = {"c": 0, "s": 0}  # bytes sent and not yet delivered
        self.left: dict[str, int | None] = {"c": 0, "s": 0}  # content that was announced
        self.trailers = {"c": False, "s": False}
        self.meddled = False
        self.sent = {"c": b"", "s": b""}
        self.got = {"c": b"", "s": b""}

    # -- a step, and what it leaves behind --

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
        """Keep count of what is on the wire, and of the content that came out of it."""
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
        assert ("CLIENT", client) not in UNREACHABLE and ("SERVER", server) not in UNREACHABLE
        before = self.states.get(name, (ours, theirs))
        for state, following in zip(before, (ours, theirs)):
            assert state not in FINAL or following in (state, "ERROR"), (state, following)
        self.states[name] = (ours, theirs)

    def _give_up(self, found: Diverged) -> None:
        """Fail, unless this divergence is known, or another one than is being shrunk."""
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

    # -- what holds on whichever h11 --

    @invariant()
    def what_arrives_was_sent(self) -> None:
        if not self.meddled:
            for name, got in self.got.items():
                assert self.sent[OTHER[name]].startswith(got), (name, got, self.sent)
