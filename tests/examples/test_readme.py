"""examples/README.md and the docstrings of the programs."""

from __future__ import annotations

import re

import pytest

from .running import EXAMPLES, run

README = (EXAMPLES / "README.md").read_text()
FILES = sorted(path.relative_to(EXAMPLES).as_posix() for path in EXAMPLES.rglob("*.py"))
# A folder is run like a file.
PROGRAMS = [
    file.replace("/__main__.py", "")
    for file in FILES
    if "/" not in file or file.endswith("/__main__.py")
]


def test_the_readme_links_to_each_file():
    assert sorted(re.findall(r"\]\(([\w/]+\.py)\)", README)) == FILES


@pytest.mark.parametrize("program", PROGRAMS)
def test_each_documents_its_command(python, program):
    """Its docstring contains a command, the table the shortest form of it; and it has --help."""
    path = EXAMPLES / program
    head = (path / "__main__.py" if path.is_dir() else path).read_text().split('"""')[1]
    commands = re.findall(rf"python examples/{re.escape(program)}.*", head)
    tried = re.search(rf"`(python examples/{re.escape(program)}(?: [^`]*)?)` \|\n", README)
    assert tried is not None
    assert any(command.startswith(tried[1]) for command in commands), (tried[1], commands)
    done = run(python, program, "--help")
    assert (done.status, done.errors) == (0, "")
    assert f"usage: {path.name}" in done.output.decode().replace("__main__.py", path.name)
