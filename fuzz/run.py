"""Fuzzes the core, target by target, and prints a summary.

Run by `make fuzz`, or directly; see --help. Requires only Python and Rust.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

FUZZ = Path(__file__).resolve().parent
ROOT = FUZZ.parent
TOOLS = ROOT / ".envs" / "cargo"
CARGO_FUZZ_VERSION = "0.13.2"
TARGETS = ("heads", "bodies", "connections", "policies", "round_trips")
SANITIZERS = ("none", "address")

# The output of libFuzzer: its regular lines, and the numbers at the end.
PROGRESS = re.compile(r"#(\d+)\s+(\w+)\s+cov: (\d+) .*?exec/s: (\d+)")
FINAL = re.compile(r"stat::(\w+):\s+(\d+)")
FINAL_COLUMNS = {
    "number_of_executed_units": "runs",
    "average_exec_per_sec": "speed",
    "new_units_added": "new",
}
TIME_BETWEEN_LINES = 30
# Limits on the committed inputs.
LARGEST_KEPT = 600
WORTH_KEEPING = 6


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("targets", nargs="*", help=f"of {', '.join(TARGETS)}; all by default")
    parser.add_argument("--time", type=int, default=60, help="seconds for each target")
    parser.add_argument("--sanitizer", choices=SANITIZERS, default="none")
    parser.add_argument("--input", help="check this one input, with one target")
    parser.add_argument("--keep", action="store_true", help="keep what reaches something new")
    options = parser.parse_args()
    targets = options.targets or TARGETS
    unknown = set(targets) - set(TARGETS)
    if unknown or (options.input and len(targets) != 1):
        parser.error(f"no such target: {', '.join(unknown)}" if unknown else "name one target")
    install_cargo_fuzz()
    build(options.sanitizer)
    if options.input:
        sys.exit(subprocess.run([program(options.sanitizer, targets[0]), options.input]).returncode)
    if options.keep:
        for target in targets:
            keep(target, options.sanitizer)
        return
    rows = [fuzz(target, options.time, options.sanitizer) for target in targets]
    report(rows, options.sanitizer)
    sys.exit(any(row["crash"] for row in rows))


def install_cargo_fuzz():
    if (TOOLS / "bin" / "cargo-fuzz").exists():
        return
    command = ["cargo", "install", "cargo-fuzz", "--locked", "--version", CARGO_FUZZ_VERSION]
    command += ["--root", TOOLS, "--target-dir", ROOT / "target" / "cargo-fuzz"]
    subprocess.run(command, check=True)


def build(sanitizer):
    """Debug assertions and overflow checks are enabled."""
    env = {**os.environ, "PATH": f"{TOOLS / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    if sanitizer != "none":
        # Sanitizers are unstable: the stable compiler needs this to allow them.
        env["RUSTC_BOOTSTRAP"] = "1"
    subprocess.run(
        ["cargo", "fuzz", "build", "--sanitizer", sanitizer, "--target-dir", target_dir(sanitizer)],
        env=env,
        cwd=ROOT,
        check=True,
    )


def target_dir(sanitizer):
    return FUZZ / "target" / sanitizer


def program(sanitizer, target):
    (found,) = target_dir(sanitizer).glob(f"*/release/{target}")
    return found


def fuzz(target, seconds, sanitizer):
    """Run one target. New inputs go to a separate folder."""
    found = FUZZ / "found" / target
    artifacts = FUZZ / "artifacts" / target
    for folder in (found, artifacts):
        folder.mkdir(parents=True, exist_ok=True)
    before = set(artifacts.iterdir())
    command = [
        program(sanitizer, target),
        found,
        FUZZ / "corpus" / target,
        f"-max_total_time={seconds}",
        f"-dict={FUZZ / 'http.dict'}",
        f"-artifact_prefix={artifacts}{os.sep}",
        "-timeout=20",
        "-print_final_stats=1",
    ]
    print(f"{target}: {seconds} seconds", flush=True)
    row = {"target": target, "runs": 0, "speed": 0, "coverage": 0, "new": 0, "crash": None}
    log = artifacts / "log"
    shown = time.monotonic()
    pipes = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    with log.open("wb") as kept, subprocess.Popen(command, **pipes) as process:
        for line in process.stderr:
            kept.write(line)
            text = line.decode(errors="replace")
            note(row, text)
            if PROGRESS.match(text) and time.monotonic() - shown >= TIME_BETWEEN_LINES:
                shown = time.monotonic()
                print(f"  {text.strip()}", flush=True)
    crashes = set(artifacts.iterdir()) - before - {log}
    if crashes or process.returncode:
        row["crash"] = min(crashes, default=log)
        print(log.read_bytes()[-4000:].decode(errors="replace"))
    return row


def note(row, line):
    """Parse a line of libFuzzer. The speed of a failing run is 0."""
    if progress := PROGRESS.match(line):
        row["runs"], row["coverage"] = int(progress[1]), int(progress[3])
        row["speed"] = int(progress[4]) or row["speed"]
    elif final := FINAL.match(line):
        column = FINAL_COLUMNS.get(final[1])
        if column:
            row[column] = int(final[2]) or row[column]


def report(rows, sanitizer):
    line = "{target:12} {runs:>12} {speed:>8} {coverage:>9} {new:>6} {crashed:>8}"
    print()
    heading = {"target": "target", "runs": "runs", "speed": "runs/s", "coverage": "coverage"}
    print(line.format(**heading, new="new", crashed="crashes"))
    for row in rows:
        print(line.format(**row, crashed=1 if row["crash"] else 0))
    for row in rows:
        if row["crash"]:
            again = f"python3 fuzz/run.py {row['target']} --sanitizer {sanitizer} --input"
            print(f"\n{row['target']} failed: {row['crash']}\nonce more: {again} {row['crash']}")


def keep(target, sanitizer):
    """Add to the committed inputs those found that reach the most new code."""
    reached, found = set(), {}
    for seed, places in coverage(target, sanitizer).items():
        if seed.parent.parent.name == "corpus":
            reached |= places
        elif seed.stat().st_size <= LARGEST_KEPT:
            found[seed] = places
    kept = 0
    while found:
        best = max(found, key=lambda seed: len(found[seed] - reached))
        if len(found[best] - reached) < WORTH_KEEPING:
            break
        reached |= found.pop(best)
        shutil.copy(best, FUZZ / "corpus" / target)
        kept += 1
    print(f"{target}: {kept} inputs added")


def coverage(target, sanitizer):
    """The code that each committed and each found input reaches, as numbers."""
    corpus, found = FUZZ / "corpus" / target, FUZZ / "found" / target
    merged, control = FUZZ / "found" / f"{target}.merged", FUZZ / "found" / f"{target}.control"
    for folder in (found, merged):
        folder.mkdir(parents=True, exist_ok=True)
    control.unlink(missing_ok=True)
    command = [program(sanitizer, target), "-set_cover_merge=1", "-use_counters=0"]
    command += [f"-merge_control_file={control}", merged, corpus, found]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    # First the number of inputs and the number to keep in any case, then their names.
    count, _, *lines = control.read_text().splitlines()
    seeds = [Path(line) for line in lines[: int(count)]]
    reached = {}
    for line in lines[int(count) :]:
        word, number, *places = line.split()
        if word == "FT":
            reached[seeds[int(number)]] = set(places)
    return reached


if __name__ == "__main__":
    main()
