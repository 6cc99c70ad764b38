"""Content of 4 MiB arrives completely, in both directions and with both framings."""

from __future__ import annotations

import pytest

SIZE = 4 * 1024 * 1024 + 7


@pytest.mark.parametrize("kind", ["uvicorn", "hypercorn", "plain"])
def test_large_content_arrives_completely(kind, agree, long_body):
    transcript = agree("large_bodies", kind)
    whole = {"status": 200, **long_body(SIZE)}
    in_chunks = {**whole, "framing": ["transfer-encoding"]}
    assert transcript["answers"] == {
        "down with a length": {**whole, "framing": ["content-length"]},
        "down in chunks": in_chunks,
        "up with a length, down in chunks": in_chunks,
        "up in chunks, down in chunks": in_chunks,
    }
    assert transcript["complaints"] == [[]]
