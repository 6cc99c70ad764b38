"""Builds the release wheel for the Python that runs this, which must have maturin and pip.

    python release/wheel.py --out dist

A compiler that knows what is used puts that together and moves the rest out of
the way (profile-guided optimization); the wheel is about a quarter faster for it.
So an instrumented wheel is built first and put to work (train.py), and the wheel
is built with what was counted. That takes llvm-profdata in a version that fits
the compiler: the component llvm-tools of rustup has it, or the package of that
LLVM (`rustc -vV` says which). Without it the wheel is a plain one, and this says so.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "target" / "profiled"
TRAIN = Path(__file__).with_name("train.py")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="where to put it (dist)")
    parser.add_argument("--plain", action="store_true", help="without a profile")
    options = parser.parse_args()
    out = options.out.resolve()
    compiler = about_compiler()
    profdata = None if options.plain else find_profdata(compiler)
    if profdata is None:
        why = (
            "as asked" if options.plain else f"no llvm-profdata of LLVM {compiler['llvm']} or newer"
        )
        print(f"a plain wheel, without a profile: {why}", flush=True)
        build(compiler, out, [])
    else:
        profile = make_profile(compiler, profdata)
        build(compiler, out, [f"-Cprofile-use={profile}"])


def about_compiler():
    """The host triple, the LLVM's major version, and where the compiler's own tools would be."""
    text = capture("rustc", "-vV")
    host = re.search(r"^host: (.+)$", text, re.MULTILINE)[1]
    llvm = int(re.search(r"^LLVM version: (\d+)", text, re.MULTILINE)[1])
    tools = Path(capture("rustc", "--print", "target-libdir").strip()).parent / "bin"
    return {"host": host, "llvm": llvm, "tools": tools}


def find_profdata(compiler):
    """A program that reads what this compiler's programs count, or None."""
    newest = compiler["llvm"] + 5
    names = ["llvm-profdata", *(f"llvm-profdata-{n}" for n in range(compiler["llvm"], newest))]
    candidates = [compiler["tools"] / "llvm-profdata", *map(shutil.which, names)]
    for candidate in candidates:
        if candidate and Path(candidate).exists():
            # Old ones do not even know the option.
            answer = subprocess.run([candidate, "--version"], capture_output=True, text=True)
            version = re.search(r"LLVM version (\d+)", answer.stdout)
            if version and int(version[1]) >= compiler["llvm"]:
                return candidate
    return None


def make_profile(compiler, profdata):
    """Build it so that it counts, let it work, and gather the counts in a file."""
    counts, profile, installed = WORK / "counts", WORK / "h11.profdata", WORK / "installed"
    for old in (counts, installed, WORK / "instrumented"):
        shutil.rmtree(old, ignore_errors=True)
    build(compiler, WORK / "instrumented", [f"-Cprofile-generate={counts}"])
    [wheel] = (WORK / "instrumented").glob("h11-*.whl")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
    subprocess.run([*pip, "--target", installed, wheel], check=True)
    print("training", flush=True)
    subprocess.run([sys.executable, TRAIN, installed], check=True)
    subprocess.run([profdata, "merge", "-o", profile, *counts.iterdir()], check=True)
    return profile


def build(compiler, out, flags):
    """One release build; with flags in a target directory of its own, for each sets all anew."""
    kind = re.sub(r"\W", "", flags[0].partition("=")[0]) if flags else "plain"
    env = dict(os.environ)
    if flags:
        given = env.pop("RUSTFLAGS", "").split()
        env["CARGO_ENCODED_RUSTFLAGS"] = "\x1f".join([*given, *flags])
        env["CARGO_TARGET_DIR"] = str(WORK / kind)
    command = [sys.executable, "-m", "maturin", "build", "--release", "--locked"]
    # With a target named, the flags are for what goes into the wheel, and not
    # for the build scripts.
    command += ["--target", compiler["host"], "--interpreter", sys.executable, "--out", out]
    subprocess.run(command, cwd=ROOT, env=env, check=True)


def capture(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    main()
