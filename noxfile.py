"""The development environments, and commands that are too long for the Makefile.

`nox --list` shows the sessions. Use them through `make`, which installs nox first (`make help`).
The session of an environment creates `.envs/NAME`, where the Makefile and the tests expect it, and
then runs the command after `--`, if any.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import nox

ROOT = Path(__file__).resolve().parent
PROJECT = nox.project.load_toml("pyproject.toml")
REFERENCE = "h11==0.16.0"

#: Each has its own ABI. PyO3 supports free-threaded builds from 3.14.
PYTHONS = ("3.9", "3.10", "3.11", "3.12", "3.13", "3.14", "3.14t", "3.15")

#: The JSON schema of each kind of file under .github.
SCHEMAS = {
    "github-workflows": "workflows/*.yml",
    "github-issue-forms": "ISSUE_TEMPLATE/[!c]*.yml",
    "github-issue-config": "ISSUE_TEMPLATE/config.yml",
    "dependabot": "dependabot.yml",
}

#: The expression in src/python that locks a connection; `stress_without_lock` replaces it.
LOCK = "self.state.compare_exchange(FREE, IN_USE, Ordering::Acquire, Ordering::Relaxed).is_ok()"

#: The inputs of every wheel, and of the profile of a release wheel.
SOURCES = ("src/**/*.rs", "python/h11/**/*.py*", "*.toml", "Cargo.lock", "build.rs", "README.md")
WORKLOADS = ("benchmarks/*.py", "demo/*.py", "release/*")

if not shutil.which("cargo"):
    sys.exit("error: cargo is not installed: install the Rust toolchain (see https://rustup.rs)")

#: Where pyenv, uv, mise, asdf and the manylinux images install Pythons.
PYTHON_FOLDERS = (
    *Path.home().glob(".pyenv/versions/*/bin"),
    *Path.home().glob(".local/share/uv/python/*/bin"),
    *Path.home().glob(".local/share/mise/installs/python/*/bin"),
    *Path.home().glob(".asdf/installs/python/*/bin"),
    *Path("/opt/python").glob("*/bin"),
)
os.environ["PATH"] = os.pathsep.join([os.environ["PATH"], *map(str, sorted(PYTHON_FOLDERS)[::-1])])

nox.needs_version = ">=2026.4"
nox.options.default_venv_backend = "uv"
nox.options.download_python = "never"
nox.options.envdir = ".envs"
nox.options.reuse_venv = "yes"
nox.options.sessions = ["dev", "ours", "reference"]


def environment(*groups, runs=True, **options):
    """A decorator for a session: installs these dependency groups first, and runs the command last.

    With `runs=False` the arguments after `--` are for the session itself.
    """

    def decorate(function):
        def session(session):
            if requirements := nox.project.dependency_groups(PROJECT, *groups):
                session.install("--quiet", *requirements)
            function(session)
            if runs and session.posargs:
                session.run(*session.posargs)

        session.__name__, session.__doc__ = function.__name__, function.__doc__
        # With pip, which `tests/upstream` and `tests/clients` use.
        return nox.session(session, venv_params=["--seed"], **options)

    return decorate


# --- Environments


@environment("test", "lint")
def dev(session):
    """The wheel and the tools of most tests and of `make lint`."""
    install_wheel(session)


@environment("clients", "examples")
def ours(session):
    """The wheel, with servers, clients and the dependencies of the examples."""
    install_wheel(session)


@environment("clients", "examples")
def reference(session):
    """h11 0.16.0, with the same packages as `ours`."""
    session.install("--quiet", REFERENCE)


@environment("types")
def types(session):
    """The wheel and type checkers."""
    install_wheel(session)


@environment("smuggling")
def smuggling(session):
    """The wheel and the servers that `make smuggling` tests."""
    install_wheel(session)


@environment("docs")
def docs(session):
    """The wheel, from which the reference is generated, and Sphinx."""
    install_wheel(session)


@environment("recipes")
def recipes(session):
    """The installers of docs/install.md other than pip and uv."""


@environment("test", "coverage")
def coverage(session):
    """The wheel, pytest and coverage.py."""
    install_wheel(session)


@environment("test")
def debug(session):
    """A wheel with debug assertions and overflow checks, and pytest."""
    [wheel] = build(session, "target/debug-wheel", release=False)
    install(session, wheel)


@environment("bench-tools")
def bench(session):
    """The packages of the program that runs the benchmarks."""


@environment("bench", name="bench-pure")
def bench_pure(session):
    """The measured packages, with h11 0.16.0."""
    session.install("--quiet", REFERENCE)


@environment(name="bench-ours", requires=["bench-pure"])
def bench_ours(session):
    """The same versions of the measured packages, with the release wheel in place of that h11."""
    freeze = ["uv", "pip", "freeze", "--python", ".envs/bench-pure"]
    pins = session.run(*freeze, silent=True, stderr=subprocess.DEVNULL, external=True)
    session.install("--quiet", *pins.split())
    install(session, *release_wheels(session, "target/release-wheel"))


# --- Wheels


def install_wheel(session):
    """Install the wheel of the current sources, which these environments share."""
    install(session, *build(session, "target/wheel-under-test"))


def install(session, *wheels):
    session.install("--quiet", "--reinstall", "--no-deps", *map(str, wheels))


def build(session, out, *options, pythons=(sys.executable,), release=True, sources=SOURCES, **env):
    """One wheel for each of these Pythons, built in the folder `out` unless it is up to date."""
    out = ROOT / out
    command = [sys.executable, "-m", "maturin", "build", "--locked", "--out", str(out)]
    command += ["--release"] if release else []
    command += ["--interpreter", *map(str, pythons), *options]
    # Other Pythons or options need other wheels of the same sources.
    stamp, wanted = out / "command.txt", "\n".join(command)
    newest = max(file.stat().st_mtime for pattern in sources for file in ROOT.glob(pattern))
    is_same = stamp.exists() and stamp.read_text() == wanted
    if not is_same or newest > stamp.stat().st_mtime:
        shutil.rmtree(out, ignore_errors=True)
        session.run(*command, env=env, external=True)
        stamp.write_text(wanted)
    return sorted(out.glob("*.whl"))


def release_wheels(session, out, *pythons, portable=True):
    """Wheels with profile-guided optimization, if the LLVM tools for it are installed.

    maturin builds an instrumented wheel, runs the workload (`pgo-command` in pyproject.toml), and
    builds the wheel again with the profile, which makes it about a quarter faster.
    """
    # In a target directory of its own, since other builds do not use the profile.
    options, env = ["--target-dir", "target/release-build"], {"PYTHONHASHSEED": "0"}
    if tools := llvm_tools("llvm-profdata"):
        options += ["--pgo"]
        env["PATH"] = os.pathsep.join([str(tools), *session.bin_paths, os.environ["PATH"]])
    else:
        session.warn(
            f"the wheel is built without a profile: no llvm-profdata of LLVM {llvm_major()} found"
            " (rustup component add llvm-tools, or install the system's package of that LLVM)"
        )
    if portable and re.match(r"linux-(x86_64|aarch64)$", sysconfig.get_platform()):
        session.install("--quiet", *nox.project.dependency_groups(PROJECT, "zig"))
        options += ["--zig", "--compatibility", "manylinux2014"]
        env["CARGO_ZIGBUILD_PYTHON_PATH"] = str(ROOT / "release" / "zig-python")
    sources = SOURCES + WORKLOADS
    return build(
        session, out, *options, pythons=pythons or [sys.executable], sources=sources, **env
    )


@environment(runs=False)
def wheel(session):
    """Build release wheels in dist/, for these Pythons, or for the one that runs nox."""
    (ROOT / "dist").mkdir(exist_ok=True)
    for old in (ROOT / "dist").glob("*.whl"):
        old.unlink()
    for built in release_wheels(session, "target/release-wheel", *session.posargs):
        shutil.copy(built, ROOT / "dist")
        session.log(f"built dist/{built.name}")


def llvm_major():
    """The major version of rustc's LLVM. Older tools cannot read its profiles."""
    return int(re.search(r"^LLVM version: (\d+)", rustc("-vV"), re.MULTILINE)[1])


