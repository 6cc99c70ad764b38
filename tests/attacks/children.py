"""Programs of this folder that run in a process of their own."""

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
    """What the program prints. Whatever ends it but its own last line is a failure, which shows
    what it has said until then."""
    command = [sys.executable, "-X", "faulthandler", "-m", f"tests.attacks.{program}"]
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
    """An exit status in words."""
    if status >= 0:
        return f"status {status}"
    try:
        return f"died of {signal.Signals(-status).name}"
    except ValueError:
        return f"died of signal {-status}"
