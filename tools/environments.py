"""New virtual environments: pure-Python h11 in one, and our wheel in place of it in the other."""

import json
import shutil
import sys

from tools.processes import ROOT, Failure, run

ENVIRONMENTS = ROOT / ".envs"

PURE_VERSION = "0.16.0"
STACK = ("uvicorn", "httptools", "httpx")
# The event loop of `pip install uvicorn[standard]`; some platforms have no wheel of it.
FAST_LOOP = "uvloop"

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
    """An environment with the newest packages, pure-Python h11, and the available loops."""
    pure = Environment("pure", ENVIRONMENTS / "demo-pure")
    with progress.task(f"creating {pure.place}"):
        pure.create()
    wanted = [f"h11=={PURE_VERSION}", *STACK]
    with progress.task(f"installing {', '.join(wanted)}"):
        pure.pip("install", *wanted)
    loops = ["asyncio"]
    try:
        with progress.task(f"installing {FAST_LOOP}, where there is a wheel for this Python"):
            pure.pip("install", "--only-binary", ":all:", FAST_LOOP)
        loops.append(FAST_LOOP)
    except Failure:
        progress.note(f"no {FAST_LOOP} here: asyncio's own loop only")
    return pure, loops


def make_ours(progress, pure, loops, wheel, version):
    """The same packages including h11, then our wheel installed over it."""
    ours = Environment("ours", ENVIRONMENTS / "demo-ours")
    with progress.task(f"creating {ours.place}"):
        ours.create()
    pins = ours.path / "pins.txt"
    pins.write_text(pure.pip("freeze"))
    extra = [FAST_LOOP] if FAST_LOOP in loops else []
    with progress.task(f"installing {', '.join([*STACK, *extra])} in the same versions"):
        ours.pip("install", "--constraint", str(pins), *STACK, *extra)
    before = ours.versions("h11")["h11"]
    with progress.task(f"pip install {wheel.name}"):
        ours.pip("install", str(wheel))
    after = ours.versions("h11")["h11"]
    progress.note(f"h11 came in as a dependency: {before}; after our wheel: {after}")
    progress.note(f"pip check: {ours.pip('check').strip()}")
    if after != version:
        raise Failure(f"the wheel has version {version}, but {after} is installed")
    names = [*STACK, *extra]
    if pure.versions(*names) != ours.versions(*names):
        raise Failure("the two environments do not have the same versions")
    return ours
