"""Run the test suite of h11 0.16.0, unmodified, against the installed h11.

    python tests/upstream/run.py [--python PYTHON] [--list] [pytest arguments]

The suite is part of the source distribution, which pip downloads once into `.envs/upstream` (none of
it is committed). Its tests import the package around them (`from .._events import ...`), so the
installed package is copied to a stage directory, including the compiled module, the tests are added
to the copy, and pytest runs there. No other Python file of upstream is part of the stage, and
site-packages is not modified.

The exit status is not zero if a test fails, if fewer tests are found than upstream has, or if the
table of contradictions is out of date.
"""

import argparse
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import pytest
from contradictions import CONTRADICTIONS

VERSION = "0.16.0"
SDIST_SHA256 = "4e35b956cf45792e4caa5885e69fba00bdbc6ffafbfa020300e549b208ee5ff1"
TEST_COUNT = 78

SCRATCH = Path(__file__).resolve().parents[2] / ".envs" / "upstream"
SDIST = SCRATCH / f"h11-{VERSION}.tar.gz"


def main():
    options, pytest_args = parse_arguments()
    if options.python:
        return run_under(options.python)
    if importlib.util.find_spec("pytest") is None:
        sys.exit(f"error: {sys.executable} has no pytest; install it there, or name --python")
    fetch_sdist()
    stage = Path(tempfile.mkdtemp(prefix="stage-", dir=SCRATCH))
    try:
        lay_tests_beside(installed_package(), stage)
        return run_pytest(stage, pytest_args, list_only=options.list)
    finally:
        os.chdir(SCRATCH)
        shutil.rmtree(stage, ignore_errors=True)


def parse_arguments():
    """Split our own options from those for pytest."""
    parser = argparse.ArgumentParser(
        description="Run h11's own tests against the installed h11.",
        epilog="All other arguments are handed to pytest.",
        allow_abbrev=False,
    )
    parser.add_argument("--python", help="an interpreter with pytest and the h11 under test")
    parser.add_argument("--list", action="store_true", help="name the tests, run none")
    return parser.parse_known_args()


def run_under(python):
    """Start again under another interpreter, without the option that names it."""
    rest = sys.argv[1:]
    for i, argument in enumerate(rest):
        if argument == "--python":
            del rest[i : i + 2]
            break
        if argument.startswith("--python="):
            del rest[i]
            break
    return subprocess.call([python, __file__, *rest])


def fetch_sdist():
    """Download the source distribution to the scratch directory, exactly as published."""
    if not SDIST.exists():
        print(f"fetching the source distribution of h11 {VERSION}", flush=True)
        SCRATCH.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q", "download"]
        command += ["--no-deps", "--no-binary", "h11", "--dest", str(SCRATCH), f"h11=={VERSION}"]
        try:
            subprocess.run(command, check=True, timeout=300)
        except (subprocess.SubprocessError, OSError) as error:
            sys.exit(f"error: cannot fetch the source distribution: {error}")
    if hashlib.sha256(SDIST.read_bytes()).hexdigest() != SDIST_SHA256:
        sys.exit(f"error: {SDIST} is not the published file; remove it and try again")


def installed_package():
    """The directory of the h11 that this interpreter imports."""
    spec = importlib.util.find_spec("h11")
    if spec is None or spec.origin is None:
        sys.exit(f"error: {sys.executable} has no h11 installed")
    return Path(spec.origin).parent


def lay_tests_beside(package, stage):
    """Create the stage: a copy of the package with upstream's tests in it."""
    shutil.copytree(package, stage / "h11", ignore=shutil.ignore_patterns("tests", "__pycache__"))
    prefix = f"h11-{VERSION}/"
    tests = prefix + "h11/tests/"
    with tarfile.open(SDIST) as archive:
        for member in archive:
            if member.isfile() and member.name.startswith(tests):
                target = stage / member.name[len(prefix) :]
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(archive.extractfile(member).read())
    # A separate ini file keeps pytest from using ours. The stage comes first on the path.
    (stage / "pytest.ini").write_text("[pytest]\npythonpath = .\n")
    print(f"package under test: copy of {package}")


def run_pytest(stage, extra, list_only):
    """Run the staged tests in this process; return the exit status."""
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    os.environ["PYTHONPATH"] = str(stage)
    os.chdir(stage)
    suite = Suite()
    arguments = [
        "-c",
        "pytest.ini",
        "--rootdir",
        ".",
        "--confcutdir",
        ".",
        "-p",
        "no:cacheprovider",
    ]
    arguments += ["-rxX", "-q", "h11/tests"]
    if list_only:
        arguments.append("--collect-only")
    status = int(pytest.main(arguments + extra, plugins=[suite]))
    for problem in suite.problems():
        print(f"error: {problem}")
        status = status or 1
    return status


def is_compiled_part(name, module):
    """Whether a loaded module is compiled code of the package."""
    file = getattr(module, "__file__", None) or ""
    return name.startswith("h11.") and not file.endswith(".py")


class Suite:
    """A pytest plugin: counts the tests, and marks the known contradictions."""

    def __init__(self):
        self.found = set()

    def pytest_sessionstart(self):
        """Check and print which h11 is tested."""
        import h11

        if Path(h11.__file__).parent != Path("h11").resolve():
            pytest.exit(f"h11 comes from {h11.__file__}, not from the stage", returncode=1)
        compiled = [m.__file__ for n, m in sys.modules.items() if is_compiled_part(n, m)]
        print(f"h11 {h11.__version__}, compiled: {', '.join(compiled) or 'nothing'}")
        print(f"Python {sys.version.split()[0]}, pytest {pytest.__version__}", flush=True)

    def pytest_itemcollected(self, item):
        self.found.add(item.nodeid)
        if item.nodeid in CONTRADICTIONS:
            reason = CONTRADICTIONS[item.nodeid]
            item.add_marker(pytest.mark.xfail(reason=reason, strict=True))

    def problems(self):
        """Errors of the suite as a whole, whatever the outcome of single tests."""
        if len(self.found) < TEST_COUNT:
            yield f"{len(self.found)} tests found, upstream has {TEST_COUNT}"
        for name in sorted(set(CONTRADICTIONS) - self.found):
            yield f"the table of contradictions names an unknown test: {name}"


if __name__ == "__main__":
    sys.exit(main())
