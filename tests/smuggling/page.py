"""Generates the tables of docs/smuggling.md and docs/smuggling-servers.md.

    python -m tests.smuggling.page

updates them from the cases and from the last survey of `make smuggling`. docs/_static/site.css
colours a cell by its markup: rejections are emphasized, and next messages that begin elsewhere
are strong.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from ..package.codes_page import link
from . import case as words
from .case import Case, Outcome
from .cases import CASES, FAMILIES

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = DOCS / "smuggling.md"
SERVERS_PAGE = DOCS / "smuggling-servers.md"
KEPT = DOCS / "smuggling.json"
MARK = "<!-- {} -->"

#: The start of most requests.
COMMON = b"PUT / HTTP/1.1\r\nHost: a\r\n"
LEAVES = "leaves "
#: The length of a message in a cell.
ROOM = 24
#: The requirements as the tables abbreviate them.
KEYWORDS = {
    words.MUST_REJECT: "MUST",
    words.MUST_REPAIR: "MUST or repair",
    words.SHOULD_REJECT: "SHOULD",
    words.MAY_REJECT: "MAY",
    words.SHOULD_ACCEPT: "SHOULD accept",
    words.MUST_ACCEPT: "MUST accept",
}


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
    for page, text in renewed(survey).items():
        page.write_text(text, encoding="utf-8")


def renewed(survey: Survey) -> dict[Path, str]:
    """Return the pages with current tables."""
    page = between(PAGE.read_text(encoding="utf-8"), "counts", counts())
    of_servers = SERVERS_PAGE.read_text(encoding="utf-8")
    return {
        PAGE: between(page, "policies", policies()),
        SERVERS_PAGE: between(of_servers, "servers", servers(survey)),
    }


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


def shown(outcome: Outcome | None, rfc: str = words.MUST_ACCEPT) -> str:
    """An outcome in a cell: the parsed messages, and the ending."""
    if outcome is None:
        return "?"
    ending = outcome.ending
    if ending.startswith(LEAVES):
        ending = LEAVES + code(ending[len(LEAVES) :], ROOM)
    elif outcome.is_rejection:
        ending = f"*{ending if ' ' in ending or ending.isdigit() else link(ending)}*"
    messages = ", ".join(code(message, ROOM) for message in outcome.messages)
    if is_displaced(outcome, rfc):
        messages = f"**{messages}**" if messages else messages
        ending = "**waits**" if ending == "waits" else ending
    return "; ".join(part for part in (messages, ending) if part)


def is_displaced(outcome: Outcome, rfc: str) -> bool:
    """Whether a message that may be rejected moved the start of the next one."""
    if outcome.is_rejection or "accept" in rfc:
        return False
    return len(outcome.messages) > 1 or outcome.ending == "waits"


def requirement(case: Case) -> str:
    """`MUST §2.2`: the keyword and the section, of RFC 9112 unless it names another."""
    rfc, _, section = case.section.rpartition(" ")
    return f"{KEYWORDS[case.rfc]} {rfc + ' ' if rfc else ''}§{section}"


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
                requirement(case),
                *(
                    shown(outcome, case.rfc)
                    for outcome in (case.compatible, case.strict, case.lenient)
                    if outcome is not None
                ),
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
            [
                case.name,
                *(shown(survey.outcome(name, family, case), case.rfc) for name in names),
            ]
            for case in cases
            if case.is_request
        ]
        if rows:
            parts.append(f"## {title(family)}\n\n{table(['', *names], rows)}")
    return "\n".join(parts)


if __name__ == "__main__":
    write(Survey.load(KEPT))
