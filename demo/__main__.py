"""Run real programs on a wheel, check their results, and measure the speed: `make demo`.

    python -m demo WHEEL

The environments go to `.envs/`. The exit status is 1, with a message, if a step fails or any
response is wrong.
"""

import sys
import time
from pathlib import Path

from demo import cycle, throughput
from demo.compare_responses import compare_responses
from tools.environments import FAST_LOOP, STACK, make_ours, make_pure
from tools.machine import description, python_description
from tools.processes import run_program
from tools.progress import Progress

STEPS = 4


def demo(progress, wheel):
    version = wheel.name.split("-")[1].replace("_", "+")
    progress.note(f"{description()}; {python_description()}")
    progress.note(f"{wheel.name}, {wheel.stat().st_size / 1024:,.0f} KiB")

    progress.step("environments")
    pure, loops = make_pure(progress)
    ours = make_ours(progress, pure, loops, wheel, version)
    versions = pure.versions(*STACK)
    if FAST_LOOP in loops:
        versions.update(pure.versions(FAST_LOOP))

    progress.step("real requests, with every response verified")
    compare_responses(progress, [pure, ours])

    progress.step("requests per second")
    kinds = {"pure": (pure, "h11"), "ours": (ours, "h11"), "httptools": (pure, "httptools")}
    rounds = throughput.measure(progress, kinds, loops)

    progress.step("server cycle")
    cycles = cycle.measure(progress, pure, ours)

    both = ", ".join(f"{name} {number}" for name, number in versions.items())
    print(f"\n\nDone in {progress.elapsed()} min. Packages in both environments: {both}")
    print(f"{time.strftime('%Y-%m-%d')}; {description()}; {python_description()}\n")
    print(throughput.summary(rounds, loops, versions) + "\n")
    print(cycle.summary(cycles), flush=True)


if __name__ == "__main__":
    run_program("demo", lambda: demo(Progress(STEPS), Path(sys.argv[1]).resolve()))
