"""Checks the requirements for building the wheel, and builds it."""

import importlib.util
import os
import shutil
import sys
import time
from pathlib import Path

from tools.environments import ENVIRONMENTS, ROOT, Environment
from tools.processes import Failure, run

WHEELS = ROOT / "target" / "wheels"
MATURIN = "maturin>=1.9,<2"

# For work on the demo itself: a wheel to use instead of building one.
READY_MADE = os.environ.get("H11_DEMO_WHEEL")


def check_tools():
    """Fail with instructions if a requirement is missing."""
    missing = []
    if os.name != "posix":
        missing.append("a POSIX system (Linux, macOS, WSL): process groups and signals are used")
    if not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
        missing.append(
            f"the venv module of {sys.executable} (on Debian and Ubuntu: apt install python3-venv)"
        )
    if not READY_MADE:
        if not (shutil.which("cargo") and shutil.which("rustc")):
            missing.append("cargo and rustc, the Rust toolchain (see https://rustup.rs)")
        if not any(shutil.which(name) for name in ("cc", "gcc", "clang")):
            missing.append("a C compiler, with which Rust links (on Debian: apt install gcc)")
    if missing:
        raise Failure("missing:\n" + "\n".join(f"  - {tool}" for tool in missing))


def build_wheel(progress):
    """Build the release wheel for the running Python; return the file."""
    if READY_MADE:
        progress.note(f"using an existing wheel: {READY_MADE}")
        return Path(READY_MADE).resolve()
    environment = Environment("build", ENVIRONMENTS / "build")
    with progress.task(f"preparing {environment.place} with maturin"):
        if not environment.works():
            environment.create()
        environment.pip("install", MATURIN)
    progress.note("compiling; cargo reports:")
    began = time.time()
    command = [environment.python, ROOT / "release" / "wheel.py", "--out", WHEELS]
    run(command, timeout=1800, show=True, cwd=ROOT)
    built = [file for file in WHEELS.glob("h11-*.whl") if file.stat().st_mtime >= began - 2]
    if not built:
        raise Failure(f"maturin succeeded, but there is no new wheel in {WHEELS}")
    return max(built, key=lambda file: file.stat().st_mtime)


def wheel_version(wheel):
    """The version in the wheel's file name: `h11-VERSION-...`."""
    parts = wheel.name.split("-")
    if not wheel.is_file() or len(parts) < 5 or parts[0] != "h11":
        raise Failure(f"{wheel} is not a wheel of h11")
    return parts[1].replace("_", "+")
