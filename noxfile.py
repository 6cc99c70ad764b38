"""The environments of a developer, and what takes more than a line to run in one.

`nox --list` shows the sessions, and `make help` the commands, which set up nox itself. The
sessions of environments end with the environment in `.envs/NAME`, and run the command that is
given after `--`, if any; the Makefile and the tests find them there.
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

#: Each has an ABI of its own. The first without the GIL is 3.14, as PyO3 has it.
PYTHONS = ("3.9", "3.10", "3.11", "3.12", "3.13", "3.14", "3.14t", "3.15")

#: Whose form the files under .github have.
SCHEMAS = {
    "github-workflows": "workflows/*.yml",
    "github-issue-forms": "ISSUE_TEMPLATE/[!c]*.yml",
    "github-issue-config": "ISSUE_TEMPLATE/config.yml",
    "dependabot": "dependabot.yml",
}

#: How src/python takes the lock of a connection.
LOCK = "self.state.compare_exchange(FREE, IN_USE, Ordering::Acquire, Ordering::Relaxed).is_ok()"

#: What every wheel is made of.
SOURCES = ("src/**/*.rs", "python/h11/**/*.py*", "*.toml", "Cargo.lock", "build.rs", "README.md")
#: And what one that is optimized for what programs use learns from.
WORKLOADS = ("benchmarks/*.py", "demo/*.py", "release/*")

if not shutil.which("cargo"):
    sys.exit("error: there is no cargo: install the Rust toolchain (see https://rustup.rs)")

#: Where pyenv, uv, mise and asdf keep Pythons, and PyPA's containers.
INSTALLED = (
    *Path.home().glob(".pyenv/versions/*/bin"),
    *Path.home().glob(".local/share/uv/python/*/bin"),
    *Path.home().glob(".local/share/mise/installs/python/*/bin"),
    *Path.home().glob(".asdf/installs/python/*/bin"),
    *Path("/opt/python").glob("*/bin"),
)
os.environ["PATH"] = os.pathsep.join([os.environ["PATH"], *map(str, sorted(INSTALLED)[::-1])])

nox.needs_version = ">=2026.4"
nox.options.default_venv_backend = "uv"
nox.options.download_python = "never"
nox.options.envdir = ".envs"
nox.options.reuse_venv = "yes"
nox.options.sessions = ["dev", "ours", "reference"]


def environment(*groups, runs=True, **options):
    """A decorator for a session: these dependency groups come first, and the command last."""

    def decorate(function):
        def session(session):
            if requirements := nox.project.dependency_groups(PROJECT, *groups):
                session.install("--quiet", *requirements)
            function(session)
            if runs and session.posargs:
                session.run(*session.posargs)

        session.__name__, session.__doc__ = function.__name__, function.__doc__
        # With pip, which `tests/upstream` and `tests/clients` run.
        return nox.session(session, venv_params=["--seed"], **options)

    return decorate


# --- Environments


@environment("test", "lint")
def dev(session):
    """Tools and the wheel: most tests run here."""
    install_wheel(session)


@environment("clients", "examples")
def ours(session):
    """Servers, clients and what the examples need, on our wheel."""
    install_wheel(session)


@environment("clients", "examples")
def reference(session):
    """The same on h11 0.16.0."""
    session.install("--quiet", REFERENCE)


@environment("types")
def types(session):
    """Type checkers and the wheel."""
    install_wheel(session)


@environment("smuggling")
def smuggling(session):
    """The servers that `make smuggling` asks, and the wheel."""
    install_wheel(session)


@environment("docs")
def docs(session):
    """Sphinx and the wheel, of which the reference is made."""
    install_wheel(session)


@environment("recipes")
def recipes(session):
    """Installers whose use docs/install.md describes, beside pip and uv."""


@environment("test", "coverage")
def coverage(session):
    """Tests of the package, and coverage.py."""
    install_wheel(session)


@environment("test")
def debug(session):
    """Tests, and a wheel with debug assertions and overflow checks."""
    [wheel] = build(session, "target/debug-wheel", release=False)
    install(session, wheel)


@environment("bench-tools")
def bench(session):
    """What the benchmark itself runs on."""


@environment("bench", name="bench-pure")
def bench_pure(session):
    """What is measured, on h11 0.16.0."""
    session.install("--quiet", REFERENCE)


@environment(name="bench-ours", requires=["bench-pure"])
def bench_ours(session):
    """The same versions of everything, and the release wheel over that h11."""
    freeze = ["uv", "pip", "freeze", "--python", ".envs/bench-pure"]
    pins = session.run(*freeze, silent=True, stderr=subprocess.DEVNULL, external=True)
    session.install("--quiet", *pins.split())
    install(session, *release_wheels(session, "target/release-wheel"))


# --- Wheels


def install_wheel(session):
    """The one wheel of the sources as they are, which all these environments share."""
    install(session, *build(session, "target/wheel-under-test"))


def install(session, *wheels):
    session.install("--quiet", "--reinstall", "--no-deps", *map(str, wheels))


def build(session, out, *options, pythons=(sys.executable,), release=True, sources=SOURCES, **env):
    """The wheels in a folder, built if a source is newer; for each of these Pythons one."""
    out = ROOT / out
    wheels = sorted(out.glob("*.whl"))
    newest = max(file.stat().st_mtime for pattern in sources for file in ROOT.glob(pattern))
    if len(wheels) < len(pythons) or newest > wheels[0].stat().st_mtime:
        shutil.rmtree(out, ignore_errors=True)
        command = [sys.executable, "-m", "maturin", "build", "--locked", "--out", str(out)]
        command += ["--release"] if release else []
        command += ["--interpreter", *map(str, pythons), *options]
        session.run(*command, env=env, external=True)
        wheels = sorted(out.glob("*.whl"))
    return wheels


def release_wheels(session, out, *pythons, portable=True):
    """Wheels that are optimized for what programs use, where the tools for that are here.

    maturin builds an instrumented wheel, has it work (`pgo-command` in pyproject.toml), and
    builds the wheel with the profile, which makes it about a quarter faster.
    """
    # A target directory of its own: what the profile changes is compiled in no other build.
    options, env = ["--target-dir", "target/release-build"], {"PYTHONHASHSEED": "0"}
    if tools := llvm_tools("llvm-profdata"):
        options += ["--pgo"]
        env["PATH"] = os.pathsep.join([str(tools), *session.bin_paths, os.environ["PATH"]])
    else:
        session.warn(
            f"a plain wheel, without a profile: there is no llvm-profdata of LLVM {llvm_major()}"
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
    """Release wheels, in dist/; for the Pythons that are named, or the one that runs nox."""
    (ROOT / "dist").mkdir(exist_ok=True)
    for old in (ROOT / "dist").glob("*.whl"):
        old.unlink()
    for built in release_wheels(session, "target/release-wheel", *session.posargs):
        shutil.copy(built, ROOT / "dist")


def llvm_major():
    """The major version of the compiler's LLVM, whose profiles older tools cannot read."""
    return int(re.search(r"^LLVM version: (\d+)", rustc("-vV"), re.MULTILINE)[1])


