"""Two environments with the same unmodified programs: one with our h11, one with h11 0.16.0.

The tests run in a third environment that has neither. A test runs a scenario, a small program with
real sockets, in both environments, and first compares the transcripts; then it checks their
contents, so that two broken runs cannot agree on nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from .tested_with import PAGE, rewritten, table, versions

CHECKOUT = Path(__file__).resolve().parents[2]
SCENARIO_SECONDS = 90
DIRECTORY_VARIABLES = {"ours": "H11_ENV_OURS", "reference": "H11_ENV_REFERENCE"}
EACH_ON_ITS_OWN = [("ours", "ours"), ("reference", "reference")]
# Other variables, such as proxies and Python's own, would make a run depend on the user.
KEPT_VARIABLES = ("PATH", "HOME", "LANG", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


class Environment:
    """A virtual environment in which scenarios run."""

    def __init__(self, name: str) -> None:
        variable = DIRECTORY_VARIABLES[name]
        directory = Path(os.environ.get(variable) or CHECKOUT / ".envs" / name)
        self.python = directory.absolute() / "bin" / "python"
        if not self.python.exists():
            pytest.fail(
                f"there is no {self.python}: `make test` sets up the environments of the client"
                f" tests (or let {variable} name one)",
                pytrace=False,
            )

    def start(
        self, *arguments: str, server_python: Path | None = None, policy: str | None = None
    ) -> subprocess.Popen:
        """Run this environment's Python; servers that it starts belong to its process group."""
        variables = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
        if server_python is not None:
            variables["SERVER_PYTHON"] = str(server_python)
        if policy is not None:
            variables["H11_POLICY"] = policy
        return subprocess.Popen(
            [str(self.python), *arguments],
            cwd=CHECKOUT,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,
        )

    def run(self, *arguments: str) -> str:
        return finish(self.start(*arguments))


def finish(process: subprocess.Popen) -> str:
    """Return the output of the process; fail the test if it failed or timed out."""
    try:
        output, errors = process.communicate(timeout=SCENARIO_SECONDS)
    except subprocess.TimeoutExpired:
        kill(process)
        pytest.fail(f"not finished after {SCENARIO_SECONDS} s: {process.args}", pytrace=False)
    if process.returncode != 0:
        pytest.fail(f"{process.args} failed:\n{output[-2000:]}{errors}", pytrace=False)
    return output


def kill(process: subprocess.Popen) -> None:
    """End a process that is still running, and the servers it started."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def differences(seen: object, reference: object, place: str = "transcript") -> Iterator[str]:
    """The differences between two transcripts, which are too long to read in full."""
    if isinstance(seen, dict) and isinstance(reference, dict) and seen.keys() == reference.keys():
        for key in seen:
            yield from differences(seen[key], reference[key], f"{place}[{key!r}]")
    elif isinstance(seen, list) and isinstance(reference, list) and len(seen) == len(reference):
        for number, pair in enumerate(zip(seen, reference)):
            yield from differences(*pair, f"{place}[{number}]")
    elif seen != reference:
        yield f"{place}: {seen!r} / {reference!r}"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-table", action="store_true", help="update docs/tested-with.md")


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if session.config.getoption("--write-table") and exitstatus == pytest.ExitCode.OK:
        about = Environment("ours").run("-m", "tests.clients.scenarios", "about")
        installed = json.loads(about)["answers"]
        text = table(versions(installed), installed["h11"], date.today())
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(rewritten(page, text), encoding="utf-8")


@pytest.fixture(scope="session")
def environments() -> dict[str, Environment]:
    return {name: Environment(name) for name in DIRECTORY_VARIABLES}


@pytest.fixture(scope="session")
def h11_of(environments) -> dict[str, dict]:
    """The h11 of each environment, as it reports itself."""
    return {
        name: json.loads(environment.run("-m", "tests.clients.scenarios", "about"))["client"]
        for name, environment in environments.items()
    }


@pytest.fixture(scope="session")
def play(environments, h11_of):
    """Run a scenario for several (client, server) pairs of environments concurrently, each with
    the policy of the same index if there are policies."""

    def play(
        pairs: list[tuple[str, str]], *scenario: str, policies: list[str] | None = None
    ) -> list[dict]:
        processes = [
            environments[client].start(
                "-m",
                "tests.clients.scenarios",
                *scenario,
                server_python=environments[server].python,
                policy=policy,
            )
            for (client, server), policy in zip(pairs, policies or [None] * len(pairs))
        ]
        try:
            transcripts = [json.loads(finish(process)) for process in processes]
        finally:
            for process in processes:
                kill(process)
        for (client, server), transcript in zip(pairs, transcripts):
            assert transcript.pop("client") == h11_of[client]
            assert all(h11 == h11_of[server] for h11 in transcript.pop("servers"))
        return transcripts

    return play


@pytest.fixture(scope="session")
def agree(play):
    """Run a scenario in several environments and return the transcript on which all agree."""

    def agree(*scenario: str, pairs: list[tuple[str, str]] = EACH_ON_ITS_OWN) -> dict:
        *transcripts, reference = play(pairs, *scenario)
        for (client, server), transcript in zip(pairs, transcripts):
            found = list(differences(transcript, reference))
            if found:
                title = f"{' '.join(scenario)}, client on {client}, server on {server} / reference:"
                pytest.fail("\n".join([title, *found]), pytrace=False)
        return reference

    return agree


@pytest.fixture(scope="session")
def long_body():
    """The entry for long content of a given size in a transcript; the scenarios create the same bytes."""

    def long_body(size: int, ending: bytes = b"") -> dict:
        content = (bytes(range(251)) * (size // 251 + 1))[:size] + ending
        return {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}

    return long_body
