"""Configuration of the robustness tests, with hostile peers, hostile arguments and threads.

They concern this package alone, without comparison to h11 0.16.0. Slow tests are short by default:
use `--cycles 1000000`, as `make test-long` does.
"""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--cycles", type=int, default=20_000, help="how often each thing is done over and over"
    )


def pytest_configure(config: pytest.Config) -> None:
    # Some helpers are in modules of tests/package that use its marker.
    config.addinivalue_line("markers", "differs(why, always=True): see tests/package/conftest.py")


@pytest.fixture(scope="session")
def cycles(request: pytest.FixtureRequest) -> int:
    return request.config.getoption("--cycles")
