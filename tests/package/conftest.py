"""Configuration of the package's tests.

They test whichever `h11` is installed. It may be h11 0.16.0 itself: nearly all of them must pass
there as well, which proves that they test the right behaviour. Tests of deliberate differences are
marked ``differs`` and must fail there.
"""

from __future__ import annotations

import h11
import pytest
from hypothesis import settings

IS_REFERENCE = h11.__version__ == "0.16.0"

# Use the same examples in every run, so that a failure in CI can be reproduced.
settings.register_profile("package", derandomize=True, database=None, deadline=None)
settings.load_profile("package")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "differs(why, always=True): not what h11 0.16.0 does; there the test fails, if not"
        " `always` then sometimes",
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        marker = item.get_closest_marker("differs")
        if marker and IS_REFERENCE:
            (why,) = marker.args
            always = marker.kwargs.get("always", True)
            item.add_marker(pytest.mark.xfail(reason=why, strict=always))
