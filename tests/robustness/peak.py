"""How much memory each hostile shape takes at its peak, as JSON: a script, for the tests.

The core allocates where Python does not see it, so what is read is the most that the process has
had in memory, by Linux's account; each case has a process of its own.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import h11

from tests.robustness.shapes import SHAPES

MIB = 1 << 20
# Never reached: all that arrives may wait.
NO_LIMIT = 1 << 40


def kilobytes(what: str) -> int:
    """VmRSS or VmHWM, the most it has been since the last reset."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(what):
            return int(line.split()[1])
    raise LookupError(what)


def serve(wire: bytes, cut: int, limit: int, look: Callable[[object], object]) -> str:
    """Receive this in segments of a length, until all is told or refused; says how it ended."""
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
    """What is measured, in a process that has done nothing else."""
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
    """The outcome, and by how many kilobytes the process grew at most."""
    serve(wire[:2000], cut, limit, look)
    Path("/proc/self/clear_refs").write_text("5")
    before = kilobytes("VmRSS")
    outcome = serve(wire, cut, limit, look)
    return {"outcome": outcome, "peak": (kilobytes("VmHWM") - before) * 1024}


def ignore(event: object) -> None:
    pass


def look_at(event: object) -> None:
    """Everything that a program may ask of fields."""
    headers = getattr(event, "headers", ())
    list(headers)
    headers and headers.raw_items()


# How it arrives: the length of a segment, the limit, what is done with the events.
WAYS = {
    "whole": (NO_LIMIT, NO_LIMIT, ignore),
    "whole, looked at": (NO_LIMIT, NO_LIMIT, look_at),
    "in reads of 64 KiB": (65536, NO_LIMIT, ignore),
    "byte by byte": (1, NO_LIMIT, ignore),
    "byte by byte, limited": (1, 16384, ignore),
}


def measurements(size: int) -> Iterator[dict]:
    for name, shape in SHAPES.items():
        wire = shape.of_size(size)
        for way, arguments in WAYS.items():
            found = in_a_child(lambda wire=wire, arguments=arguments: peak(wire, *arguments))
            yield {"shape": name, "way": way, **found}


if __name__ == "__main__":
    print(json.dumps(list(measurements(int(sys.argv[1])))))
