"""Who takes part, and how long each part of the benchmark may take."""

from collections import namedtuple

from demo import throughput
from tools.environments import ENVIRONMENTS, Environment

OURS = Environment("ours", ENVIRONMENTS / "bench-ours")
# h11 0.16.0, and beside it the peers that are not called h11.
PURE = Environment("pure", ENVIRONMENTS / "bench-pure")

# A name, what people call it, where it is installed, the module `with_...`
# that does the workloads with it, and uvicorn's name for it.
Peer = namedtuple("Peer", "name title environment module http")

# Ours first: all ratios are to ours.
PEERS = [
    Peer("ours", "this h11", OURS, "h11", "h11"),
    Peer("pure", "h11 0.16.0", PURE, "h11", "h11"),
    Peer("zttp", "zttp", PURE, "zttp", "zttp"),
    Peer("httptools", "httptools", PURE, "httptools", "httptools"),
]
BOTH_H11S = PEERS[:2]
PARTS = ("workloads", "memory", "uvicorn", "httpx")

# Timings are taken in `processes` new processes for each peer, `values` in each,
# over `slot` seconds each: what one process has by chance, such as the places of
# its objects in memory, does not decide.
Plan = namedtuple("Plan", "name processes values slot throughput httpx_rounds")

FULL = Plan("full", 5, 5, 0.1, throughput.Plan(wanted=10, most=14, fewest=5), 15)
QUICK = Plan("quick", 1, 5, 0.05, throughput.Plan(wanted=3, most=3, fewest=2), 5)
