"""The servers under load: unmodified programs, their memory, and what they say in their logs."""

from __future__ import annotations

import re
import resource
from collections import Counter
from pathlib import Path

from tests.clients.scenarios.servers import COMMANDS, Server

# What a server may say: of its own life, and that it was sent nonsense, which it was.
EXPECTED = re.compile(
    r"|".join(
        [
            r"serving with h11 ",
            r"INFO: +(Started|Waiting|Application|Uvicorn running|Shutting|Finished)",
            r"\[[^]]*\] \[\d+\] \[INFO\] Running on http://",
            r"WARNING: +Invalid HTTP request received\.$",
            r"WARNING: +Unsupported upgrade request\.$",
            # asyncio's words for writing to a client that has gone away.
            r"socket\.send\(\) raised exception\.$",
        ]
    )
)
KEPT = 200

# hypercorn keeps the connections of clients that have left until this many seconds have passed, and
# gives up clients that take longer for a head.
KEEP_ALIVE = 2


class SoakedServer(Server):
    """Keeps the lines that nobody expects, and counts the others."""

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
        """The bytes of the process that are in memory."""
        pages = Path(f"/proc/{self._process.pid}/statm").read_text().split()[1]
        return int(pages) * resource.getpagesize()

    def files(self) -> int:
        """How many files and sockets it has open."""
        return sum(1 for _ in Path(f"/proc/{self._process.pid}/fd").iterdir())
