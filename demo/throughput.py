"""Requests per second of uvicorn with each HTTP protocol, in turns."""

from collections import namedtuple
from contextlib import ExitStack
from statistics import median

from demo.load import CONNECTIONS, burst, generator
from demo.server import FASTAPI, TRIVIAL, Server
from tools.machine import core_plan
from tools.table import render, times

# Short bursts in many rounds, so that anything that slows the machine affects all equally.
SECONDS = 1
NEAR_THE_LIMIT = 0.85
FULLY_BUSY = 0.85

# Wanted undisturbed rounds; maximum rounds; minimum undisturbed rounds to ignore the others.
Plan = namedtuple("Plan", "wanted most fewest")
PLAN = Plan(wanted=10, most=16, fewest=5)

TITLES = {"pure": "h11 0.16.0", "ours": "h11-rust"}


class Setup(namedtuple("Setup", "loop app")):
    """An application on an event loop."""

    @property
    def title(self):
        return f"{self.app.name}, {self.loop}"


def setups(loops, with_fastapi):
    """The trivial application on each loop, and FastAPI on the last, which is the fastest."""
    found = [Setup(loop, TRIVIAL) for loop in loops]
    return [*found, *([Setup(loops[-1], FASTAPI)] if with_fastapi else [])]


def measure(progress, kinds, setups, plan=PLAN):
    """Start all servers, and load one at a time; return `{(title, kind): burst}` for each round.

    A kind is a name with its configuration: `{name: (environment, http)}`.
    """
    server_core, load_core = core_plan()
    with ExitStack() as stack:
        servers = {}
        for setup in setups:
            for kind, (environment, http) in kinds.items():
                server = Server(environment, http, setup.loop, server_core, setup.app)
                servers[setup.title, kind] = stack.enter_context(server)
        with progress.task(f"{len(servers)} servers are running; warming up"):
            for server in servers.values():
                burst(server, SECONDS, load_core)
        progress.note(
            f"requests per second of {', '.join(TITLES.get(kind, kind) for kind in kinds)}, in turns of {SECONDS} s:"
        )
        rounds = []
        while not enough(rounds, plan):
            bursts = {key: burst(server, SECONDS, load_core) for key, server in servers.items()}
            rounds.append(bursts)
            progress.note(f"round {len(rounds):2}  {one_line(bursts)}")
    return rounds


def one_line(bursts):
    """The rates of one round."""
    rates = dict.fromkeys((title for title, _ in bursts), "")
    for (title, _), one in bursts.items():
        rates[title] += f" {one.rate:7,.0f}"
    parts = [f"{title}:{of_setup}" for title, of_setup in rates.items()]
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


def summary(rounds, setups, versions):
    """The demo's table, with remarks about its reliability."""
    used = usable(rounds)
    heading = f"Requests per second: uvicorn {versions['uvicorn']}, one worker, GET, keep-alive"
    columns = [
        "application",
        "h11 0.16.0",
        "h11-rust",
        "httptools",
        "relative to 0.16.0",
        "relative to httptools",
    ]
    rows = []
    for setup in setups:
        title = setup.title
        rates = [f"{rate(used, title, kind):,.0f}" for kind in ("pure", "ours", "httptools")]
        ratios = [times(ratio(used, title, "ours", other)) for other in ("pure", "httptools")]
        rows.append([title, *rates, *ratios])
    remarks = [f"  {remark}" for remark in conditions(used, len(rounds))]
    return "\n".join([render(heading, columns, rows), "", *remarks])


def rate(rounds, title, kind):
    """Median over the rounds."""
    return median(bursts[title, kind].rate for bursts in rounds)


def ratio(rounds, title, above, below):
    """Median over the rounds of the ratio of two rates of the same round."""
    return median(bursts[title, above].rate / bursts[title, below].rate for bursts in rounds)


def conditions(rounds, all_rounds):
    """How it was measured, and whether the servers were the bottleneck."""
    yield "A browser's fields in the request. The trivial application sends 9 fields and 1 kB;"
    yield "FastAPI's has a path parameter and a response model, and sends a small JSON object."
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
