"""Decides whether two records of one script differ, and whether they may."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from tests.compare.differences import explain
from tests.compare.harness.scripts import Script

# The result of a process that crashed, or that could not be reproduced.
NOT_REPEATED = "not repeated when run alone"

# Quotes and numbers in messages differ from case to case.
_QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|\d+|\{.*\}")


@dataclass
class Divergence:
    """The first entries that differ without a rule; None stands for a missing entry."""

    script: Script
    at: int  # the operation in the script
    position: int  # the entry in the records
    reference: Any
    ours: Any

    @property
    def kind(self) -> str:
        """The kind of difference: two divergences of one kind count as one finding."""
        results = [side["result"] for side in self.sides if side and side["call"] == "process"]
        if results:
            return str(results)
        sides = [side and (side["call"], *_outline(side["result"])) for side in self.sides]
        return repr(sides)

    @property
    def died(self) -> bool:
        """Whether a worker crashed or hung."""
        results = [side["result"] for side in self.sides if side and side["call"] == "process"]
        return any(result[1] != NOT_REPEATED for result in results)

    @property
    def sides(self) -> tuple[Any, Any]:
        return self.reference, self.ours


def broken(script: Script, reference: str, ours: str) -> Divergence:
    """An outcome of the workers rather than of the script."""
    sides = [_process(len(script) - 1, what) for what in (reference, ours)]
    return Divergence(script, len(script) - 1, 0, *sides)


def _process(op: int, what: str) -> dict[str, Any]:
    result = ("process", what)
    return {"op": op, "thing": None, "call": "process", "result": result, "after": None}


def _outline(result: Any) -> tuple[Any, ...]:
    """A result without details: the exception and its message, or the kind of value."""
    if result[0] != "returned":
        text = result[2] if len(result) > 2 else None
        return (*result[:2], text and _QUOTED.sub("", text)[:24])
    value = result[1]
    return ("returned", value[0] if isinstance(value, tuple) and value else type(value).__name__)


def unfold(script: Script, entries: list[Any]) -> list[dict[str, Any]]:
    """Entries as the rules expect them: with their probe and the state before."""
    unfolded = []
    server_states: dict[str, str] = {}
    for index, name, call, result, after in entries:
        op = script[index]
        before = [server_states.get(name, "IDLE")] if name else sorted(set(server_states.values()))
        unfolded.append(
            {
                "op": index,
                "thing": name,
                "call": call,
                "result": result,
                "after": after,
                "expression": op[-1] if op[0] in ("call", "read", "probe") else "",
                "probe": op[1] if op[0] == "probe" else None,
                "servers_before": before or ["IDLE"],
            }
        )
        looked = [(name, after)] if name else after or ()
        for thing, snapshot in looked:
            if snapshot:
                server_states[thing] = snapshot[1]
    return unfolded


def judge(
    script: Script, reference: list[Any], ours: list[Any], uses: Counter[str]
) -> Divergence | None:
    """The first divergence that no rule explains; explained ones are counted in `uses`."""
    theirs, mine = unfold(script, reference), unfold(script, ours)
    for side in (theirs, mine):
        if side[-1:] and side[-1]["call"] == "process":  # a crashed process has no records
            return Divergence(script, len(script) - 1, len(theirs) - 1, theirs[-1], mine[-1])
    for position in range(max(len(theirs), len(mine))):
        left = theirs[position] if position < len(theirs) else None
        right = mine[position] if position < len(mine) else None
        if left == right and _same_types(left, right):
            continue
        rule = explain(left, right) if left and right else None
        if rule is None:
            at = (left or right or {"op": 0})["op"]
            return Divergence(script, at, position, left, right)
        uses[rule] += 1
    return None


def _same_types(left: Any, right: Any) -> bool:
    """Equality that distinguishes True from 1: the digests do, so the judge must."""
    return repr(left) == repr(right)
