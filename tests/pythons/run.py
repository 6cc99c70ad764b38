"""Build the wheel for every Python on this machine, and test it there.

    python tests/pythons/run.py [--only 3.9,3.14t] [PYTHON ...]

Looks on PATH, where pyenv, uv, asdf and mise keep theirs, in /opt/python, and at the
interpreters that are named. For each version there the wheel is built, installed in an
environment of its own and imported with warnings as errors; then each of the suites below is run.

The status is not zero when something fails on a Python that is here. A version that the package
claims and that is not here is named at the end, and is no failure; but that the sources compile for
a CPython without the GIL is checked even if there is none.
"""

import argparse
import re
import sys
import time
from dataclasses import dataclass, field

from environments import Environment, Failed
from interpreters import FREE_THREADED, ROOT, claimed, find, unsupported

#: For one suite on one Python.
TIMEOUT = 1800


def pytest(environment, *tests):
    command = [environment.python, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests]
    return summary(environment.run(command, TIMEOUT))


def package_tests(environment):
    return pytest(environment, "tests/package")


def robustness(environment):
    return pytest(environment, "tests/robustness")


def attacks(environment):
    return pytest(environment, "tests/attacks")


def upstream_suite(environment):
    return summary(environment.run([environment.python, "tests/upstream/run.py"], TIMEOUT))


def stress(environment, seconds=20):
    command = [environment.python, "tests/pythons/stress.py", "--time", seconds]
    return environment.run(command, seconds * 3 + 300).splitlines()[-1]


#: What is run on each Python; each gives what to say of it in the table.
SUITES = {
    "package tests": package_tests,
    "robustness": robustness,
    "attacks": attacks,
    "upstream suite": upstream_suite,
    "stress": stress,
}


COLUMNS = ("version", "built", *SUITES, "seconds")


@dataclass
class Row:
    """What came of one Python."""

    version: str
    built: str = "-"
    outcomes: dict = field(default_factory=dict)
    seconds: float = 0
    failed: bool = False

    def cells(self):
        outcomes = [self.outcomes.get(name, "-") for name in SUITES]
        return (self.version, self.built, *outcomes, f"{self.seconds:.0f}")


def main():
    options = parse_arguments()
    try:
        found = find(options.pythons)
    except LookupError as error:
        sys.exit(f"error: {error}")
    rows = []
    for interpreter in found:
        if options.only and interpreter.tag not in options.only:
            continue
        why_not = unsupported(interpreter)
        if why_not:
            print(f"{interpreter.tag}: not tested, {why_not}", flush=True)
            continue
        rows.append(test(interpreter))
    absent = missing(found)
    if FREE_THREADED.tag in absent and not options.only:
        rows.append(compiled(FREE_THREADED))
    report(rows, absent)
    unknown = set(options.only) - {interpreter.tag for interpreter in found}
    for tag in sorted(unknown):
        print(f"error: there is no {tag} here")
    return 1 if unknown or not rows or any(row.failed for row in rows) else 0


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pythons", nargs="*", metavar="PYTHON", help="interpreters to test too")
    parser.add_argument("--only", default="", help="only these versions, such as 3.9,3.14t")
    options = parser.parse_args()
    options.only = [tag for tag in re.split(r"[, ]+", options.only) if tag]
    return options


def test(interpreter):
    """The row of an interpreter. A step that fails says so, and the next is tried all the same
    if it can be."""
    row = Row(interpreter.tag)
    name = f"{interpreter.tag} ({interpreter.shown}, {interpreter.executable})"
    print(f"{name}: building", flush=True)
    environment = Environment(interpreter)
    begin = time.monotonic()
    row.built = step(row, environment, lambda: built(environment))
    if not row.failed:
        for name, suite in SUITES.items():
            print(f"{interpreter.tag}: {name}", flush=True)
            row.outcomes[name] = step(row, environment, lambda suite=suite: suite(environment))
    row.seconds = time.monotonic() - begin
    return row


def compiled(interpreter):
    """The row of an interpreter that is not here."""
    row = Row(interpreter.tag)
    print(f"{interpreter.tag}: compiling, since there is none here", flush=True)
    environment = Environment(interpreter)
    begin = time.monotonic()
    row.built = step(row, environment, environment.check)
    row.seconds = time.monotonic() - begin
    return row


def step(row, environment, act):
    try:
        return act()
    except Failed as failure:
        row.failed = True
        tail = environment.log.read_text(encoding="utf-8", errors="replace").splitlines()[-40:]
        print("\n".join(tail))
        print(f"{row.version}: FAILED: {failure}; all of it is in {shown(environment.log)}")
        counts = counted(failure.printed)
        return f"FAILED ({counts})" if counts else "FAILED"


def built(environment):
    environment.prepare()
    question = "import h11, sys; from h11 import _h11; print(h11.__version__, _h11.__file__)"
    command = [environment.python, "-I", "-W", "error", "-c", question]
    printed = environment.run(command, timeout=60)
    if str(environment.venv) not in printed.splitlines()[-1]:
        raise Failed("the h11 that is imported is not the one that was built")
    return "yes"


def summary(printed):
    counts = counted(printed)
    if counts is None:
        raise Failed("pytest has counted nothing")
    return counts


def counted(printed):
    """`123 passed, 2 skipped` out of pytest's last words."""
    for line in reversed(printed.splitlines()):
        counts = re.findall(r"\d+ (?:passed|failed|skipped|xfailed|xpassed|errors?)\b", line)
        if counts:
            return ", ".join(counts)
    return None


def missing(found):
    here = {interpreter.tag for interpreter in found}
    # Any free-threaded build will do.
    if any(one.free_threaded and not unsupported(one) for one in found):
        here.add(FREE_THREADED.tag)
    return [name for name in claimed(found) if name not in here]


def report(rows, absent):
    table = [COLUMNS, *(row.cells() for row in rows)]
    widths = [max(map(len, column)) for column in zip(*table)]
    print()
    for cells in table:
        line = "  ".join(cell.ljust(width) for cell, width in zip(cells, widths))
        print(line.rstrip())
    failed = [row.version for row in rows if row.failed]
    print(f"\nfailed: {', '.join(failed) or 'none'}")
    print(f"claimed, but not on this machine: {', '.join(absent) or 'none'}", flush=True)


def shown(path):
    return path.relative_to(ROOT)


if __name__ == "__main__":
    sys.exit(main())
