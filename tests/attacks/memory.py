"""Each operation while the n-th allocation of CPython fails, alone or with many that follow.

    python -m tests.attacks.memory [OPERATION ...]

Prints the outcomes of each operation with their counts, as JSON. Each attempt is a child process,
forked after all caches are warm, so that the n-th allocation is always the same; a crash is an
outcome like any other. After the failure the operation must work again.
"""

from __future__ import annotations

import contextlib
import copy
import functools
import gc
import json
import os
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from typing import IO

with contextlib.suppress(ImportError):  # test_memory.py reports that, and skips
    import _testcapi

from .children import ending
from .operations import IS_REFERENCE, OPERATIONS

#: After this number of attempts in a row without a failure, the operation is complete.
CLEAR = 4
#: The number of allocations that fail in a row. Not all that follow: in CPython 3.11 an exception
#: that is caught late in a long function has to allocate a number, and retries that forever.
MANY = 100
DONE = "done"
LEFT_OUT = "left out: CPython dies of it"
#: In the names of operations for which the standard library creates generators.
GENERATING = ("deepcopy", "copied", "copies", "headers: count")
#: A debug build of CPython aborts with this message where others raise SystemError.
IS_DEBUG = hasattr(sys, "gettotalrefcount")
LAST_WORDS = (
    re.compile(r"Assertion `.*' failed"),
    re.compile(r"SystemError: <.*> returned NULL without setting an exception"),
    # There was no memory for the name of the function.
    re.compile(r"Fatal Python error: _Py_CheckFunctionResult: a function returned NULL"),
)


def main(names: list[str]) -> None:
    for name in names or OPERATIONS:
        act = OPERATIONS[name]
        if any(word in name for word in GENERATING) and not can_generate():
            print(json.dumps([name, {LEFT_OUT: 1}]), flush=True)
        elif works(name, act):
            print(json.dumps([name, endings(act)]), flush=True)


class Row(Sequence):
    """Without the package."""

    def __getitem__(self, place: int) -> int:
        return (1, 2, 3)[place]

    def __len__(self) -> int:
        return 3


@functools.cache
def can_generate() -> bool:
    """CPython 3.13.0 crashes in the standard library if there is no memory for a generator."""
    row = Row()
    acts = (lambda: row.count(1), lambda: copy.deepcopy(row), lambda: copy.deepcopy([row, row]))
    return not any(", then " in how for act in acts for how in endings(act))


def works(name: str, act: Callable[[], object]) -> bool:
    """Warm up the caches. Operations that 0.16.0 does not support are skipped there."""
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
    # Keep collections in the children from traversing everything that was imported here.
    gc.freeze()
    for failing in (1, MANY):
        nth, clear = 1, 0
        while clear < CLEAR:
            how = attempt(act, nth, nth + failing)
            counts[how] += 1
            clear = clear + 1 if how == DONE else 0
            # Operations become repetitive: skip more and more allocations.
            nth += 1 + nth // 40
    return counts


def attempt(act: Callable[[], object], start: int, stop: int) -> str:
    """Return a short description of the outcome in a child."""
    with tempfile.TemporaryFile() as report, tempfile.TemporaryFile() as last_words:
        child = os.fork()
        if not child:
            status = 1
            try:
                # Finalizers without memory print that, and CPython prints why it aborts.
                os.dup2(last_words.fileno(), 2)
                os.write(report.fileno(), without_memory(act, start, stop).encode())
                status = 0
            finally:
                os._exit(status)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        said, words = content(report), content(last_words)
    if status == 0:
        return said
    found = [each[0] for pattern in LAST_WORDS if (each := pattern.search(words))]
    if IS_DEBUG and found:
        return found[0]
    return f"{said or 'nothing'}, then {ending(status)}"


def content(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode(errors="replace")


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
    # Finalize the results of the failed attempt; shared objects must be intact.
    gc.collect()
    try:
        act()
    except BaseException as raised:
        return f"{said}, then {type(raised).__name__}"
    return said


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        main(sys.argv[1:])
