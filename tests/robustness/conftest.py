"""What must hold against the worst peer, the worst program and the worst luck.

These tests are about this package alone: nothing here is compared with h11 0.16.0. What takes
long is short unless one asks for more: `--cycles 1000000`, as `make test-long` does.
"""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--cycles", type=int, default=20_000, help="how often each thing is done over and over"
    )


def pytest_configure(config: pytest.Config) -> None:
    # Some helpers live in modules of tests/package that use its marker.
    config.addinivalue_line("markers", "differs(why, always=True): see tests/package/conftest.py")


@pytest.fixture(scope="session")
def cycles(request: pytest.FixtureRequest) -> int:
    return request.config.getoption("--cycles")
