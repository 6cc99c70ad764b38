"""Scripts that run in separate processes."""

import os
import subprocess
import sys


def run(script: str, **variables: str) -> str:
    """Run a script with additional environment variables, and return its output; a deadlock
    becomes a timeout."""
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, **variables},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
