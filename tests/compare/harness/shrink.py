"""Minimizes a diverging script: fewer operations, then fewer bytes, then fewer arguments."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

from tests.compare.harness.judge import NOT_REPEATED, Divergence
from tests.compare.harness.scripts import Op, Script

Judge = Callable[[Script], "Divergence | None"]
TRIES = 3_000
# A pair in a list of headers, a keyword argument, a run of one letter in a literal.
_SPARE = re.compile(
    r"\(b?'[^'()]*', b?'[^'()]*'\)(?:, )?|, \w+=(?:b?'[^']*'|\w+)(?=[,)])|(\w)\1{3,}"
)


class Shrinker:
    """Tries smaller scripts that show a divergence of the same kind."""

    def __init__(self, judge: Judge, divergence: Divergence) -> None:
        self._judge = judge
        self._kind = divergence.kind
        self._tries = TRIES
        self.best = divergence

    def run(self) -> Divergence:
        if "hung" in self._kind or NOT_REPEATED in self._kind:
            return self.best  # every attempt would time out, or not reproduce it
        passes = (
            self._without_tail,
            self._fewer_ops,
            self._joined_feeds,
            self._fewer_bytes,
            self._fewer_arguments,
        )
        progress = True
        while progress:
            progress = False
            for candidates in passes:
                progress |= self._adopt(candidates)
        return self.best

    def _adopt(self, candidates: Callable[[], Iterator[Script]]) -> bool:
        """Take the first smaller script that still diverges, repeatedly, until none does."""
        adopted = False
        found = True
        while found and self._tries > 0:
            found = False
            for script in candidates():
                if self._tries <= 0:
                    break
                self._tries -= 1
                divergence = self._judge(script)
                if divergence is not None and divergence.kind == self._kind:
                    self.best = divergence
                    adopted = found = True
                    break
        return adopted

    def _without_tail(self) -> Iterator[Script]:
        if self.best.at + 1 < len(self.best.script):
            yield self.best.script[: self.best.at + 1]

    def _fewer_ops(self) -> Iterator[Script]:
        ops = self.best.script
        size = len(ops) // 2
        while size >= 1:
            for start in range(0, len(ops), size):
                rest = ops[:start] + ops[start + size :]
                if rest and _well_formed(rest):
                    yield rest
            size //= 2

    def _joined_feeds(self) -> Iterator[Script]:
        ops = self.best.script
        for i in range(len(ops) - 1):
            a, b = ops[i], ops[i + 1]
            if a[0] == b[0] == "feed" and a[1] == b[1] and a[2] and b[2]:
                yield (*ops[:i], ("feed", a[1], a[2] + b[2]), *ops[i + 2 :])

    def _fewer_bytes(self) -> Iterator[Script]:
        for i, op in enumerate(self.best.script):
            if op[0] != "feed":
                continue
            data = op[2]
            size = len(data) // 2
            while size >= 1:
                for start in range(0, len(data), size):
                    if smaller := data[:start] + data[start + size :]:
                        yield self._with(i, ("feed", op[1], smaller))
                size //= 2

    def _fewer_arguments(self) -> Iterator[Script]:
        for i, op in enumerate(self.best.script):
            if op[0] in ("send", "send_parts", "call", "read"):
                for spare in _SPARE.finditer(op[-1]):
                    kept = spare[1] or ""
                    smaller = op[-1][: spare.start()] + kept + op[-1][spare.end() :]
                    if _parses(smaller):
                        yield self._with(i, (*op[:-1], smaller))

    def _with(self, i: int, op: Op) -> Script:
        ops = self.best.script
        return (*ops[:i], op, *ops[i + 1 :])


def _parses(expression: str) -> bool:
    try:
        ast.parse(expression, mode="eval")
    except SyntaxError:
        return False
    return True


def _well_formed(script: Script) -> bool:
    """Whether every connection that is used is also created."""
    made = set()
    for verb, *names in script:
        if verb in ("new", "machine"):
            made.add(names[0])
        elif verb in ("feed", "send", "send_parts", "lose"):
            if names[0] not in made:
                return False
        elif verb in ("carry", "hand") and not made >= set(names[:2]):
            return False
    return True
