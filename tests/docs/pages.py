"""The pages of the documentation, and the code blocks in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"

#: The pages of the site, and those that are read in the source tree.
PAGES = [
    *sorted(DOCS.rglob("*.md")),
    *(ROOT / f"{name}.md" for name in ("README", "SECURITY", "CONTRIBUTING")),
]

_FENCE = re.compile(r"^(?P<ticks>```+)(?P<language>.*)$")


def name(page: Path) -> str:
    """The name shown in test ids."""
    return page.relative_to(ROOT).as_posix()


@dataclass(frozen=True)
class Block:
    """The text between two fences."""

    page: Path
    line: int  # of its first line, from 1
    language: str
    text: str

    @property
    def ends(self) -> int:
        """The line of the closing fence."""
        return self.line + self.text.count("\n")


def blocks(page: Path) -> list[Block]:
    """The fenced blocks of a page in order, including those of directives."""
    found: list[Block] = []
    opened: tuple[str, str, int] | None = None
    lines = page.read_text(encoding="utf-8").split("\n")
    for number, line in enumerate(lines, start=1):
        fence = _FENCE.match(line)
        if opened is None and fence:
            opened = fence["ticks"], fence["language"].strip(), number
        elif opened and line == opened[0]:
            _, language, begins = opened
            text = "".join(f"{inner}\n" for inner in lines[begins : number - 1])
            found.append(Block(page, begins + 1, language, text))
            opened = None
    assert opened is None, f"{name(page)}: a block is left open"
    return found
