"""The benchmark works with the h11 installed here; nothing is timed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

COMPARE_DOCUMENTS = """
import json, pathlib
from benchmarks import report
root = pathlib.Path(".")
figures = json.loads((root / "docs/speed.json").read_text())
print(report.as_markdown(figures) in (root / "docs/speed.md").read_text())
readme = (root / "README.md").read_text()
print("written by `make bench`" not in readme or report.headline(figures) in readme)
"""

BREAK_OUTCOMES = """
from benchmarks import with_h11, worker, workloads
by_name = {workload.name: workload for workload in workloads.ALL}
for name, function in with_h11.WORKLOADS.items():
    workload = by_name[name]
    broken = {
        "seen": ("something else",),
        "wire": workload.wire + b"more",
        "content": None if workload.content is None else workload.content + b"more",
    }
    for part, value in broken.items():
        if value is not None:
            problem = worker.wrong(workload._replace(**{part: value}), function)
            assert problem and problem.startswith(part), (name, part, problem)
    assert worker.wrong(workload, lambda: None), name
print("each was noticed")
"""


def run(*arguments: str) -> str:
    """The output of a process of this Python, in the project's folder."""
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, input="", capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_each_workload_has_its_outcome() -> None:
    hello = json.loads(run("-m", "benchmarks.worker", "h11"))
    assert hello["wrong"] == {}
    assert len(hello["workloads"]) == 17
    assert hello["compiled"] == ("+rust" in hello["version"])


def test_a_release_wheel_learns_from_each() -> None:
    """The script fails if a workload is missing in its table; here it runs none of them."""
    assert run("-m", "benchmarks.pgo_workload", "0") == ""


def test_a_wrong_outcome_is_noticed() -> None:
    assert run("-c", BREAK_OUTCOMES) == "each was noticed\n"


def test_memory_is_measured() -> None:
    if sys.platform == "linux":
        assert 10 < json.loads(run("-m", "benchmarks.memory_worker", "h11", "idle")) < 10_000
        assert (
            0
            <= json.loads(run("-m", "benchmarks.memory_worker", "h11", "chunked"))
            < 16 * 1024 * 1024
        )


def test_the_documents_show_the_figures() -> None:
    """All figures in the documentation are generated from docs/speed.json."""
    assert run("-c", COMPARE_DOCUMENTS) == "True\nTrue\n"
