"""Known mutants of the reference, which the harness must detect.

Each is a small function that breaks the imported h11 in one way; `--mutant NAME` applies it in the
worker. Our package is not involved.
"""

from __future__ import annotations

from tests.compare.mutants import connections, fields, processes, reading
from tests.compare.mutants.registry import MUTANTS

# Those that end or stop their process: only they may be detected by a crash.
MORTAL = frozenset({"dies-of-a-request", "hangs-on-a-request", "dies-after-a-while"})

__all__ = ["MORTAL", "MUTANTS", "apply", "connections", "fields", "processes", "reading"]


def apply(name: str) -> None:
    import h11

    MUTANTS[name](h11)
