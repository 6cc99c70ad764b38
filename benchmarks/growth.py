"""Time against size, for each attack pattern: a table, and docs/images/growth.svg.

    make bench-growth

Twice the size must take about twice the time, whole and byte by byte. Counting the work proves that
(tests/core/work_growth.rs); this shows it in seconds, and asserts nothing.
"""

import argparse
import json
import subprocess
from pathlib import Path

import matplotlib
from matplotlib import pyplot
from matplotlib.ticker import FuncFormatter, NullFormatter

from benchmarks import plan
from benchmarks.chart import COLOURS, GREY, STYLE, WIDTH, save
from tools.processes import ROOT

IMAGE = ROOT / "docs" / "images" / "growth.svg"
KIB = 1024
PANELS = ("whole", "byte by byte")
TITLES = {"whole": "Received in one piece", "byte by byte": "Received byte by byte"}


def measure(python):
    """`{cut: {shape: {size: seconds}}}`; prints the table as it grows."""
    print(f"{'':32} {'cut':14} {'largest':>9} {'time':>10} {'per byte':>10}   last doubling")
    found = {cut: {} for cut in PANELS}
    command = [str(python), "-m", "benchmarks.growth_worker"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as worker:
        for line in worker.stdout:
            row = json.loads(line)
            seconds = {int(size): value for size, value in row["seconds"].items()}
            found[row["cut"]][row["shape"]] = seconds
            *_, (before, less), (largest, most) = seconds.items()
            assert largest == 2 * before
            print(
                f"{row['shape']:32} {row['cut']:14} {largest // KIB:5} KiB {most * 1e3:7.2f} ms"
                f" {most / largest * 1e9:7.2f} ns   {most / less:.2f} x",
                flush=True,
            )
    if worker.returncode:
        raise SystemExit(f"the worker ended with status {worker.returncode}")
    return found


def draw(found):
    """A panel for each segmentation, with a line for each pattern."""
    figure, panels = pyplot.subplots(1, 2, figsize=(WIDTH, 4.6))
    for axes, cut in zip(panels, PANELS):
        for seconds in found[cut].values():
            times = [value * 1e3 for value in seconds.values()]
            (shape,) = axes.plot(list(seconds), times, color=COLOURS["ours"], linewidth=1)
            shape.set_alpha(0.55)
        sizes = sorted({size for seconds in found[cut].values() for size in seconds})
        slowest = max(max(seconds.values()) for seconds in found[cut].values())
        twice = [slowest * 1e3 * size * 1.8 / sizes[-1] for size in sizes]
        (linear,) = axes.plot(sizes, twice, color=GREY, linestyle=(0, (4, 4)), linewidth=1)
        axes.set_xscale("log", base=2)
        axes.set_yscale("log")
        axes.set_xticks(sizes[1::2], [f"{size // KIB} KiB" for size in sizes[1:-1:2]] + ["1 MiB"])
        axes.yaxis.set_major_formatter(FuncFormatter(lambda time, _: f"{time:g} ms"))
        axes.yaxis.set_minor_formatter(NullFormatter())
        axes.set_title(TITLES[cut], loc="left")
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
    figure.legend(
        [shape, linear],
        ["one attack pattern each", "linear"],
        ncols=2,
        loc="lower left",
    )
    figure.tight_layout(rect=(0, 0.07, 1, 1))
    return figure


def main():
    parser = argparse.ArgumentParser(description="Time against size, for each hostile shape.")
    parser.add_argument("--python", type=Path, default=plan.OURS.python, help="has the h11 to time")
    parser.add_argument("--out", type=Path, default=IMAGE)
    arguments = parser.parse_args()
    found = measure(arguments.python)
    with matplotlib.rc_context(STYLE):
        print(f"\n{save(draw(found), arguments.out)} written")


if __name__ == "__main__":
    main()
