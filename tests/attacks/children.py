"""Runs the programs of this folder in separate processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: In seconds; enough for a debug build under a sanitizer.
TIMEOUT = 900


def run(program: str, *arguments: object) -> str:
    """Return the output of the program. Unless the process ends normally after its last line, fail,
    and show the output up to that point."""
    # AddressSanitizer reports a crash itself, without a stack if faulthandler has handled it before.
    handler = [] if "ASAN_OPTIONS" in os.environ else ["-X", "faulthandler"]
    command = [sys.executable, *handler, "-m", f"tests.attacks.{program}"]
    done = subprocess.run(
        [*command, *map(str, arguments)],
        capture_output=True,
        text=True,
        errors="replace",
        timeout=TIMEOUT,
        cwd=ROOT,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert done.returncode == 0, f"{ending(done.returncode)}\n{done.stdout}\n{done.stderr}"
    return done.stdout.strip()


def ending(status: int) -> str:
    """Describe an exit status."""
    if status >= 0:
        return f"status {status}"
    try:
        return f"died of {signal.Signals(-status).name}"
    except ValueError:
        return f"died of signal {-status}"
