"""Unmodified programs: uvicorn under load, and httpx with a fixed server."""

from collections import namedtuple
from contextlib import ExitStack
from statistics import median

from benchmarks import plan
from demo import throughput
from tools.machine import core_plan
from tools.processes import Failure, run
from tools.workers import Worker

SLOT = 0.5

# `{application: {peer: {rate, ratio}}}`, with the ratio of ours to theirs; how it was measured.
Rates = namedtuple("Rates", "rates remarks")


def uvicorn(progress, peers, settings):
    """Requests per second of uvicorn with each package and application."""
    loops = ["asyncio", *(["uvloop"] if has(plan.OURS, "uvloop") else [])]
    peers = [peer for peer in peers if peer.http]
    kinds = {peer.name: (peer.environment, peer.http) for peer in peers if knows(peer)}
    for peer in peers:
        if peer.name not in kinds:
            progress.note(f"this uvicorn does not know --http {peer.http}")
    setups = throughput.setups(loops, has(plan.OURS, "fastapi"))
    rounds = throughput.measure(progress, kinds, setups, settings)
    used = throughput.usable(rounds, settings)
    rates = {
        setup.title: {
            name: {
                "rate": throughput.rate(used, setup.title, name),
                "ratio": throughput.ratio(used, setup.title, "ours", name),
            }
            for name in kinds
        }
        for setup in setups
    }
    return Rates(rates, list(throughput.conditions(used, len(rounds))))


def has(environment, package):
    try:
        environment.versions(package)
    except Failure:
        return False
    return True


def knows(peer):
    """Whether this uvicorn supports the package."""
    look = f"import uvicorn.protocols.http.{peer.http}_impl"
    try:
        run([peer.environment.python, "-c", look], timeout=30)
    except Failure:
        return False
    return True


def httpx(progress, peers, rounds):
    """GETs per second of httpx on each h11, with a server that takes almost no time."""
    client_core, server_core = core_plan()
    command = [plan.PURE.python, "-m", "benchmarks.raw_server"]
    with ExitStack() as stack:
        server = stack.enter_context(Worker(command, server_core))
        workers = {}
        for peer in peers:
            script = [peer.environment.python, "-m", "benchmarks.httpx_worker", server.hello]
            workers[peer.name] = stack.enter_context(Worker(script, client_core))
        with progress.task(f"{rounds} turns of {SLOT} s each"):
            counts = {name: worker.count_for(SLOT) for name, worker in workers.items()}
            turns = [
                {name: 1 / worker.seconds(counts[name]) for name, worker in workers.items()}
                for _ in range(rounds)
            ]
    return {
        name: {
            "rate": median(turn[name] for turn in turns),
            "ratio": median(turn["ours"] / turn[name] for turn in turns),
        }
        for name in workers
    }
