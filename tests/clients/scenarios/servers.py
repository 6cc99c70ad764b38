"""Real HTTP servers, each in a separate process, started for a scenario and stopped after it.

A server picks its own port and logs it, which also shows that it is listening. ``SERVER_PYTHON``
names another interpreter to run them, so that a client on one h11 can use a server on the other.
"""

from __future__ import annotations

import json
import os
import queue
import re
import subprocess
import sys
import threading
import time

from tests.clients.scenarios.transcript import h11_in_use

UVICORN = (
    "uvicorn tests.clients.scenarios.asgi_app:app --http h11 --ws wsproto --loop asyncio --lifespan on"
    " --host 127.0.0.1 --port 0 --timeout-keep-alive 30 --no-access-log --no-use-colors"
)

COMMANDS = {
    "uvicorn": UVICORN,
    "uvicorn with the log of h11": (
        f"{UVICORN} --log-config tests/clients/scenarios/error_log.json"
    ),
    "hypercorn": (
        "hypercorn tests.clients.scenarios.asgi_app:app --worker-class asyncio --workers 0 --bind 127.0.0.1:0"
        " --keep-alive 30"
    ),
    "plain": "tests.clients.scenarios.plain_server",
}

START_SECONDS = 30
STOP_SECONDS = 15

IDENTITY_PREFIX = "serving with h11 "
RUNNING = re.compile(r"[Rr]unning on http://127\.0\.0\.1:(\d+)")
# The time and process at the start of hypercorn's lines are dropped.
LOG_LINE = re.compile(r"(?:\[[^\]]*\] \[\d+\] )?\[?(WARNING|ERROR|CRITICAL)\b[\]:]*\s+(.*)")
# The end of a traceback; those of exception groups are drawn as trees.
EXCEPTION_LINE = re.compile(r"[ |+-]*((?:\w+\.)*\w+(?:Error|Exception)(?::.*)?)$")


def announce(port: int | None = None) -> None:
    """Printed by a server process: its h11 and, if nothing else reports it, its port."""
    print(IDENTITY_PREFIX + json.dumps(h11_in_use()), flush=True)
    if port is not None:
        print(f"Running on http://127.0.0.1:{port}", flush=True)


class Server:
    """A server process: its port, its h11, and the complaints in its log."""

    def __init__(self, kind: str) -> None:
        python = os.environ.get("SERVER_PYTHON", sys.executable)
        self.lines: list[str] = []
        self._arrived: queue.Queue[str | None] = queue.Queue()
        self._process = subprocess.Popen(
            [python, "-u", "-m", *COMMANDS[kind].split()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
        self._collector = threading.Thread(target=self._collect, daemon=True)
        self._collector.start()
        try:
            self.h11, self.port = self._await_readiness()
        except BaseException:
            self.stop()
            raise

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    def _collect(self) -> None:
        for line in self._process.stdout:
            self.lines.append(line.rstrip())
            self._arrived.put(line)
        self._arrived.put(None)

    def _await_readiness(self) -> tuple[dict, int]:
        identity = None
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                line = self._arrived.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                line = None
            if line is None:
                raise RuntimeError("the server did not start:\n" + "\n".join(self.lines))
            if line.startswith(IDENTITY_PREFIX):
                identity = json.loads(line[len(IDENTITY_PREFIX) :])
            running = RUNNING.search(line)
            if running and identity is not None:
                return identity, int(running.group(1))

    def stop(self) -> None:
        """Ask the process to end, as an operator would, and wait until it has."""
        if self._process.poll() is None:
            self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            self.lines.append(f"ERROR: still running {STOP_SECONDS} s after the signal to stop")
        self._collector.join(STOP_SECONDS)

    def complaints(self) -> list[str]:
        """Warnings, errors and the last lines of tracebacks, in the order of the log."""
        found = []
        for line in self.lines:
            match = LOG_LINE.match(line) or EXCEPTION_LINE.match(line)
            if match:
                found.append(": ".join(match.groups()))
        return found


class Servers:
    """The servers of one scenario."""

    def __init__(self) -> None:
        self.started: list[Server] = []

    def start(self, kind: str) -> Server:
        server = Server(kind)
        self.started.append(server)
        return server

    def close(self) -> None:
        for server in self.started:
            server.stop()
