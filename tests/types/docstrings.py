"""Copies the docstrings of the compiled module into its stub, for editors.

    python tests/types/docstrings.py

The docstrings are the doc comments in src/python/. A test fails when they have changed: run this
again, and then `ruff format`.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from pathlib import Path
from typing import Any, Union

from h11 import _h11

STUB = Path(__file__).resolve().parents[2] / "python/h11/_h11.pyi"
Definition = Union[ast.ClassDef, ast.FunctionDef]


def differing(stub: str) -> list[tuple[Definition, str]]:
    """Docstrings in the stub that differ from the module's, with the module's."""
    pairs = documented(ast.parse(stub), _h11)
    return [(node, doc) for node, doc in pairs if (ast.get_docstring(node) or "") != doc]


def documented(tree: ast.Module | ast.ClassDef, owner: Any) -> list[tuple[Definition, str]]:
    """The classes and functions of the stub with their docstrings in the module.

    Only the first overload has one; special methods have Python's own.
    """
    found: list[tuple[Definition, str]] = []
    seen: set[str] = set()
    for node in tree.body:
        if not isinstance(node, (ast.ClassDef, ast.FunctionDef)) or node.name in seen:
            continue
        seen.add(node.name)
        if node.name.startswith("__"):
            continue
        its_object = inspect.getattr_static(owner, node.name)
        found.append((node, inspect.cleandoc(its_object.__doc__ or "")))
        if isinstance(node, ast.ClassDef):
            found += documented(node, its_object)
    return found


def with_docstring(lines: list[str], node: Definition, doc: str) -> list[str]:
    """The lines of the stub with this docstring inserted."""
    body = node.body[0]
    start, end = body.lineno - 1, body.end_lineno or body.lineno
    before = lines[start][: body.col_offset]
    quote = 'r"""' if "\\" in doc else '"""'
    closing = '\n"""' if "\n" in doc else '"""'
    text = f"{quote}{doc}{closing}" if doc else "..."
    docstring = textwrap.indent(text, " " * (node.col_offset + 4)).split("\n")
    if isinstance(node, ast.ClassDef) and ast.get_docstring(node) is None:
        end = start  # the start of the body stays
    elif not before.isspace():
        docstring.insert(0, before.rstrip())  # `def f(): ...`
    return [*lines[:start], *docstring, *lines[end:]]


def main() -> None:
    lines = STUB.read_text(encoding="utf-8").split("\n")
    for node, doc in reversed(differing("\n".join(lines))):
        lines = with_docstring(lines, node, doc)
    STUB.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
