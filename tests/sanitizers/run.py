"""Run the tests under AddressSanitizer, with a debug build of CPython.

    python tests/sanitizers/run.py [--short] [--only NAME,...] [--planted] [--python PYTHON]

Prints a table of the suites, and the first report of each suite with a finding; the exit status is
not zero if there is one, or if a test failed. `--planted` tests instead whether planted bugs are
found, one after another.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass

import build
from planted import BUGS, plant
from suites import EVENTS, FULL, LEFT_OUT, SHORT, Suite

LOGS = build.TARGET / "logs"
COUNTS = (
    re.compile(r"\d+ (?:passed|failed|skipped|deselected|xfailed|xpassed|errors?)\b"),
    re.compile(r"^(?:all|programs|crashes|divergences)\b[a-z ]*:? +[\d,]+", re.MULTILINE),
)

#: Without memory, a debug build of CPython aborts where others raise SystemError (see
#: tests/attacks/memory.py, which checks the message): by an assertion of the evaluation loop, and by
#: the check of a function's result.
CPYTHON = re.compile(
    r"ERROR: AddressSanitizer: ABRT(?:.*\n)+?.*(?:"
    r" in (?:__GI_)?_*assert_fail .*\n.* in _PyEval_EvalFrameDefault | in _Py_CheckFunctionResult )"
)


@dataclass
class Outcome:
    """The result of a suite."""

    suite: Suite
    status: int | str
    counts: str
    reports: list[str]
    seconds: float

    @property
    def is_clean(self) -> bool:
        return self.status == 0 and not self.reports


def perform(suite: Suite) -> Outcome:
    """Run it, and collect the findings of the sanitizer."""
    shutil.rmtree(build.REPORTS, ignore_errors=True)
    build.REPORTS.mkdir(parents=True)
    LOGS.mkdir(exist_ok=True)
    log = LOGS / f"{re.sub(r'[^a-z0-9]+', '-', suite.name)}.txt"
    variables = {
        "H11_ENV_OURS": str(build.PRELOADED),
        "H11_ENV_REFERENCE": str(build.REFERENCE),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    begin = time.monotonic()
    status: int | str
    with open(log, "w", encoding="utf-8") as file:
        try:
            status = subprocess.run(
                suite.command,
                cwd=build.ROOT,
                env={**os.environ, **variables},
                stdout=file,
                stderr=subprocess.STDOUT,
                timeout=suite.timeout,
            ).returncode
        except subprocess.TimeoutExpired:
            status = f"still running after {suite.timeout} seconds"
    written = [
        path.read_text(encoding="utf-8", errors="replace")
        for path in sorted(build.REPORTS.iterdir())
    ]
    reports = [report for report in written if not CPYTHON.search(report)]
    printed = log.read_text(encoding="utf-8", errors="replace")
    return Outcome(suite, status, counted(printed), reports, time.monotonic() - begin)


def counted(printed: str) -> str:
    """The counts in the last lines of pytest, or of a comparison or fuzzer."""
    tail = "\n".join(printed.splitlines()[-40:])
    for pattern in COUNTS:
        found = pattern.findall(tail)
        if found:
            return ", ".join(" ".join(each.split()) for each in found)
    return tail.splitlines()[-1] if tail else "nothing"


def show(outcome: Outcome) -> None:
    if outcome.is_clean:
        return
    print(f"--- {outcome.suite.name}: status {outcome.status}, see {LOGS}")
    for report in outcome.reports[:1]:
        print("\n".join(report.splitlines()[:60]))


def chosen(named: dict, only: list[str]) -> dict:
    """The suites with one of these words in their names; all if there are no words."""
    found = {name: it for name, it in named.items() if not only or any(w in name for w in only)}
    if not found:
        sys.exit(f"error: there is none of these: {', '.join(only)}")
    return found


def run(suites: dict[str, Suite]) -> int:
    outcomes = []
    for suite in suites.values():
        print(f"running: {suite.name}", flush=True)
        outcomes.append(perform(suite))
        show(outcomes[-1])
    print(f"\n{'suite':24} {'outcome':8} {'reports':>8} {'seconds':>8}  counts")
    for outcome in outcomes:
        word = "clean" if outcome.is_clean else "FAILED"
        print(
            f"{outcome.suite.name:24} {word:8} {len(outcome.reports):8} {outcome.seconds:8.0f}"
            f"  {outcome.counts}"
        )
    for path, why in LEFT_OUT.items():
        print(f"left out: {path}, which {why}")
    return 0 if all(outcome.is_clean for outcome in outcomes) else 1


def run_planted(only: list[str]) -> int:
    bugs = chosen(BUGS, only)
    missed = []
    for name, bug in bugs.items():
        print(f"planting: {name}", flush=True)
        build.install(build.build(plant(bug)))
        outcome = perform(EVENTS)
        if outcome.reports:
            summary = re.findall(r"ERROR: AddressSanitizer.*", outcome.reports[0])
            print(f"found:    {name}: {(summary or outcome.reports[0].splitlines())[0]}")
        else:
            missed.append(name)
            print(f"MISSED:   {name}: {outcome.counts}")
    build.install(build.build(build.ROOT))
    print(f"{len(bugs) - len(missed)} of {len(bugs)} planted bugs were found")
    return 1 if missed else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--short", action="store_true", help="a part of each suite")
    parser.add_argument("--only", default="", help="words in the names of suites or bugs")
    parser.add_argument("--planted", action="store_true", help="are bugs found that are put in?")
    parser.add_argument("--python", help="a debug build of CPython (python3-dbg)")
    return parser.parse_args()


def main() -> int:
    options = arguments()
    only = [name for name in options.only.split(",") if name]
    suites = {suite.name: suite for suite in (SHORT if options.short else FULL)}
    try:
        build.prepare(build.debug_python(options.python))
        return run_planted(only) if options.planted else run(chosen(suites, only))
    except build.Missing as missing:
        sys.exit(f"error: {missing}")


if __name__ == "__main__":
    sys.exit(main())
