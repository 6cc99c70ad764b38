"""Two workers, and the requests to both of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from tests.compare.harness.judge import NOT_REPEATED, Divergence, broken, judge, unfold
from tests.compare.harness.link import Worker
from tests.compare.harness.record import DIGEST, digest
from tests.compare.harness.render import concrete, script_text
from tests.compare.harness.scripts import Script
from tests.compare.harness.shrink import Shrinker


@dataclass
class Suspect:
    """A script on which the two disagreed, or may have: with its digests, if there are any."""

    feed: str
    script: Script
    digests: tuple[bytes, bytes] | None = None


class Comparison:
    """The reference and the implementation that is compared with it."""

    def __init__(self, reference: Worker, ours: Worker) -> None:
        self.reference = reference
        self.ours = ours
        self.explained: Counter[str] = Counter()

    def ask(self, scripts: list[Script]) -> None:
        self.reference.ask_digests(scripts)
        self.ours.ask_digests(scripts)

    def differing(self, feed: str, scripts: list[Script]) -> list[Suspect]:
        """The scripts of the requested batch with unequal digests."""
        left, right = self.reference.digests(), self.ours.digests()
        assert len(left) == len(right) == DIGEST * len(scripts), "an answer to something else"
        if left == right:
            return []
        pairs = [
            (left[at : at + DIGEST], right[at : at + DIGEST]) for at in range(0, len(left), DIGEST)
        ]
        return [
            Suspect(feed, script, pair)
            for script, pair in zip(scripts, pairs)
            if pair[0] != pair[1]
        ]

    def judge(self, script: Script, uses: Counter[str] | None = None) -> Divergence | None:
        """Run one script on both and compare."""
        return self._both(script, Counter() if uses is None else uses)[0]

    def _both(
        self, script: Script, uses: Counter[str]
    ) -> tuple[Divergence | None, tuple[bytes, bytes]]:
        left, right = self.reference.details(script), self.ours.details(script)
        return judge(script, left, right, uses), (digest(left), digest(right))

    def look_into(self, suspect: Suspect) -> Divergence | None:
        """The cause of unequal digests; it must be reproducible before it may be explained."""
        divergence, digests = self._both(suspect.script, self.explained)
        if divergence is None and suspect.digests not in (None, digests):
            return broken(suspect.script, NOT_REPEATED, NOT_REPEATED)
        return divergence

    def shrunk(self, divergence: Divergence) -> tuple[Divergence, str]:
        """A minimized script that diverges in the same way, and its text."""
        plain = concrete(divergence.script, self.reference.details(divergence.script))
        again = self.judge(plain)
        if again is not None and again.kind == divergence.kind:
            divergence = again
        divergence = Shrinker(self.judge, divergence).run()
        script = divergence.script
        entries = unfold(script, self.reference.details(script))
        return divergence, script_text(divergence, entries)

    def rules(self) -> Counter[str]:
        """The uses of all rules; those counted by the reference's worker come with the digests."""
        self.reference.ask_digests([])
        self.reference.digests()
        return Counter(self.reference.uses) + self.explained

    def stop(self) -> None:
        self.reference.stop()
        self.ours.stop()
