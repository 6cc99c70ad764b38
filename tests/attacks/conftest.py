"""Configuration of the tests that try to crash the process.

Each attack is a program in a separate process, whose exit status is the outcome: a signal is a
failure, whatever was printed before. They test whichever `h11` is installed; h11 0.16.0 itself must
pass, except for features that it does not have. Some crashes depend on timing: `--times 20`, as in
`make test-attacks`, repeats each program.
"""

from __future__ import annotations

import pytest

# The marker `differs`, for features that 0.16.0 does not have.
from ..package.conftest import pytest_collection_modifyitems, pytest_configure  # noqa: F401


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--times", type=int, default=1, help="how often each program is run that needs luck to die"
    )


@pytest.fixture(scope="session")
def times(request: pytest.FixtureRequest) -> int:
    return request.config.getoption("--times")
