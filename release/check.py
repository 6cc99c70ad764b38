"""Checks what `make wheel` and `make sdist` have made, and what a release is made from.

    python release/check.py [--complete] [--tag v1.2.3] [DIST]

What the tools, the Pythons or the network that are here do not suffice for is said
at the end, and is no failure. With --complete, all the files of a release must be there.
"""

import argparse
import json
import sys
import time
import zipfile
from pathlib import Path

import badges
import installs
import licences
import outside
from archives import wrong_in_sdist, wrong_in_wheel
from platforms import ROOT, everything, sdist_name, version
from steps import Failed, NotChecked


class Dist:
    """The folder with what was built."""

    def __init__(self, folder):
        self.sdist = folder / sdist_name()
        self.wheels = sorted(folder.glob("*.whl"))
        self.files = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
        self.folder = folder

    def names(self):
        """Nothing old or foreign lies about."""
        strange = [path.name for path in self.files if path.name not in everything()]
        if strange:
            raise Failed(f"not of {version()}, or not of a release: {', '.join(strange)}")
        if not (self.wheels and self.sdist.exists()):
            raise Failed("first make wheel and make sdist")
        return f"{len(self.wheels)} of {len(everything()) - 1} wheels, and the sdist"

    def complete(self):
        if absent := everything() - {path.name for path in self.files}:
            raise Failed(f"missing: {', '.join(sorted(absent))}")
        return f"{len(self.files)} files"

    def contents(self):
        wrong = [f"the sdist {what}" for what in wrong_in_sdist(self.sdist)]
        for wheel in self.wheels:
            wrong += [f"{wheel.name} {what}" for what in wrong_in_wheel(wheel)]
        if wrong:
            raise Failed("\n".join(wrong))
        heaviest = max(wheel.stat().st_size for wheel in self.wheels)
        return f"a wheel weighs {heaviest / 1024:.0f} KiB or less"

    def bills(self):
        """Each wheel has its bill of materials (SBOM), with each crate that is linked."""
        linked = {(crate["name"], crate["version"]) for crate in licences.linked()}
        for wheel in self.wheels:
            with zipfile.ZipFile(wheel) as archive:
                [name] = [name for name in archive.namelist() if name.endswith(".cyclonedx.json")]
                components = json.loads(archive.read(name))["components"]
            listed = {(component["name"], component["version"]) for component in components}
            if absent := linked - listed:
                raise Failed(f"{wheel.name} does not list {sorted(absent)}")
        return ", ".join(sorted(name for name, _ in linked))

    def wheels_install(self):
        served, without = installs.try_wheels(self.folder, self.wheels)
        lack = f"; no wheel for {', '.join(without)}" if without else ""
        return f"on {', '.join(served)}{lack}"

    def sdist_installs(self):
        installs.try_sdist(self.sdist)
        return f"on {'.'.join(map(str, sys.version_info[:2]))}, by pip alone"


def main():
    options = parse_arguments()
    dist = Dist(options.dist.resolve())
    checks = {
        "names of the files": dist.names,
        "what the files hold": dist.contents,
        "metadata (twine)": lambda: outside.metadata(dist.files),
        "classifiers": outside.classifiers,
        "bills of materials": dist.bills,
        "platforms (auditwheel)": lambda: outside.platforms(dist.wheels),
        "licences of what is linked": licences.check,
        "licences, sources (cargo-deny)": outside.terms,
        "advisories (cargo-deny)": outside.advisories,
        "badges": badges.check,
        "workflows": outside.workflows,
        "compiles": outside.compiles,
        "the sdist installs": dist.sdist_installs,
        "wheels install": dist.wheels_install,
    }
    if options.complete:
        checks = {"complete": dist.complete, **checks}
    if options.tag:
        checks = {"the tag": lambda: agrees(options.tag), **checks}
    failed = [name for name, check in checks.items() if not passes(name, check)]
    print(f"\nfailed: {', '.join(failed) or 'nothing'}", flush=True)
    return 1 if failed else 0


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dist", nargs="?", type=Path, default=ROOT / "dist", metavar="DIST")
    parser.add_argument("--complete", action="store_true", help="no file of a release may lack")
    parser.add_argument("--tag", help="must be `v` and the version")
    return parser.parse_args()


def passes(name, check):
    """Whether it does not fail; what came of it is printed."""
    begin = time.monotonic()
    try:
        outcome = f"ok: {check()}"
    except Failed as failure:
        outcome = f"FAILED: {failure}"
    except NotChecked as reason:
        outcome = f"not checked: {reason}"
    print(f"{name:<31} {outcome} ({time.monotonic() - begin:.0f} s)", flush=True)
    return not outcome.startswith("FAILED")


def agrees(tag):
    if tag != f"v{version()}":
        raise Failed(f"{tag} is not v{version()}")
    return tag


if __name__ == "__main__":
    sys.exit(main())
