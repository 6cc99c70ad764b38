"""The driver's side of a worker: starts it, keeps it busy, and survives its crash."""

from __future__ import annotations

import marshal
import os
import select
import struct
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.compare.harness.scripts import Script

CHECKOUT = Path(__file__).resolve().parents[3]
PATIENCE = 60.0  # seconds without a reply after which a worker counts as hung


class MissingEnvironment(Exception):
    """There is no Python with one of the two sides installed."""


class WorkerDied(Exception):
    """The process crashed or hung, which is the worst divergence of a library."""


def python_of(side: str) -> str:
    """The interpreter of the environment of one side: `ours` or `reference`."""
    variable = f"H11_ENV_{side.upper()}"
    environment = Path(os.environ.get(variable) or CHECKOUT / ".envs" / side)
    python = environment / "bin" / "python"
    if not python.exists():
        where = os.environ.get(variable) or f".envs/{side}"
        raise MissingEnvironment(
            f"no Python environment at {where} with the {side} h11 in it: "
            f"`make test` sets it up ({variable} names another one)"
        )
    return str(python)


def death_entry(op: int, death: WorkerDied) -> tuple[Any, ...]:
    """A crash in a record, where it is an outcome like any other."""
    return (op, None, "process", ("process", str(death)), None)


class Worker:
    """A worker process, restarted by the next request after a crash."""

    def __init__(self, python: str, *options: str) -> None:
        self._command = [python, "-m", "tests.compare.worker", *options]
        self._path: str | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._death: str | None = None
        self._uses_before: dict[str, int] = {}
        self.uses: dict[str, int] = {}

    def _start(self) -> None:
        environment = {name: v for name, v in os.environ.items() if name != "PYTHONPATH"}
        if self._path:
            environment["PYTHONPATH"] = self._path
        self._process = subprocess.Popen(
            self._command,
            bufsize=0,
            cwd=CHECKOUT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
        )
        assert self._process.stdin is not None
        os.set_blocking(self._process.stdin.fileno(), False)

    def ask(self, kind: str, body: Any) -> None:
        """Send a request; if the worker has crashed, reading the reply will report it."""
        if self._process is None:
            self._death = None
            self._start()
        assert self._process is not None
        assert self._process.stdin is not None
        pipe = self._process.stdin.fileno()
        data = marshal.dumps((kind, body), 2)
        rest = memoryview(struct.pack("<I", len(data)) + data)
        while rest:
            _, ready, _ = select.select([], [pipe], [], PATIENCE)
            if not ready:
                return self.stop("hung")
            try:
                rest = rest[os.write(pipe, rest) :]
            except BrokenPipeError:
                return self.stop("died")
        return None

    def _read(self, count: int) -> bytes:
        if self._process is None:
            raise WorkerDied(self._death or "died")
        assert self._process.stdout is not None
        pipe = self._process.stdout.fileno()
        data = bytearray()
        while len(data) < count:
            ready, _, _ = select.select([pipe], [], [], PATIENCE)
            piece = os.read(pipe, count - len(data)) if ready else b""
            if not piece:
                self.stop("died" if ready else "hung")
                raise WorkerDied(self._death)
            data += piece
        return bytes(data)

    def answer_bytes(self) -> bytes:
        return self._read(struct.unpack("<I", self._read(4))[0])

    def answer(self) -> Any:
        return marshal.loads(self.answer_bytes())

    def about(self) -> dict[str, str]:
        """The versions of Python and of h11 of the worker."""
        self.ask("about", None)
        return dict(self.answer())

    def ask_digests(self, scripts: Sequence[Script]) -> None:
        self.ask("digests", list(scripts))

    def digests(self) -> bytes:
        """Eight bytes for each requested script; updates `uses`."""
        digests, uses = self.answer()
        names = {*self._uses_before, *uses}
        self.uses = {name: self._uses_before.get(name, 0) + uses.get(name, 0) for name in names}
        return bytes(digests)

    def details(self, script: Script) -> list[Any]:
        """All entries of one script; a crash is an entry like any other."""
        self.ask("details", script)
        try:
            return list(self.answer())
        except WorkerDied as death:
            return [death_entry(len(script) - 1, death)]

    def stop(self, death: str | None = None) -> None:
        self._death = death
        if self._process is None:
            return
        self._uses_before = dict(self.uses)
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()
        self._process = None
