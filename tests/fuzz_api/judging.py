"""Decides whether the outcome of a program is a finding: a crash, or a divergence from 0.16.0."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from tests.fuzz_api import allowed
from tests.fuzz_api.programs import Program
from tests.fuzz_api.sides import Outcome

# Outcomes that no program may cause.
_FATAL = re.compile(
    r"panicked at|PanicException|Sanitizer|runtime error:|Fatal Python error|SystemError"
    r"|Assertion .* failed|_PyObject_AssertFailed|memory allocation of .* failed"
)
#: A debug build of CPython aborts if a daemon thread holds one of its types at exit.
_CPYTHON = re.compile(r"_PyStructSequence_FiniType: Assertion `Py_REFCNT\(type\) == 1' failed")
_FATAL_EXCEPTIONS = ("builtins.SystemError", "pyo3_runtime.PanicException")


@dataclass
class Find:
    program: Program
    #: Common to findings with the same cause.
    kind: str
    at: tuple[int, int] | None
    ours: Any
    reference: Any
    stderr: str = ""
    is_crash: bool = False

    def description(self) -> str:
        lines = [f"kind: {self.kind}"]
        if self.at is not None:
            part, at = self.at
            ops = self.program.parts[part]
            text = ops[at].text if at < len(ops) else "(the end)"
            lines.append(f"operation {part}/{at}: {text}")
        if not self.is_crash:
            lines += [f"  0.16.0: {self.reference}", f"  ours:   {self.ours}"]
        if self.stderr:
            lines.append("stderr:\n" + self.stderr)
        return "\n".join(lines)


def _last(outcome: Outcome) -> tuple[int, int] | None:
    return max(outcome.entries, default=None)


def crash(program: Program, ours: Outcome, reference: Outcome | None) -> Find | None:
    """An outcome that must not occur, unless 0.16.0 causes it as well."""

    def find(kind: str, at: tuple[int, int] | None) -> Find:
        return Find(program, kind, at, ours.ending, None, ours.stderr, is_crash=True)

    if _CPYTHON.search(ours.stderr):
        return None
    if ours.ending and not (reference and reference.ending == ours.ending):
        return find(ours.ending, _last(ours))
    for at, entry in ours.entries.items():
        # Raised, or found when a result was examined.
        for fatal in filter(repr(entry).__contains__, _FATAL_EXCEPTIONS):
            if not reference or fatal not in repr(reference.entries.get(at)):
                return find(fatal, at)
    found = _FATAL.search(ours.stderr)
    if found and not (reference and found[0] in reference.stderr):
        return find(f"stderr has {found[0]!r}", None)
    return None


def divergence(
    program: Program, ours: Outcome, reference: Outcome, uses: Counter[str]
) -> Find | None:
    """The first difference that is not on the list."""
    ops = program.parts[0]
    for at in range(program.compared):
        mine, theirs = ours.entries.get((0, at)), reference.entries.get((0, at))
        earlier = "\n".join(op.text for op in ops[:at])
        if repr(mine) == repr(theirs):
            if mine is not None and (rule := allowed.parts(ops[at], earlier, mine)):
                uses[rule] += 1
                return None
            continue
        if mine is None or theirs is None:
            return None if reference.ending else _find(program, at, mine, theirs)
        rule = allowed.rule(ops[at], earlier, theirs, mine)
        if rule is None:
            return _find(program, at, mine, theirs)
        uses[rule] += 1
        if ops[at].target is not None or rule in allowed.PARTING:
            return None  # from here on the two programs use different objects
    return None


def _find(program: Program, at: int, mine: Any, theirs: Any) -> Find:
    kinds = [_outline(entry) for entry in (theirs, mine)]
    return Find(program, " / ".join(kinds), (0, at), mine, theirs)


def _outline(entry: Any) -> str:
    if entry is None:
        return "nothing"
    result, logged = entry
    if result[0] == "raised":
        text = re.sub(r"'[^']*'|\"[^\"]*\"|\d+", "", str(result[2]))[:40]
        return f"{result[1]} {text}"
    value = result[1] if len(result) > 1 else None
    kind = value[0] if isinstance(value, tuple) and value else type(value).__name__
    return f"{result[0]} {kind}" + (f" +{len(logged)}" if logged else "")


def judge(
    program: Program, ours: Outcome, reference: Outcome | None, uses: Counter[str]
) -> Find | None:
    found = crash(program, ours, reference)
    if found is None and reference is not None:
        found = divergence(program, ours, reference, uses)
    return found
