"""Checks that others' programs make: of metadata, platforms, licences, advisories, workflows."""

import re
import shutil
import sys
from pathlib import Path

from platforms import PYTHONS, ROOT
from steps import Failed, NotChecked, run

GITHUB = ROOT / ".github"

#: Whose form each file has.
SCHEMAS = {
    "github-workflows": "workflows/*.yml",
    "github-issue-forms": "ISSUE_TEMPLATE/[!c]*.yml",
    "github-issue-config": "ISSUE_TEMPLATE/config.yml",
    "dependabot": "dependabot.yml",
}

#: What PyO3 must be told of a Python that is not here.
CONFIGURATION = "implementation=CPython\nversion={version}\nbuild_flags={flags}\n"

#: What cargo-deny says where there is no network, or no way to its data.
NO_DATA = "failed to fetch advisory database"


def metadata(files):
    run(tool("twine"), "check", "--strict", *files)
    return f"{len(files)} files"


def classifiers():
    """All are known, and they name just the Pythons that have wheels."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    ours = re.findall(r'^    "([^"]+ :: [^"]+)",$', text, re.MULTILINE)
    named = [name.rpartition(" ")[2] for name in ours if re.search(r"Python :: 3\.\d+$", name)]
    if named != [python for python in PYTHONS if not python.endswith("t")]:
        raise Failed(f"the classifiers name Python {', '.join(named)}")
    try:
        from trove_classifiers import classifiers as known
    except ImportError as error:
        raise NotChecked(f"whether they are all known: {error}") from error
    if unknown := set(ours) - known:
        raise Failed(f"unknown: {', '.join(sorted(unknown))}")
    return f"{len(ours)} of them"


def platforms(wheels):
    """auditwheel finds that a wheel runs where its name says. It can judge those for glibc."""
    judged = [wheel for wheel in wheels if "manylinux" in wheel.name]
    for wheel in judged:
        said = " ".join(run(tool("auditwheel"), "show", wheel).split())
        [found] = re.findall(r'consistent with the following platform tag: "(\w+)"', said)
        if found not in wheel.name:
            raise Failed(f"{wheel.name} needs {found}")
    if not judged:
        raise NotChecked("no wheel for manylinux is here")
    return f"{len(judged)} for manylinux"


def terms():
    """cargo-deny on licences, sources and wildcards: see deny.toml."""
    run(tool("cargo-deny"), "--locked", "check", "licenses", "bans", "sources", cwd=ROOT)
    return "by deny.toml"


def advisories():
    """The same on what is known to be vulnerable, yanked or abandoned."""
    try:
        run(tool("cargo-deny"), "--locked", "check", "advisories", cwd=ROOT)
    except Failed as failure:
        if NO_DATA in str(failure):
            raise NotChecked("the advisories are out of reach") from failure
        raise
    return "none"


def workflows():
    """The files under .github against their schemas, and by the rules of zizmor."""
    checker = tool("check-jsonschema")
    for schema, pattern in SCHEMAS.items():
        run(checker, "--builtin-schema", f"vendor.{schema}", *sorted(GITHUB.glob(pattern)))
    run(tool("zizmor"), "--offline", "--no-progress", "--quiet", GITHUB)
    return ", ".join(sorted(path.name for path in GITHUB.rglob("*.yml")))


def compiles():
    """The extension for each Python of a release, which need not be here for that."""
    folder = ROOT / "target" / "check-release"
    folder.mkdir(parents=True, exist_ok=True)
    configuration = folder / "python.txt"
    for python in PYTHONS:
        flags = "Py_GIL_DISABLED" if python.endswith("t") else ""
        filled = CONFIGURATION.format(version=python.rstrip("t"), flags=flags)
        configuration.write_text(filled, encoding="utf-8")
        variables = {"PYO3_CONFIG_FILE": str(configuration), "CARGO_TARGET_DIR": str(folder)}
        check = ("cargo", "check", "--locked", "--features", "python")
        try:
            run(*check, cwd=ROOT, variables=variables)
        except Failed as failure:
            raise Failed(f"for {python}: {failure}") from failure
    return ", ".join(PYTHONS)


def tool(name):
    """The program in the environment of the Python that runs this, or on PATH."""
    found = shutil.which(name, path=Path(sys.executable).parent) or shutil.which(name)
    if not found:
        raise NotChecked(f"there is no {name}")
    return found
