"""Threads that share what they should not, for a given time: nothing may break.

    python tests/pythons/stress.py [--time SECONDS] [--threads 4] [--only NAME,...]

Runs in an interpreter that has h11 installed, with or without the GIL. In each round of a case all
threads start at once. A crash ends the process, a deadlock dumps all stacks and ends it as well;
other errors are listed at the end.
"""

import argparse
import faulthandler
import gc
import random
import sys
import threading
import time

import h11
import stress_changing  # noqa: F401  (it adds cases)
from stress_cases import CASES

#: Changes the process permanently.
LAST = "replaced_constructor"

#: Much longer than any round takes.
HANG = 120


def main():
    options = parse_arguments()
    # With the GIL, switch threads much more often.
    sys.setswitchinterval(1e-5)
    names = options.only or list(CASES)
    rounds = dict.fromkeys(names, 0)
    wrong = {}
    before = shared_references()
    # Each case gets the same time.
    for name in sorted(names, key=lambda name: name == LAST):
        until = time.monotonic() + options.time / len(names)
        while time.monotonic() < until:
            faulthandler.dump_traceback_later(HANG, exit=True)
            for problem in together(CASES[name](random.Random(rounds[name]), options.threads)):
                wrong.setdefault(f"{name}: {problem}", 0)
                wrong[f"{name}: {problem}"] += 1
            rounds[name] += 1
        faulthandler.cancel_dump_traceback_later()
        print(f"{name:24} {rounds[name]:8} rounds", flush=True)
    for name, lost in leaked(before, shared_references(), sum(rounds.values())):
        wrong[f"{name}: {lost} references"] = 1
    for problem, times in wrong.items():
        print(f"WRONG, {times} times: {problem}")
    print(f"{sum(rounds.values())} rounds of {options.threads} threads, {len(wrong)} wrong")
    return 1 if wrong else 0


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--time", type=float, default=60, help="seconds in all")
    parser.add_argument("--threads", type=int, default=4)
    parser.add_argument("--only", default="", help=f"of {', '.join(CASES)}")
    options = parser.parse_args()
    options.only = [name for name in options.only.split(",") if name]
    unknown = set(options.only) - set(CASES)
    if unknown:
        parser.error(f"no such case: {', '.join(unknown)}")
    return options


def together(jobs):
    """Run the jobs in threads that start together; return the errors."""
    start = threading.Barrier(len(jobs))
    wrong = []

    def run(job):
        start.wait()
        try:
            for problem in job() or ():
                wrong.append(problem)
        except BaseException as error:
            wrong.append(f"{type(error).__name__}: {error}")

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def shared_references():
    """The reference counts of objects shared by all threads."""
    gc.collect()
    request = h11.Request(method="GET", target="/", headers=[("Host", "a")])
    shared = {
        "b'1.1'": request.http_version,
        "no fields": h11.EndOfMessage().headers,
        "NEED_DATA": h11.NEED_DATA,
        "Request": h11.Request,
        "Data": h11.Data,
        "Headers": type(request.headers),
        "Connection": h11.Connection,
        "LocalProtocolError": h11.LocalProtocolError,
    }
    del request
    return {name: sys.getrefcount(thing) for name, thing in shared.items()}


def leaked(before, after, rounds):
    """Objects whose reference counts changed with the rounds; CPython's caches cause a few."""
    for name, count in before.items():
        if abs(after[name] - count) > min(100, rounds):
            yield name, after[name] - count


if __name__ == "__main__":
    sys.exit(main())
