"""Mutants whose outcome depends on more than the script, and mutants that end their process."""

from __future__ import annotations

import os
import time
from typing import Any

from tests.compare.mutants.registry import mutant, wrap


@mutant
def dies_of_a_request(h11: Any) -> None:
    def next_event(original: Any, self: Any) -> Any:
        event = original(self)
        if type(event) is h11.Request and event.method == b"OPTIONS":
            os._exit(3)
        return event

    wrap(h11.Connection, "next_event", next_event)


@mutant
def hangs_on_a_request(h11: Any) -> None:
    def next_event(original: Any, self: Any) -> Any:
        event = original(self)
        if type(event) is h11.Request and event.method == b"OPTIONS":
            time.sleep(3600)
        return event

    wrap(h11.Connection, "next_event", next_event)


@mutant
def dies_after_a_while(h11: Any) -> None:
    """Depends on chance: no single script triggers it."""
    count = 0

    def next_event(original: Any, self: Any) -> Any:
        nonlocal count
        count += 1
        if count == 20_000:
            os._exit(3)
        return original(self)

    wrap(h11.Connection, "next_event", next_event)


@mutant
def errs_after_a_while(h11: Any) -> None:
    """Once in the life of the process, whatever the script."""
    events = 0

    def next_event(original: Any, self: Any) -> Any:
        nonlocal events
        event = original(self)
        events += type(event) is h11.Request
        if events != 1_000:
            return event
        events += 1
        return h11.PAUSED

    wrap(h11.Connection, "next_event", next_event)
