"""Times the workloads: all packages take turns, value by value.

pyperf stores the values, their statistics and their files. We take turns ourselves, because pyperf's
Runner measures all values of one benchmark in one Python before the next: on a busy machine one
minute can be 20 % slower than the one before, for one package and not for another. This way anything
that slows the machine affects all packages equally. For the ratios each value is divided by ours of
the same turn.
"""

import time
from collections import namedtuple
from contextlib import ExitStack
from itertools import chain
from statistics import geometric_mean, median

import pyperf

from tools.machine import core_plan, cpu_seconds
from tools.processes import Failure
from tools.workers import Worker

FULLY_BUSY = 0.9

# Versions by package; `{workload: {peer: [values of each process]}}`; how often a value repeats
# its workload, by both; the smallest share of its core that a package had while timed, None if the
# system does not report it.
Timings = namedtuple("Timings", "versions values loops least_busy")


def measure(progress, peers, workloads, plan):
    """Time these workloads; packages may lack some of them."""
    values = {workload.name: {} for workload in workloads}
    loops, versions, shares = {}, {}, []
    for number in range(plan.processes):
        with ExitStack() as stack:
            workers = {peer.name: stack.enter_context(start(peer)) for peer in peers}
            versions = {name: worker.hello["version"] for name, worker in workers.items()}
            if number == 0:
                progress.note(", ".join(f"{name} {version}" for name, version in versions.items()))
            title = f"process {number + 1} of {plan.processes} of each"
            with progress.task(f"{title}: {len(workloads)} workloads, {plan.values} turns"):
                for workload in workloads:
                    found = take_turns(workers, workload.name, plan, loops, shares)
                    for peer, its_values in found.items():
                        values[workload.name].setdefault(peer, []).append(its_values)
    return Timings(versions, values, loops, min(shares, default=None))


def start(peer):
    """A worker that has run every workload once, with the right result."""
    worker = Worker(
        [peer.environment.python, "-m", "benchmarks.worker", peer.module], core_plan()[0]
    )
    wrong = worker.hello["wrong"]
    if wrong:
        raise Failure("\n".join(f"{peer.title}, {name}: {text}" for name, text in wrong.items()))
    if worker.hello["compiled"] != (peer.name == "ours"):
        raise Failure(f"the h11 in {peer.environment.place} is not the expected one")
    return worker


def take_turns(workers, name, plan, loops, shares):
    """One workload: the values of each package that has it, taken in turns."""
    taking = {peer: worker for peer, worker in workers.items() if name in worker.hello["workloads"]}
    for peer, worker in taking.items():
        # The first process determines it, so that all values repeat the workload equally often.
        if (name, peer) not in loops:
            loops[name, peer] = worker.count_for(plan.slot, name)
        else:
            worker.seconds(max(1, loops[name, peer] // 4), name)
    before = {peer: cpu_seconds(worker.child.pid) for peer, worker in taking.items()}
    found = {peer: [] for peer in taking}
    waited = dict.fromkeys(taking, 0.0)
    for _ in range(plan.values):
        for peer, worker in taking.items():
            began = time.perf_counter()
            found[peer].append(worker.seconds(loops[name, peer], name))
            waited[peer] += time.perf_counter() - began
    for peer, worker in taking.items():
        if before[peer] is not None and waited[peer] > 0.4:
            shares.append((cpu_seconds(worker.child.pid) - before[peer]) / waited[peer])
    return found


def suites(timings):
    """A pyperf suite per package, for later comparison."""
    made = {}
    for name, by_peer in timings.values.items():
        for peer, processes in by_peer.items():
            metadata = {"name": name, "loops": timings.loops[name, peer], "unit": "second"}
            metadata["peer"] = f"{peer} {timings.versions[peer]}"
            runs = [
                pyperf.Run(values, metadata=metadata, collect_metadata=False)
                for values in processes
            ]
            made.setdefault(peer, []).append(pyperf.Benchmark(runs))
    return {peer: pyperf.BenchmarkSuite(benchmarks) for peer, benchmarks in made.items()}


def summary(timings):
    """`{workload: {peer: {seconds, deviation, ratio}}}`; the ratio is relative to ours."""
    result = {name: {} for name in timings.values}
    for peer, suite in suites(timings).items():
        for benchmark in suite:
            name = benchmark.get_name()
            result[name][peer] = {
                "seconds": benchmark.median(),
                "deviation": benchmark.median_abs_dev() if benchmark.get_nvalue() > 1 else 0.0,
                "ratio": ratio(timings.values[name], peer),
            }
    return result


def ratio(by_peer, peer):
    """How many times as long as ours it takes, as a median over the turns."""
    if "ours" not in by_peer:
        return None
    theirs, ours = (chain.from_iterable(by_peer[name]) for name in (peer, "ours"))
    return median(one / other for one, other in zip(theirs, ours))


def means(result):
    """The geometric mean of the ratios of each package, over the workloads that it has."""
    ratios = {}
    for by_peer in result.values():
        for peer, facts in by_peer.items():
            if facts["ratio"] is not None:
                ratios.setdefault(peer, []).append(facts["ratio"])
    return {peer: geometric_mean(its_ratios) for peer, its_ratios in ratios.items()}


def caution(least_busy):
    if least_busy is not None and least_busy < FULLY_BUSY:
        return (
            f"CAUTION: a package had only {least_busy:.0%} of its core: are other programs running?"
        )
    return None
