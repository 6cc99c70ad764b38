"""The pages are consistent: references exist, and nothing is missing."""

from __future__ import annotations

import re
from pathlib import Path

import h11
import pytest

from .pages import DOCS, PAGES, ROOT, blocks, name

LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)#\s]+)(#[^)\s]*)?\)")
EXAMPLES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "examples").rglob("*.py"))


def prose(page: Path) -> str:
    """The text of a page without its blocks."""
    lines = page.read_text(encoding="utf-8").split("\n")
    for block in blocks(page):
        lines[block.line - 2 : block.ends] = [""] * (block.ends - block.line + 2)
    return "\n".join(lines)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_link_targets_exist(page: Path) -> None:
    for target, _ in LINK.findall(prose(page)):
        if not target.startswith(("http:", "https:")):
            assert (page.parent / target).exists(), f"{name(page)}: {target}"


def test_every_page_is_in_the_contents() -> None:
    listed = [
        line.strip()
        for block in blocks(DOCS / "index.md")
        if block.language == "{toctree}"
        for line in block.text.splitlines()
        if line.strip() and line[0] != ":"
    ]
    pages = {page.relative_to(DOCS).with_suffix("").as_posix() for page in DOCS.rglob("*.md")}
    assert sorted([*listed, "index"]) == sorted(pages)


def test_every_example_program_is_listed() -> None:
    text = (DOCS / "examples.md").read_text(encoding="utf-8")
    shown = re.findall(r"^```\{literalinclude\} \.\./(\S+)$", text, re.MULTILINE)
    assert sorted(shown) == EXAMPLES
    summaries = re.findall(r"<summary>(.*)</summary>", text)
    assert summaries == shown
    started = re.findall(r"^\$ python (examples/\S+)", text, re.MULTILINE)
    assert started
    assert all((ROOT / program).exists() for program in started)


def test_every_public_name_is_in_the_reference() -> None:
    text = (DOCS / "reference.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\.\. auto\w+:: (\w+)$", text, re.MULTILINE))
    public = {public for public in vars(h11) if public[0] != "_"}
    assert documented == public | {"__version__", "__build__"}


@pytest.mark.parametrize("kind", [h11.Connection, h11.Headers], ids=lambda kind: kind.__name__)
def test_every_public_member_is_in_the_reference(kind: type) -> None:
    text = (DOCS / "reference.md").read_text(encoding="utf-8")
    (section,) = re.findall(rf"autoclass:: {kind.__name__}\n(.*?)```", text, re.DOTALL)
    documented = set(re.findall(r"^   \.\. auto\w+:: (\w+)$", section, re.MULTILINE))
    assert documented == {member for member in dir(kind) if member[0] != "_"}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_named_files_exist(page: Path) -> None:
    """In code that looks like a path of the sources: `src/state/`, `tests/core/*.rs`."""
    folders = "src|python|tests|docs|examples|benches|benchmarks|demo|fuzz|release|tools"
    for path in re.findall(rf"`((?:{folders})/[\w./*-]*)`", prose(page)):
        if path.startswith("benchmarks/results/"):
            continue  # created by `make bench`
        found = list(ROOT.glob(path)) if "*" in path else [ROOT / path]
        assert found, f"{name(page)}: {path}"
        assert found[0].exists(), f"{name(page)}: {path}"
