"""Fuzzes the package from Python: random programs, each in a separate process.

    python3 -m tests.fuzz_api.fuzz_api --time 600 --seed 1 [--threads 4]
    python3 -m tests.fuzz_api.fuzz_api --program SEED/NUMBER [--show]

No program may crash, hang, panic or raise SystemError. Programs with one thread also run on h11
0.16.0, with the same interpreter, and must behave identically apart from the listed differences. A
finding is shrunk and printed as a script; the exit status is then 1.

`--fuzzed` names the interpreter with our wheel, or a command that starts it, such as
"env LD_PRELOAD=/usr/lib/libasan.so PYTHONMALLOC=malloc /some/python3-dbg" (FUZZED of make).
"""

from __future__ import annotations

import argparse
import itertools
import shlex
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.compare.harness.link import MissingEnvironment
from tests.fuzz_api.generating import SORTS
from tests.fuzz_api.generating import program as generated
from tests.fuzz_api.judging import Find, judge
from tests.fuzz_api.programs import LOOSE, Program, printed
from tests.fuzz_api.shrinking import shrunk
from tests.fuzz_api.sides import PATIENCE, Sides

BATCH = 16
PROGRESS = 20.0  # seconds between two lines


@dataclass
class Report:
    programs: int = 0
    operations: int = 0
    performed: int = 0
    compared: int = 0
    raised: int = 0
    seconds: float = 0
    loose: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    exceptions: Counter[str] = field(default_factory=Counter)
    finds: list[Find] = field(default_factory=list)
    again: int = 0

    @property
    def crashes(self) -> int:
        return sum(find.is_crash for find in self.finds)


def once(sides: Sides, program: Program) -> Find | None:
    [(ours, reference)] = sides.run([program])
    return judge(program, ours, reference, Counter())


def batches(seed: int, threads: int, sort: str | None) -> Iterator[list[Program]]:
    for start in itertools.count(0, BATCH):
        numbers = range(start, start + BATCH)
        yield [generated(seed, number, threads, sort) for number in numbers]


def run(
    sides: Sides,
    *,
    seed: int,
    threads: int = 1,
    sort: str | None = None,
    seconds: float = float("inf"),
    programs: int | None = None,
    at_most: int = 10,
    shrink: bool = True,
    progress: bool = False,
) -> Report:
    report = Report()
    begin = reported = time.monotonic()
    for batch in batches(seed, threads, sort):
        if (
            time.monotonic() - begin > seconds
            or (programs is not None and report.programs >= programs)
            or len(report.finds) >= at_most
        ):
            break
        for program, (ours, reference) in zip(batch, sides.run(batch)):
            report.programs += 1
            report.operations += program.operations
            report.performed += len(ours.entries)
            for result, _ in ours.entries.values():
                if result[0] == "raised":
                    report.raised += 1
                    report.exceptions[result[1]] += 1
            if threads == 1:
                report.compared += program.compared
                ops = program.parts[0]
                if program.compared < len(ops):
                    report.loose[ops[program.compared].loose or ""] += 1
            find = judge(program, ours, reference, report.rules)
            if find is None:
                continue
            if any(find.kind == known.kind for known in report.finds):
                report.again += 1
                continue
            if shrink and find.kind != "hung":
                find = shrunk(find, lambda smaller: once(sides, smaller))
            report.finds.append(find)
            if progress:
                print(describe_find(find), flush=True)
        if progress and time.monotonic() - reported > PROGRESS:
            reported = time.monotonic()
            print(f"{report.programs:,} programs, {len(report.finds)} finds", file=sys.stderr)
    report.seconds = time.monotonic() - begin
    return report


def describe_find(find: Find) -> str:
    return f"\n--- {find.program.name}\n{find.description()}\n{printed(find.program)}"


def print_report(report: Report) -> None:
    rate = report.programs / max(report.seconds, 0.001)
    print(f"\n{'programs':40} {report.programs:12,}   ({rate:,.1f} a second)")
    print(f"{'operations':40} {report.operations:12,}")
    print(f"{'  performed':40} {report.performed:12,}")
    print(f"{'  compared with 0.16.0':40} {report.compared:12,}")
    print(f"{'  that raised':40} {report.raised:12,}")
    for title, counts in (("rule", report.rules), ("not compared from there on", report.loose)):
        for name, count in sorted(counts.items()):
            why = f"   ({LOOSE[name]})" if name in LOOSE else ""
            print(f"{f'{title}: {name}':40} {count:12,}{why}")
    print(f"{'crashes':40} {report.crashes:12,}")
    print(f"{'divergences':40} {len(report.finds) - report.crashes:12,}")
    print(f"{'the same again':40} {report.again:12,}")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--time", type=float, default=600, help="seconds to run (600)")
    parser.add_argument("--seed", type=int, help="of all programs; another one each time")
    parser.add_argument("--threads", type=int, default=1, help="of each program (1)")
    parser.add_argument("--sort", choices=SORTS, help="of operations, mostly")
    parser.add_argument("--fuzzed", metavar="COMMAND", help="what starts the interpreter")
    parser.add_argument("--program", metavar="SEED/NUMBER", help="only this one")
    parser.add_argument("--show", action="store_true", help="print it instead of running it")
    parser.add_argument("--at-most", type=int, default=10, help="finds to stop after (10)")
    parser.add_argument("--planted", metavar="BUG", help="with this bug (planted.py)")
    parser.add_argument("--patience", type=float, default=PATIENCE, help="when a program hangs")
    return parser.parse_args()


def main() -> int:
    options = arguments()
    if options.program:
        seed, number = map(int, options.program.split("/"))
        program = generated(seed, number, options.threads, options.sort)
        if options.show:
            print(printed(program))
            return 0
    sides = Sides(
        shlex.split(options.fuzzed) if options.fuzzed else None,
        compared=options.threads == 1,
        planted=options.planted,
        patience=options.patience,
    )
    try:
        if options.program:
            find = once(sides, program)
            if find is not None:
                find = shrunk(find, lambda smaller: once(sides, smaller))
            print(describe_find(find) if find else f"{program.name}: nothing found")
            return 1 if find else 0
        seed = int(time.time()) if options.seed is None else options.seed
        print(f"seed {seed}, threads {options.threads}", flush=True)
        report = run(
            sides,
            seed=seed,
            threads=options.threads,
            sort=options.sort,
            seconds=options.time,
            at_most=options.at_most,
            progress=True,
        )
    finally:
        sides.stop()
    print_report(report)
    return 1 if report.finds else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except MissingEnvironment as missing:
        sys.exit(str(missing))
