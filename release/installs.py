"""Installs what was built as a user would: by pip alone, into an empty environment."""

import os
import shutil
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

from platforms import ROOT, abi_tag, version
from steps import Failed, run

sys.path.append(str(ROOT / "tests" / "pythons"))

from interpreters import find, unsupported

SERVED = Path(__file__).with_name("served.py")

#: What would let an environment look elsewhere.
FOREIGN = ("PYTHONPATH", "PYTHONHOME", "PYTHON_GIL", "VIRTUAL_ENV", "PYENV_VERSION")

#: How the platform part of a wheel's name begins that can be for this machine.
HERE = {"linux": "manylinux", "darwin": "macosx", "win32": "win"}


def try_wheels(dist, wheels):
    """Install for each Python that is here the wheel that its pip chooses, and serve a request.

    Returns the Pythons that have done so, and those that there is no wheel for.
    """
    served, without = [], []
    for interpreter in find([sys.executable]):
        beginning = f"{abi_tag(interpreter.tag)}-{HERE.get(sys.platform)}"
        if unsupported(interpreter):
            continue
        if not any(f"-{beginning}" in wheel.name for wheel in wheels):
            without.append(interpreter.tag)
            continue
        with environment(interpreter.executable) as install:
            where = ["--no-index", "--only-binary", ":all:", "--find-links", dist]
            install(*where, f"h11=={version()}")
        served.append(interpreter.tag)
    if not served:
        raise Failed("there is a wheel for none of the Pythons that are here")
    return served, without


def try_sdist(sdist):
    """Build and install the source for the Python that runs this."""
    with environment(sys.executable) as install:
        install(sdist)


@contextmanager
def environment(python):
    """Gives a function that installs into an environment of nothing but pip, and serves a request."""
    # Away from the project's folder, where Python would find the sources.
    folder = tempfile.mkdtemp(prefix="h11-install-")
    inside = Path(folder, "venv", "Scripts" if os.name == "nt" else "bin", "python")
    env = {name: value for name, value in os.environ.items() if name not in FOREIGN}

    def install(*what):
        run(inside, "-m", "pip", "install", "--quiet", *what, cwd=folder, env=env)
        run(inside, "-m", "pip", "check", cwd=folder, env=env)
        run(inside, SERVED, version(), cwd=folder, env=env)

    try:
        run(python, "-m", "venv", "venv", cwd=folder, env=env)
        yield install
    finally:
        shutil.rmtree(folder, ignore_errors=True)
