"""Speed and memory of h11 0.16.0, h11-rust, httptools, zttp and h11r with the same workloads.

    make bench [QUICK=1] [ONLY=NAME,... [UPDATE=1]]

A NAME is a part (workloads, memory, uvicorn, httpx) or one of the workloads. A full run also writes
the figures to the documentation; with UPDATE=1 a run of some parts does so. The exit status is 1, with a message, if the result of any package
is wrong.
"""

import argparse
import json
import time

from benchmarks import documents, memory, plan, programs, report, timing, workloads
from tools.environments import PURE_VERSION
from tools.machine import description, python_description
from tools.processes import ROOT, Failure, run_program
from tools.progress import Progress

PACKAGES = ("uvicorn", "fastapi", "httpx", "uvloop", "httptools", "zttp", "h11r")


def arguments():
    parser = argparse.ArgumentParser(description="How fast, and how large.")
    parser.add_argument("--quick", action="store_true", help="fewer and shorter turns")
    parser.add_argument("--only", default="", help="parts or workloads, with commas between")
    parser.add_argument("--update", action="store_true", help="documents too, the parts of --only")
    parser.add_argument("--from-figures", action="store_true", help="rewrite the documents only")
    return parser.parse_args()


def selection(only):
    """The selected parts, and the selected workloads."""
    names = [name for name in only.split(",") if name]
    known = {workload.name: workload for workload in workloads.ALL}
    for name in names:
        if name not in plan.PARTS and name not in known:
            raise Failure(f"nothing is called {name}; there are {', '.join([*plan.PARTS, *known])}")
    chosen = [known[name] for name in names if name in known]
    parts = [part for part in plan.PARTS if part in names or not names]
    if chosen and "workloads" not in parts:
        parts.insert(0, "workloads")
    return parts, chosen or workloads.ALL


def versions():
    """The installed versions, which are the same in both environments except for h11."""
    found = {}
    for package in PACKAGES:
        if programs.has(plan.OURS, package):
            found.update(plan.OURS.versions(package))
    if plan.PURE.versions(*found) != found:
        raise Failure("the environments have different versions: remove .envs/bench-*")
    pure, ours = (environment.versions("h11")["h11"] for environment in (plan.PURE, plan.OURS))
    if pure != PURE_VERSION or ours == pure:
        raise Failure(f"h11 {pure} and {ours} are installed: remove .envs/bench-*")
    return {"h11-rust": ours, **found}


def measure(progress, parts, chosen, settings):
    """Run everything selected; return the figures, and pyperf's suites."""
    installed = versions()
    peers = [peer for peer in plan.PEERS if peer.name in installed or peer in plan.BOTH_H11S]
    result = {
        "date": time.strftime("%Y-%m-%d"),
        "machine": description(),
        "python": python_description(),
        "versions": installed,
        "plan": settings.name,
    }
    suites = {}
    for part in parts:
        progress.step(part)
        if part == "workloads":
            timings = timing.measure(progress, peers, chosen, settings)
            suites = timing.suites(timings)
            figures = timing.summary(timings)
            result.update(workloads=figures, means=timing.means(figures))
            result.update(processes=settings.processes, values=settings.values)
            result.update(caution=timing.caution(timings.least_busy))
        elif part == "memory":
            result["memory"] = memory.measure(progress, peers)
        elif part == "uvicorn":
            rates = programs.uvicorn(progress, peers, settings.throughput)
            result.update(uvicorn=rates.rates, uvicorn_remarks=rates.remarks)
        elif part == "httpx":
            result["httpx"] = programs.httpx(progress, plan.BOTH_H11S, settings.httpx_rounds)
    return result, suites


def bench():
    options = arguments()
    if options.from_figures:
        written = documents.publish(json.loads(documents.FIGURES.read_text()))
    else:
        parts, chosen = selection(options.only)
        progress = Progress(len(parts))
        settings = plan.QUICK if options.quick else plan.FULL
        result, suites = measure(progress, parts, chosen, settings)
        documents.keep(result, suites)
        print(f"\n\nDone in {progress.elapsed()} min.\n\n{report.as_text(result)}", flush=True)
        written = [documents.RESULTS]
        if settings is plan.FULL and not options.only:
            written += documents.publish(result)
        elif options.update:
            written += documents.publish(documents.merged(result, parts))
    print("Written: " + ", ".join(str(path.relative_to(ROOT)) for path in written))


if __name__ == "__main__":
    run_program("bench", bench)
