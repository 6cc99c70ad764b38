"""Every example in the documentation is correct.

The blocks of a page run from top to bottom and share one namespace. A block with prompts must
produce the output that it shows; what a block without prompts prints must be the ``output`` block
that follows.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import traceback
from pathlib import Path
from typing import Any
from unittest import mock

import h11
import pytest

from .pages import PAGES, Block, blocks, name

#: Not executed. Every other block must be Python, so that none is forgotten; directives belong to
#: Sphinx.
OTHER_LANGUAGES = {"console", "dockerfile", "http", "output", "rust", "text", "toml"}
FORMAT_EXCEPTION_ONLY = traceback.format_exception_only

WITH_PYTHON = [page for page in PAGES if any(b.language == "python" for b in blocks(page))]


@pytest.fixture(autouse=True)
def nothing_has_been_warned_of() -> None:
    """The package warns once per process, and other tests run in this one."""
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
            # The example of the README connects to example.com, and prints its response.
            assert name(page) == "README.md" or printed == output_after(block, following)


def converse(block: Block, session: dict[str, Any]) -> None:
    """Execute the prompts, and compare the output."""
    parser = doctest.DocTestParser()
    test = parser.get_doctest(block.text, {}, name(block.page), str(block.page), block.line - 1)
    test.globs = session  # not a copy: functions of the page use these globals
    said: list[str] = []
    with mock.patch.object(traceback, "format_exception_only", without_notes):
        result = doctest.DocTestRunner(verbose=False).run(test, out=said.append, clear_globs=False)
    assert result.attempted, "no prompt was found"
    assert result.failed == 0, "".join(said)


def without_notes(*exception: Any) -> list[str]:
    """The lines of an exception; older CPythons do not show notes."""
    lines = FORMAT_EXCEPTION_ONLY(*exception)
    return lines[: len(lines) - len(getattr(exception[1], "__notes__", ()))]


def run(block: Block, session: dict[str, Any]) -> str:
    """Return the output. Tracebacks point to the page."""
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
def test_every_block_has_a_known_language(page: Path) -> None:
    for block in blocks(page):
        known = block.language in {"python", *OTHER_LANGUAGES} or block.language.startswith("{")
        assert known, f"{name(page)}, line {block.line - 1}: {block.language!r}"


def test_outputs_follow_examples() -> None:
    for page in PAGES:
        languages = [block.language for block in blocks(page)]
        for before, language in zip(["", *languages], languages):
            assert language != "output" or before == "python", name(page)
