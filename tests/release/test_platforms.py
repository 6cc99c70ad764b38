"""The table of what is released."""

from __future__ import annotations

import contextlib

import outside
import pytest
import steps
from platforms import PLATFORMS, PYTHONS, everything, jobs, wheel_name


def test_names_of_wheels():
    assert wheel_name("3.9", "win_amd64").endswith("-cp39-cp39-win_amd64.whl")
    assert wheel_name("3.14t", "win_amd64").endswith("-cp314-cp314t-win_amd64.whl")


def test_a_release_has_every_wheel_once():
    ends = sum(len(platform.wheels) for platform in PLATFORMS)
    assert len(everything()) == 1 + ends * len(PYTHONS)
    assert len(jobs()) == len(PLATFORMS) * len(PYTHONS)


def test_the_classifiers_name_the_pythons_that_have_wheels(monkeypatch):
    # The names are compared before the list of all classifiers is asked for.
    with contextlib.suppress(steps.NotChecked):
        outside.classifiers()
    monkeypatch.setattr(outside, "PYTHONS", (*PYTHONS, "3.99"))
    with pytest.raises(steps.Failed, match=r"name Python 3\.9, 3\.10"):
        outside.classifiers()
