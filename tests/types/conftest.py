"""Makes the helpers of this folder importable by name."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

# The last mypy for Python 3.9 does not narrow on `is h11.NEED_DATA` yet, and lacks some rules.
if sys.version_info < (3, 10):
    collect_ignore = [
        "test_example_programs.py",
        "test_examples.py",
        "test_programs.py",
        "test_stubs.py",
    ]
