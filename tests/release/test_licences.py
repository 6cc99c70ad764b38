"""THIRD-PARTY-LICENSES.txt names the crates that are linked into a wheel, and their terms."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_linked_crate_is_named() -> None:
    tree = subprocess.run(
        [
            *("cargo", "tree", "--locked", "--features", "python", "--prefix", "none"),
            *("--edges", "normal,no-proc-macro", "--format", "{p} ({l})"),
        ],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    linked = re.findall(r"^(\S+) v\S+ \(([^()]+)\)$", tree, re.MULTILINE)
    text = (ROOT / "THIRD-PARTY-LICENSES.txt").read_text(encoding="utf-8")
    assert linked
    assert not [crate for crate in linked if "{} ({})\n".format(*crate) not in text]
