"""Generates the tables of docs/smuggling.md, with the results of policies and of other servers.

    python -m tests.smuggling.page

updates them from the cases and from the last survey of `make smuggling`.
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

#: The start of most requests.
COMMON = b"PUT / HTTP/1.1\r\nHost: a\r\n"
LEAVES = "leaves "
#: The length of a message in a cell.
ROOM = 24


@dataclass
class Survey:
    """The outcome of each request with each server."""

    date: str
    versions: dict[str, str] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    #: By family, name and server: the sent bytes, and the outcome.
    found: dict[str, dict[str, dict[str, list]]] = field(default_factory=dict)

    def note(self, server: str, family: str, case: Case, outcome: Outcome) -> None:
        row = self.found.setdefault(family, {}).setdefault(case.name, {})
        row["sent"] = [case.wire.decode("latin-1")]
        row[server] = [outcome.ending, *outcome.messages]

    def outcome(self, server: str, family: str, case: Case) -> Outcome | None:
        """Return None if the server was not sent these bytes."""
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
    """Return the page with current tables."""
    page = between(page, "counts", counts())
    page = between(page, "policies", policies())
    return between(page, "servers", servers(survey))


def between(page: str, name: str, text: str) -> str:
    begin, end = (
        MARK.format(f"begin: {name}, written by tests/smuggling/page.py"),
        MARK.format("end"),
    )
    before, found, rest = page.partition(begin)
    assert found, f"missing marker: {name}"
    return f"{before}{begin}\n\n{text}\n{end}{rest.partition(end)[2]}"


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def code(text: str, room: int = 400) -> str:
    """The bytes as Python shows them, truncated if there are many."""
    shown = repr(text.encode("latin-1"))[2:-1].replace("\\'", "'").replace("|", "\\|")
    return f"`{shown}`" if len(shown) <= room else f"`{shown[:room]}`…"


def sent(case: Case) -> str:
    """The bytes, without the start that most requests have."""
    if case.wire.startswith(COMMON):
        return "… " + code(case.wire[len(COMMON) :].decode("latin-1"))
    return code(case.wire.decode("latin-1"))


def shown(outcome: Outcome | None) -> str:
    """An outcome in a cell: the parsed messages, and the ending."""
    if outcome is None:
        return "?"
    ending = outcome.ending
    if ending.startswith(LEAVES):
        ending = LEAVES + code(ending[len(LEAVES) :], ROOM)
    elif outcome.is_rejection and not ending.isdigit():
        ending = f"*{ending}*"
    messages = ", ".join(code(message, ROOM) for message in outcome.messages)
    return "; ".join(part for part in (messages, ending) if part)


def section(case: Case) -> str:
    return case.section if case.section.startswith("RFC") else f"section {case.section}"


def counts() -> str:
    """The number of rows of each kind that compatible and strict reject."""
    rows = []
    for kind in words.KINDS:
        cases = [case for _, case in CASES if case.rfc == kind]
        compatible = sum(case.compatible.is_rejection for case in cases)
        strict = sum(case.strict.is_rejection for case in cases)
        rows.append([kind, str(len(cases)), str(compatible), str(strict)])
    return table(["RFC 9112", "rows", "rejected by compatible", "rejected by strict"], rows)


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
    parts = [f"Surveyed on {survey.date}: {'; '.join(versions)}.\n"]
    if survey.missing:
        why = [f"{name} ({reason})" for name, reason in survey.missing.items()]
        parts.append(f"Not surveyed: {'; '.join(why)}.\n")
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
