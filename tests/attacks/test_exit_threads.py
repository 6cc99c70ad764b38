"""A process with daemon threads that use the package exits normally."""

from __future__ import annotations

import pytest

from . import children
from .exit_threads import KINDS


def kinds() -> list:
    """0.16.0 cannot copy events."""
    differs = pytest.mark.differs("events cannot be copied")
    return [
        pytest.param(kind, marks=differs) if kind in ("copies", "pickles") else kind
        for kind in KINDS
    ]


@pytest.mark.parametrize("kind", kinds())
def test_daemon_threads_end_with_the_process(kind: str, times: int) -> None:
    for _ in range(times):
        assert children.run("exit_threads", kind) == "the main thread ends"
