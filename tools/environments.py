"""New virtual environments: one with h11 0.16.0, the other with h11-rust in place of it."""

import json
import shutil
import sys

from tools.processes import ROOT, Failure, run

ENVIRONMENTS = ROOT / ".envs"

PURE_VERSION = "0.16.0"
STACK = ("uvicorn", "httptools", "httpx")
# What some Pythons and platforms have no wheel of: the event loop of `uvicorn[standard]`, and
# FastAPI, which needs pydantic-core.
FAST_LOOP = "uvloop"
FASTAPI = "fastapi"

_VERSIONS = """\
import importlib.metadata, json, sys
print(json.dumps({name: importlib.metadata.version(name) for name in sys.argv[1:]}))
"""


class Environment:
    """A virtual environment."""

    def __init__(self, name, path):
        self.name = name
        self.path = path
        self.python = path / "bin" / "python"

    @property
    def place(self):
        """Its path, relative to the project."""
        return self.path.relative_to(ROOT)

    def works(self):
        """Whether it exists, is complete, and belongs to the running Python."""
        look = "import pip, sys; print(sys.base_prefix, sys.version)"
        try:
            found = run([self.python, "-c", look], timeout=60)
        except Failure:
            return False
        return found.strip() == f"{sys.base_prefix} {sys.version}"

    def create(self):
        """Create it again, whatever existed."""
        shutil.rmtree(self.path, ignore_errors=True)
        run([sys.executable, "-m", "venv", self.path], timeout=120)

    def pip(self, *arguments):
        command = [self.python, "-m", "pip", "--disable-pip-version-check", "--no-input"]
        return run([*command, *arguments], timeout=240, cwd=ENVIRONMENTS)

    def versions(self, *names):
        return json.loads(run([self.python, "-c", _VERSIONS, *names], timeout=30))


def make_pure(progress):
    """An environment with the newest packages and h11 0.16.0; return the optional ones, too."""
    pure = Environment("pure", ENVIRONMENTS / "demo-pure")
    with progress.task(f"creating {pure.place}"):
        pure.create()
    wanted = [f"h11=={PURE_VERSION}", *STACK]
    with progress.task(f"installing {', '.join(wanted)}"):
        pure.pip("install", *wanted)
    extra = []
    for package in (FAST_LOOP, FASTAPI):
        try:
            with progress.task(f"installing {package}, if this Python has wheels"):
                pure.pip("install", "--only-binary", ":all:", package)
            extra.append(package)
        except Failure:
            progress.note(f"no {package} here: it is not measured")
    return pure, extra


def make_ours(progress, pure, extra, wheel, version):
    """The same packages including h11, then h11-rust installed over it."""
    ours = Environment("ours", ENVIRONMENTS / "demo-ours")
    with progress.task(f"creating {ours.place}"):
        ours.create()
    pins = ours.path / "pins.txt"
    pins.write_text(pure.pip("freeze"))
    with progress.task(f"installing {', '.join([*STACK, *extra])} in the same versions"):
        ours.pip("install", "--constraint", str(pins), *STACK, *extra)
    before = ours.versions("h11")["h11"]
    with progress.task(f"pip install {wheel.name}"):
        ours.pip("install", str(wheel))
    after = ours.versions("h11")["h11"]
    progress.note(f"h11 {before} was installed as a dependency; now it is {after}")
    progress.note(f"pip check: {ours.pip('check').strip()}")
    if after != version:
        raise Failure(f"the wheel has version {version}, but {after} is installed")
    names = [*STACK, *extra]
    if pure.versions(*names) != ours.versions(*names):
        raise Failure("the two environments do not have the same versions")
    return ours
