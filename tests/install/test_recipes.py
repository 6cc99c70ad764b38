"""The recipes of docs/install.md, run as they stand there."""

from __future__ import annotations

import contextlib
import sys

import pytest

from ..docs.pages import DOCS
from .conftest import REFERENCE, Place, version_of
from .recipes import follow, section

PAGE = DOCS / "install.md"
RECIPES = ["pip", "pip with a constraints file", "pip with hashes", "A private index"]
#: What no test can run: `make` and maturin take minutes, gh and Docker need their services.
NOT_RUN = {"Get a wheel", "Docker", "Verify a download"}


def test_every_section_with_commands_is_run() -> None:
    headings = [line[3:] for line in PAGE.read_text().splitlines() if line.startswith("## ")]
    with_blocks = {heading for heading in headings if has_blocks(heading)}
    assert with_blocks == {*RECIPES, *NOT_RUN, "uv", "Poetry", "Going back"}


def has_blocks(heading: str) -> bool:
    with contextlib.suppress(AssertionError):
        return bool(section(PAGE, heading))
    return False


@pytest.mark.parametrize("heading", RECIPES)
def test_recipe(heading: str, place: Place) -> None:
    follow(section(PAGE, heading), place.folder, place.environment)


def test_constraints_need_the_wheels(place: Place) -> None:
    """Otherwise pip cannot satisfy them from an index that has the original only."""
    constraints = place.folder / "constraints.txt"
    constraints.write_text("h11==0.16.0+rust.2\n")
    with pytest.raises(AssertionError, match=r"ResolutionImpossible|No matching distribution"):
        place.run("pip install -c constraints.txt uvicorn")


def test_uv(place: Place) -> None:
    del place.environment["VIRTUAL_ENV"]  # uv makes its own, of the Python for which the wheel is
    place.environment["UV_PYTHON"] = sys.executable
    follow(section(PAGE, "uv"), place.folder, place.environment)


def test_poetry(poetry_project: Place) -> None:
    place = poetry_project
    follow(section(PAGE, "Poetry"), place.folder, place.environment)


def test_going_back(place: Place) -> None:
    place.run("pip install wheels/h11-*.whl")
    follow(section(PAGE, "Going back"), place.folder, place.environment)


def test_two_equals_signs_do_not_go_back(place: Place) -> None:
    """If this fails, the page may become shorter."""
    place.run("pip install wheels/h11-*.whl")
    for options in ("", "--force-reinstall --find-links wheels"):
        place.run(f'pip install {options} "h11==0.16.0"')
        assert version_of(place.venv / "bin" / "python", "h11").endswith("+rust.1")


def test_the_local_copy_is_the_original(place: Place) -> None:
    assert version_of(REFERENCE, "h11") == "0.16.0"
    place.run('pip install "h11===0.16.0"')
    place.run('python -c "import h11, inspect; assert inspect.getsource(h11.Connection)"')
