"""The programs as processes: starting, measuring, stopping."""

from __future__ import annotations

import contextlib
import os
import re
import select
import subprocess
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
SECONDS = 30
MIB = 1 << 20
# Proxies and Python's own variables would make an outcome depend on the user.
KEPT_VARIABLES = ("PATH", "HOME", "LANG", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
ENVIRONMENTS = {"ours": "H11_ENV_OURS", "reference": "H11_ENV_REFERENCE"}
CAN_MEASURE = Path("/proc/self/clear_refs").exists()


class Outcome(NamedTuple):
    status: int
    output: bytes
    errors: str


def interpreter(environment: str) -> Path:
    variable = ENVIRONMENTS[environment]
    directory = Path(os.environ.get(variable) or EXAMPLES.parent / ".envs" / environment)
    python = directory.absolute() / "bin" / "python"
    if not python.exists():
        pytest.fail(
            f"there is no {python}: `make test-examples` sets up the environments (or let"
            f" {variable} name one)",
            pytrace=False,
        )
    return python


def start(python: Path, *arguments: object, stdout: int, stderr: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [str(python), *map(str, arguments)],
        env={name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ},
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=stderr,
    )


def run(python: Path, name: str, *arguments: object) -> Outcome:
    """Run a program to its end."""
    pipe = subprocess.PIPE
    process = start(python, EXAMPLES / name, *arguments, stdout=pipe, stderr=pipe)
    try:
        output, errors = process.communicate(timeout=SECONDS)
    finally:
        process.kill()
    return Outcome(process.returncode, output, errors.decode())


def h11_version(python: Path) -> str:
    question = "import h11; print(h11.__version__)"
    done = subprocess.run(
        [python, "-c", question], check=True, capture_output=True, timeout=SECONDS
    )
    return done.stdout.decode().strip()


class PeakGrowth:
    """The peak growth of a process since this was created, in bytes, as reported by Linux."""

    def __init__(self, pid: int) -> None:
        self.folder = Path(f"/proc/{pid}")
        (self.folder / "clear_refs").write_text("5")
        self.before = self.read("VmRSS")

    def read(self, what: str) -> int:
        match = re.search(
            rf"^{what}:\s+(\d+) kB$", (self.folder / "status").read_text(), re.MULTILINE
        )
        assert match is not None
        return int(match[1]) * 1024

    def __call__(self) -> int:
        return self.read("VmHWM") - self.before

    def stays_below(self, limit: int, seconds: float = 0.3) -> bool:
        """Whether it remains true for this time; there is no event to wait for."""
        deadline = time.monotonic() + seconds
        while self() < limit:
            if time.monotonic() > deadline:
                return True
        return False


class Server:
    """A program that serves until it is stopped."""

    def __init__(self, python: Path, path: Path, *arguments: object) -> None:
        self.log = tempfile.TemporaryFile()  # noqa: SIM115
        pipe = subprocess.PIPE
        self.process = start(python, path, *arguments, "--port", "0", stdout=pipe, stderr=self.log)
        try:
            self.url = self.read_line().partition("listening on ")[2].strip()
            self.scheme, self.host, port = re.fullmatch(r"(\w+)://(.*):(\d+)", self.url).groups()
            self.address = self.host, int(port)
        except BaseException:
            self.process.kill()
            self.process.communicate()
            raise
        self.complaints: list[str] = []  # its log, without call stacks
        self.expected: list[str] = []  # the expected log, as declared by a test

    def read_line(self) -> str:
        assert self.process.stdout is not None
        ready, _, _ = select.select([self.process.stdout], [], [], SECONDS)
        assert ready, "the program says nothing"
        line = self.process.stdout.readline().decode()
        if not line:
            raise RuntimeError(self.text())
        return line

    def text(self) -> str:
        """Its log so far."""
        return os.pread(self.log.fileno(), MIB, 0).decode()

    def growth(self) -> PeakGrowth:
        return PeakGrowth(self.process.pid)

    def stop(self) -> None:
        """Stop it as an operator would."""
        self.process.terminate()
        self.wait()

    def wait(self) -> None:
        """Wait until it has stopped, and read its log."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(SECONDS)
        self.process.kill()
        self.process.communicate()
        lines = self.text().splitlines()
        self.complaints = [line for line in lines if not line.startswith((" ", "Traceback "))]
