"""Memory: each figure comes from a new process."""

import json

from tools.processes import run

# The name for the worker; the title; the unit; its number of bytes.
KINDS = {
    "idle": ("connection, new", "B", 1),
    "cycled": ("connection, after a cycle", "B", 1),
    "length": ("64 MiB received, Content-Length", "KiB", 1024),
    "chunked": ("64 MiB received, chunks of 16 KiB", "KiB", 1024),
}
REMARKS = [
    "Growth of the resident set size of a new process: per connection of 10,000 server connections,",
    "and at the peak while a response is received in reads of 64 KiB.",
]


def measure(progress, peers):
    """`{kind: {peer: bytes}}`; None if the system does not report it."""
    peers = [peer for peer in peers if peer.name != "httptools"]
    result = {}
    for kind, (title, _, _) in KINDS.items():
        with progress.task(title):
            result[kind] = {peer.name: one(peer, kind) for peer in peers}
    return result


def one(peer, kind):
    command = [peer.environment.python, "-m", "benchmarks.memory_worker", peer.module, kind]
    return json.loads(run(command, timeout=120))
