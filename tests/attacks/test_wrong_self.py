"""Calls with a self or arguments of the wrong type raise, and do no harm."""

from __future__ import annotations

from . import children


def test_every_callable_with_every_kind_of_object() -> None:
    *_, last = children.run("wrong_self").splitlines()
    count, word = last.split()
    assert word == "calls"
    assert int(count) > 10_000
