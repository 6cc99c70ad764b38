"""Each operation while the n-th allocation of CPython fails: that one alone, and many from it on.

    python -m tests.attacks.memory [OPERATION ...]

Prints a line for each operation: how it ended, with counts, as JSON. Each attempt is a child process
of its own, forked off this one, which has warmed up every cache; so the n-th allocation is always
the same, and a death is an outcome like any other. Having failed, the operation must work again.
"""

from __future__ import annotations

import _testcapi
import contextlib
import gc
import json
import os
import sys
from collections import Counter
from collections.abc import Callable

with contextlib.suppress(ImportError):  # test_memory.py says so, and skips
    import _testcapi

from .children import ending
from .operations import IS_REFERENCE, OPERATIONS

#: When so many attempts in a row have met no failure, the operation is through.
CLEAR = 4
#: So many allocations fail in a row. Not all that follow: in CPython 3.11 an exception that is caught
#: late in a long function has to allocate a number, and where it cannot it tries that for ever.
MANY = 100
DONE = "done"


def main(names: list[str]) -> None:
    for name in names or OPERATIONS:
        act = OPERATIONS[name]
        if works(name, act):
            print(json.dumps([name, endings(act)]), flush=True)


def works(name: str, act: Callable[[], object]) -> bool:
    """Warms up. What 0.16.0 cannot do at all is not asked of it."""
    try:
        for _ in range(3):
            act()
    except Exception as error:
        if IS_REFERENCE:
            return False
        raise AssertionError(f"{name} does not even work with memory") from error
    return True


def endings(act: Callable[[], object]) -> Counter[str]:
    counts: Counter[str] = Counter()
    # Collections in the children shall not walk through all that was imported here.
    gc.freeze()
    for failing in (1, MANY):
        nth, clear = 1, 0
        while clear < CLEAR:
            how = attempt(act, nth, nth + failing)
            counts[how] += 1
            clear = clear + 1 if how == DONE else 0
            # Far in, an operation repeats itself: ever more allocations are passed over.
            nth += 1 + nth // 40
    return counts


def attempt(act: Callable[[], object], start: int, stop: int) -> str:
    """What becomes of the operation in a child, in a word or a few."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        status = 1
        try:
            # Finalizers that find no memory say so.
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            os.write(writing, without_memory(act, start, stop).encode())
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    with open(reading, "rb") as pipe:
        said = pipe.read().decode()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return said if status == 0 else f"{said or 'nothing'}, then {ending(status)}"


def without_memory(act: Callable[[], object], start: int, stop: int) -> str:
    error = None
    _testcapi.set_nomemory(start, stop)
    try:
        act()
    except BaseException as raised:
        error = raised
    _testcapi.remove_mem_hooks()
    said = DONE if error is None else type(error).__name__
    if isinstance(error, SystemError):
        said += f": {error}"
    error = None
    # What was left half done is finalized, and nothing that is shared may have been harmed.
    gc.collect()
    try:
        act()
    except BaseException as raised:
        return f"{said}, then {type(raised).__name__}"
    return said


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        main(sys.argv[1:])
