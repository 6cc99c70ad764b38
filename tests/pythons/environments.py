"""For an interpreter: an environment of its own, and in it the wheel that is built for it.

All is kept under `.envs/pythons/` and `target/pythons/`, by version, so that a second run
builds only what has changed.
"""

import contextlib
import os
import re
import shutil
import subprocess
import sys

from interpreters import ROOT

KEPT = ROOT / ".envs" / "pythons"
TARGETS = ROOT / "target" / "pythons"

SCRIPTS = "Scripts" if os.name == "nt" else "bin"

#: Of the tools in requirements/dev.txt, what building and testing take.
TOOLS = ("maturin", "pytest", "hypothesis")

#: What must not reach into the processes of another Python.
FOREIGN = ("PYTHONPATH", "PYTHONHOME", "PYTHON_GIL", "VIRTUAL_ENV", "PYENV_VERSION")


class Failed(Exception):
    """A step failed; its output is in the log, and what was printed at last here."""

    def __init__(self, why, printed=""):
        super().__init__(why)
        self.printed = printed


class Environment:
    """The environment of an interpreter."""

    def __init__(self, interpreter):
        self.interpreter = interpreter
        self.folder = KEPT / interpreter.tag
        self.venv = self.folder / "venv"
        self.target = TARGETS / interpreter.tag
        self.log = self.folder / "log.txt"
        self.python = self.venv / SCRIPTS / "python"

    def prepare(self):
        """Have the environment, the tools in it, and the wheel of the sources as they are."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.log.write_text(f"{self.interpreter}\n", encoding="utf-8")
        if not self.is_of_this_interpreter():
            self.create()
        self.pip("install", "--quiet", *requirements())
        wheel = self.build()
        self.pip("install", "--quiet", "--force-reinstall", "--no-deps", wheel)

    def is_of_this_interpreter(self):
        """The version may have moved on since."""
        try:
            note = (self.folder / "made-for").read_text(encoding="utf-8")
        except OSError:
            return False
        return note == str(self.interpreter) and self.python.exists()

    def create(self):
        shutil.rmtree(self.venv, ignore_errors=True)
        make = [self.interpreter.executable, "-m", "venv"]
        try:
            self.run([*make, self.venv], timeout=300)
            self.pip("--version")
        except Failed:
            # Some distributions cut `ensurepip` off, or let it do nothing. Another Python's pip
            # can stand in for it.
            shutil.rmtree(self.venv, ignore_errors=True)
            self.run([*make, "--without-pip", self.venv], timeout=300)
            self.run([self.newest_pip(), "--python", self.python, "install", "pip"], timeout=300)
        self.pip("install", "--quiet", "--upgrade", "pip")
        (self.folder / "made-for").write_text(str(self.interpreter), encoding="utf-8")

    def newest_pip(self):
        """One of the Python that runs this, or of the usual one, should that have none itself.
        It is updated: what comes with a Python may not know newer ones."""
        venv = KEPT / "pip"
        for python in (sys.executable, shutil.which("python3") or sys.executable):
            if not (venv / "updated").exists():
                shutil.rmtree(venv, ignore_errors=True)
                update = [venv / SCRIPTS / "python", "-m", "pip", "install", "--upgrade", "pip"]
                with contextlib.suppress(Failed):
                    self.run([python, "-m", "venv", venv], timeout=300)
                    self.run(update, timeout=300)
                    (venv / "updated").touch()
        return venv / SCRIPTS / "pip"

    def pip(self, *arguments):
        command = [self.python, "-m", "pip", "--disable-pip-version-check", *arguments]
        self.run(command, timeout=900)

    def build(self, sources=ROOT):
        """The wheel, built in a target directory of this version's own."""
        wheels = self.folder / "wheel" if sources == ROOT else sources / "dist"
        shutil.rmtree(wheels, ignore_errors=True)
        command = [self.python, "-m", "maturin", "build", "--release", "--locked"]
        command += ["--interpreter", self.python, "--out", wheels]
        command += ["--manifest-path", sources / "Cargo.toml"]
        self.run(command, timeout=3600, CARGO_TARGET_DIR=str(self.target))
        (wheel,) = wheels.glob("*.whl")
        return wheel

    def check(self):
        """Compile only, for which the interpreter need not be here."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.log.write_text(f"{self.interpreter}\n", encoding="utf-8")
        facts = self.folder / "pyo3-config.txt"
        flags = "Py_GIL_DISABLED" if self.interpreter.free_threaded else ""
        version = ".".join(map(str, self.interpreter.version[:2]))
        facts.write_text(f"version={version}\nbuild_flags={flags}\n", encoding="utf-8")
        command = ["cargo", "check", "--locked", "--lib", "--features", "python"]
        variables = {"PYO3_CONFIG_FILE": str(facts), "CARGO_TARGET_DIR": str(self.target)}
        self.run(command, timeout=3600, **variables)
        return "compiles"

    def run(self, command, timeout, **variables):
        """Run it; everything it prints goes to the log, and is returned."""
        env = {key: value for key, value in os.environ.items() if key not in FOREIGN}
        env.update(PYTHONDONTWRITEBYTECODE="1", PYTHONFAULTHANDLER="1", **variables)
        command = [str(part) for part in command]
        with open(self.log, "a", encoding="utf-8", errors="replace") as log:
            begin = log.tell()
            log.write(f"\n$ {' '.join(command)}\n")
            log.flush()
            try:
                status = subprocess.run(
                    command, cwd=ROOT, env=env, stdout=log, stderr=log, timeout=timeout
                ).returncode
            except subprocess.TimeoutExpired:
                status = f"still running after {timeout} seconds"
            except OSError as error:
                status = str(error)
        printed = self.since(begin)
        if status != 0:
            words = " ".join(command[1:4]).splitlines()[0]
            raise Failed(f"{words}: {describe(status)}", printed)
        return printed

    def since(self, begin):
        with open(self.log, encoding="utf-8", errors="replace") as log:
            log.seek(begin)
            return log.read()


def describe(status):
    """A negative status is the signal that killed it."""
    if isinstance(status, int):
        return f"killed by signal {-status}" if status < 0 else f"status {status}"
    return status


def requirements():
    """Those lines of requirements/dev.txt that name one of the tools."""
    lines = (ROOT / "requirements" / "dev.txt").read_text(encoding="utf-8").split()
    found = [line for line in lines if re.split(r"[<>=!~\[]", line)[0] in TOOLS]
    if len(found) != len(TOOLS):
        raise LookupError(f"requirements/dev.txt should name {', '.join(TOOLS)}")
    return found
