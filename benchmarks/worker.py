"""One long-lived process that does the workloads with one peer.

    python -m benchmarks.worker h11|zttp|httptools

Before it times anything it does every workload once and looks at what came of
it; it says so in its first line, which is JSON. How it is asked and answers:
see demo/workers.py.
"""

import gc
import importlib
import json
import sys
import time
from itertools import repeat

from benchmarks import workloads


class Taker:
    """Takes pieces of content, as `len` does, and remembers them."""

    def __init__(self):
        self.content = b""

    def __call__(self, piece):
        self.content += piece
        return len(piece)


def plain(value):
    """0.16.0 gives some bytes as bytearrays; everything else must be just the same."""
    if isinstance(value, bytearray):
        return bytes(value)
    if isinstance(value, (tuple, list)):
        return type(value)(plain(item) for item in value)
    return value


def wrong(workload, function):
    """Do it once: what is not as it must be, or None."""
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
    """What is wrong with each workload that this peer has."""
    unknown = set(functions) - {workload.name for workload in workloads.ALL}
    found = {name: "not in the list" for name in unknown}
    for workload in workloads.ALL:
        if workload.name in functions:
            # Twice, since some go on with the connection of the time before.
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
