"""The servers under test: unmodified programs, their memory, and their logs."""

from __future__ import annotations

import re
import resource
from collections import Counter
from pathlib import Path

from tests.clients.scenarios.servers import COMMANDS, Server

# Allowed log lines: about the server itself, and about malformed requests.
EXPECTED = re.compile(
    r"|".join(
        [
            r"serving with h11 ",
            r"INFO: +(Started|Waiting|Application|Uvicorn running|Shutting|Finished)",
            r"\[[^]]*\] \[\d+\] \[INFO\] Running on http://",
            r"WARNING: +Invalid HTTP request received\.$",
            r"WARNING: +Unsupported upgrade request\.$",
            # asyncio's message for writing to a client that has disconnected.
            r"socket\.send\(\) raised exception\.$",
        ]
    )
)
KEPT = 200

# hypercorn keeps the connections of clients that have left for this number of seconds, and drops
# clients that take longer for a head.
KEEP_ALIVE = 2


class SoakedServer(Server):
    """Keeps unexpected lines, and counts the others."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.counts: Counter[str] = Counter()
        self.unexpected: list[str] = []
        COMMANDS[kind] = re.sub(r"(keep-alive) \d+", rf"\1 {KEEP_ALIVE}", COMMANDS[kind])
        super().__init__(kind)

    def _collect(self) -> None:
        for line in self._process.stdout:
            line = line.rstrip()
            if EXPECTED.match(line):
                self.counts[re.sub(r"\d+", "N", line)[:60]] += 1
            elif line and len(self.unexpected) < KEPT:
                self.unexpected.append(line)
            if len(self.lines) < KEPT:
                self.lines.append(line)
                self._arrived.put(line)
        self._arrived.put(None)

    @property
    def lives(self) -> bool:
        return self._process.poll() is None

    def memory(self) -> int:
        """The resident set size of the process."""
        pages = Path(f"/proc/{self._process.pid}/statm").read_text().split()[1]
        return int(pages) * resource.getpagesize()

    def files(self) -> int:
        """The number of open files and sockets."""
        return sum(1 for _ in Path(f"/proc/{self._process.pid}/fd").iterdir())
