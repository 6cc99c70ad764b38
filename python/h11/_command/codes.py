"""The error codes."""

from __future__ import annotations

import sys
from typing import NamedTuple

from h11 import _h11
from h11._command.output import Output

ENFORCED = {
    "always": "under every policy",
    "strict": "under the policy strict",
    "sending": "under the policy strict, for messages that are sent",
    "limits": "if the limit is set, as under the policy strict",
}


class Code(NamedTuple):
    """A row of the table of codes."""

    code: str
    hint: int
    enforced: str
    rule: str
    meaning: str

    def contains(self, word: str) -> bool:
        """Whether the word is a part of the code or its meaning, or the hint."""
        return word in self.code or word in self.meaning.lower() or word == str(self.hint)

    def link(self) -> str:
        """Where the RFC has the rule."""
        _, rfc, _, section = self.rule.split()
        return f"https://www.rfc-editor.org/rfc/rfc{rfc}#section-{section}"


CODES = {row[0]: Code(*row) for row in _h11.codes()}


def run(word: str | None, output: Output) -> int:
    word = word and word.lower()
    if word in CODES:
        row = CODES[word]
        output.show(row._asdict(), explained(row))
        return 0
    rows = [row for row in CODES.values() if word is None or row.contains(word)]
    if not rows:
        print(f"h11: error: no code or meaning contains {word!r}", file=sys.stderr)
        return 1
    width = max(len(row.code) for row in rows)
    for row in rows:
        line = f"{row.code:{width}}  {row.hint}  {row.enforced:7}  {row.rule:22}  {row.meaning}"
        output.show(row._asdict(), [line])
    return 0


def explained(row: Code) -> list[str]:
    return [
        f"{row.code}: {row.meaning}",
        f"hint      {row.hint}, as the status of a response",
        f"enforced  {ENFORCED[row.enforced]}",
        f"rule      {row.rule}, {row.link()}",
    ]
