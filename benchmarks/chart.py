"""Draws the figures as SVG that is legible on light and dark pages."""

import matplotlib

matplotlib.use("svg")

from matplotlib import pyplot
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from benchmarks import plan, report

# A width that GitHub shows unscaled; a grey with a contrast of 4 to white and to black.
WIDTH = 9.4
GREY = "#7b828a"
# Distinguishable with impaired colour vision, and by lightness.
COLOURS = {"ours": "#d55e00", "pure": "#9a9fa5", "zttp": "#2f81c6", "httptools": "#2a9d78"}
STYLE = {
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "savefig.facecolor": "none",
    "axes.edgecolor": GREY,
    "axes.labelcolor": GREY,
    "axes.titlecolor": GREY,
    "text.color": GREY,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "legend.frameon": False,
    "legend.labelcolor": GREY,
    "font.size": 10.5,
    # Text remains text, and the same figures produce the same file.
    "svg.fonttype": "none",
    "svg.hashsalt": "h11",
}


def draw(result, folder):
    """Draw all charts for which there are figures."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    with matplotlib.rc_context(STYLE):
        if "workloads" in result:
            made.append(save(workloads(result["workloads"]), folder / report.WORKLOADS_CHART[0]))
        if "uvicorn" in result:
            made.append(save(uvicorn(result["uvicorn"]), folder / report.UVICORN_CHART[0]))
    return made


def save(figure, path):
    figure.savefig(path, format="svg", bbox_inches="tight", metadata={"Date": None})
    pyplot.close(figure)
    # matplotlib leaves spaces at the ends of some lines.
    lines = path.read_text().splitlines()
    path.write_text("".join(line.rstrip() + "\n" for line in lines))
    return path


def workloads(figures):
    """A bar per package: speed relative to h11 0.16.0, on a logarithmic scale."""
    speeds = {
        name: {
            peer: by_peer["pure"]["seconds"] / facts["seconds"]
            for peer, facts in by_peer.items()
            if peer != "pure"
        }
        for name, by_peer in figures.items()
        if "pure" in by_peer
    }
    figure, axes = bars(speeds, lambda speed: f"{speed:.1f}" if speed < 10 else f"{speed:.0f}")
    axes.set_xscale("log")
    axes.set_xlim(left=1)
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f} x"))
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.set_title("Speed relative to h11 0.16.0 (logarithmic scale)", loc="left", pad=24)
    return figure


def uvicorn(figures):
    """A bar per package: requests per second."""
    rates = {
        loop: {peer: facts["rate"] for peer, facts in by_peer.items()}
        for loop, by_peer in figures.items()
    }
    figure, axes = bars(rates, lambda rate: f"{rate:,.0f}")
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.set_title("Requests per second of uvicorn", loc="left", pad=24)
    return figure


def bars(groups, label):
    """Groups of horizontal bars from top to bottom, each with its figure."""
    peers = report.present(groups.values())
    thick = 0.8 / len(peers)
    height = 0.9 + sum(0.2 * len(group) + 0.12 for group in groups.values())
    figure, axes = pyplot.subplots(figsize=(WIDTH, height))
    place, middles = 0.0, []
    for group in groups.values():
        names = [peer for peer in peers if peer.name in group]
        for i, peer in enumerate(names):
            value = group[peer.name]
            at = place + i * thick
            axes.barh(at, value, thick * 0.9, color=COLOURS[peer.name])
            axes.annotate(
                label(value), (value, at), (4, 0), textcoords="offset points", va="center", size=8.5
            )
        middles.append(place + (len(names) - 1) * thick / 2)
        place += len(names) * thick + 0.35
    axes.set_yticks(middles, list(groups))
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(place - 0.35 - thick / 2 + 0.1, -thick / 2 - 0.1)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    legend(axes, peers)
    return figure, axes


def legend(axes, peers):
    handles = [pyplot.Rectangle((0, 0), 1, 1, color=COLOURS[peer.name]) for peer in peers]
    axes.legend(
        handles,
        [peer.title for peer in peers],
        ncols=len(peers),
        loc="lower left",
        bbox_to_anchor=(-0.01, 1.0),
        borderaxespad=0.2,
        handlelength=1,
        columnspacing=1.4,
    )


assert set(COLOURS) == {peer.name for peer in plan.PEERS}
