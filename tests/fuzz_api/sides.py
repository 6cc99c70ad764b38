"""Runs programs on both sides, and returns the outcomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.compare.harness.link import CHECKOUT, MissingEnvironment, Worker, WorkerDied, python_of
from tests.fuzz_api.programs import Program

#: Seconds after which a program counts as hanging; less than the timeout of a `Worker`.
PATIENCE = 40.0


@dataclass
class Outcome:
    """The outcome of a program on one side."""

    #: By thread and operation: the value or exception, and the log entries.
    entries: dict[tuple[int, int], Any]
    #: How the process ended; empty if normally.
    ending: str
    stderr: str


class Side(Worker):
    """The process that forks to run programs on one h11."""

    def __init__(
        self,
        command: Sequence[str],
        *options: str,
        reference: str | None = None,
        patience: float = PATIENCE,
    ) -> None:
        super().__init__(command[0])
        options = ("--patience", str(patience), *options)
        if reference:
            options = ("--reference", *options)
            self._path = reference
        self._command = [*command, "-m", "tests.fuzz_api.child", *options]

    def ask_programs(self, programs: Sequence[Program]) -> None:
        self.ask("programs", [program.message() for program in programs])

    def outcome(self) -> Outcome:
        """The outcome of the next requested program."""
        try:
            entries, ending, stderr = self.answer()
        except WorkerDied as death:
            return Outcome({}, f"the process that forks {death}", "")
        return Outcome({(part, at): rest for part, at, *rest in entries}, ending, stderr)


def reference_folder() -> str:
    """Where h11 0.16.0 is installed: any interpreter can import it from there."""
    environment = Path(python_of("reference")).parent.parent
    for folder in environment.glob("lib/python*/site-packages"):
        if (folder / "h11").is_dir():
            return str(folder)
    raise MissingEnvironment(f"no h11 in {environment}")


class Sides:
    """The fuzzed interpreter with its own h11 and, for one thread, with 0.16.0."""

    def __init__(
        self,
        command: Sequence[str] | None = None,
        *,
        compared: bool = True,
        planted: str | None = None,
        patience: float = PATIENCE,
    ) -> None:
        command = command or [str(CHECKOUT / ".envs" / "dev" / "bin" / "python")]
        options = ("--planted", planted) if planted else ()
        self.ours = Side(command, *options, patience=patience)
        self.reference = None
        if compared:
            self.reference = Side(command, reference=reference_folder(), patience=patience)

    def run(self, programs: Sequence[Program]) -> list[tuple[Outcome, Outcome | None]]:
        """The outcome of each program on ours and on the reference."""
        sides = [side for side in (self.ours, self.reference) if side]
        for side in sides:
            side.ask_programs(programs)
        outcomes = [[side.outcome() for _ in programs] for side in sides]
        return [(both[0], both[1] if len(both) > 1 else None) for both in zip(*outcomes)]

    def stop(self) -> None:
        for side in (self.ours, self.reference):
            if side:
                side.stop()
