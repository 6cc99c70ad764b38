"""Builds a release wheel for each Python that is named, or for the one that runs this.

    python release/wheel.py [--out dist] [--portable] [--musl] [PYTHON ...]

The Python that runs this must have maturin (requirements/release.txt).

A compiler that knows what is used puts that together and moves the rest out of
the way (profile-guided optimization); the wheel is about a quarter faster for it.
So an instrumented wheel is built first and put to work (train.py), and the wheel
is built with what was counted. That takes llvm-profdata in a version that fits
the compiler: the component llvm-tools of rustup has it, or the package of that
LLVM (`rustc -vV` says which). Without it the wheel is a plain one, and this says so.

On Linux a wheel fits the C library that it is built with, and newer ones. With
--portable, zig links it for glibc 2.17, which is that of manylinux2014. With --musl
there is one for musl besides. That is a plain one: functions are counted under names
that hold the target, and what is built for musl cannot be put to work here.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import zipfile
from importlib.util import find_spec
from pathlib import Path

from compiler import about_compiler, capture, find_profdata, has_target

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "target" / "profiled"
#: Under which policies it works, and how much of its work (train.py) it does.
TRAINED = {"compatible": 1, "strict": 0.2}

#: `3.14`, or `3.14t` without the GIL.
ASK_VERSION = """
import sys, sysconfig
threads = "t" if sysconfig.get_config_var("Py_GIL_DISABLED") else ""
print("{}.{}{}".format(*sys.version_info[:2], threads))
"""

#: The oldest systems that a portable wheel runs on, by the end of the target's name.
OLDEST = {"linux-gnu": "manylinux2014", "linux-musl": "musllinux_1_2"}

#: What maturin sets when zig links. zig cannot link what counts, and without these
#: Cargo would give the functions other names, which no count would fit.
NAMES_AS_WITH_ZIG = {
    "CARGO_TARGET_APPLIES_TO_HOST": "false",
    "CARGO_UNSTABLE_TARGET_APPLIES_TO_HOST": "true",
    "__CARGO_TEST_CHANNEL_OVERRIDE_DO_NOT_USE_THIS": "nightly",
}

#: LLVM is asked to say of which functions nothing was counted, and says it in these words.
SAY_WHAT_IS_UNKNOWN = "-Cllvm-args=-pgo-warn-missing-function"
UNKNOWN = "no profile data available for function"


def main():
    options = parse_arguments()
    out = options.out.resolve()
    compiler = about_compiler()
    if options.musl and not has_target(compiler.musl):
        sys.exit(f"error: the compiler lacks a target: rustup target add {compiler.musl}")
    profdata = None if options.plain else find_profdata(compiler)
    if profdata is None:
        why = "as asked" if options.plain else f"no llvm-profdata of LLVM {compiler.llvm} or newer"
        if options.need_profile:
            sys.exit(f"error: {why}")
        print(f"a plain wheel, without a profile: {why}", flush=True)
    oldest = oldest_system(compiler.host) if options.portable else None
    if oldest and not find_spec("ziglang"):
        print("a wheel for this C library and newer ones: there is no ziglang", flush=True)
        oldest = None
    for python in options.pythons or [sys.executable]:
        flags = []
        if profdata:
            profile = make_profile(python, compiler.host, profdata, oldest)
            flags = [f"-Cprofile-use={profile}", SAY_WHAT_IS_UNKNOWN]
        build(python, compiler.host, out, flags, oldest)
        if options.musl:
            # Not a Python that can run here: it is known by its name.
            name = "python" + capture(python, "-c", ASK_VERSION).strip()
            build(name, compiler.musl, out, [], oldest_system(compiler.musl))


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pythons", nargs="*", metavar="PYTHON", help="what to build for")
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="where to put it (dist)")
    parser.add_argument("--portable", action="store_true", help="on Linux: for old systems, too")
    parser.add_argument("--musl", action="store_true", help="on Linux: another one for musl")
    profile = parser.add_mutually_exclusive_group()
    profile.add_argument("--plain", action="store_true", help="without a profile")
    profile.add_argument("--need-profile", action="store_true", help="or fail")
    options = parser.parse_args()
    if options.musl and not sys.platform.startswith("linux"):
        parser.error("--musl is for Linux")
    return options


def oldest_system(target):
    return next((tag for end, tag in OLDEST.items() if target.endswith(end)), None)


def make_profile(python, target, profdata, oldest):
    """Build it so that it counts, let it work, and gather the counts in a file."""
    counts, profile = WORK / "counts", WORK / "h11.profdata"
    instrumented, installed = WORK / "instrumented", WORK / "installed"
    for old in (counts, instrumented, installed):
        shutil.rmtree(old, ignore_errors=True)
    names = NAMES_AS_WITH_ZIG if oldest else {}
    build(python, target, instrumented, [f"-Cprofile-generate={counts}"], **names)
    [wheel] = instrumented.glob("h11-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    print("training", flush=True)
    for policy, share in TRAINED.items():
        variables = {**os.environ, "H11_POLICY": policy, "PYTHONHASHSEED": "0"}
        subprocess.run(
            [python, "-m", "release.train", installed, str(share)],
            cwd=ROOT,
            check=True,
            env=variables,
        )
    subprocess.run([profdata, "merge", "-o", profile, *counts.iterdir()], check=True)
    return profile


def build(python, target, out, flags, oldest=None, **variables):
    """One release build; with flags in a target directory of its own, for each sets all anew."""
    command = [sys.executable, "-m", "maturin", "build", "--release", "--locked"]
    # With a target named, the flags are for what goes into the wheel, and not
    # for the build scripts.
    command += ["--target", target, "--interpreter", python, "--out", out]
    if oldest:
        command += ["--zig", "--compatibility", oldest]
    env = {**os.environ, **variables}
    # zig is looked for as a module of `python3`.
    env["PATH"] = os.pathsep.join([os.path.dirname(sys.executable), env["PATH"]])
    if flags or oldest:
        purpose = flags[0].partition("=")[0] if flags else ""
        env["CARGO_TARGET_DIR"] = str(WORK / re.sub(r"\W", "", purpose + (oldest or "")))
    if flags:
        given = env.pop("RUSTFLAGS", "").split()
        env["CARGO_ENCODED_RUSTFLAGS"] = "\x1f".join([*given, *flags])
    if run(command, env) and SAY_WHAT_IS_UNKNOWN in flags:
        sys.exit("error: what was counted does not fit what was built; the wheel would be slow")


def run(command, env):
    """Run it and pass on what it says; whether it says that functions are unknown."""
    unknown = False
    with subprocess.Popen(
        command, cwd=ROOT, env=env, stderr=subprocess.PIPE, encoding="utf-8", errors="replace"
    ) as process:
        for line in process.stderr:
            unknown = unknown or UNKNOWN in line
            print(line, end="", file=sys.stderr, flush=True)
    if process.returncode:
        sys.exit(f"error: maturin failed with status {process.returncode}")
    return unknown


if __name__ == "__main__":
    main()
