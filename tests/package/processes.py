"""Scripts that run in a process of their own."""

import subprocess
import sys


def run(script: str) -> str:
    """What the script prints; a deadlock becomes a timeout."""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
