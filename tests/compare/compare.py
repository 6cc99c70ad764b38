"""Compares this package with h11 0.16.0, operation by operation.

    python3 -m tests.compare.compare --time 600 --seed 1
    python3 -m tests.compare.compare --quick
    python3 -m tests.compare.compare --time 1800 --report FILE   (then -m tests.compare.table FILE)

Both run the same scripts in separate processes, in the environments `.envs/ours` and
`.envs/reference` (or those in H11_ENV_OURS and H11_ENV_REFERENCE). A difference that no rule of
`differences.py` explains is minimized and printed as a test, and makes the exit status 1.
"""

from __future__ import annotations

import argparse
import datetime
import json
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.compare.feeds import dialogue, machines, objects, private, raw, tables
from tests.compare.harness.link import MissingEnvironment, Worker, python_of
from tests.compare.harness.pair import Comparison
from tests.compare.harness.run import AnyFeed, Live, Report, run
from tests.compare.mutants import MUTANTS

FEEDS: dict[str, AnyFeed] = {
    "written": raw.written_whole,
    "bytewise": raw.written_bytewise,
    "split": raw.written_split,
    "scattered": raw.written_scattered,
    "truncated": raw.written_truncated,
    "octets": raw.every_octet,
    "limits": raw.around_limits,
    "mutated": raw.mutated,
    "dialogues": dialogue.dialogues,
    "machines": Live(machines.hunt),
    "relays": dialogue.relays,
    "reentrant": dialogue.reentrant,
    "objects": objects.fixed,
    "constructed": objects.constructed,
    "private": private.functions,
    "readers": private.readers,
}
QUICK_CASES = 46_000
SEED = 1


def reference_worker(*options: str) -> Worker:
    return Worker(python_of("reference"), "--translate", *options)


@contextmanager
def both(ours: Worker | None = None) -> Iterator[Comparison]:
    """The reference and our package (or another worker)."""
    comparison = Comparison(reference_worker(), ours or Worker(python_of("ours")))
    try:
        yield comparison
    finally:
        comparison.stop()


def compare(comparison: Comparison, feeds: list[str] | None = None, **options: Any) -> Report:
    return run(comparison, {name: FEEDS[name] for name in feeds or FEEDS}, **options)


def print_table(report: Report) -> None:
    print(f"\n{'feed':40} {'cases':>12}")
    for name, count in report.cases.items():
        print(f"{name:40} {count:12,}{'   (exhausted)' * (name in report.exhausted)}")
    rate = report.total / max(report.seconds, 0.001)
    print(f"{'all':40} {report.total:12,}   ({rate:,.0f} a second)")
    print(f"\n{'rule (see differences.py)':40} {'uses':>12}")
    for name, count in sorted(report.rules.items()):
        print(f"{name:40} {count:12,}")
    print(f"\ndivergences outside the rules: {len(report.found)}")


def as_json(report: Report, seed: int, comparison: Comparison) -> dict[str, Any]:
    """The same data as the table, for `table.py` and other programs."""
    reference, ours = comparison.reference.about(), comparison.ours.about()
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "machine": f"{platform.system()} {platform.machine()}",
        "python": {"reference": reference["python"], "ours": ours["python"]},
        "h11": {"reference": reference["h11"], "ours": ours["h11"]},
        "seed": seed,
        "seconds": round(report.seconds, 1),
        "cases": report.total,
        "feeds": {
            name: {"cases": count, "exhausted": name in report.exhausted}
            for name, count in report.cases.items()
        },
        "rules": dict(sorted(report.rules.items())),
        "divergences": [divergence.kind for divergence in report.found],
    }


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--time", type=float, default=600, help="seconds to run (600)")
    parser.add_argument("--seed", type=int, default=SEED, help=f"of all that is random ({SEED})")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_CASES:,} cases, no more")
    parser.add_argument("--feed", action="append", choices=FEEDS, help="only this (repeatable)")
    parser.add_argument("--at-most", type=int, default=10, help="divergences to stop after (10)")
    parser.add_argument("--report", metavar="FILE", help="write what the table says as JSON")
    parser.add_argument("--self", action="store_true", help="the reference against itself")
    parser.add_argument("--mutant", choices=MUTANTS, help="the reference against this mutant")
    return parser.parse_args()


def main() -> int:
    options = arguments()
    other = None
    if options.mutant:
        other = reference_worker("--mutant", options.mutant)
    elif options.self:
        other = reference_worker()
    with both(other) as comparison:
        exploration = None if options.feed else tables.explore(comparison)
        report = compare(
            comparison,
            options.feed,
            seed=options.seed,
            seconds=float("inf") if options.quick else options.time,
            cases=QUICK_CASES if options.quick else None,
            at_most=options.at_most,
            progress=sys.stderr,
        )
        if exploration is not None:
            report.cases["tables"] = exploration.cases
            report.exhausted.add("tables")
            report.found += exploration.found
            for divergence in exploration.found:
                print(f"\n--- divergence in the tables\n{comparison.shrunk(divergence)[1]}")
        if options.report:
            with open(options.report, "w", encoding="utf-8") as file:
                json.dump(as_json(report, options.seed, comparison), file, indent=2)
                file.write("\n")
    print_table(report)
    return 1 if report.found else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except MissingEnvironment as missing:
        sys.exit(str(missing))
