"""The suites to run under the sanitizer."""

from __future__ import annotations

from dataclasses import dataclass

from build import PRELOADED

PYTHON = str(PRELOADED / "bin" / "python")
PYTEST = (PYTHON, "-m", "pytest", "-q", "-p", "no:cacheprovider")

#: Tests that cannot run here, with the reason.
LEFT_OUT = {
    "tests/package/test_out_of_memory.py": "limits the address space, of which the sanitizer takes terabytes",
    "tests/package/test_memory.py": "measures the process, in which the sanitizer keeps what is freed",
    "tests/robustness/test_memory_bounds.py": "measures the process, as above",
    "tests/robustness/test_cycles.py": "measures the process, as above",
}


@dataclass(frozen=True)
class Suite:
    """A command, whose last lines count its results."""

    name: str
    command: tuple[str, ...]
    #: In seconds.
    timeout: int = 7200


def pytest(name: str, *arguments: str) -> Suite:
    left_out = [f"--ignore={path}" for path in LEFT_OUT]
    return Suite(name, (*PYTEST, *left_out, *arguments))


def compare(*options: str) -> Suite:
    return Suite("comparison", (PYTHON, "-m", "tests.compare.compare", *options))


def fuzz(seconds: int, threads: int) -> Suite:
    command = (PYTHON, "-m", "tests.fuzz_api.fuzz_api", "--fuzzed", PYTHON)
    options = ("--time", str(seconds), "--threads", str(threads))
    return Suite(f"fuzz-api, threads: {threads}", (*command, *options))


FULL = (
    pytest("attacks", "tests/attacks"),
    pytest("package", "tests/package"),
    pytest("robustness", "tests/robustness"),
    compare("--quick"),
    fuzz(120, 1),
    fuzz(120, 4),
)
#: A subset of each suite, for every change.
SHORT = (
    pytest(
        "attacks",
        "tests/attacks/test_exit_finalizers.py",
        "tests/attacks/test_half_made.py",
        "tests/attacks/test_wrong_self.py",
        "tests/attacks/test_memory.py",
        "--deselect=tests/attacks/test_memory.py::test_operations_fail_as_python_does[act]",
        "--deselect=tests/attacks/test_memory.py::test_operations_fail_as_python_does[broken]",
        "--deselect=tests/attacks/test_memory.py::test_operations_fail_as_python_does[pickle]",
    ),
    pytest("package", "tests/package", "-k", "event or headers or reentr or subclass or private"),
    pytest("robustness", "tests/robustness", "-k", "hostile or motion"),
    compare("--time", "30"),
    fuzz(20, 1),
)
#: The tests that must find each of the planted bugs.
EVENTS = pytest(
    "events",
    "tests/package/test_event_objects.py",
    "tests/package/test_receive_data.py",
    "tests/package/test_response_headers.py",
    "tests/package/test_sending_data.py",
)
