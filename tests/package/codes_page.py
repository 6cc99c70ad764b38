"""Generates the tables in the documentation from the codes in `src/error/code.rs`.

    python -m tests.package.codes_page

updates the pages.
"""

from __future__ import annotations

from pathlib import Path

from .codes import ROWS

DOCS = Path(__file__).resolve().parents[2] / "docs"
BEGIN = "<!-- begin: written by tests/package/codes_page.py -->"
END = "<!-- end -->"


def table(*head: str, rows: list[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def every_code() -> str:
    """The complete table of codes."""
    rows = [
        (
            f"`{row.code}`",
            str(row.status_hint),
            row.meaning,
            row.section,
            row.enforced_by,
            f"`{row.example}`",
        )
        for row in ROWS.values()
    ]
    return table("code", "hint", "what is wrong", "rule", "enforced", "example", rows=rows)


def what_strict_rejects() -> str:
    """The rules that only strict enforces."""
    rows = [
        (row.meaning, row.section, f"`{row.code}`", str(row.status_hint))
        for row in ROWS.values()
        if row.enforced_by == "strict"
    ]
    return table("rejected", "rule", "code", "hint", rows=rows)


PAGES = {DOCS / "codes.md": every_code, DOCS / "policies.md": what_strict_rejects}


def renewed(page: Path) -> str:
    """Return the page with a current table."""
    before, found, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    assert found, f"{page} lacks the markers"
    return f"{before}{BEGIN}\n\n{PAGES[page]()}\n\n{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    for page in PAGES:
        page.write_text(renewed(page), encoding="utf-8")
