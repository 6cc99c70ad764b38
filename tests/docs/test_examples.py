"""Every example in the documents does what it is said to do.

A page is read from top to bottom like a session: its blocks of Python share their names. A block
with prompts must show what is shown; what a block without prompts prints stands in a block
``output`` right after it.
"""

from __future__ import annotations

import contextlib
import doctest
import io
from pathlib import Path
from typing import Any

import h11
import pytest
from pages import PAGES, Block, blocks, name

#: What is not run: it is no Python, or no code. All else must be Python, lest something be
#: forgotten; directives are the business of the site.
OTHER_LANGUAGES = {"console", "text", "output", "http", "rust"}
WITH_PYTHON = [page for page in PAGES if any(b.language == "python" for b in blocks(page))]


@pytest.fixture(autouse=True)
def nothing_has_been_warned_of() -> None:
    """The package warns once in a process, and other tests run in this one."""
    h11._assigned._warned.clear()


@pytest.mark.parametrize("page", WITH_PYTHON, ids=name)
def test_the_examples_of(page: Path, served_folder: Path) -> None:
    (served_folder / "hello.txt").write_text("Hello, whoever you are.\n")
    session: dict[str, Any] = {"__name__": "page"}
    found = blocks(page)
    for block, following in zip(found, [*found[1:], None]):
        if block.language != "python":
            continue
        if ">>> " in block.text:
            converse(block, session)
        else:
            printed = run(block, session)
            # The one of the README talks to example.com, and prints whatever that says.
            assert name(page) == "README.md" or printed == output_after(block, following)


def converse(block: Block, session: dict[str, Any]) -> None:
    """Says what stands at the prompts, and compares the answers."""
    parser = doctest.DocTestParser()
    test = parser.get_doctest(block.text, {}, name(block.page), str(block.page), block.line - 1)
    test.globs = session  # not a copy: functions of the page look here
    said: list[str] = []
    result = doctest.DocTestRunner(verbose=False).run(test, out=said.append, clear_globs=False)
    assert result.attempted, "no prompt was found"
    assert result.failed == 0, "".join(said)


def run(block: Block, session: dict[str, Any]) -> str:
    """Gives what it prints. Tracebacks point into the page."""
    code = compile("\n" * (block.line - 1) + block.text, str(block.page), "exec")
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(code, session)
    return printed.getvalue()


def output_after(block: Block, following: Block | None) -> str:
    if following is None or following.language != "output":
        return ""
    between = block.page.read_text(encoding="utf-8").split("\n")[block.ends : following.line - 2]
    assert "".join(between).strip() == "", "an output stands right after its block"
    return following.text


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_block_is_run_or_known_not_to_be_code(page: Path) -> None:
    for block in blocks(page):
        known = block.language in {"python", *OTHER_LANGUAGES} or block.language.startswith("{")
        assert known, f"{name(page)}, line {block.line - 1}: {block.language!r}"


def test_an_output_belongs_to_an_example() -> None:
    for page in PAGES:
        languages = [block.language for block in blocks(page)]
        for before, language in zip(["", *languages], languages):
            assert language != "output" or before == "python", name(page)