def llvm_tools(name):
    """A folder with this LLVM tool in a version that is compatible with rustc, or None.

    The tool comes with the toolchain (the component llvm-tools of rustup) or with the system.
    """
    own = Path(rustc("--print", "target-libdir").strip()).parent / "bin"
    newer = (shutil.which(f"{name}-{major}") for major in range(llvm_major(), llvm_major() + 5))
    for found in [own / name, *newer, shutil.which(name)]:
        folder = found and Path(found).resolve().parent
        if folder and shutil.which(name, path=folder):
            # Not `check=True`: old versions do not have the option.
            done = subprocess.run([folder / name, "--version"], capture_output=True, text=True)
            version = re.search(r"LLVM version (\d+)", done.stdout)
            if version and int(version[1]) >= llvm_major():
                return folder
    return None


def rustc(*arguments):
    return subprocess.run(["rustc", *arguments], check=True, capture_output=True, text=True).stdout


# --- Runs


@environment(runs=False)
def demo(session):
    """Build the wheel, run real programs on it, and measure its speed."""
    [wheel] = release_wheels(session, "target/demo-wheel", portable=False)
    profile = "yes" if llvm_tools("llvm-profdata") else "no"
    session.run("python", "-m", "demo", str(wheel), profile)


@environment("test", python=PYTHONS, runs=False)
def pythons(session):
    """Build the wheel for each Python, and run its tests and those of h11 0.16.0."""
    folder = f"target/pythons/{session.python}"
    options = ["--target-dir", folder]
    python = Path(session.bin, "python")
    [wheel] = build(session, f"{folder}/wheel", *options, pythons=[python])
    install(session, wheel)
    session.run("python", "-I", "-W", "error", "-c", "import h11._h11")
    suites = ["tests/package", "tests/robustness", "tests/attacks"]
    session.run("python", "-m", "pytest", "--quiet", *(session.posargs or suites))
    if not session.posargs:
        session.run("python", "tests/upstream/run.py")
        session.run("python", "tests/pythons/stress.py", "--time", "20")


