"""What a source distribution and a wheel must hold: all that is meant to be there, and no more.

The files that git knows are the measure: each is either in the source distribution
or left out on purpose, by one of the patterns below.
"""

import subprocess
import tarfile
import zipfile
from fnmatch import fnmatchcase
from pathlib import Path

from platforms import ROOT

#: What is of use only in a checkout: tools, and tests that need programs, a network or hours.
LEFT_OUT = (
    ".*",
    "CODE_OF_CONDUCT.md",
    "CONTRIBUTING.md",
    "Makefile",
    "benches/*",
    "benchmarks/*",
    "clippy.toml",
    "demo/*",
    "deny.toml",
    "examples/*",
    "fuzz/*",
    "release/*",
    "requirements/*",
    "rustfmt.toml",
    "tools/*",
)

#: Of some folders only this is for whoever builds the package, tests it or reads about it.
SHIPPED_OF = {
    "docs": ("*.md", "*.svg"),
    "tests": ("tests/core/*.rs", "tests/package/*.py"),
}

#: What maturin adds to the source.
ADDED = {"PKG-INFO"}

#: The whole of a wheel, and so that a bigger one is noticed.
HEAVIEST = 1024 * 1024

EXTENSIONS = ("h11/_h11.*.so", "h11/_h11.*.pyd")
METADATA = {
    "METADATA",
    "RECORD",
    "WHEEL",
    "licenses/LICENSE",
    "licenses/THIRD-PARTY-LICENSES.txt",
    "sboms/h11.cyclonedx.json",
}


def wrong_in_sdist(path, tracked=None):
    """What is missing in it, and what it should not hold; in words."""
    with tarfile.open(path) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    intended = {name for name in tracked or tracked_files() if is_shipped(name)}
    return differences(held, intended | ADDED)


def wrong_in_wheel(path, tracked=None):
    info = "-".join(path.name.split("-")[:2]) + ".dist-info/"
    with zipfile.ZipFile(path) as archive:
        held = set(archive.namelist())
    compiled = {name for name in held if any(fnmatchcase(name, end) for end in EXTENSIONS)}
    package = "python/h11/"
    sources = (name for name in tracked or tracked_files() if name.startswith(package))
    intended = {name.replace(package, "h11/", 1) for name in sources}
    wrong = differences(held - compiled, intended | {info + name for name in METADATA})
    if len(compiled) != 1:
        wrong.append(f"holds {len(compiled)} extension modules")
    weight = path.stat().st_size
    if weight > HEAVIEST:
        wrong.append(f"weighs {weight:,} bytes, more than {HEAVIEST:,}")
    return wrong


def is_shipped(name):
    if any(fnmatchcase(name, pattern) for pattern in LEFT_OUT):
        return False
    patterns = SHIPPED_OF.get(name.partition("/")[0])
    return patterns is None or any(fnmatchcase(name, pattern) for pattern in patterns)


def differences(held, intended):
    lacks = [f"lacks {name}" for name in sorted(intended - held)]
    return lacks + [
        f"holds {name}, which is not meant to be there" for name in sorted(held - intended)
    ]


def tracked_files():
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, encoding="utf-8"
    ).stdout
    # A file that git knows may be gone from the folder all the same.
    return {name for name in listed.split("\0") if name and Path(ROOT, name).exists()}
