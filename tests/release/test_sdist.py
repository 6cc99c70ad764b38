"""The source distribution holds everything that is meant to be there, and nothing else."""

from __future__ import annotations

import re
import subprocess
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

#: Of what git tracks; the rest is of use only in a checkout.
SHIPPED = re.compile(
    r"src/.*\.rs|python/h11/.*|tests/core/.*\.rs|tests/package/.*\.py|docs/.*\.(md|svg)|build\.rs"
    r"|Cargo\.(toml|lock)|pyproject\.toml|(CHANGELOG|README|SECURITY)\.md|LICENSE|THIRD-.*\.txt"
)


def test_the_files_of_the_source_distribution() -> None:
    version = re.search(r'^version = "(.+)"$', (ROOT / "Cargo.toml").read_text(), re.MULTILINE)[1]
    sdist = ROOT / "dist" / f"h11-{version}.tar.gz"
    if not sdist.exists():
        pytest.skip("needs `make sdist`")
    with tarfile.open(sdist) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split("\n")
    assert held - {"PKG-INFO"} == {name for name in listed if SHIPPED.fullmatch(name)}
