"""Runs the scripts in this folder in separate processes."""

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

# Return large blocks to the system when they are freed, so that no reuse hides a use.
ACCURATE = {"MALLOC_MMAP_THRESHOLD_": "16384", "MALLOC_TRIM_THRESHOLD_": "0"}


def run(script: str, *arguments: object, **environment: str) -> object:
    """Return the JSON that the script prints."""
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
