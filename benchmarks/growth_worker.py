"""A new process that measures the time of each attack pattern by size.

    python -m benchmarks.growth_worker

Prints a line of JSON per pattern and segmentation: `{"shape", "cut", "seconds": {size: s}}`, with
processor time, and the minimum of several rounds, since nothing makes a run faster than it is.
"""

import json
import time

import h11

from tests.robustness.attack_patterns import PATTERNS

SIZES = [1024 << step for step in range(3, 11)]
# No size limit.
NO_LIMIT = 1 << 40
# In one segment, or byte by byte.
CUTS = {"whole": None, "byte by byte": 1}
BUDGET = 0.06
MOST_ROUNDS = 50


def receive(segments):
    """Receive these segments as a server, until an error if there is one."""
    server = h11.Connection(h11.SERVER, max_incomplete_event_size=NO_LIMIT)
    receive_data, next_event = server.receive_data, server.next_event
    idle = (h11.NEED_DATA, h11.PAUSED)
    try:
        for segment in segments:
            receive_data(segment)
            while next_event() not in idle:
                pass
    except h11.RemoteProtocolError:
        pass


def least(segments):
    """The seconds of the fastest round."""
    times = []
    until = time.perf_counter() + BUDGET
    while len(times) < 3 or (time.perf_counter() < until and len(times) < MOST_ROUNDS):
        started = time.process_time()
        receive(segments)
        times.append(time.process_time() - started)
    return min(times)


def sizes(shape):
    """The sizes up to the limit of the pattern."""
    return [size for size in SIZES if size <= shape.most]


def main():
    for name, shape in PATTERNS.items():
        for cut, length in CUTS.items():
            seconds = {}
            for size in sizes(shape):
                wire = shape.of_size(size)
                step = length or len(wire)
                segments = [wire[at : at + step] for at in range(0, len(wire), step)]
                seconds[size] = least(segments)
            print(json.dumps({"shape": name, "cut": cut, "seconds": seconds}), flush=True)


if __name__ == "__main__":
    main()
