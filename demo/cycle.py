"""The time of a full server cycle on both h11s: two processes, timed in turns."""

import json
import select
import subprocess
from collections import namedtuple
from contextlib import ExitStack
from statistics import median

from machine import core_plan
from processes import Failure, start, stop
from server import HERE
from table import render, times

ROUNDS = 15
SLOT = 0.3
PATIENCE = 60

# Versions and microseconds a cycle, pure then ours; the ratio of the times.
Cycles = namedtuple("Cycles", "versions micros ratio")


class Worker:
    """A process that times cycles on request."""

    def __init__(self, environment):
        self.name = environment.name
        pipe = subprocess.PIPE
        command = [environment.python, HERE / "cycle_worker.py"]
        self.child = start(command, core_plan()[0], stdin=pipe, stdout=pipe)
        self.hello = json.loads(self.answer())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        stop(self.child)

    def answer(self):
        ready, _, _ = select.select([self.child.stdout], [], [], PATIENCE)
        line = self.child.stdout.readline() if ready else b""
        if not line:
            raise Failure(f"the process that times cycles on {self.name} h11 gave no answer")
        return line

    def seconds(self, count):
        """The time of one cycle, from so many."""
        self.child.stdin.write(b"%d\n" % count)
        self.child.stdin.flush()
        return float(self.answer()) / count

    def count_for_slot(self):
        """How many cycles fill a slot; warms the worker as well."""
        return max(1, int(SLOT / self.seconds(max(1, int(0.1 / self.seconds(50))))))


def measure(progress, pure, ours):
    with ExitStack() as stack:
        workers = [stack.enter_context(Worker(environment)) for environment in (pure, ours)]
        if workers[0].hello["evidence"] != workers[1].hello["evidence"]:
            raise Failure("the two h11s gave different events or bytes in a server cycle")
        counts = [worker.count_for_slot() for worker in workers]
        with progress.task(f"{ROUNDS} rounds of {counts[0]:,} and {counts[1]:,} cycles"):
            rounds = [[w.seconds(n) for w, n in zip(workers, counts)] for _ in range(ROUNDS)]
    micros = [median(row[i] for row in rounds) * 1e6 for i in range(2)]
    versions = [worker.hello["version"] for worker in workers]
    return Cycles(versions, micros, median(slow / fast for slow, fast in rounds))


def summary(cycles):
    title = "Server cycle: new connection, a browser's GET received, 9 headers and 1 kB sent"
    columns = ["h11", "us per cycle", "cycles per second", "as fast as pure"]
    ratios = ["1", times(cycles.ratio)]
    rows = [
        [version, f"{micros:.2f}", f"{1e6 / micros:,.0f}", ratio]
        for version, micros, ratio in zip(cycles.versions, cycles.micros, ratios)
    ]
    return render(title, columns, rows)
