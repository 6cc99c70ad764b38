"""The rows of docs/rfc9112.md and the tests correspond."""

from __future__ import annotations

import importlib
from pathlib import Path

from .rfc_rows import rows, shown

MODULES = sorted(path.stem for path in Path(__file__).parent.glob("test_rfc9112_*.py"))


def test_every_row_has_a_test_and_every_test_has_a_row():
    for module in MODULES:
        importlib.import_module(f".{module}", __package__)
    assert len(set(rows())) == len(rows()) > 70
    assert shown() == set(rows())
