"""Builds the extension with AddressSanitizer, for a debug build of CPython.

Everything is kept under `.envs/sanitizers/` and `target/sanitizers/`, so that a second run rebuilds
only what has changed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".envs" / "sanitizers"
TARGET = ROOT / "target" / "sanitizers"
#: Where a process under the sanitizer writes its findings.
REPORTS = TARGET / "reports"
#: Environments in the layout of tests/compare/: ours under the sanitizer, and h11 0.16.0.
PRELOADED = TARGET / "preloaded"
REFERENCE = TARGET / "reference"

#: Printed if there is no such Python.
ADVICE = """there is no debug build of CPython here.
On Debian and Ubuntu: apt-get install python3-dbg python3-dev python3-venv
Elsewhere: build CPython with `./configure --with-pydebug`, and name it by PYTHON_DEBUG=..."""

#: Options of the sanitizer. CPython never frees everything, so leaks are left to
#: tests/package/test_memory.py and tests/robustness/test_cycles.py; an allocation that is too large
#: fails as it does elsewhere. A debug build of CPython aborts if a reference count becomes negative
#: or an object is inconsistent; that is a finding, too.
OPTIONS = {
    "detect_leaks": "0",
    "allocator_may_return_null": "1",
    "handle_abort": "1",
    "exitcode": "99",
    "log_path": REPORTS / "asan",
}


class Missing(Exception):
    """A requirement is missing on this machine."""


def debug_python(named: str | None) -> str:
    """The given interpreter, or that of the distribution."""
    for candidate in [named] if named else ["python3-dbg", "python3d"]:
        found = shutil.which(candidate)
        if found and is_debug(found):
            return found
    raise Missing(ADVICE)


def is_debug(python: str) -> bool:
    question = "import sys; sys.exit(not hasattr(sys, 'gettotalrefcount'))"
    return subprocess.run([python, "-c", question]).returncode == 0


def runtime() -> Path:
    """The sanitizer's runtime, which must be loaded when the process starts: that of gcc or of clang;
    rustc's code works with either. (rustc contains its own for executables only.)"""
    machine = os.uname().machine
    for compiler, name in (
        ("gcc", "libasan.so"),
        ("clang", f"libclang_rt.asan-{machine}.so"),
        ("clang", "libclang_rt.asan.so"),
    ):
        if shutil.which(compiler):
            command = [compiler, f"-print-file-name={name}"]
            path = Path(subprocess.check_output(command, text=True).strip())
            if path.is_absolute() and path.exists():
                return path.resolve()
    raise Missing("there is no runtime of AddressSanitizer here: install gcc or clang")


def prepare(python: str) -> None:
    """Create the environments, with the wheel of the current sources in one of them."""
    if not (VENV / "bin" / "python").exists():
        run([python, "-m", "venv", VENV])
        pip = [VENV / "bin" / "python", "-m", "pip", "install", "--quiet"]
        run([*pip, "--upgrade", "pip"])  # for --group
        run([*pip, "--group", "test", "maturin"])
    if not (REFERENCE / "ready").exists():
        run([python, "-m", "venv", REFERENCE])
        run([REFERENCE / "bin" / "python", "-m", "pip", "install", "--quiet", "h11==0.16.0"])
        (REFERENCE / "ready").touch()
    write_preloaded()
    install(build(ROOT))


def write_preloaded() -> None:
    """An interpreter under the sanitizer is a script that starts it; child processes inherit that."""
    options = ":".join(f"{name}={value}" for name, value in OPTIONS.items())
    script = PRELOADED / "bin" / "python"
    script.parent.mkdir(parents=True, exist_ok=True)
    script.write_text(
        "#!/bin/sh\n"
        f"export LD_PRELOAD='{runtime()}' PYTHONMALLOC=malloc ASAN_OPTIONS='{options}'\n"
        f'exec "{VENV}/bin/python" "$@"\n',
        encoding="utf-8",
    )
    script.chmod(0o755)


def build(sources: Path) -> Path:
    """The wheel of these sources. Only the crate and its dependencies are instrumented, not build
    scripts and macros, which requires naming the target."""
    wheels = TARGET / "wheel"
    shutil.rmtree(wheels, ignore_errors=True)
    host = next(
        line.split()[1]
        for line in subprocess.check_output(["rustc", "-vV"], text=True).splitlines()
        if line.startswith("host:")
    )
    command = [VENV / "bin" / "python", "-m", "maturin", "build", "--locked", "--target", host]
    command += ["--interpreter", VENV / "bin" / "python", "--out", wheels]
    command += ["--manifest-path", sources / "Cargo.toml"]
    run(
        command,
        # The sanitizer is unstable, but identical in every toolchain of that version.
        RUSTC_BOOTSTRAP="1",
        RUSTFLAGS="-Zsanitizer=address",
        # Debug assertions and overflow checks are enabled.
        CARGO_PROFILE_DEV_OPT_LEVEL="1",
        CARGO_TARGET_DIR=str(TARGET / "cargo"),
    )
    (wheel,) = wheels.glob("*.whl")
    return wheel


def install(wheel: Path) -> None:
    command = [VENV / "bin" / "python", "-m", "pip", "install", "--quiet", "--force-reinstall"]
    run([*command, "--no-deps", wheel])


def run(command: list, **variables: str) -> None:
    try:
        subprocess.run(
            [str(part) for part in command],
            check=True,
            cwd=ROOT,
            env={**os.environ, **variables},
            stdout=sys.stderr,
        )
    except subprocess.CalledProcessError as error:
        raise Missing(f"this failed: {' '.join(map(str, command))}") from error
