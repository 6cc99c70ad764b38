"""Generates the entries of docs/codes.md, and a table of docs/policies.md, from the codes.

    python -m tests.package.codes_page

updates the pages from `src/error/code.rs` and the examples.
"""

from __future__ import annotations

from pathlib import Path

from .codes import ROWS, Row

DOCS = Path(__file__).resolve().parents[2] / "docs"
BEGIN = "<!-- begin: written by tests/package/codes_page.py -->"
END = "<!-- end -->"
SENDING = "It does not send the following, which recipients have to accept or ignore:"

#: The groups of the page, each with its first code: others follow in the order of the source.
GROUPS = {
    "not-http": "Start line",
    "field-line-malformed": "Field lines",
    "host-missing": "Host",
    "content-length-malformed": "Framing",
    "chunk-size-malformed": "Chunks and trailer section",
    "incomplete-content": "Content",
    "head-too-large": "Limits",
    "unexpected-event": "States",
}
ENFORCED = {
    "always": "under every policy",
    "strict": "by `strict` only",
    "sending": "by `strict` only, and only when sending",
    "limits": "if the [limit](policies.md#limits) is set, which `strict` does",
}
RFC = "https://www.rfc-editor.org/rfc/rfc"


def rule(section: str) -> str:
    """`RFC 9112 section 2.2` as a short link."""
    number, section = section.replace("RFC ", "").split(" section ")
    return f"[RFC {number} §{section}]({RFC}{number}#section-{section})"


def link(code: str) -> str:
    """A link to the entry of a code: headings lose their dots."""
    return f"[`{code}`](codes.md#{code.replace('.', '')})"


def entry(row: Row) -> str:
    """The heading is the anchor of the entry."""
    anchor = f'<a id="{row.code}"></a>\n\n' if "." in row.code else ""
    meaning = row.meaning[0].upper() + row.meaning[1:]
    return (
        f"{anchor}### `{row.code}`\n\n"
        f"{meaning} ({rule(row.section)}). Enforced {ENFORCED[row.enforced_by]};"
        f" status hint {row.status_hint}.\n\n"
        f"Example: `{row.example}`\n"
    )


def every_code() -> str:
    """All entries in their groups."""
    parts = []
    for row in ROWS.values():
        if row.code in GROUPS:
            parts.append(f"## {GROUPS[row.code]}\n")
        parts.append(entry(row))
    return "\n".join(parts)


def what_strict_rejects() -> str:
    """The rules that only strict enforces, and those that it enforces only when sending."""
    lines = ["| rejected | rule | code | hint |", "| --- | --- | --- | --- |"]
    sent = ["| not sent | rule | code |", "| --- | --- | --- |"]
    for row in ROWS.values():
        cells = (row.meaning, rule(row.section), link(row.code), str(row.status_hint))
        if row.enforced_by == "strict":
            lines.append(f"| {' | '.join(cells)} |")
        elif row.enforced_by == "sending":
            sent.append(f"| {' | '.join(cells[:-1])} |")
    return "\n".join([*lines, "", SENDING, "", *sent])


PAGES = {DOCS / "codes.md": every_code, DOCS / "policies.md": what_strict_rejects}


def renewed(page: Path) -> str:
    """Return the page with a current table."""
    before, found, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    assert found, f"{page} lacks the markers"
    return f"{before}{BEGIN}\n\n{PAGES[page]()}\n\n{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    for page in PAGES:
        page.write_text(renewed(page), encoding="utf-8")
