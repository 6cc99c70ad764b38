"""A persistent process that runs the workloads with one package.

    python -m benchmarks.worker h11|zttp|h11r|httptools

Before timing it runs every workload once and verifies the result; its first line, which is JSON,
reports that. See tools/workers.py for the protocol.
"""

import gc
import importlib
import json
import sys
import time
from itertools import repeat

from benchmarks import workloads


class Taker:
    """Accepts parts of the content, like `len`, and keeps them."""

    def __init__(self):
        self.content = b""

    def __call__(self, piece):
        self.content += piece
        return len(piece)


def plain(value):
    """0.16.0 returns some bytes as bytearrays; everything else must be identical."""
    if isinstance(value, bytearray):
        return bytes(value)
    if isinstance(value, (tuple, list)):
        return type(value)(plain(item) for item in value)
    return value


def wrong(workload, function):
    """Run it once; return a description of a wrong result, or None."""
    take = Taker()
    try:
        seen, wire = function() if workload.content is None else function(take)
    except Exception as error:
        return repr(error)
    found = {"seen": plain(seen), "wire": b"".join(wire)}
    if workload.content is not None:
        found["content"] = take.content
    for part, value in found.items():
        if value != getattr(workload, part):
            return f"{part}: {value!r:.300}"
    return None


def seconds(function, count):
    gc.collect()
    began = time.perf_counter()
    for _ in repeat(None, count):
        function()
    return time.perf_counter() - began


def check(functions):
    """The wrong results of the workloads that this package has."""
    unknown = set(functions) - {workload.name for workload in workloads.ALL}
    found = dict.fromkeys(unknown, "not in the list")
    for workload in workloads.ALL:
        if workload.name in functions:
            # Twice, since some reuse the connection of the previous time.
            for _ in range(2):
                problem = wrong(workload, functions[workload.name])
                if problem:
                    found[workload.name] = problem
    return found


def main():
    peer = importlib.import_module(f"benchmarks.with_{sys.argv[1]}")
    functions = peer.WORKLOADS
    compiled = getattr(sys.modules.get("h11._h11"), "__file__", "").endswith((".so", ".pyd"))
    hello = {
        "version": peer.VERSION,
        "compiled": compiled,
        "workloads": [workload.name for workload in workloads.ALL if workload.name in functions],
        "wrong": check(functions),
    }
    print(json.dumps(hello), flush=True)
    for line in sys.stdin:
        count, name = line.split()
        print(seconds(functions[name], int(count)), flush=True)


if __name__ == "__main__":
    main()
