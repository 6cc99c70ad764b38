"""Progress output of the demo: steps, tasks, elapsed time."""

import time
from contextlib import contextmanager


class Progress:
    """Prints numbered steps with the elapsed time, and their tasks."""

    def __init__(self, steps):
        self.steps = steps
        self.done = 0
        self.started = time.monotonic()

    def elapsed(self):
        """Elapsed time as minutes and seconds."""
        seconds = int(time.monotonic() - self.started)
        return f"{seconds // 60}:{seconds % 60:02d}"

    def step(self, title):
        self.done += 1
        print(f"\n[{self.elapsed()}] step {self.done} of {self.steps}: {title}", flush=True)

    def note(self, text):
        print(f"       {text}", flush=True)

    @contextmanager
    def task(self, text):
        """Print the name of a task, and then its duration."""
        print(f"       {text} ...", end=" ", flush=True)
        started = time.monotonic()
        try:
            yield
        except BaseException:
            print(flush=True)
            raise
        print(f"{time.monotonic() - started:.1f} s", flush=True)
