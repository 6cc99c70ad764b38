"""The imports among the files of `src/`, parsed from the sources.

`cargo modules dependencies --acyclic` detects cycles as well, but not layers, and requires building
all of rust-analyzer with the newest compiler. Sources formatted by rustfmt are regular enough to be
parsed line by line. Unit tests may import anything and are ignored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

Graph = dict[str, set[str]]

DRAWING = re.compile(r"^//! ```text\n(.*?)^//! ```$", re.DOTALL | re.MULTILINE)
TESTS = re.compile(r"^#\[cfg\(test\)\]\nmod tests \{\n.*?^\}$", re.DOTALL | re.MULTILINE)
NOISE = re.compile(r'//.*|"(?:\\.|[^"\\])*"|pub\([\w: ]+\)')
USE = re.compile(r"\buse ([^;]+);")
CHILD = re.compile(r"^(?:pub )?mod (\w+);", re.MULTILINE)
PATH = re.compile(r"(?<![\w:])\w+(?:::\w+)+")


def modules(src: Path) -> dict[str, Path]:
    """Each file by its module path: `fields::span`, and `` for `lib.rs`."""
    found = {}
    for file in sorted(src.rglob("*.rs")):
        *folders, stem = file.relative_to(src).with_suffix("").parts
        found["::".join(folders if stem in ("mod", "lib") else [*folders, stem])] = file
    return found


def expanded(tree: str) -> Iterator[str]:
    """The paths of a `use`: `a::{b, c::{d as e}}` is `a::b` and `a::c::d`."""
    head, brace, rest = tree.partition("{")
    if not brace:
        yield tree.partition(" as ")[0].strip()
        return
    depth, item = 0, ""
    for character in rest.rpartition("}")[0] + ",":
        depth += {"{": 1, "}": -1}.get(character, 0)
        if character == "," and depth == 0:
            if item.strip():
                yield from (head.strip() + path for path in expanded(item))
            item = ""
        else:
            item += character


def imports(module: str, text: str, known: set[str]) -> set[str]:
    """The modules that this one imports or names in a path."""
    code = NOISE.sub("", TESTS.sub("", text))
    children = set(CHILD.findall(code))
    paths = {path for tree in USE.findall(code) for path in expanded(tree)}
    paths |= set(PATH.findall(USE.sub("", code)))
    found = set()
    for path in paths:
        start, *names = path.split("::")
        here = module.split("::") if module else []
        if start == "crate":
            here = []
        elif start in children:
            here = [*here, start]
        elif start == "super":
            here = here[:-1]
        elif start != "self":
            continue
        while names and names[0] == "super":
            here, names = here[:-1], names[1:]
        for name in names:
            if "::".join([*here, name]) not in known:
                break
            here = [*here, name]
        found.add("::".join(here))
    return found - {module}


def graph(src: Path) -> Graph:
    """The imports of each module."""
    files = modules(src)
    return {
        module: imports(module, file.read_text(encoding="utf-8"), set(files))
        for module, file in files.items()
    }


def cycle(imported: Graph) -> list[str]:
    """The modules of an import cycle, if there is one."""
    try:
        TopologicalSorter(imported).prepare()
    except CycleError as error:
        return error.args[1]
    return []


def layers(src: Path) -> dict[str, int]:
    """The layer of each module in the diagram of `lib.rs`, which has a line for each layer."""
    drawing = DRAWING.search((src / "lib.rs").read_text(encoding="utf-8"))
    assert drawing, "no drawing in lib.rs"
    rows = re.findall(r"^//! (\w+(?:, \w+)*)", drawing[1], re.MULTILINE)
    return {name: height for height, row in enumerate(reversed(rows)) for name in row.split(", ")}


def upward(imported: Graph, height: dict[str, int]) -> list[str]:
    """The imports that do not lead to a lower layer."""
    top = {module: module.partition("::")[0] for module in imported}
    return [
        f"{module} imports {other}"
        for module, others in imported.items()
        for other in sorted(others)
        if top[module] and top[module] != top[other] and height[top[module]] <= height[top[other]]
    ]
