"""The recipes of a page: the files that it shows, and the commands with their output."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from ..docs.pages import Block, blocks

PATIENCE = 120


@dataclass
class Command:
    """A line with a prompt, and the lines of output below it."""

    text: str
    output: list[str] = field(default_factory=list)


def section(page: Path, heading: str) -> list[Block]:
    """The blocks between a heading and the next one."""
    lines = page.read_text(encoding="utf-8").split("\n")
    begins = lines.index(f"## {heading}") + 1
    after = (n for n, line in enumerate(lines[begins:], begins) if line.startswith("## "))
    ends = next(after, len(lines))
    found = [block for block in blocks(page) if begins < block.line <= ends]
    assert found, f"{page.name} has no blocks below {heading}"
    return found


def commands(block: Block) -> list[Command]:
    """The commands of a console block."""
    found: list[Command] = []
    for line in block.text.splitlines():
        if line.startswith("$ "):
            found.append(Command(line[2:]))
        else:
            found[-1].output.append(line)
    return found


#: The oldest Python of the projects on the page, which is the running one in the tests.
REQUIRED = re.compile(r'(?<=requires-python = ">=)[\d.]+')


def write_file(block: Block, folder: Path) -> None:
    """Write a block that begins with its file's name as a comment."""
    name = re.match(r"# (\S+)\n", block.text)
    assert name, f"line {block.line}: no file name"
    running = ".".join(map(str, sys.version_info[:2]))
    (folder / name[1]).write_text(REQUIRED.sub(running, block.text), encoding="utf-8")


def follow(recipe: list[Block], folder: Path, environment: dict[str, str]) -> None:
    """Write the files and run the commands, in order; each must print what the page shows."""
    for block in recipe:
        if block.language != "console":
            write_file(block, folder)
            continue
        for command in commands(block):
            printed = run(command.text, folder, environment)
            for line in command.output:
                assert line in printed.splitlines(), f"$ {command.text}\n{printed}"


def run(command: str, folder: Path, environment: dict[str, str]) -> str:
    """Run a command as a shell would, and return what it prints."""
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, f"$ {command}\n{done.stdout}"
    return done.stdout
