"""Leaves out what needs a newer mypy than Python 3.9 has."""

from __future__ import annotations

import sys

# The last mypy for Python 3.9 does not narrow on `is h11.NEED_DATA` yet, and lacks some rules.
if sys.version_info < (3, 10):
    collect_ignore = [
        "test_example_programs.py",
        "test_examples.py",
        "test_programs.py",
        "test_stubs.py",
    ]
