"""The scripts beside the tests, run in processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
linux_only = pytest.mark.skipif(
    not os.access("/proc/self/clear_refs", os.W_OK), reason="reads memory from /proc"
)

# Large blocks are given back as soon as they are freed, so that none is used twice unseen.
ACCURATE = {"MALLOC_MMAP_THRESHOLD_": "16384", "MALLOC_TRIM_THRESHOLD_": "0"}


def run(script: str, *arguments: object, **environment: str) -> object:
    """What the script prints, as JSON."""
    done = subprocess.run(
        [sys.executable, "-m", f"tests.robustness.{script}", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, **environment},
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
