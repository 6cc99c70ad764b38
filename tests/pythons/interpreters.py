"""Which Pythons this machine has, and which ones the package claims to support."""

import json
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

#: What an executable says of itself.
QUESTION = """
import json, platform, sys, sysconfig
print(json.dumps({
    "implementation": platform.python_implementation(),
    "version": sys.version_info[:3],
    "level": sys.version_info[3],
    "free_threaded": bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
    "debug": hasattr(sys, "gettotalrefcount"),
    "executable": getattr(sys, "_base_executable", None) or sys.executable,
}))
"""

#: Where tools that install Pythons put them, from a folder of theirs on.
EXECUTABLES = ("bin/python3", "bin/python3.*", "python.exe")

#: The first free-threaded CPython that PyO3 supports: its build script refuses older ones.
FIRST_FREE_THREADED = (3, 14)


@dataclass(frozen=True)
class Interpreter:
    """A CPython."""

    executable: str
    version: tuple
    level: str
    free_threaded: bool
    debug: bool

    @property
    def tag(self):
        """`3.14`, `3.14t` where it is free-threaded, `3.14d` where it is a debug build."""
        return name_of(self.version[:2], self.free_threaded) + "d" * self.debug

    @property
    def shown(self):
        number = ".".join(map(str, self.version))
        return number + ("" if self.level == "final" else self.level)


def name_of(version, free_threaded=False):
    return ".".join(map(str, version)) + "t" * free_threaded


#: That CPython, wherever it may be.
FREE_THREADED = Interpreter("", FIRST_FREE_THREADED, "final", free_threaded=True, debug=False)


def find(named=()):
    """One interpreter for each tag: of those that are named the first, else the newest."""
    found = {}
    for candidate in named:
        interpreter = ask(candidate)
        if interpreter is None:
            raise LookupError(f"{candidate} is not a CPython that runs")
        found.setdefault(interpreter.tag, interpreter)
    chosen = set(found)
    for candidate in candidates():
        interpreter = ask(candidate)
        if interpreter is None or interpreter.tag in chosen:
            continue
        other = found.get(interpreter.tag)
        if other is None or interpreter.version > other.version:
            found[interpreter.tag] = interpreter
    return sorted(found.values(), key=lambda one: (one.version[:2], one.tag))


def ask(executable):
    """What this executable is; None if it does not run or is no CPython."""
    try:
        answer = subprocess.run(
            [executable, "-I", "-c", QUESTION], capture_output=True, text=True, timeout=60
        )
        facts = json.loads(answer.stdout)
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None
    if facts.pop("implementation") != "CPython":
        return None
    return Interpreter(**{**facts, "version": tuple(facts["version"])})


def candidates():
    """Executables that may be Pythons, each file once."""
    seen = set()
    for folder in os.get_exec_path():
        yield from unseen(executables_in(Path(folder)), seen)
    for pattern_root in installations():
        for pattern in EXECUTABLES:
            yield from unseen(sorted(pattern_root.glob(pattern)), seen)


def executables_in(folder):
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return
    for name in names:
        if re.fullmatch(r"python3?(\.\d+)?t?d?(\.exe)?", name):
            yield folder / name


def unseen(paths, seen):
    for path in paths:
        # Not resolved further: shims are all one file, and act by their name.
        target = path if "shims" in path.parts else path.resolve()
        if re.search(r"-config|\.py$|-gdb", path.name) or target in seen:
            continue
        seen.add(target)
        yield str(path)


def installations():
    """The folders of single installations, of each tool that keeps some."""
    home = Path.home()
    shared = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    tools = [
        (os.environ.get("PYENV_ROOT") or told_by("pyenv", "root") or home / ".pyenv", "versions"),
        (os.environ.get("UV_PYTHON_INSTALL_DIR") or told_by("uv", "python", "dir"), ""),
        (shared / "uv" / "python", ""),
        (os.environ.get("ASDF_DATA_DIR") or home / ".asdf", "installs/python"),
        (os.environ.get("MISE_DATA_DIR") or shared / "mise", "installs/python"),
        ("/opt/python", ""),
    ]
    for root, below in tools:
        folder = Path(root) / below if root else None
        if folder and folder.is_dir():
            yield from sorted(child for child in folder.iterdir() if child.is_dir())


def told_by(*command):
    """What a tool prints, if it is there."""
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return answer.stdout.strip() if answer.returncode == 0 else None


def oldest_claimed():
    """The lower bound of `requires-python`."""
    found = re.search(r'requires-python = ">=(\d+)\.(\d+)"', project())
    if found is None:
        raise LookupError("pyproject.toml has no requires-python of the form >=3.N")
    return tuple(map(int, found.groups()))


def claimed(found):
    """The names of the versions that the package claims: those that the classifiers
    list; where they list none, all from the oldest on up to the newest at hand."""
    listed = re.findall(r'"Programming Language :: Python :: 3\.(\d+)"', project())
    minors = [int(minor) for minor in listed]
    if not minors:
        newest = max((one.version[1] for one in found), default=oldest_claimed()[1])
        minors = range(oldest_claimed()[1], newest + 1)
    names = [name_of((3, minor)) for minor in sorted(minors)]
    # Declared safe without the GIL: one such build should be among those tested.
    return [*names, FREE_THREADED.tag]


def unsupported(interpreter):
    """Why the package need not work there; None if it must."""
    if interpreter.version[:2] < oldest_claimed():
        return f"older than {name_of(oldest_claimed())}"
    if interpreter.free_threaded and interpreter.version[:2] < FIRST_FREE_THREADED:
        first = name_of(FIRST_FREE_THREADED)
        return f"PyO3 supports free-threaded CPython only from {first} on"
    return None


def project():
    return (ROOT / "pyproject.toml").read_text(encoding="utf-8")
