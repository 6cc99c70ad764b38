"""Long-lived processes that time something when asked, so that several can take turns.

Such a process prints a line of JSON about itself, and then, for each line of
input, a number of times to do something, with the name of it where it does
several things: the seconds that took.
"""

import json
import select
import subprocess

from tools.processes import Failure, start, stop

PATIENCE = 60
# A first guess at how often to do it is made better until it lasts this long.
LONG_ENOUGH = 0.02


class Worker:
    """`with Worker(command, core) as worker:` is one that has introduced itself."""

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
        """The time of doing it once, from so many times."""
        self.child.stdin.write(f"{count} {what}\n".encode())
        self.child.stdin.flush()
        return self.answer() / count

    def count_for(self, slot, what=""):
        """How many times fill a slot; warms the worker as well."""
        count = 1
        while (one := self.seconds(count, what)) * count < min(slot, LONG_ENOUGH):
            count = max(2 * count, int(LONG_ENOUGH / one / 2))
        return max(1, int(slot / one))