@environment("test", runs=False)
def freethreaded(session):
    """Test without the GIL, on the free-threaded Python that runs nox (`-- SECONDS` of stress)."""
    if not sysconfig.get_config_var("Py_GIL_DISABLED"):
        session.error("this Python has the GIL: make test-freethreaded PYTHON=python3.14t")
    seconds = session.posargs[0] if session.posargs else "60"
    install_wheel(session)
    pytest = ["python", "-m", "pytest", "--quiet"]
    session.run(*pytest, "tests/pythons", "tests/package", "tests/robustness")
    session.run("python", "tests/upstream/run.py")
    for _ in range(20):
        session.run(
            *pytest,
            "tests/package/test_threads.py",
            "tests/robustness/test_shared_connection.py",
        )
    session.run("python", "tests/pythons/stress.py", "--time", seconds)
    stress_without_lock(session)


def stress_without_lock(session):
    """Check that the stress test fails on a wheel whose connections are not locked."""
    copy = ROOT / "target" / "without-lock"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".*", "target", "dist"))
    sources = {file: file.read_text(encoding="utf-8") for file in copy.glob("src/python/**/*.rs")}
    [file] = [file for file, source in sources.items() if LOCK in source]
    file.write_text(sources[file].replace(LOCK, "true"), encoding="utf-8")
    command = [sys.executable, "-m", "maturin", "build", "--release", "--locked"]
    command += ["--manifest-path", f"{copy}/Cargo.toml", "--out", f"{copy}/dist"]
    session.run(*command, "--interpreter", sys.executable, external=True)
    install(session, *copy.glob("dist/*.whl"))
    # Its threads send content on one connection, and each piece must be counted once.
    stress = ["tests/pythons/stress.py", "--only", "many_senders", "--time", "10"]
    printed = session.run("python", *stress, success_codes=[1], silent=True)
    if "WRONG" not in printed:
        session.error("the stress test passed although connections were not locked")


@nox.session(name="coverage-core", venv_backend="none")
def coverage_core(session):
    """Measure the coverage of the core by its own tests, with cargo-llvm-cov."""
    if not shutil.which("cargo-llvm-cov"):
        session.error("install cargo-llvm-cov: cargo install cargo-llvm-cov --locked")
    if not (tools := llvm_tools("llvm-cov")):
        session.error(f"no llvm-cov of LLVM {llvm_major()} found: rustup component add llvm-tools")
    env = {"LLVM_COV": f"{tools}/llvm-cov", "LLVM_PROFDATA": f"{tools}/llvm-profdata"}
    command = ["cargo", "llvm-cov", "--locked", "--fail-under-lines", "98", "--show-missing-lines"]
    session.run(*command, env={"PYO3_PYTHON": "/nowhere", **env}, external=True)


@environment("test", "release", name="check-release", runs=False)
def check_release(session):
    """Check the files in dist/ and their sources. Missing tools cause a warning."""
    wheels = sorted(map(str, (ROOT / "dist").glob("h11-*.whl")))
    [sdist] = map(str, (ROOT / "dist").glob("h11-*.tar.gz"))
    session.run("twine", "check", "--strict", *wheels, sdist)
    session.run("check-wheel-contents", *wheels)
    session.run("validate-pyproject", "pyproject.toml")
    session.run("zizmor", "--offline", "--no-progress", "--quiet", ".github")
    for schema, pattern in SCHEMAS.items():
        files = map(str, sorted((ROOT / ".github").glob(pattern)))
        session.run("check-jsonschema", "--builtin-schema", f"vendor.{schema}", *files)
    advisories = ["advisories"] if "CI" in os.environ else []  # needs access to GitHub
    if shutil.which("cargo-deny"):
        checks = ["licenses", "bans", "sources", *advisories]
        session.run("cargo", "deny", "--locked", "check", *checks, external=True)
    else:
        session.warn(
            "licences not checked: cargo-deny not found (cargo install --locked cargo-deny)"
        )
    session.run("pytest", "tests/release")
    dist = ["--no-index", "--only-binary", ":all:", "--find-links", "dist", "h11"]
    for what in (dist, [sdist]):
        session.run("python", "-m", "pip", "install", "--quiet", "--force-reinstall", *what)
        session.run("python", "-m", "pytest", "--quiet", "tests/package/test_round_trips.py")
