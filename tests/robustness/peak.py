"""The peak memory of each attack pattern, as JSON: a script for the tests.

Python does not see the allocations of the core, so this reads the peak resident set size of the
process from Linux; each case runs in a separate process.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import h11

from tests.robustness.attack_patterns import PATTERNS

MIB = 1 << 20
# Never reached, so that everything may be buffered.
NO_LIMIT = 1 << 40


def kilobytes(what: str) -> int:
    """VmRSS, or VmHWM: the peak since the last reset."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(what):
            return int(line.split()[1])
    raise LookupError(what)


def serve(wire: bytes, cut: int, limit: int, look: Callable[[object], object]) -> str:
    """Receive this in segments of a length, up to the end or an error, and return the outcome."""
    server = h11.Connection(h11.SERVER, max_incomplete_event_size=limit)
    receive, next_event = server.receive_data, server.next_event
    for at in range(0, len(wire), cut):
        receive(wire[at : at + cut] if cut < len(wire) else wire)
        while True:
            try:
                event = next_event()
            except h11.RemoteProtocolError as error:
                return str(error)
            if event is h11.NEED_DATA or event is h11.PAUSED:
                break
            look(event)
    return "read"


def in_a_child(measure: Callable[[], dict]) -> dict:
    """Run a measurement in a process that has done nothing else."""
    reader, writer = os.pipe()
    if os.fork() == 0:
        os.write(writer, json.dumps(measure()).encode())
        os._exit(0)
    os.close(writer)
    with open(reader, "rb") as pipe:
        found = pipe.read()
    os.wait()
    return json.loads(found)


def peak(wire: bytes, cut: int, limit: int, look: Callable[[object], object]) -> dict:
    """Return the outcome, and the peak growth of the process."""
    serve(wire[:2000], cut, limit, look)
    Path("/proc/self/clear_refs").write_text("5")
    before = kilobytes("VmRSS")
    outcome = serve(wire, cut, limit, look)
    return {"outcome": outcome, "peak": (kilobytes("VmHWM") - before) * 1024}


def ignore(event: object) -> None:
    pass


def look_at(event: object) -> None:
    """Access all fields."""
    headers = getattr(event, "headers", ())
    list(headers)
    headers and headers.raw_items()


# How it arrives: the length of the segments, the limit, what is done with the events.
WAYS = {
    "whole": (NO_LIMIT, NO_LIMIT, ignore),
    "whole, looked at": (NO_LIMIT, NO_LIMIT, look_at),
    "in reads of 64 KiB": (65536, NO_LIMIT, ignore),
    "byte by byte": (1, NO_LIMIT, ignore),
    "byte by byte, limited": (1, 16384, ignore),
}


def measurements(size: int) -> Iterator[dict]:
    for name, pattern in PATTERNS.items():
        wire = pattern.of_size(size)
        for way, arguments in WAYS.items():
            found = in_a_child(lambda wire=wire, arguments=arguments: peak(wire, *arguments))
            yield {"pattern": name, "way": way, **found}


if __name__ == "__main__":
    print(json.dumps(list(measurements(int(sys.argv[1])))))
