"""`src/` is layered: no import cycles, and no layer imports a higher one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from .imports import DRAWING, cycle, expanded, graph, imports, layers, modules, upward

SRC = Path(__file__).resolve().parents[2] / "src"


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the sources in which to plant something."""
    return Path(shutil.copytree(SRC, tmp_path / "src"))


def plant(file: Path, line: str) -> None:
    """Add an import below the documentation of a file."""
    docs, blank, code = file.read_text(encoding="utf-8").partition("\n\n")
    file.write_text(f"{docs}{blank}{line}\n{code}", encoding="utf-8")


def test_there_is_no_cycle():
    assert not cycle(graph(SRC))


def test_no_layer_imports_a_higher_one():
    assert not upward(graph(SRC), layers(SRC))


def test_the_diagram_contains_each_module_once():
    assert set(layers(SRC)) == {name.split("::")[0] for name in modules(SRC)} - {""}


def test_the_documentation_has_the_same_diagram():
    drawing = DRAWING.search((SRC / "lib.rs").read_text(encoding="utf-8"))[1]
    page = (SRC.parent / "docs" / "internals.md").read_text(encoding="utf-8")
    assert f"```text\n{drawing.replace('//! ', '')}```" in page


def test_imports_are_found():
    """Checks that the parser finds imports, so that the other tests are meaningful."""
    found = graph(SRC)
    assert {"fields", "parser::field_lines", "grammar::octets", "error"} <= found["parser::head"]
    assert {"connection", "connection::version", "state"} <= found["connection::send"]
    assert {"policy::rules", "policy::limits"} <= found["policy"]
    assert sum(map(len, found.values())) > 200


@pytest.mark.parametrize(
    ("file", "line", "ends"),
    [
        ("fields/span.rs", "use super::section::Field;", {"fields::span", "fields::section"}),
        ("fields/span.rs", "use super::{FieldName, KNOWN};", {"fields::span", "fields"}),
        ("error/code.rs", "use crate::{packed, error::{self as e}};", {"error", "error::code"}),
        ("grammar/octets.rs", 'fn f() { super::swar::has_non_printable(b""); }', {"grammar::swar"}),
        ("policy/limits.rs", "use super::Policy;", {"policy", "policy::limits"}),
        (
            "python/constants.rs",
            "use super::headers::Headers;",
            {"python::constants", "python::headers"},
        ),
        ("state/tables.rs", "pub(super) use super::machine::Machine;", {"state::tables"}),
    ],
)
def test_a_planted_cycle_is_found(copied, file, line, ends):
    plant(copied / file, line)
    assert ends <= set(cycle(graph(copied)))


@pytest.mark.parametrize(
    ("file", "line", "said"),
    [
        ("state/machine.rs", "use crate::error::Error;", "state::machine imports error"),
        ("serializer.rs", "use crate::parser::chunk;", "serializer imports parser::chunk"),
        ("grammar/mod.rs", "use crate::fields::{Span, KNOWN};", "grammar imports fields"),
        ("work.rs", "use crate::python::constants::constants;", "work imports python::constants"),
    ],
)
def test_a_planted_upward_import_is_found(copied, file, line, said):
    plant(copied / file, line)
    assert upward(graph(copied), layers(copied)) == [said]


def test_a_module_without_a_layer_is_found(copied):
    (copied / "another.rs").write_text("//! New.\n\nuse crate::work;\n", encoding="utf-8")
    with pytest.raises(KeyError, match="another"):
        upward(graph(copied), layers(copied))


def test_nested_groups():
    assert list(expanded("a::{self, b::{c, d}, e as f}")) == [
        "a::self",
        "a::b::c",
        "a::b::d",
        "a::e",
    ]


def test_comments_strings_and_tests_are_ignored():
    text = """\
//! See [`crate::error::Error`].

use crate::work; // not crate::alloc
const A: &str = "crate::packed";

#[cfg(test)]
mod tests {
    use crate::fields::Span;
}
"""
    assert imports("state", text, {"error", "work", "alloc", "packed", "fields"}) == {"work"}
