"""Importing this puts demo/ on the path: what the demo and the benchmark share lives there."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent

sys.path.append(str(ROOT / "demo"))
