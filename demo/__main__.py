"""Run real programs on a wheel, check their results, and measure the speed: `make demo`.

    python -m demo WHEEL PROFILE

PROFILE is `yes` if the wheel was optimized with a profile (`make wheel` says how to get one).
The environments go to `.envs/`. The exit status is 1, with a message, if a step fails or any
response is wrong.
"""

import sys
import time
from pathlib import Path

from demo import cycle, throughput
from demo.compare_responses import compare_responses
from tools.environments import FAST_LOOP, FASTAPI, STACK, make_ours, make_pure
from tools.machine import description, python_description
from tools.processes import run_program
from tools.progress import Progress

STEPS = 4

WITH_PROFILE = "It is optimized with a profile of these and other workloads."
WITHOUT_PROFILE = """\
It was built WITHOUT a profile, because there is no llvm-profdata that matches the compiler:
expect about a quarter more speed with one (rustup component add llvm-tools; make demo)."""
NEXT = """\
Done in {elapsed} min. Your wheel, for {python} on this system:

  {wheel}

{profile}
To run uvicorn on it, in the environment of your application:

  pip install {wheel}
  uvicorn app:app --http h11
  python -m h11                     # h11-rust? with a profile? which policy?
  pip install "h11===0.16.0"        # back to the original

For a wheel that runs on other Linux systems, too: make wheel (docs/install.md)."""


def demo(progress, wheel, has_profile):
    version = wheel.name.split("-")[1].replace("_", "+")
    progress.note(f"{description()}; {python_description()}")
    progress.note(f"{wheel.name}, {wheel.stat().st_size / 1024:,.0f} KiB")

    progress.step("environments")
    pure, extra = make_pure(progress)
    ours = make_ours(progress, pure, extra, wheel, version)
    versions = pure.versions(*STACK, *extra)

    progress.step("real requests, with every response verified")
    compare_responses(progress, [pure, ours])

    progress.step("requests per second")
    kinds = {"pure": (pure, "h11"), "ours": (ours, "h11"), "httptools": (pure, "httptools")}
    loops = ["asyncio", *(loop for loop in [FAST_LOOP] if loop in extra)]
    setups = throughput.setups(loops, FASTAPI in extra)
    rounds = throughput.measure(progress, kinds, setups)

    progress.step("server cycle")
    cycles = cycle.measure(progress, pure, ours)

    both = ", ".join(f"{name} {number}" for name, number in versions.items())
    print(f"\n\n{time.strftime('%Y-%m-%d')}; {description()}; {python_description()}")
    print(f"Packages in both environments: {both}\n")
    print(throughput.summary(rounds, setups, versions) + "\n")
    print(cycle.summary(cycles) + "\n")
    print(
        NEXT.format(
            wheel=wheel,
            profile=WITH_PROFILE if has_profile else WITHOUT_PROFILE,
            python=python_description(),
            elapsed=progress.elapsed(),
        ),
        flush=True,
    )


if __name__ == "__main__":
    wheel, profile = sys.argv[1:]
    run_program("demo", lambda: demo(Progress(STEPS), Path(wheel).resolve(), profile == "yes"))
