"""A script that grows while it runs: each step is taken on both sides and compared immediately."""

from __future__ import annotations

import marshal
from collections import Counter
from typing import Any

from tests.compare.harness.judge import Divergence, judge
from tests.compare.harness.link import Worker, WorkerDied, death_entry
from tests.compare.harness.pair import Comparison
from tests.compare.harness.scripts import Op, Script


class Diverged(Exception):
    """The two sides behaved differently, and no rule explains it."""

    def __init__(self, divergence: Divergence) -> None:
        super().__init__(divergence.kind)
        self.divergence = divergence


class Session:
    """One growing script on both workers. Only one at a time: each worker holds one."""

    def __init__(self, comparison: Comparison) -> None:
        self._comparison = comparison
        self._workers = (comparison.reference, comparison.ours)
        self._records: tuple[list[Any], list[Any]] = ([], [])
        self._explained = False
        self.script: Script = ()

    def do(self, *ops: Op) -> list[Any]:
        """Take one step; return the record of the reference."""
        self._ask("step" if self.script else "first", ops)
        self.script += ops
        replies = [self._reply(worker) for worker in self._workers]
        taken = [marshal.loads(reply) for reply in replies]
        for record, entries in zip(self._records, taken):
            record += entries
        if replies[0] != replies[1]:
            self._judge(self._records, Counter())
            self._explained = True
        return list(taken[0])

    def close(self) -> None:
        """End the script: all records are described again."""
        if not self.script:
            return
        self._ask("close", None)
        replies = [self._reply(worker) for worker in self._workers]
        if replies[0] != replies[1] or self._explained:
            records = [list(marshal.loads(reply)) for reply in replies]
            self._judge((records[0], records[1]), self._comparison.explained)

    def _ask(self, kind: str, body: Any) -> None:
        for worker in self._workers:
            worker.ask(kind, body)

    def _reply(self, worker: Worker) -> bytes:
        try:
            return worker.answer_bytes()
        except WorkerDied as death:
            return marshal.dumps([death_entry(len(self.script) - 1, death)], 2)

    def _judge(self, records: tuple[list[Any], list[Any]], uses: Counter[str]) -> None:
        divergence = judge(self.script, *records, uses)
        if divergence is not None:
            raise Diverged(divergence)
