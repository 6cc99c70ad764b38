"""Valid uses of h11 pass mypy and pyright in strict mode; each invalid one is reported."""

from __future__ import annotations

import re
import runpy
import socket
import sys
import threading
from pathlib import Path

import h11
import pytest

from .checkers import CHECKERS

EXAMPLES = Path(__file__).parent / "examples"
RIGHT = sorted(path.name for path in EXAMPLES.glob("*.py") if path.name != "wrong.py")

MATCH = """
import h11
from typing_extensions import assert_type

def show(conn: h11.Connection) -> object:
    match conn.next_event():
        case h11.NEED_DATA | h11.PAUSED as sentinel:
            return sentinel.__name__
        case h11.Data(data=data) as event:
            assert_type(data, bytes)
            return assert_type(event, h11.Data)
        case h11.Request(method=b"GET", target=target, headers=headers):
            assert_type(headers, h11.Headers)
            return assert_type(target, bytes)
        case h11.Event() as event:
            return event
        case _:
            return None
"""

every_checker = pytest.mark.parametrize("checker", CHECKERS.values(), ids=CHECKERS)


def check(checker, files, tmp_path, folder=EXAMPLES):
    return checker(files, folder=folder, python=Path(sys.executable), cache=tmp_path / "cache")


@every_checker
def test_valid_uses_pass(checker, tmp_path):
    assert [str(finding) for finding in check(checker, RIGHT, tmp_path)] == []


@every_checker
@pytest.mark.skipif(sys.version_info < (3, 10), reason="`match` came with Python 3.10")
def test_match_statements_pass(checker, tmp_path):
    (tmp_path / "matching.py").write_text(MATCH)
    assert [str(finding) for finding in check(checker, ["matching.py"], tmp_path, tmp_path)] == []


@every_checker
def test_invalid_uses_are_reported(checker, tmp_path, request):
    """Each marked line, with its rule, and no other line."""
    column = list(CHECKERS).index(request.node.callspec.id)
    lines = (EXAMPLES / "wrong.py").read_text().splitlines()
    marks = {n: re.search(r"# wrong: (.+), (.+)$", line) for n, line in enumerate(lines, 1)}
    expected = {n: set(mark[column + 1].split()) - {"-"} for n, mark in marks.items() if mark}
    reported: dict[int, set[str]] = {}
    for finding in check(checker, ["wrong.py"], tmp_path):
        reported.setdefault(finding.line, set()).add(finding.rule)
    assert len(expected) > 30
    assert sorted(reported) == sorted(line for line, rules in expected.items() if rules)
    assert {line: rules & expected[line] for line, rules in reported.items()} == {
        line: rules for line, rules in expected.items() if rules
    }


@pytest.mark.parametrize("name", ["constructors.py", "private.py"])
def test_valid_uses_run(name):
    runpy.run_path(str(EXAMPLES / name))


def test_client_and_server():
    client = runpy.run_path(str(EXAMPLES / "client.py"))
    server = runpy.run_path(str(EXAMPLES / "server.py"))
    here, there = socket.socketpair()
    served = []
    thread = threading.Thread(target=lambda: served.append(server["serve"](there)))
    thread.start()
    with here, there:
        here.settimeout(10)
        conn = h11.Connection(h11.CLIENT)
        replies = [client["exchange"](here, conn, "/", content) for content in (b"one", b"two")]
        here.shutdown(socket.SHUT_WR)
        thread.join(timeout=10)
    assert [(reply.status, reply.content, reply.reusable) for reply in replies] == [
        (200, b"one", True),
        (200, b"two", True),
    ]
    assert served == [2]
