"""Settings that stand in more than one file say the same in each."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def found(pattern: str, name: str) -> str:
    match = re.search(pattern, text(name), re.MULTILINE)
    assert match, f"{name} has no {pattern}"
    return match[1]


def pythons() -> list[str]:
    """Those of the noxfile, from the oldest."""
    return re.findall(r'"(.+?)"', found(r"^PYTHONS = \((.+)\)$", "noxfile.py"))


def test_lines_are_of_one_length():
    widths = {
        found(r"^max_width = (\d+)", "rustfmt.toml"),
        found(r"^line-length = (\d+)", "pyproject.toml"),
        found(r"^max_line_length = (\d+)", ".editorconfig"),
    }
    assert len(widths) == 1


def test_the_oldest_python():
    oldest = found(r'^requires-python = ">=([\d.]+)"', "pyproject.toml")
    assert oldest == pythons()[0]
    assert found(r'^target-version = "py(\d+)"', "pyproject.toml") == oldest.replace(".", "")


def test_every_python_is_tested_in_ci():
    tested = set(re.findall(r'"(3\.\d+t?)"', text(".github/workflows/ci.yml")))
    assert set(pythons()) <= tested


def test_one_rust_builds_and_tests():
    names = [str(path.relative_to(ROOT)) for path in WORKFLOWS]
    assert len({found(r'^  RUST: "(.+)"$', name) for name in names}) == 1


@pytest.mark.parametrize(
    "name",
    ["README.md", "CONTRIBUTING.md", "docs/install.md", "docs/packaging.md", "docs/versions.md"],
)
def test_the_oldest_rust(name):
    oldest = found(r'^rust-version = "(.+)"$', "Cargo.toml")
    named = re.findall(r"(?:Rust|Rust toolchain|Rust \|) \(?(1\.\d+) or newer", text(name))
    assert set(named) == {oldest}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_pinned_to_commits(path):
    used = re.findall(r"uses: (.+)", path.read_text(encoding="utf-8"))
    assert used
    for action in used:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action)


def test_each_action_is_pinned_to_one_commit():
    pins = {pin for path in WORKFLOWS for pin in re.findall(r"uses: (\S+)", path.read_text())}
    assert len(pins) == len({pin.partition("@")[0] for pin in pins})


def test_every_python_has_wheels_and_a_classifier():
    built = found(r'^build = "(.+)"$', "pyproject.toml").split()
    assert built == [f"cp{python.replace('.', '')}-*" for python in pythons()]
    named = re.findall(r'"Programming Language :: Python :: (3\.\d+)"', text("pyproject.toml"))
    assert named == [python for python in pythons() if not python.endswith("t")]
