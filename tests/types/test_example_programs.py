"""The programs of examples/ pass mypy in strict mode, with our stubs and those of trio and
wsproto."""

from __future__ import annotations

import pytest

from .checkers import ROOT, mypy

EXAMPLES = ROOT / "examples"
PYTHON = ROOT / ".envs" / "ours" / "bin" / "python"
# The imports within a folder are relative to it.
FOLDERS = sorted({path.parent for path in EXAMPLES.rglob("*.py")})


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_strict(folder, tmp_path):
    files = sorted(path.name for path in folder.glob("*.py"))
    found = mypy(files, folder=folder, python=PYTHON, cache=tmp_path)
    assert found == [], "\n".join(map(str, found))
