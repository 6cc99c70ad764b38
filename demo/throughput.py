"""Requests per second of uvicorn with each HTTP protocol, in turns."""

from collections import namedtuple
from contextlib import ExitStack
from statistics import median

from demo.load import CONNECTIONS, burst, generator
from demo.server import Server
from tools.machine import core_plan
from tools.table import render, times

# Short bursts in many rounds, so that anything that slows the machine affects all equally.
SECONDS = 1
NEAR_THE_LIMIT = 0.85
FULLY_BUSY = 0.85

# Wanted undisturbed rounds; maximum rounds; minimum undisturbed rounds to ignore the others.
Plan = namedtuple("Plan", "wanted most fewest")
PLAN = Plan(wanted=10, most=16, fewest=5)


def measure(progress, kinds, loops, plan=PLAN):
    """Start all servers, and load one at a time; return `{(loop, kind): burst}` for each round.

    A kind is a name with its configuration: `{name: (environment, http)}`.
    """
    server_core, load_core = core_plan()
    with ExitStack() as stack:
        servers = {}
        for loop in loops:
            for kind, (environment, http) in kinds.items():
                server = Server(environment, http, loop, server_core)
                servers[loop, kind] = stack.enter_context(server)
        with progress.task(f"{len(servers)} servers are running; warming up"):
            for server in servers.values():
                burst(server, SECONDS, load_core)
        progress.note(f"requests per second of {', '.join(kinds)}, in turns of {SECONDS} s:")
        rounds = []
        while not enough(rounds, plan):
            bursts = {key: burst(server, SECONDS, load_core) for key, server in servers.items()}
            rounds.append(bursts)
            progress.note(f"round {len(rounds):2}  {one_line(bursts, loops)}")
    return rounds


def one_line(bursts, loops):
    """The rates of one round."""
    rates = dict.fromkeys(loops, "")
    for (loop, _), one in bursts.items():
        rates[loop] += f" {one.rate:7,.0f}"
    parts = [f"{loop}:{of_loop}" for loop, of_loop in rates.items()]
    return "   ".join(parts) + ("   (disturbed)" if disturbed(bursts) else "")


def disturbed(bursts):
    """Whether a server did not have its core to itself in a round."""
    if core_plan()[0] is None:
        return False
    return any(
        one.server_busy is not None and one.server_busy < FULLY_BUSY and not near_limit(one)
        for one in bursts.values()
    )


def near_limit(one):
    return one.load_busy > NEAR_THE_LIMIT


def enough(rounds, plan):
    return len(rounds) == plan.most or len(quiet(rounds)) == plan.wanted


def quiet(rounds):
    return [bursts for bursts in rounds if not disturbed(bursts)]


def usable(rounds, plan=PLAN):
    """The rounds that count: disturbed ones only if there are too few others."""
    return quiet(rounds) if len(quiet(rounds)) >= plan.fewest else rounds


def summary(rounds, loops, versions):
    """The demo's table, with remarks about its reliability."""
    used = usable(rounds)
    title = f"Requests per second: uvicorn {versions['uvicorn']}, one worker, GET, keep-alive"
    columns = [
        "event loop",
        "h11 0.16.0",
        "h11-rust",
        "httptools",
        "relative to 0.16.0",
        "relative to httptools",
    ]
    rows = []
    for loop in loops:
        rates = [f"{rate(used, loop, kind):,.0f}" for kind in ("pure", "ours", "httptools")]
        ratios = [times(ratio(used, loop, "ours", other)) for other in ("pure", "httptools")]
        rows.append([loop, *rates, *ratios])
    remarks = [f"  {remark}" for remark in conditions(used, len(rounds))]
    return "\n".join([render(title, columns, rows), "", *remarks])


def rate(rounds, loop, kind):
    """Median over the rounds."""
    return median(bursts[loop, kind].rate for bursts in rounds)


def ratio(rounds, loop, above, below):
    """Median over the rounds of the ratio of two rates of the same round."""
    return median(bursts[loop, above].rate / bursts[loop, below].rate for bursts in rounds)


def conditions(rounds, all_rounds):
    """How it was measured, and whether the servers were the bottleneck."""
    yield "A browser's fields in the request, 9 fields and 1 kB in the response."
    yield f"Medians of {len(rounds)} rounds, each server under load for {SECONDS} s in turn."
    if len(rounds) < all_rounds:
        left_out = all_rounds - len(rounds)
        yield f"Discarded: {left_out} rounds in which a server did not have its core to itself."
    alone = core_plan()[0] is not None
    pinned = "server and load on separate cores" if alone else "cores not assigned"
    yield f"Load: {generator()}, {CONNECTIONS} connections; {pinned}; no errors."
    every = [one for bursts in rounds for one in bursts.values()]
    busiest = max(every, key=lambda one: one.load_busy)
    limit = busiest.rate / max(busiest.load_busy, 0.01)
    share = f"it was busy {busiest.load_busy:.0%} of its core at most (room for {limit:,.0f}/s)"
    if near_limit(busiest):
        yield f"CAUTION: the load was near its limit, {share}: fast servers may be faster."
    else:
        yield f"The load was not the bottleneck: {share}."
    shares = [one.server_busy for one in every if one.server_busy is not None]
    if len(quiet(rounds)) < len(rounds):
        yield f"CAUTION: a server had only {min(shares):.0%} of its core: are other programs running?"
    elif shares:
        yield f"The servers were: each was busy {min(shares):.0%} of its core at least."
