"""Settings of the tests that attack the process.

Each attack is a program in a process of its own, and the way that process ends is the outcome: a
signal is a failure, whatever was printed before. They test whatever `h11` is installed where pytest
runs; h11 0.16.0 itself must pass them, but for what it does not have. Some of the deaths need luck:
`--times 20`, as `make test-attacks` does, tries each program so often.
"""

from __future__ import annotations

import pytest

# The marker `differs`, for what 0.16.0 does not have.
from ..package.conftest import pytest_collection_modifyitems, pytest_configure  # noqa: F401


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--times", type=int, default=1, help="how often each program is run that needs luck to die"
    )


@pytest.fixture(scope="session")
def times(request: pytest.FixtureRequest) -> int:
    return request.config.getoption("--times")
