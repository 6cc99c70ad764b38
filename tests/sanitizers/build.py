"""The extension with AddressSanitizer, and a debug build of CPython to run it.

All is kept under `.envs/sanitizers/` and `target/sanitizers/`, so that a second run builds only
what has changed.
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
#: Where a process under the sanitizer puts what it finds, whoever had started it.
REPORTS = TARGET / "reports"
#: Environments as tests/compare/ wants them: ours under the sanitizer, and h11 0.16.0.
PRELOADED = TARGET / "preloaded"
REFERENCE = TARGET / "reference"

#: Said where there is no such Python.
ADVICE = """there is no debug build of CPython here.
On Debian and Ubuntu: apt-get install python3-dbg python3-dev python3-venv
Elsewhere: build CPython with `./configure --with-pydebug`, and name it by PYTHON_DEBUG=..."""

#: What the sanitizer is told. CPython never frees all, so leaks are the business of
#: tests/package/test_memory.py and tests/robustness/test_cycles.py; an allocation that is too
#: large shall fail as it does elsewhere. A debug build of CPython aborts where a count of references
#: becomes negative, or an object is not what it should be; that is a finding, too.
OPTIONS = {
    "detect_leaks": "0",
    "allocator_may_return_null": "1",
    "handle_abort": "1",
    "exitcode": "99",
    "log_path": REPORTS / "asan",
}


class Missing(Exception):
    """Something that is needed is not on this machine."""


def debug_python(named: str | None) -> str:
    """The interpreter that was named, or the one of the distribution."""
    for candidate in [named] if named else ["python3-dbg", "python3d"]:
        found = shutil.which(candidate)
        if found and is_debug(found):
            return found
    raise Missing(ADVICE)


def is_debug(python: str) -> bool:
    question = "import sys; sys.exit(not hasattr(sys, 'gettotalrefcount'))"
    return subprocess.run([python, "-c", question]).returncode == 0


def runtime() -> Path:
    """The sanitizer's runtime, which must be in the process from its beginning: that of gcc or of
    clang; to rustc's code either will do. (rustc brings its own for programs only.)"""
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
    """Have the environments, and in the one the wheel of the sources as they are."""
    if not (VENV / "bin" / "python").exists():
        run([python, "-m", "venv", VENV])
        requirements = (ROOT / "requirements" / "dev.txt").read_text(encoding="utf-8").splitlines()
        tools = [line for line in requirements if line and not line.startswith(("#", "ruff"))]
        run([VENV / "bin" / "python", "-m", "pip", "install", "--quiet", *tools])
    if not (REFERENCE / "ready").exists():
        run([python, "-m", "venv", REFERENCE])
        run([REFERENCE / "bin" / "python", "-m", "pip", "install", "--quiet", "h11==0.16.0"])
        (REFERENCE / "ready").touch()
    write_preloaded()
    install(build(ROOT))


def write_preloaded() -> None:
    """An interpreter under the sanitizer is a script that starts it; its children inherit all."""
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
    """The wheel of these sources. Only the crate and its dependencies are instrumented, not the
    build scripts and macros, for which the target has to be named."""
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
        # The sanitizer is not stable, but it is the same in every toolchain of that version.
        RUSTC_BOOTSTRAP="1",
        RUSTFLAGS="-Zsanitizer=address",
        # Debug assertions and overflow checks stay on.
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
