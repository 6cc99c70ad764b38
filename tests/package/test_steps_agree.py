"""Connections behave identically in single steps: other tests pass with one step replaced."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

#: Tests of whole exchanges. Those of the state table try every event in every state.
SUITES = [
    "connection_reuse",
    "expect_continue",
    "receiving_in_every_state",
    "remote_errors",
    "response_headers",
    "sending_data",
    "size_limit",
    "state_table",
    "strict_sending",
    "switching_protocols",
    "zero_copy",
]


@pytest.mark.parametrize("suite", SUITES)
def test_conversations_step_by_step(suite) -> None:
    path = f"tests/package/test_{suite}.py"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.package.stepping", path]
    done = subprocess.run(
        [*command, "-p", "no:cacheprovider"], cwd=ROOT, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"\d+ passed", done.stdout)
