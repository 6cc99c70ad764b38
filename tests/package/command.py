"""Runs the command `python -m h11` in this process."""

from __future__ import annotations

import io
import json
import sys
from typing import Any

import pytest


def run(*arguments: str, given: bytes = b"") -> tuple[int, str, str]:
    """Run the command with this standard input: its status, output and error output."""
    from h11._command.main import main

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
        patch.setattr(sys, "stdout", io.StringIO())
        patch.setattr(sys, "stderr", io.StringIO())
        try:
            status = main(arguments)
        except SystemExit as end:
            status = end.code
        return status, sys.stdout.getvalue(), sys.stderr.getvalue()


def objects(*arguments: str, given: bytes = b"") -> list[dict[str, Any]]:
    """Run the command with `--json`: the objects that it prints."""
    _, printed, complaint = run(*arguments, "--json", given=given)
    assert complaint == ""
    return [json.loads(line) for line in printed.splitlines()]
