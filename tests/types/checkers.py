"""Runs mypy and pyright, and parses their findings.

Pyright is run as basedpyright, which includes its own node; in its mode "strict" the rules are
pyright's.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]


class Finding(NamedTuple):
    file: str
    line: int
    rule: str
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text} [{self.rule}]"


def mypy(files: Iterable[str], *, folder: Path, python: Path, cache: Path) -> list[Finding]:
    """The findings of mypy in these files of a folder, with the packages of an interpreter."""
    command = [sys.executable, "-m", "mypy", "--config-file=", "--strict", "--output=json"]
    command += ["--follow-imports=silent", f"--cache-dir={cache}", f"--python-executable={python}"]
    done = run([*command, *files], folder)
    lines = done.stdout.split("\n")
    if done.returncode not in (0, 1) or not all(line[:1] in ("", "{") for line in lines):
        raise RuntimeError(done.stdout + done.stderr)
    found: list[dict[str, Any]] = [json.loads(line) for line in lines if line]
    return [
        Finding(item["file"], item["line"], item["code"], item["message"])
        for item in found
        if item["severity"] == "error"
    ]


def pyright(files: Iterable[str], *, folder: Path, python: Path, cache: Path) -> list[Finding]:
    """The findings of pyright in these files of a folder, with the packages of an interpreter."""
    settings = {
        "include": [str(folder / file) for file in files],
        "extraPaths": [str(folder)],
        "typeCheckingMode": "strict",
        "reportUnnecessaryTypeIgnoreComment": "error",
    }
    cache.mkdir(parents=True, exist_ok=True)
    project = cache / "pyrightconfig.json"
    project.write_text(json.dumps(settings), encoding="utf-8")
    command = [sys.executable, "-m", "basedpyright", "--outputjson", f"--project={project}"]
    done = run([*command, f"--pythonpath={python}"], folder)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stdout + done.stderr)
    answer: dict[str, Any] = json.loads(done.stdout)
    if not answer["summary"]["filesAnalyzed"]:
        raise RuntimeError(done.stdout)
    return [
        Finding(
            str(Path(item["file"]).relative_to(folder)),
            item["range"]["start"]["line"] + 1,
            item.get("rule", "syntax"),
            item["message"].splitlines()[0],
        )
        for item in answer["generalDiagnostics"]
        if item["severity"] == "error"
    ]


CHECKERS = {"mypy": mypy, "pyright": pyright}


def run(
    command: list[str], folder: Path, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
