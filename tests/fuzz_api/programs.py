"""Programs: lists of operations, each one or a few lines of Python; and how to print them."""

from __future__ import annotations

import random
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple


class Op(NamedTuple):
    """A statement, or an expression whose value is assigned to the target.

    If it raises, the exception is assigned. The value of a `quiet` operation is not recorded. From a
    `loose` operation on, a program is not compared, for the given reason (see `LOOSE`).
    """

    target: str | None
    text: str
    quiet: bool = False
    loose: str | None = None


#: Why programs are not compared with 0.16.0 after an operation of this kind. They run to the end,
#: and crashes, panics, hangs and SystemErrors are still findings.
LOOSE = {
    "addition": "uses a feature that 0.16.0 does not have",
    "timing": "the collector runs after a number of allocations, which differs",
    "frames": "tracing sees Python frames, and Rust has none",
    "depth": "the recursion limit counts Python frames, and Rust has none",
    "signal": "a signal arrives at any time",
    "heap": "examines objects that only the collector can reach",
    "internals": "replaces something visible only to introspection (docs/differences.md)",
    "equality": "an object claims to equal one of h11's; ours compares by identity or by bytes",
    "limit": "a limit is checked when the connection is created (docs/differences.md)",
    "writes": "the private writers write the same bytes in fewer calls",
}


@dataclass(frozen=True)
class Program:
    name: str  # SEED/NUMBER
    # The first part runs alone; then the others, each in a thread.
    parts: tuple[tuple[Op, ...], ...]
    #: Whether the interpreter exits with everything alive and the threads running.
    leaves: bool = False

    @property
    def compared(self) -> int:
        """The number of compared operations of the first part."""
        for at, op in enumerate(self.parts[0]):
            if op.loose:
                return at
        return len(self.parts[0])

    @property
    def operations(self) -> int:
        return sum(map(len, self.parts))

    def message(self) -> dict[str, Any]:
        """The message to the child."""
        parts = [[(op.target, op.text, op.quiet) for op in part] for part in self.parts]
        return {"parts": parts, "leaves": self.leaves}

    def with_parts(self, parts: Iterable[Iterable[Op]]) -> Program:
        return replace(self, parts=tuple(map(tuple, parts)))


_HEAD = """\
# Program {name}: run it in the folder of the project
from tests.fuzz_api.performing import SPACE, threading, sys
globals().update(SPACE)
from tests.fuzz_api.things import log
"""


def _guarded(op: Op) -> str:
    text = op.text if op.target is None else f"{op.target} = {op.text}"
    kept = f"; {op.target} = error" if op.target else ""
    return (
        f"try:\n{textwrap.indent(text, '    ')}\n"
        f"except BaseException as error: print(type(error).__name__, error){kept}\n"
    )


def printed(program: Program) -> str:
    """The program as a Python script."""
    first, *others = program.parts
    lines = [_HEAD.format(name=program.name), *map(_guarded, first)]
    for number, ops in enumerate(others, 1):
        body = "".join(map(_guarded, ops)) or "pass\n"
        names = sorted({op.target for op in ops if op.target})
        scope = f"    global {', '.join(names)}\n" if names else ""
        lines.append(f"def part_{number}():\n{scope}{textwrap.indent(body, '    ')}")
    if others:
        lines.append(
            "sys.setswitchinterval(1e-6)\n"
            f"threads = [threading.Thread(target=part, daemon=True) for part in "
            f"({', '.join(f'part_{n}' for n in range(1, len(others) + 1))},)]\n"
            "for thread in threads: thread.start()\n"
        )
        if not program.leaves:
            lines.append("for thread in threads: thread.join()\n")
    return "".join(lines)


@dataclass
class Draft:
    """A part of a program under construction, and the names that it has bound, by kind."""

    rng: random.Random
    ops: list[Op] = field(default_factory=list)
    names: dict[str, list[str]] = field(default_factory=dict)
    prefix: str = ""
    count: int = 0

    def do(self, text: str, loose: str | None = None, quiet: bool | None = None) -> None:
        quiet = self.rng.random() < 0.15 if quiet is None else quiet
        self.ops.append(Op(None, text, quiet, loose))

    def bind(
        self, kind: str, text: str, loose: str | None = None, quiet: bool | None = None
    ) -> str:
        self.count += 1
        name = f"{self.prefix}{kind}{self.count}"
        quiet = self.rng.random() < 0.3 if quiet is None else quiet
        self.ops.append(Op(name, text, quiet, loose))
        self.names.setdefault(kind, []).append(name)
        return name

    def any(self, kind: str) -> str | None:
        """A name of that kind, usually a recent one; None if there is none."""
        names = self.names.get(kind)
        if not names:
            return None
        if self.rng.random() < 0.6:
            names = names[-3:]
        return self.rng.choice(names)

    def anything(self) -> str:
        kinds = [kind for kind, names in self.names.items() if names]
        return (self.any(self.rng.choice(kinds)) if kinds else None) or "None"
