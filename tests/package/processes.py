"""Scripts that run in a process of their own."""

import os
import subprocess
import sys


def run(script: str, **variables: str) -> str:
    """What the script prints, in an environment with these variables too; a deadlock becomes a
    timeout."""
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, **variables},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
