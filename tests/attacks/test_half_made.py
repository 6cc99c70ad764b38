"""Objects under construction cannot be reached, or raise when they are used."""

from __future__ import annotations

import pytest

from . import children
from .half_made import CLASSES


@pytest.mark.parametrize("name", CLASSES)
def test_objects_under_construction_are_safe(name: str) -> None:
    assert children.run("half_made", name).isdecimal()
