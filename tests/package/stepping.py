"""A pytest plugin that replaces one step of `Connection`, so that all connections use steps."""

from __future__ import annotations

import h11

process_event = h11.Connection._process_event


def replacement(self, role, event) -> None:
    """Call the original."""
    process_event(self, role, event)


h11.Connection._process_event = replacement
