"""Type-checks released programs with h11 0.16.0 and with this package, and compares the findings.

    python tests/types/programs.py ENVIRONMENT_WITH_0.16.0 ENVIRONMENT_WITH_OURS

A finding with this package only is an error. Findings with both do not concern us. An unused `ignore`
comment is reported, but is not an error: it was needed because of imprecise types in 0.16.0.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

from .checkers import CHECKERS, Finding, run

#: The modules of the programs that use h11.
FILES = (
    "httpcore/_async/http11.py",
    "httpcore/_sync/http11.py",
    "uvicorn/protocols/http/h11_impl.py",
    "hypercorn/protocol/h11.py",
    "wsproto/handshake.py",
    "wsproto/utilities.py",
)
NEEDLESS_IGNORES = {"unused-ignore", "reportUnnecessaryTypeIgnoreComment"}


class Comparison:
    """The findings of one checker with 0.16.0 and with this package."""

    def __init__(self, reference: list[Finding], ours: list[Finding]) -> None:
        self.found = (len(reference), len(ours))
        new = Counter(map(place, ours)) - Counter(map(place, reference))
        appeared = [finding for finding in ours if place(finding) in new]
        self.needless = [finding for finding in appeared if finding.rule in NEEDLESS_IGNORES]
        self.worse = [finding for finding in appeared if finding.rule not in NEEDLESS_IGNORES]


def place(finding: Finding) -> tuple[str, int, str]:
    return finding[:3]


def compare(reference: Path, ours: Path) -> dict[str, Comparison]:
    """By checker. The programs come from the second environment for both."""
    with tempfile.TemporaryDirectory() as scratch:
        # In a separate folder: checkers ignore installed packages.
        folder = Path(scratch, "programs").resolve()
        packages = site_packages(ours)
        for package in {file.split("/")[0] for file in FILES}:
            shutil.copytree(packages / package, folder / package)
        found = {
            (name, side): checker(
                FILES, folder=folder, python=python, cache=Path(scratch, f"{name}-{side}")
            )
            for name, checker in CHECKERS.items()
            for side, python in enumerate((interpreter(reference), interpreter(ours)))
        }
    return {name: Comparison(found[name, 0], found[name, 1]) for name in CHECKERS}


def interpreter(environment: Path) -> Path:
    return environment.absolute() / "bin/python"


def site_packages(environment: Path) -> Path:
    question = "import sysconfig; print(sysconfig.get_path('platlib'))"
    return Path(run([str(interpreter(environment)), "-c", question], environment).stdout.strip())


def main() -> int:
    reference, ours = map(Path, sys.argv[1:])
    comparisons = compare(reference, ours)
    print(f"{len(FILES)} files of programs, strict\n")
    for name, comparison in comparisons.items():
        print(f"{name:8} with 0.16.0: {comparison.found[0]}, with ours: {comparison.found[1]}")
        for finding in comparison.needless:
            print(f"  no longer needed: {finding}")
        for finding in comparison.worse:
            print(f"  NEW: {finding}")
    return any(comparison.worse for comparison in comparisons.values())


if __name__ == "__main__":
    sys.exit(main())
