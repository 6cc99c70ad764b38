"""The files and commands of docs/run.md, as they stand there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ..docs.pages import DOCS, blocks
from ..install.recipes import commands, run, write_file
from ..install.servers import ADDRESS, APP, serving
from .conftest import Environment

BLOCKS = blocks(DOCS / "run.md")
LINES = [
    command.text for block in BLOCKS if block.language == "console" for command in commands(block)
]
SERVERS = [line for line in LINES if line.split()[0] in ADDRESS]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the files of the page and an application."""
    for block in BLOCKS:
        if block.text.startswith("# "):
            write_file(block, tmp_path)
    (tmp_path / "app.py").write_text(APP)
    return tmp_path


@pytest.fixture
def variables() -> dict[str, str]:
    found = Environment("ours").python.parent
    return {"PATH": f"{found}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": "."}


def test_all_programs_are_started() -> None:
    assert {line.split()[0] for line in SERVERS} == set(ADDRESS)


@pytest.mark.parametrize("command", SERVERS)
def test_a_server_runs_on_this_package(
    command: str, folder: Path, variables: dict[str, str]
) -> None:
    with serving(command, folder, variables) as server:
        assert server.get() == (200, "0.16.0+rust.1")


@pytest.mark.parametrize(("protocol", "status"), [("h11", 400), ("large_heads:LargeHeads", 200)])
def test_large_heads_under_strict(
    protocol: str, status: int, folder: Path, variables: dict[str, str]
) -> None:
    variables["H11_POLICY"] = "strict"
    with serving(f"uvicorn app:app --http {protocol}", folder, variables) as server:
        assert server.get(Cookie="a" * 20_000)[0] == status


def test_what_is_in_use(folder: Path, variables: dict[str, str]) -> None:
    about, selected = (line for line in LINES if line.startswith("python "))
    assert "compiled (Rust)" in run(about, folder, variables)
    assert "Protocol" in run(selected, folder, variables)


def test_counting_rejected_requests(folder: Path, variables: dict[str, str]) -> None:
    (folder / "count.py").write_text("""\
import contextlib, metrics, h11

server = h11.Connection(h11.SERVER)
server.receive_data(b"GET / HTTP/1.1\\r\\n\\r\\n")
with contextlib.suppress(h11.RemoteProtocolError):
    server.next_event()
print(metrics.errors)
""")
    assert run("python count.py", folder, variables) == "Counter({'host-missing': 1})\n"
