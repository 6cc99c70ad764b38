"""The loop: scripts in batches to both workers, digests compared, differences looked into."""

from __future__ import annotations

import itertools
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TextIO

from harness.judge import Divergence, judge, unfold
from harness.link import Worker, WorkerDied
from harness.render import concrete, script_text
from harness.scripts import Script
from harness.shrink import Shrinker

BATCH = 200
DIGEST = 8

Feed = Callable[[random.Random], Iterable[Script]]


@dataclass
class Report:
    """What a run did and found."""

    cases: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    found: list[Divergence] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    exhausted: set[str] = field(default_factory=set)
    seconds: float = 0.0

    @property
    def total(self) -> int:
        return sum(self.cases.values())


class Comparison:
    """Two workers and everything that is asked of them as a pair."""

    def __init__(self, reference: Worker, ours: Worker) -> None:
        self.reference = reference
        self.ours = ours
        self.explained: Counter[str] = Counter()

    def ask(self, scripts: list[Script]) -> None:
        self.reference.ask_digests(scripts)
        self.ours.ask_digests(scripts)

    def differing(self, scripts: list[Script]) -> list[Script]:
        """The scripts of the batch asked for whose digests are not equal."""
        left, right = self.reference.digests(), self.ours.digests()
        return [
            script
            for i, script in enumerate(scripts)
            if left[i * DIGEST : (i + 1) * DIGEST] != right[i * DIGEST : (i + 1) * DIGEST]
        ]

    def judge(
        self, script: Script, uses: Counter[str] | None = None, reference: Any = None
    ) -> Divergence | None:
        """Run one script on both (the reference may have been asked already) and compare."""
        if reference is None:
            reference = self.reference.details(script)
        return judge(
            script, reference, self.ours.details(script), Counter() if uses is None else uses
        )

    def shrunk(self, divergence: Divergence) -> tuple[Divergence, str]:
        """A small script that diverges in the same way, and its text."""
        plain = concrete(divergence.script, self.reference.details(divergence.script))
        again = self.judge(plain)
        if again is not None and again.kind == divergence.kind:
            divergence = again
        divergence = Shrinker(self.judge, divergence).run()
        script = divergence.script
        entries = unfold(script, self.reference.details(script))
        return divergence, script_text(divergence, entries)

    def rules(self) -> Counter[str]:
        return Counter(self.reference.uses) + self.explained

    def stop(self) -> None:
        self.reference.stop()
        self.ours.stop()


def batches(
    feeds: dict[str, Iterator[Script]], size: int, exhausted: set[str]
) -> Iterator[tuple[str, list[Script]]]:
    """A batch of each feed in turn, until all have ended."""
    while feeds:
        for name in list(feeds):
            batch = list(itertools.islice(feeds[name], size))
            if batch:
                yield name, batch
            else:
                del feeds[name]
                exhausted.add(name)


def run(
    comparison: Comparison,
    feeds: dict[str, Feed],
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
    started = shown = time.monotonic()
    sources = {name: iter(feed(random.Random(f"{seed}/{name}"))) for name, feed in feeds.items()}
    asked: list[tuple[str, list[Script]]] = []
    supply = batches(sources, batch, report.exhausted)
    kinds = set()
    while True:
        # Two batches are on their way at any time, so neither worker waits for the driver.
        over = (
            time.monotonic() - started > seconds
            or (cases is not None and report.total + batch * len(asked) >= cases)
            or len(report.found) >= at_most
        )
        following = None if over else next(supply, None)
        if following is not None:
            comparison.ask(following[1])
            asked.append(following)
        if not asked or (following is not None and len(asked) < 2):
            if not asked:
                break
            continue
        suspects: list[tuple[str, Script]] = []
        try:
            # Details go over the same pipes: if they are needed, take all that is under way.
            while asked and (suspects or following is None or len(asked) == 2):
                name, scripts = asked[0]
                suspects += [(name, script) for script in comparison.differing(scripts)]
                report.cases[name] += len(asked.pop(0)[1])
        except WorkerDied:
            # Which script it was comes out when they are run one by one.
            comparison.stop()
            suspects += [(name, script) for name, scripts in asked for script in scripts]
            report.cases.update({name: len(scripts) for name, scripts in asked})
            asked.clear()
        for name, script in suspects:
            divergence = comparison.judge(script, comparison.explained)
            if divergence is None or divergence.kind in kinds or len(report.found) >= at_most:
                continue
            kinds.add(divergence.kind)
            text = ""
            if shrink:
                divergence, text = comparison.shrunk(divergence)
                print(f"\n--- divergence {len(report.found) + 1}, fed by {name}\n{text}\n")
                sys.stdout.flush()
            report.found.append(divergence)
            report.texts.append(text)
        if progress is not None and time.monotonic() - shown > 5:
            shown = time.monotonic()
            rate = report.total / (shown - started)
            counts = "  ".join(f"{feed} {count}" for feed, count in report.cases.items())
            print(
                f"{shown - started:6.0f} s {report.total:9} cases {rate:6.0f}/s "
                f"{len(report.found)} found | {counts}",
                file=progress,
                flush=True,
            )
    report.rules = comparison.rules()
    report.seconds = time.monotonic() - started
    return report
