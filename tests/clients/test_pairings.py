"""Clients on one h11 with servers on the other, so that two mistakes cannot cancel out."""

from __future__ import annotations

import pytest

PAIRS = [("ours", "reference"), ("reference", "ours"), ("reference", "reference")]


@pytest.mark.parametrize(
    "scenario",
    [("plain_pair",), ("httpx_requests", "uvicorn"), ("websocket_frames", "uvicorn")],
    ids=" ".join,
)
def test_all_pairings_agree(agree, scenario):
    assert agree(*scenario, pairs=PAIRS)["answers"]
