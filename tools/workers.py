"""Persistent processes that measure on request, so that several can take turns.

Such a process prints a line of JSON about itself. Each line of input is a count, followed by the name
of an operation if it has several; the reply is the time in seconds of that number of repetitions.
"""

import json
import select
import subprocess

from tools.processes import Failure, start, stop

PATIENCE = 60
# A first guess at the count is refined until the repetitions take this long.
LONG_ENOUGH = 0.02


class Worker:
    """`with Worker(command, core) as worker:` is one that has printed its first line."""

    def __init__(self, command, core):
        self.name = " ".join(str(part) for part in command)
        pipe = subprocess.PIPE
        self.child = start(command, core, stdin=pipe, stdout=pipe)
        try:
            self.hello = self.answer()
        except BaseException:
            stop(self.child)
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        stop(self.child)

    def answer(self):
        ready, _, _ = select.select([self.child.stdout], [], [], PATIENCE)
        line = self.child.stdout.readline() if ready else b""
        if not line:
            raise Failure(f"no answer from `{self.name}`")
        return json.loads(line)

    def seconds(self, count, what=""):
        """The time per repetition, measured over a number of them."""
        self.child.stdin.write(f"{count} {what}\n".encode())
        self.child.stdin.flush()
        return self.answer() / count

    def count_for(self, slot, what=""):
        """The count that fills a slot; warms up the worker as well."""
        count = 1
        while (one := self.seconds(count, what)) * count < min(slot, LONG_ENOUGH):
            count = max(2 * count, int(LONG_ENOUGH / one / 2))
        return max(1, int(slot / one))
