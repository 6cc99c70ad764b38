"""Memory: each figure from a fresh process of its own."""

import json

from tools.processes import run

# What the worker calls it; in words; in which unit; how many bytes that is.
KINDS = {
    "idle": ("connection, new", "B", 1),
    "cycled": ("connection, after a cycle", "B", 1),
    "length": ("64 MiB received, Content-Length", "KiB", 1024),
    "chunked": ("64 MiB received, chunks of 16 KiB", "KiB", 1024),
}
REMARKS = [
    "Growth of the resident set of a fresh process: for each of 10,000 server connections held,",
    "and at most while a response streams through Data events in reads of 64 KiB.",
]


def measure(progress, peers):
    """`{kind: {peer: bytes}}`; None where the system does not tell."""
    peers = [peer for peer in peers if peer.name != "httptools"]
    result = {}
    for kind, (title, _, _) in KINDS.items():
        with progress.task(title):
            result[kind] = {peer.name: one(peer, kind) for peer in peers}
    return result


def one(peer, kind):
    command = [peer.environment.python, "-m", "benchmarks.memory_worker", peer.module, kind]
    return json.loads(run(command, timeout=120))
