"""The tables of docs/smuggling.md: what the policies do, and what other servers do.

    python -m tests.smuggling.page

writes them anew, from the table here and what `make smuggling` has found last.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from . import case as words
from .case import Case, Outcome
from .cases import CASES, FAMILIES

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = DOCS / "smuggling.md"
KEPT = DOCS / "smuggling.json"
MARK = "<!-- {} -->"

#: What most requests begin with.
COMMON = b"PUT / HTTP/1.1\r\nHost: a\r\n"
LEAVES = "leaves "
#: For a message in a cell.
ROOM = 24


@dataclass
class Survey:
    """What servers made of the requests."""

    date: str
    versions: dict[str, str] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    #: By family, name and server: the bytes that were sent, and what came of them.
    found: dict[str, dict[str, dict[str, list]]] = field(default_factory=dict)

    def note(self, server: str, family: str, case: Case, outcome: Outcome) -> None:
        row = self.found.setdefault(family, {}).setdefault(case.name, {})
        row["sent"] = [case.wire.decode("latin-1")]
        row[server] = [outcome.ending, *outcome.messages]

    def outcome(self, server: str, family: str, case: Case) -> Outcome | None:
        """None if this server was not asked these bytes."""
        row = self.found.get(family, {}).get(case.name, {})
        if row.get("sent") != [case.wire.decode("latin-1")] or server not in row:
            return None
        ending, *messages = row[server]
        return Outcome(tuple(messages), ending)

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")

    @staticmethod
    def load(path: Path) -> Survey:
        return Survey(**json.loads(path.read_text(encoding="utf-8")))


def write(survey: Survey) -> None:
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8"), survey), encoding="utf-8")


def renewed(page: str, survey: Survey) -> str:
    """The page with its tables as they should be."""
    page = between(page, "counts", counts())
    page = between(page, "policies", policies())
    return between(page, "servers", servers(survey))


def between(page: str, name: str, text: str) -> str:
    begin, end = (
        MARK.format(f"begin: {name}, written by tests/smuggling/page.py"),
        MARK.format("end"),
    )
    before, found, rest = page.partition(begin)
    assert found, f"no mark for {name}"
    return f"{before}{begin}\n\n{text}\n{end}{rest.partition(end)[2]}"


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def code(text: str, room: int = 400) -> str:
    """Bytes as one reads them in Python, the first of them if there are many."""
    shown = repr(text.encode("latin-1"))[2:-1].replace("\\'", "'").replace("|", "\\|")
    return f"`{shown}`" if len(shown) <= room else f"`{shown[:room]}`…"


def sent(case: Case) -> str:
    """The bytes; of what most requests begin with, nothing is shown."""
    if case.wire.startswith(COMMON):
        return "… " + code(case.wire[len(COMMON) :].decode("latin-1"))
    return code(case.wire.decode("latin-1"))


def shown(outcome: Outcome | None) -> str:
    """An outcome in a cell: what was read, and how it ended."""
    if outcome is None:
        return "?"
    ending = outcome.ending
    if ending.startswith(LEAVES):
        ending = LEAVES + code(ending[len(LEAVES) :], ROOM)
    elif outcome.is_refusal and not ending.isdigit():
        ending = f"*{ending}*"
    messages = ", ".join(code(message, ROOM) for message in outcome.messages)
    return "; ".join(part for part in (messages, ending) if part)


def section(case: Case) -> str:
    return case.section if case.section.startswith("RFC") else f"section {case.section}"


def counts() -> str:
    """How many rows of each kind compatible and strict refuse."""
    rows = []
    for kind in words.KINDS:
        cases = [case for _, case in CASES if case.rfc == kind]
        compatible = sum(case.compatible.is_refusal for case in cases)
        strict = sum(case.strict.is_refusal for case in cases)
        rows.append([kind, str(len(cases)), str(compatible), str(strict)])
    return table(["RFC 9112", "rows", "refused by compatible", "refused by strict"], rows)


def title(family: str) -> str:
    return family[0].upper() + family[1:]


def policies() -> str:
    parts = []
    for family, cases in FAMILIES.items():
        lenient = ["lenient"] if cases[0].lenient else []
        rows = [
            [
                case.name,
                sent(case),
                f"{case.rfc}, {section(case)}",
                *(shown(o) for o in (case.compatible, case.strict, case.lenient) if o is not None),
            ]
            for case in cases
        ]
        head = ["", "bytes", "RFC 9112", "compatible", "strict", *lenient]
        parts.append(f"### {title(family)}\n\n{table(head, rows)}")
    return "\n".join(parts)


def servers(survey: Survey) -> str:
    names = list(survey.versions)
    versions = [f"{name} ({version})" for name, version in survey.versions.items()]
    parts = [f"Asked on {survey.date}: {'; '.join(versions)}.\n"]
    if survey.missing:
        why = [f"{name} ({reason})" for name, reason in survey.missing.items()]
        parts.append(f"Not asked: {'; '.join(why)}.\n")
    for family, cases in FAMILIES.items():
        rows = [
            [case.name, *(shown(survey.outcome(name, family, case)) for name in names)]
            for case in cases
            if case.is_request
        ]
        if rows:
            parts.append(f"### Servers: {family}\n\n{table(['', *names], rows)}")
    return "\n".join(parts)


if __name__ == "__main__":
    write(Survey.load(KEPT))
