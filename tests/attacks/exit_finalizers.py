"""Every operation, called by a finalizer during interpreter finalization.

    python -m tests.attacks.exit_finalizers MOMENT

An object that lives to the end calls each operation once in its `__del__`. The place that holds it
determines how much of the interpreter is gone at that moment. An operation may work or raise an
ordinary exception, as the objects that the package needs may be gone. Prints which operations raised
what; the last line counts them.
"""

from __future__ import annotations

import atexit
import builtins
import contextvars
import gc
import os
import sys
import threading
import warnings
from collections.abc import Callable

import h11

from .operations import OPERATIONS


class Late:
    """The finalizer uses its own attributes only: those of the modules may be gone."""

    def __init__(self, operations: dict[str, Callable[[], object]]) -> None:
        self.operations = operations
        self.write = os.write
        self.kept = [h11.Data([h11.Data(b"x")]), h11.Connection(h11.SERVER)]

    def __del__(self) -> None:
        worked = raised = 0
        for name, act in self.operations.items():
            # Printed first, to identify the operation if the process crashes.
            self.write(2, f"{name}\n".encode())
            try:
                act()
            except Exception as error:
                raised += 1
                self.write(2, f"    {type(error).__name__}: {error}\n".encode())
            else:
                worked += 1
        self.write(1, f"{worked} worked, {raised} raised\n".encode())


def in_main(late: Late) -> None:
    """Finalized with the names of the main module."""
    sys.modules["__main__"].late = late


def in_a_cycle(late: Late) -> None:
    """Finalized in the last collection."""
    late.itself = late
    gc.disable()


def in_builtins(late: Late) -> None:
    """Finalized after all other modules."""
    builtins.late = late


def in_sys(late: Late) -> None:
    """Finalized with that module."""
    sys.late = late


def in_the_package(late: Late) -> None:
    """Finalized with the package."""
    h11.late = late


def in_an_event(late: Late) -> None:
    """Finalized with an event, which is the content of another one held by builtins."""
    builtins.late = h11.Data([h11.Data(late)])


def in_a_connection(late: Late) -> None:
    """Finalized with the dict of a connection."""
    builtins.late = h11.Connection(h11.CLIENT)
    builtins.late.late = late


def in_a_thread(late: Late) -> None:
    """Finalized with the thread-local data of the main thread."""
    local = builtins.local = threading.local()
    local.late = late


def in_an_exception(late: Late) -> None:
    """Finalized with the names of an interactive session."""
    sys.last_value = h11.RemoteProtocolError(late)


def at_exit(late: Late) -> None:
    """Finalized with the codec registry of the interpreter."""
    atexit.register(lambda: late.kept)


def in_a_class(late: Late) -> None:
    """Held by a class, which may outlive the interpreter."""
    h11.Connection.late = late


def in_a_context(late: Late) -> None:
    """Held by the context of the main thread, which may never be finalized."""
    builtins.variable = variable = contextvars.ContextVar("late")
    variable.set(late)


def in_a_daemon_thread(late: Late) -> None:
    """Held by a thread that never ends."""
    started = threading.Event()

    def wait(mine: Late) -> None:
        started.set()
        threading.Event().wait()

    threading.Thread(target=wait, args=(late,), daemon=True).start()
    started.wait()


MOMENTS = {
    moment.__name__: moment
    for moment in (
        in_main,
        in_a_cycle,
        in_builtins,
        in_sys,
        in_the_package,
        in_an_event,
        in_a_connection,
        in_a_thread,
        in_an_exception,
        at_exit,
    )
}
#: Whether these are finalized depends on the version of CPython, and on other references.
PERHAPS = {moment.__name__: moment for moment in (in_a_class, in_a_context, in_a_daemon_thread)}


def main(moment: str) -> None:
    warnings.simplefilter("ignore")
    {**MOMENTS, **PERHAPS}[moment](Late(dict(OPERATIONS)))
    print("the main thread ends", flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