def llvm_tools(name):
    """A folder with this LLVM tool in a version that fits the compiler, or None.

    It is the toolchain's own (the component llvm-tools of rustup), or the system's.
    """
    own = Path(rustc("--print", "target-libdir").strip()).parent / "bin"
    newer = (shutil.which(f"{name}-{major}") for major in range(llvm_major(), llvm_major() + 5))
    for found in [own / name, *newer, shutil.which(name)]:
        folder = found and Path(found).resolve().parent
        if folder and shutil.which(name, path=folder):
            # Old ones do not even know the option.
            answer = subprocess.run([folder / name, "--version"], capture_output=True, text=True)
            version = re.search(r"LLVM version (\d+)", answer.stdout)
            if version and int(version[1]) >= llvm_major():
                return folder
    return None


def rustc(*arguments):
    return subprocess.run(["rustc", *arguments], check=True, capture_output=True, text=True).stdout


# --- Runs


@environment(runs=False)
def demo(session):
    """Build the wheel, run real programs on it, show its speed."""
    [wheel] = release_wheels(session, "target/demo-wheel", portable=False)
    profile = "yes" if llvm_tools("llvm-profdata") else "no"
    session.run("python", "-m", "demo", str(wheel), profile)


@environment("test", python=PYTHONS, runs=False)
def pythons(session):
    """Build the wheel for a Python, and run its tests and those of h11 0.16.0 there."""
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
    """What only shows without the GIL: nox must run on such a Python. `-- SECONDS` of stress."""
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
    """The stress test under test: on a wheel whose connections do not lock, it must fail."""
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
    # Threads that send content on one connection, of which each piece must count once.
    stress = ["tests/pythons/stress.py", "--only", "many_senders", "--time", "10"]
    printed = session.run("python", *stress, success_codes=[1], silent=True)
    if "WRONG" not in printed:
        session.error("the lock was taken out, and the stress test did not notice")


@nox.session(name="coverage-core", venv_backend="none")
def coverage_core(session):
    """Coverage of the core by its own tests, with cargo-llvm-cov."""
    if not shutil.which("cargo-llvm-cov"):
        session.error("install cargo-llvm-cov: cargo install cargo-llvm-cov --locked")
    if not (tools := llvm_tools("llvm-cov")):
        session.error(
            f"there is no llvm-cov of LLVM {llvm_major()}: rustup component add llvm-tools"
        )
    env = {"LLVM_COV": f"{tools}/llvm-cov", "LLVM_PROFDATA": f"{tools}/llvm-profdata"}
    command = ["cargo", "llvm-cov", "--locked", "--fail-under-lines", "98", "--show-missing-lines"]
    session.run(*command, env={"PYO3_PYTHON": "/nowhere", **env}, external=True)


@environment("test", "release", name="check-release", runs=False)
def check_release(session):
    """Check the files in dist/ and what they are made from; name the tools that are missing."""
    wheels = sorted(map(str, (ROOT / "dist").glob("h11-*.whl")))
    [sdist] = map(str, (ROOT / "dist").glob("h11-*.tar.gz"))
    session.run("twine", "check", "--strict", *wheels, sdist)
    session.run("check-wheel-contents", *wheels)
    session.run("validate-pyproject", "pyproject.toml")
    session.run("zizmor", "--offline", "--no-progress", "--quiet", ".github")
    for schema, pattern in SCHEMAS.items():
        files = map(str, sorted((ROOT / ".github").glob(pattern)))
        session.run("check-jsonschema", "--builtin-schema", f"vendor.{schema}", *files)
    advisories = ["advisories"] if "CI" in os.environ else []  # the network must let it
    if shutil.which("cargo-deny"):
        checks = ["licenses", "bans", "sources", *advisories]
        session.run("cargo", "deny", "--locked", "check", *checks, external=True)
    else:
        session.warn("not checked: there is no cargo-deny (cargo install --locked cargo-deny)")
    session.run("pytest", "tests/release")
    dist = ["--no-index", "--only-binary", ":all:", "--find-links", "dist", "h11"]
    for what in (dist, [sdist]):
        session.run("python", "-m", "pip", "install", "--quiet", "--force-reinstall", *what)
        session.run("python", "-m", "pytest", "--quiet", "tests/package/test_round_trips.py")
