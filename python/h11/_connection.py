"""The connection."""

import inspect
import sys
from typing import Optional, Type

from h11._base import NEED_DATA, PAUSED, Sentinel
from h11._h11 import DEFAULT_POLICY, Connection, _body_framing, _keep_alive
from h11._limits import Limits

__all__ = ["NEED_DATA", "PAUSED", "Connection", "_body_framing", "_keep_alive"]

#: In bytes; what a connection has if it is given no other limit.
DEFAULT_MAX_INCOMPLETE_EVENT_SIZE = 16 * 1024


def _signature(
    our_role: Type[Sentinel],
    max_incomplete_event_size: int = DEFAULT_MAX_INCOMPLETE_EVENT_SIZE,
    *,
    policy: str = DEFAULT_POLICY,
    limits: Optional[Limits] = None,
) -> None:
    """The parameters of :class:`Connection`, for :func:`inspect.signature`."""


Connection.__signature__ = inspect.signature(_signature)  # type: ignore[attr-defined]
Connection.__name__ = "Connection"  # without the module, in Python's messages

# As in 0.16.0 these are properties, which tests replace and inspect as such.
for _name in (
    "states",
    "our_state",
    "their_state",
    "they_are_waiting_for_100_continue",
    "trailing_data",
):
    setattr(Connection, _name, property(getattr(Connection, _name)))
    if sys.version_info >= (3, 10):
        getattr(Connection, _name).__set_name__(Connection, _name)
