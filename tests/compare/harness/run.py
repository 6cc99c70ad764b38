"""The loop: every feed in turn; digests are compared, and differences investigated."""

from __future__ import annotations

import itertools
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TextIO, Union

from tests.compare.harness.judge import NOT_REPEATED, Divergence, broken
from tests.compare.harness.link import WorkerDied
from tests.compare.harness.pair import Comparison, Suspect
from tests.compare.harness.scripts import Script

BATCH = 200

Feed = Callable[[random.Random], Iterable[Script]]


@dataclass(frozen=True)
class Live:
    """A feed whose next case depends on the last, so it drives the workers itself.

    `hunt` is called with the pair, a seed, the known kinds of divergence and whether to shrink; it
    returns the number of cases of that seed and the divergence found, if any.
    """

    hunt: Callable[[Comparison, str, set[str], bool], tuple[int, Divergence | None]]


AnyFeed = Union[Feed, Live]


@dataclass
class Report:
    """The results of a run."""

    cases: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    found: list[Divergence] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    exhausted: set[str] = field(default_factory=set)
    seconds: float = 0.0

    @property
    def total(self) -> int:
        return sum(self.cases.values())


def _turns(feeds: dict[str, AnyFeed], seed: int, size: int) -> dict[str, Iterator[Any]]:
    """The batches of each feed, or the seeds of its turns if it is live."""
    turns: dict[str, Iterator[Any]] = {}
    for name, feed_ in feeds.items():
        if isinstance(feed_, Live):
            turns[name] = (f"{seed}/{name}/{turn}" for turn in itertools.count())
        else:
            scripts = iter(feed_(random.Random(f"{seed}/{name}")))
            turns[name] = iter(lambda scripts=scripts: list(itertools.islice(scripts, size)), [])
    return turns


def in_turn(turns: dict[str, Iterator[Any]], exhausted: set[str]) -> Iterator[tuple[str, Any]]:
    """Each feed in turn, until all have ended: the time that one leaves goes to the others."""
    while turns:
        for name in list(turns):
            turn = next(turns[name], None)
            if turn is not None:
                yield name, turn
            else:
                del turns[name]
                exhausted.add(name)


class Loop:
    """Gives the workers their turns and processes the replies."""

    def __init__(
        self,
        comparison: Comparison,
        report: Report,
        feeds: dict[str, AnyFeed],
        at_most: int,
        shrink: bool,
    ) -> None:
        self._comparison = comparison
        self._report = report
        self._feeds = feeds
        self._at_most = at_most
        self._shrink = shrink
        self._asked: list[tuple[str, list[Script]]] = []
        self._kinds: set[str] = set()

    @property
    def under_way(self) -> int:
        return sum(len(scripts) for _, scripts in self._asked)

    @property
    def enough(self) -> bool:
        return len(self._report.found) >= self._at_most

    def turn(self, name: str, turn: Any) -> None:
        feed_ = self._feeds[name]
        if isinstance(feed_, Live):
            self.finish()
            cases, divergence = feed_.hunt(self._comparison, turn, self._kinds, self._shrink)
            self._report.cases[name] += cases
            if divergence is not None:
                self._found(name, divergence)
            return
        # Two batches are in progress at any time, so neither worker waits for the driver.
        self._comparison.ask(turn)
        self._asked.append((name, turn))
        if len(self._asked) == 2:
            self._take(1)

    def finish(self) -> None:
        self._take(0)

    def _take(self, left: int) -> None:
        """Take replies until `left` batches are in progress."""
        suspects: list[Suspect] = []
        died = False
        try:
            # Details use the same pipes: first take all replies in progress.
            while len(self._asked) > (0 if suspects else left):
                name, scripts = self._asked[0]
                suspects += self._comparison.differing(name, scripts)
                self._report.cases[name] += len(scripts)
                del self._asked[0]
        except WorkerDied:
            # Running them one by one shows which script it was.
            died = True
            self._comparison.stop()
            for name, scripts in self._asked:
                suspects += [Suspect(name, script) for script in scripts]
                self._report.cases[name] += len(scripts)
            self._asked.clear()
        deaths = 0
        for suspect in suspects:
            if self.enough:
                return
            divergence = self._comparison.look_into(suspect)
            if divergence is not None:
                deaths += divergence.died
                self._found(suspect.feed, divergence)
        if died and not deaths:
            last = suspects[-1]
            self._found(last.feed, broken(last.script, f"died, {NOT_REPEATED}", "or so did ours"))

    def _found(self, name: str, divergence: Divergence) -> None:
        if divergence.kind in self._kinds:
            return
        self._kinds.add(divergence.kind)
        text = ""
        if self._shrink:
            divergence, text = self._comparison.shrunk(divergence)
            print(f"\n--- divergence {len(self._report.found) + 1}, fed by {name}\n{text}\n")
            sys.stdout.flush()
        self._report.found.append(divergence)
        self._report.texts.append(text)


def run(
    comparison: Comparison,
    feeds: dict[str, AnyFeed],
    *,
    seed: int,
    seconds: float = float("inf"),
    cases: int | None = None,
    at_most: int = 10,
    shrink: bool = True,
    batch: int = BATCH,
    progress: TextIO | None = None,
) -> Report:
    """Compare until the time is over, `cases` are done, or `at_most` divergences are found."""
    report = Report()
    loop = Loop(comparison, report, feeds, at_most, shrink)
    started = shown = time.monotonic()
    for name, turn in in_turn(_turns(feeds, seed, batch), report.exhausted):
        loop.turn(name, turn)
        now = time.monotonic()
        if progress is not None and now - shown > 5:
            shown = now
            _show(report, now - started, progress)
        if (
            now - started > seconds
            or (cases is not None and report.total + loop.under_way >= cases)
            or loop.enough
        ):
            break
    loop.finish()
    report.rules = comparison.rules()
    report.seconds = time.monotonic() - started
    return report


def _show(report: Report, seconds: float, progress: TextIO) -> None:
    counts = "  ".join(f"{feed} {count}" for feed, count in report.cases.items())
    print(
        f"{seconds:6.0f} s {report.total:9} cases {report.total / seconds:6.0f}/s "
        f"{len(report.found)} found | {counts}",
        file=progress,
        flush=True,
    )
