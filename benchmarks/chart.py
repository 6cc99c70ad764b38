"""Draws the figures as SVG: for wide pages and for phones, each for light and for dark pages.

`NAME.svg` is the first, `NAME-narrow.svg`, `NAME-dark.svg` and `NAME-narrow-dark.svg` are its
variants, among which docs/_extensions/charts.py chooses.
"""

from collections import namedtuple
from textwrap import fill

import matplotlib

matplotlib.use("svg")

from matplotlib import pyplot
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter

from benchmarks import plan, report

# A width that GitHub shows unscaled, and that of a phone.
WIDTH = 9.4
NARROW_WIDTH = 4.1
# A grey with a contrast of 4 to white and to black, for charts without variants.
GREY = "#7b828a"
# Distinguishable with impaired colour vision, and by lightness.
COLOURS = {
    "ours": "#d55e00",
    "pure": "#9a9fa5",
    "zttp": "#2f81c6",
    "h11r": "#8d5fa8",
    "httptools": "#2a9d78",
}
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
INKS = {"": "#4b535c", "-dark": "#b4bcc6"}
INK_OF = [name for name, value in STYLE.items() if value == GREY]

# How wide a chart is, and whether there is room for all figures.
Shape = namedtuple("Shape", "suffix width is_narrow")
SHAPES = [Shape("", WIDTH, False), Shape("-narrow", NARROW_WIDTH, True)]
#: The workloads that a phone shows: a server, a client, parsing, content both ways.
NARROW_WORKLOADS = (
    "server_cycle",
    "client_cycle",
    "parse_request",
    "upload_4mib",
    "send_chunked_100",
)


def draw(result, folder):
    """Draw all charts for which there are figures, in all variants."""
    folder.mkdir(parents=True, exist_ok=True)
    charts = {}
    if "workloads" in result:
        charts[report.WORKLOADS_CHART[0]] = workloads, result["workloads"]
    if "uvicorn" in result:
        charts[report.UVICORN_CHART[0]] = uvicorn, result["uvicorn"]
    if "uvicorn" in result and "httpx" in result:
        charts[report.PROGRAMS_CHART[0]] = programs, report.program_rates(result)
    made = []
    for name, (make, figures) in charts.items():
        for theme, ink in INKS.items():
            for shape in SHAPES:
                path = folder / name.replace(".svg", f"{shape.suffix}{theme}.svg")
                with matplotlib.rc_context({**STYLE, **dict.fromkeys(INK_OF, ink)}):
                    made.append(save(make(figures, shape), path))
    return made


def save(figure, path):
    figure.savefig(path, format="svg", bbox_inches="tight", metadata={"Date": None})
    pyplot.close(figure)
    # matplotlib leaves spaces at the ends of some lines.
    lines = path.read_text().splitlines()
    path.write_text("".join(line.rstrip() + "\n" for line in lines))
    return path


def workloads(figures, shape):
    """A bar per package: speed relative to h11 0.16.0, on a logarithmic scale."""
    if shape.is_narrow:
        figures = {name: figures[name] for name in NARROW_WORKLOADS if name in figures}
    speeds = {
        name: {
            peer: by_peer["pure"]["seconds"] / facts["seconds"]
            for peer, facts in by_peer.items()
            if peer != "pure"
        }
        for name, by_peer in figures.items()
        if "pure" in by_peer
    }
    figure, axes = bars(speeds, "Speed relative to h11 0.16.0 (logarithmic)", short, shape)
    axes.set_xscale("log")
    axes.set_xlim(left=1)
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 10) if shape.is_narrow else (1, 2, 5)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f} x"))
    axes.xaxis.set_minor_formatter(NullFormatter())
    return figure


def uvicorn(figures, shape):
    """A bar per package: requests per second."""
    rates = {
        name: {peer: facts["rate"] for peer, facts in by_peer.items()}
        for name, by_peer in figures.items()
    }
    figure, axes = bars(rates, "Requests per second of uvicorn", lambda rate: f"{rate:,.0f}", shape)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.xaxis.set_major_locator(MaxNLocator(3 if shape.is_narrow else 7))
    return figure


def programs(figures, shape):
    """A bar per package: the speed of whole programs relative to h11 0.16.0."""
    speeds = {
        name: {
            peer.name: by_peer["pure"]["ratio"] / by_peer[peer.name]["ratio"]
            for peer in plan.PEERS
            if peer.name in by_peer and peer.name in report.HEADLINE_PEERS
        }
        for name, by_peer in figures.items()
    }
    figure, axes = bars(
        speeds, "Speed relative to h11 0.16.0", lambda speed: f"{speed:.2f} x", shape
    )
    axes.set_xlim(left=0)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f} x"))
    return figure


def short(speed):
    return f"{speed:.1f}" if speed < 10 else f"{speed:.0f}"


def bars(groups, title, label, shape):
    """Groups of horizontal bars from top to bottom, each with its figure."""
    peers = report.present(groups.values())
    thick = 0.8 / len(peers)
    height = 0.9 + sum(0.2 * len(group) + 0.12 for group in groups.values())
    figure, axes = pyplot.subplots(figsize=(shape.width, height), layout="constrained")
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
    axes.set_yticks(middles, [fill(name, 17 if shape.is_narrow else 80) for name in groups])
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(place - 0.35 - thick / 2 + 0.1, -thick / 2 - 0.1)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    # The largest figure stands right of its bar.
    axes.margins(x=0.18 if shape.is_narrow else 0.05)
    legend(figure, title, peers, shape)
    return figure, axes


def legend(figure, title, peers, shape):
    """The title and the packages, at the left edge of the whole chart."""
    handles = [pyplot.Rectangle((0, 0), 1, 1, color=COLOURS[peer.name]) for peer in peers]
    figure.legend(
        handles,
        [peer.title for peer in peers],
        ncols=2 if shape.is_narrow else len(peers),
        title=title,
        title_fontproperties={"weight": "bold", "size": 11.5},
        alignment="left",
        loc="outside upper left",
        borderaxespad=0.2,
        handlelength=1,
        columnspacing=1.4,
    )


assert set(COLOURS) == {peer.name for peer in plan.PEERS}
