"""The stubs match the built module, and the public interface is completely typed."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import h11
import pytest

from .checkers import ROOT, run
from .docstrings import STUB, differing

INSTALLED = Path(h11.__file__).parent


def test_stubtest(tmp_path):
    """In a separate folder, so that the installed package is found, with its stubs."""
    allowlist = Path(__file__).parent / "allowlist.txt"
    command = [sys.executable, "-m", "mypy.stubtest", "h11", f"--allowlist={allowlist}"]
    done = run(command, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    modules = len(list(INSTALLED.rglob("*.py"))) + 1
    assert f"no issues found in {modules} modules" in done.stdout


@pytest.mark.parametrize("path", ["python/h11", "python/h11/_events.py"])
def test_the_package_passes_mypy(path, tmp_path):
    """The one module that has a stub as well is checked separately, too."""
    command = [sys.executable, "-m", "mypy", path, f"--cache-dir={tmp_path}"]
    done = run(command, ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_public_name_is_typed(tmp_path):
    """Pyright's verifier finds an interpreter, and so the package, only on PATH."""
    command = [sys.executable, "-m", "basedpyright", "--verifytypes=h11", "--ignoreexternal"]
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = run(command, tmp_path, {"PATH": path})
    counts = dict(re.findall(r"^ *(With \w+ type): (\d+)$", done.stdout, re.MULTILINE))
    exported = re.search(r'exported by "h11": (\d+)', done.stdout)
    assert exported, done.stdout + done.stderr
    assert int(exported[1]) >= len(h11.__all__), done.stdout + done.stderr
    assert done.returncode == 0, done.stdout
    assert (counts["With ambiguous type"], counts["With unknown type"]) == ("0", "0")
    assert "Type completeness score: 100%" in done.stdout


def test_the_stub_has_the_docstrings_of_the_module():
    stub = STUB.read_text(encoding="utf-8")
    names = [node.name for node, _ in differing(stub)]
    assert names == [], "run `python tests/types/docstrings.py`, then `ruff format`"


def test_the_checked_stubs_are_those_of_the_sources():
    for name in ("_h11.pyi", "_events.pyi", "py.typed"):
        source = ROOT / "python/h11" / name
        assert (INSTALLED / name).read_text() == source.read_text()
