"""Lets an instrumented h11 do what programs do with it: the benchmark's workloads.

python release/train.py DIRECTORY_OF_THE_INSTALLED_PACKAGE SECONDS_FOR_EACH
"""

import sys
import time
from pathlib import Path

sys.path[:0] = [sys.argv[1], str(Path(__file__).resolve().parent.parent / "benchmarks")]

import with_h11  # noqa: E402
import worker  # noqa: E402

if wrong := worker.check(with_h11.WORKLOADS):
    sys.exit(f"not done as it must be: {wrong}")
for function in with_h11.WORKLOADS.values():
    until = time.perf_counter() + float(sys.argv[2])
    while time.perf_counter() < until:
        function()
