"""Which h11 this is."""

from __future__ import annotations

import os
import platform
from typing import TYPE_CHECKING

import h11
from h11._command.output import Output
from h11._h11 import DEFAULT_POLICY

if TYPE_CHECKING:
    from h11._version import Build

VARIABLE = "H11_POLICY"


def run(output: Output) -> int:
    build = h11.__build__
    policy_from = VARIABLE if os.environ.get(VARIABLE) else None
    python = f"{platform.python_implementation()} {platform.python_version()}"
    [location] = h11.__path__
    values = {
        "version": h11.__version__,
        "build": build,
        "policy": DEFAULT_POLICY,
        "policy_from": policy_from,
        "python": python,
        "location": location,
    }
    lines = [
        f"h11 {h11.__version__}",
        f"core            {core(build)}",
        f"default policy  {policy(policy_from)}",
        f"Python          {python} ({platform.system()} {platform.machine()})",
        f"location        {location}",
    ]
    output.show(values, lines)
    return 0


def core(build: Build) -> str:
    if build["debug"]:
        return "compiled (Rust), for debugging: slow"
    if build["profile"]:
        return "compiled (Rust), optimized with a profile"
    return "compiled (Rust), without a profile: about a quarter slower than with one"


def policy(policy_from: str | None) -> str:
    if policy_from is None:
        return f"{DEFAULT_POLICY} ({VARIABLE} is not set)"
    return f"{DEFAULT_POLICY} (from {VARIABLE})"
