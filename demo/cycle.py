"""The time of a complete server cycle on h11 0.16.0 and h11-rust: two processes, in turns."""

from collections import namedtuple
from contextlib import ExitStack
from statistics import median

from tools.machine import core_plan
from tools.processes import Failure
from tools.table import render, times
from tools.workers import Worker

ROUNDS = 15
SLOT = 0.3

# Names and microseconds per cycle, h11 0.16.0 first; the ratio of the times.
Cycles = namedtuple("Cycles", "titles micros ratio")


def worker(environment):
    return Worker([environment.python, "-m", "demo.cycle_worker"], core_plan()[0])


def measure(progress, pure, ours):
    with ExitStack() as stack:
        workers = [stack.enter_context(worker(environment)) for environment in (pure, ours)]
        if workers[0].hello["evidence"] != workers[1].hello["evidence"]:
            raise Failure("h11-rust emits other events or bytes than h11 0.16.0 in a server cycle")
        counts = [one.count_for(SLOT) for one in workers]
        with progress.task(f"{ROUNDS} rounds of {counts[0]:,} and {counts[1]:,} cycles"):
            rounds = [[w.seconds(n) for w, n in zip(workers, counts)] for _ in range(ROUNDS)]
    micros = [median(row[i] for row in rounds) * 1e6 for i in range(2)]
    titles = [f"{title} {one.hello['version']}" for title, one in zip(("h11", "h11-rust"), workers)]
    return Cycles(titles, micros, median(slow / fast for slow, fast in rounds))


def summary(cycles):
    heading = "Server cycle: new connection, a browser's GET received, 9 headers and 1 kB sent"
    columns = ["package", "us per cycle", "cycles per second", "speed relative to 0.16.0"]
    ratios = ["1", times(cycles.ratio)]
    rows = [
        [title, f"{micros:.2f}", f"{1e6 / micros:,.0f}", ratio]
        for title, micros, ratio in zip(cycles.titles, cycles.micros, ratios)
    ]
    return render(heading, columns, rows)
