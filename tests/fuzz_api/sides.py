"""Has programs run on both sides, and says what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.link import CHECKOUT, MissingEnvironment, Worker, WorkerDied, python_of
from programs import Program

HERE = Path(__file__).resolve().parent
#: Seconds after which a program hangs; less than those after which a `Worker` does.
PATIENCE = 40.0


@dataclass
class Outcome:
    """What one side made of a program."""

    #: By thread and operation: what it gave or raised, and what was logged meanwhile.
    entries: dict[tuple[int, int], Any]
    #: How the process ended; empty if well.
    ending: str
    stderr: str


class Side(Worker):
    """The process that runs programs on one h11, and its forks."""

    def __init__(self, command: Sequence[str], *options: str, patience: float = PATIENCE) -> None:
        super().__init__(command[0])
        options = ("--patience", str(patience), *options)
        self._command = [*command, str(HERE / "child.py"), *options]

    def ask_programs(self, programs: Sequence[Program]) -> None:
        self.ask("programs", [program.message() for program in programs])

    def outcome(self) -> Outcome:
        """That of the next program asked for."""
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
            self.reference = Side(command, "--h11", reference_folder(), patience=patience)

    def run(self, programs: Sequence[Program]) -> list[tuple[Outcome, Outcome | None]]:
        """What ours makes of each, and the reference."""
        sides = [side for side in (self.ours, self.reference) if side]
        for side in sides:
            side.ask_programs(programs)
        outcomes = [[side.outcome() for _ in programs] for side in sides]
        return [(both[0], both[1] if len(both) > 1 else None) for both in zip(*outcomes)]

    def stop(self) -> None:
        for side in (self.ours, self.reference):
            if side:
                side.stop()
