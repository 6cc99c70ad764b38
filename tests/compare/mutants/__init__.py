"""Known mutants of the reference: what the harness must catch to prove that it catches.

Each is a small function that breaks the imported h11 in one way; the worker applies one when
it is started with `--mutant NAME`. None of them concerns our package.
"""

from __future__ import annotations

from mutants import connections, fields, processes, reading
from mutants.registry import MUTANTS

# Those that end or stop their process: only they may be caught by a death.
MORTAL = frozenset({"dies-of-a-request", "hangs-on-a-request", "dies-after-a-while"})

__all__ = ["MORTAL", "MUTANTS", "apply", "connections", "fields", "processes", "reading"]


def apply(name: str) -> None:
    import h11

    MUTANTS[name](h11)
