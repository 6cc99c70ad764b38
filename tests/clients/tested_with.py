"""Writes docs/tested-with.md: the programs that the client tests ran, and their versions.

    pytest tests/clients --write-table

(`make test-clients`) does so if all tests have passed.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "tested-with.md"
BEGIN = "<!-- begin: written by `make test-clients` -->"
END = "<!-- end -->"

#: Programs, and what the tests do with them.
PROGRAMS = {
    "uvicorn": "single requests, reuse, large and interrupted content, malformed requests, WebSocket"
    " handshakes (`--ws wsproto`), compatible and strict",
    "hypercorn": "the same, and the upgrade from HTTP/1.1 to HTTP/2 without TLS",
    "httpx": "synchronous and asynchronous; each server above, and responses of a fixed server",
    "httpcore": "the connection pool on asyncio and trio: reuse, limits, cancellation",
    "wsproto": "handshakes and frames on both sides",
    "urllib3": "as a client of the servers",
    "http.client": "as a client of the servers",
    "curl": "as a client of the servers: uploads, `Expect: 100-continue`, reuse",
    "h2": "what h11 hands over to, after an upgrade to HTTP/2",
}


def versions(installed: dict) -> dict[str, str]:
    """The versions of the programs, from the answer of the scenario `about`."""
    found = {**installed["packages"], "http.client": f"CPython {installed['python']}"}
    if shutil.which("curl"):  # otherwise its test is skipped
        curl = subprocess.run(["curl", "--version"], capture_output=True, text=True, check=True)
        found["curl"] = curl.stdout.split()[1]
    return {name: found[name] for name in PROGRAMS if name in found}


def table(found: dict[str, str], h11: str, on: date) -> str:
    lines = [
        f"All tests passed on {on.isoformat()} with h11 {h11} and h11 0.16.0, with equal results:",
        "",
        "| program | version | tests |",
        "| --- | --- | --- |",
        *(f"| {name} | {found[name]} | {PROGRAMS[name]} |" for name in found),
    ]
    return "\n".join(lines)


def rewritten(page: str, text: str) -> str:
    """The page with another table."""
    before, found, rest = page.partition(BEGIN)
    assert found, "the page lacks its markers"
    return f"{before}{BEGIN}\n\n{text}\n\n{END}{rest.partition(END)[2]}"


def listed(page: str) -> dict[str, str]:
    """The programs and versions of a page."""
    return dict(re.findall(r"^\| ([\w.]+) \| ([^|]*\d[^|]*) \|", page, re.MULTILINE))
