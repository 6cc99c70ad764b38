"""The packages, and the duration of each part of the benchmark."""

from collections import namedtuple

from demo import throughput
from tools.environments import ENVIRONMENTS, Environment

OURS = Environment("ours", ENVIRONMENTS / "bench-ours")
# h11 0.16.0, with the packages that are not named h11.
PURE = Environment("pure", ENVIRONMENTS / "bench-pure")

# The name, the title, the environment, the module `with_...` that implements the workloads, and
# uvicorn's name for it, if uvicorn supports it.
Peer = namedtuple("Peer", "name title environment module http")

# Ours first: all ratios are relative to it.
PEERS = [
    Peer("ours", "h11-rust", OURS, "h11", "h11"),
    Peer("pure", "h11 0.16.0", PURE, "h11", "h11"),
    Peer("zttp", "zttp", PURE, "zttp", "zttp"),
    Peer("h11r", "h11r", PURE, "h11r", None),
    Peer("httptools", "httptools", PURE, "httptools", "httptools"),
]
BOTH_H11S = PEERS[:2]
PARTS = ("workloads", "memory", "uvicorn", "httpx")

# Each package is timed in `processes` new processes, with `values` in each, over `slot` seconds
# each, so that random properties of a process, such as addresses, do not dominate.
Plan = namedtuple("Plan", "name processes values slot throughput httpx_rounds")

FULL = Plan("full", 5, 5, 0.1, throughput.Plan(wanted=10, most=14, fewest=3), 15)
QUICK = Plan("quick", 1, 5, 0.05, throughput.Plan(wanted=3, most=3, fewest=2), 5)
