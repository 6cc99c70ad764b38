"""The examples pass mypy in its strictest mode, with our stubs and those of trio and wsproto."""

from __future__ import annotations

import subprocess
import sys

import pytest
from running import EXAMPLES, interpreter

# What the files of a folder import is beside them.
FOLDERS = sorted({path.parent for path in EXAMPLES.rglob("*.py")})


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_strict(folder, tmp_path):
    command = [sys.executable, "-m", "mypy", "--config-file=", "--strict"]
    command += ["--follow-imports=silent", f"--cache-dir={tmp_path}"]
    command += [f"--python-executable={interpreter('ours')}"]
    files = sorted(path.name for path in folder.glob("*.py"))
    done = subprocess.run(
        [*command, *files], cwd=folder, capture_output=True, text=True, timeout=300
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
