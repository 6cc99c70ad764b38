"""Loads a server in bursts, and determines whether the server was the bottleneck."""

import json
import re
import resource
import shutil
import sys
import time
from collections import namedtuple

from demo.fixtures import REQUEST_HEADERS
from tools.processes import Failure, run

CONNECTIONS = 32

# Requests per second; the share of their cores for which load and server were busy.
Burst = namedtuple("Burst", "rate load_busy server_busy")


def generator():
    """The load generator: wrk if it is installed, otherwise our own."""
    return "wrk" if shutil.which("wrk") else "raw sockets (no wrk here)"


def burst(server, seconds, core):
    """Load a server for a number of seconds; any error or wrong status is a failure."""
    send = wrk if shutil.which("wrk") else raw_sockets
    server_before, load_before, began = server.cpu_seconds(), children_seconds(), time.monotonic()
    rate = send(server.port, server.app.target, seconds, core)
    wall = time.monotonic() - began
    load_busy = (children_seconds() - load_before) / wall
    server_busy = None
    if server_before is not None:
        server_busy = (server.cpu_seconds() - server_before) / wall
    return Burst(rate, load_busy, server_busy)


def children_seconds():
    """Processor time of all child processes that have ended: grows with each burst."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def wrk(port, target, seconds, core):
    command = ["wrk", "--threads", "1", "--connections", CONNECTIONS, "--duration", f"{seconds}s"]
    for name, value in REQUEST_HEADERS:
        command += ["--header", f"{name}: {value}"]
    output = run([*command, f"http://127.0.0.1:{port}{target}"], timeout=seconds + 30, core=core)
    rate = re.search(r"^Requests/sec:\s*([0-9.]+)", output, re.MULTILINE)
    if not rate or float(rate[1]) == 0 or re.search(r"Non-2xx|Socket errors", output):
        raise Failure(f"wrong responses under load; wrk reports:\n{output}")
    return float(rate[1])


def raw_sockets(port, target, seconds, core):
    command = [sys.executable, "-m", "demo.raw_load", port, target, seconds, CONNECTIONS]
    result = json.loads(run(command, timeout=seconds + 30, core=core))
    return result["responses"] / result["seconds"]
