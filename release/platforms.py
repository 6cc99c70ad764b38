"""What a release consists of: the source, and a wheel for each Python on each platform.

    python release/platforms.py      prints the jobs of the release workflow, as JSON

PyPy has no wheels. The package builds there, but it counts on what CPython does
(where slots lie in an object, when an object dies), and has never been tested there.
"""

import json
import re
from collections import namedtuple
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

#: Each has an ABI of its own. The first without the GIL is 3.14, as PyO3 has it.
PYTHONS = ("3.9", "3.10", "3.11", "3.12", "3.13", "3.14", "3.14t", "3.15")

Platform = namedtuple("Platform", "runner target wheels")

#: The machine that builds, its Rust target, and how the names of its wheels end.
PLATFORMS = (
    Platform(
        "ubuntu-24.04",
        "x86_64-unknown-linux-gnu",
        ("manylinux2014_x86_64.manylinux_2_17_x86_64", "musllinux_1_2_x86_64"),
    ),
    Platform(
        "ubuntu-24.04-arm",
        "aarch64-unknown-linux-gnu",
        ("manylinux2014_aarch64.manylinux_2_17_aarch64", "musllinux_1_2_aarch64"),
    ),
    Platform("macos-15-intel", "x86_64-apple-darwin", ("macosx_10_12_x86_64",)),
    Platform("macos-15", "aarch64-apple-darwin", ("macosx_11_0_arm64",)),
    Platform("windows-2025", "x86_64-pc-windows-msvc", ("win_amd64",)),
)


def version():
    """The one of Cargo.toml, from which all others come."""
    text = (ROOT / "Cargo.toml").read_text(encoding="utf-8")
    return re.search(r'^version = "(.+)"$', text, re.MULTILINE)[1]


def sdist_name():
    return f"h11-{version()}.tar.gz"


def abi_tag(python):
    """`cp314-cp314t` for 3.14t, that is 3.14 without the GIL."""
    abi = "cp" + python.replace(".", "")
    return f"{abi.rstrip('t')}-{abi}"


def wheel_name(python, platform):
    return f"h11-{version()}-{abi_tag(python)}-{platform}.whl"


def everything():
    """The names of all the files of a release."""
    ends = [end for platform in PLATFORMS for end in platform.wheels]
    return {sdist_name(), *(wheel_name(python, end) for python in PYTHONS for end in ends)}


def jobs():
    """For each runner and Python one job, which builds all the wheels of the two."""
    return [
        {"runner": platform.runner, "python": python}
        for platform in PLATFORMS
        for python in PYTHONS
    ]


if __name__ == "__main__":
    print(json.dumps({"include": jobs()}))
