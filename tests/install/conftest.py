"""Local indexes with h11-rust, h11 0.16.0 and uvicorn, and an environment to install into."""

from __future__ import annotations

import http.server
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ..docs.pages import ROOT
from .recipes import run
from .repack import repack

REFERENCE = ROOT / ".envs" / "reference" / "bin" / "python"
#: Where uv and Poetry are.
TOOLS = [ROOT / ".envs" / name / "bin" for name in ("nox", "recipes")]
#: uvicorn and what it requires, on any Python.
PURE = ["h11", "uvicorn", "click", "typing_extensions"]
PROJECT = """\
[project]
name = "app"
version = "1"
requires-python = ">={version}"
dependencies = ["uvicorn"]

[tool.poetry]
package-mode = false

[[tool.poetry.source]]
name = "local"
url = "{index}"
priority = "primary"
"""


def version_of(python: Path, package: str) -> str:
    look = "import importlib.metadata, sys; print(importlib.metadata.version(sys.argv[1]))"
    return subprocess.check_output([python, "-c", look, package], text=True).strip()


@pytest.fixture(scope="session")
def wheel() -> Path:
    """The wheel of this environment: `make` builds it from the sources."""
    [found] = (ROOT / "target" / "wheel-under-test").glob("h11-*.whl")
    return found


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="session")
def indexes(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of two indexes, which `make index` makes.

    `pypi/` has the original and uvicorn, as PyPI does; `private/` has h11-rust alone.
    """
    files, root = tmp_path_factory.mktemp("files"), tmp_path_factory.mktemp("indexes")
    for name in PURE:
        if name != "typing_extensions" or sys.version_info < (3, 11):
            repack(REFERENCE, name, files)
    for folder, name in ((files, "pypi"), (wheel.parent, "private")):
        make = [sys.executable, ROOT / "release" / "index.py", folder, root / name]
        subprocess.run(make, check=True)

    def handler(*args: object) -> QuietHandler:
        return QuietHandler(*args, directory=str(root))

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@dataclass
class Place:
    """A folder with `wheels/`, and an environment that is active."""

    folder: Path
    venv: Path
    environment: dict[str, str]

    def run(self, command: str) -> str:
        return run(command, self.folder, self.environment)


@pytest.fixture(scope="session")
def venv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("app") / "venv"
    subprocess.run([sys.executable, "-m", "venv", made], check=True)
    return made


@pytest.fixture
def place(wheel: Path, indexes: str, venv: Path, tmp_path: Path) -> Place:
    """An environment without an h11, whose installers take the first index for PyPI."""
    pypi = f"{indexes}pypi/simple/"
    folder = tmp_path / "project"
    for name in ("wheels", "dist"):
        (folder / name).mkdir(parents=True)
        shutil.copy(wheel, folder / name)
    path = [venv / "bin", *TOOLS, os.environ["PATH"]]
    found = Place(
        folder,
        venv,
        {
            "PATH": os.pathsep.join(map(str, path)),
            "VIRTUAL_ENV": str(venv),
            "HOME": str(tmp_path),
            "INDEX": f"{indexes}private/simple/",
            "PIP_INDEX_URL": pypi,
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "PIP_NO_CACHE_DIR": "1",
            "UV_DEFAULT_INDEX": pypi,
            "UV_CACHE_DIR": str(tmp_path / "uv"),
            "UV_PYTHON_DOWNLOADS": "never",
            "POETRY_CACHE_DIR": str(tmp_path / "poetry"),
            "POETRY_VIRTUALENVS_IN_PROJECT": "true",
            "PYTHONWARNINGS": "ignore",
        },
    )
    found.run(f"pip uninstall --quiet --yes {' '.join(PURE)}")
    return found


@pytest.fixture
def poetry_project(place: Place, indexes: str) -> Place:
    """A project of Poetry that depends on uvicorn, in an environment of its own."""
    version = ".".join(map(str, sys.version_info[:2]))
    text = PROJECT.format(index=f"{indexes}pypi/simple/", version=version)
    (place.folder / "pyproject.toml").write_text(text, encoding="utf-8")
    del place.environment["VIRTUAL_ENV"]
    return place
