"""Build the wheel, run real programs on it, check their results, and measure the speed.

    python3 -m demo

Requires Python 3.9 or newer with the venv module, a Rust toolchain, a C compiler and network access
(for pip and cargo). Everything goes to `.envs/` and `target/`. The exit status is 1, with a message,
if a step fails or any response is wrong.
"""

import sys

if sys.version_info < (3, 9):  # noqa: UP036 - this is what says so
    sys.exit("error: the demo needs Python 3.9 or newer, this is " + sys.version.split()[0])

import time

from demo import cycle, throughput
from demo.build import build_wheel, check_tools, wheel_version
from demo.compare_responses import compare_responses
from tools.environments import FAST_LOOP, STACK, make_ours, make_pure
from tools.machine import description, python_description
from tools.processes import Failure, never_leave_children_behind
from tools.progress import Progress

STEPS = 6


def demo(progress):
    progress.step("requirements")
    check_tools()
    progress.note(f"{description()}; {python_description()}")

    progress.step("wheel")
    wheel = build_wheel(progress)
    version = wheel_version(wheel)
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


def main():
    never_leave_children_behind()
    try:
        demo(Progress(STEPS))
    except Failure as failure:
        sys.stdout.flush()
        sys.exit(f"\ndemo failed: {failure}")
    except KeyboardInterrupt:
        sys.stdout.flush()
        sys.exit("\ndemo interrupted")


if __name__ == "__main__":
    main()
