"""The packages in the environment, to check that only h11 differs."""

from __future__ import annotations

import platform
from importlib.metadata import distributions

import h11

from tests.clients.scenarios.servers import Servers


def run(_: Servers) -> dict:
    packages = {
        distribution.metadata["Name"].lower(): distribution.version
        for distribution in distributions()
    }
    return {"python": platform.python_version(), "h11": h11.__version__, "packages": packages}
