"""The figures as tables, for the terminal and for the documentation."""

from collections import namedtuple

from benchmarks import memory, plan, workloads
from tools.table import render, times

Table = namedtuple("Table", "title columns rows remarks")

RATIO = "In parentheses: how many times as fast h11-rust is."
NONE = "-"


def micros(seconds):
    """Microseconds, with three digits."""
    figure = seconds * 1e6
    return f"{figure:.2f}" if figure < 10 else f"{figure:.1f}" if figure < 100 else f"{figure:,.0f}"


def with_ratio(text, ratio, is_ours):
    return text if is_ours or ratio is None else f"{text} ({times(ratio)})"


def present(by_peer_of_each):
    """The packages that have a figure in any row, in order."""
    found = {peer for by_peer in by_peer_of_each for peer in by_peer}
    return [peer for peer in plan.PEERS if peer.name in found]


def tables(result):
    """The tables of the measured parts."""
    makers = {
        "workloads": workload_table,
        "memory": memory_table,
        "uvicorn": uvicorn_table,
        "httpx": httpx_table,
    }
    return [make(result) for part, make in makers.items() if part in result]


def workload_table(result):
    figures = result["workloads"]
    peers = present(figures.values())
    rows = []
    for name, by_peer in figures.items():
        cells = [NONE] * len(peers)
        for i, peer in enumerate(peers):
            if peer.name in by_peer:
                facts = by_peer[peer.name]
                is_ours = peer.name == "ours"
                cells[i] = with_ratio(micros(facts["seconds"]), facts["ratio"], is_ours)
        rows.append([name, *cells])
    if "ours" in result["means"]:
        means = [times(result["means"][peer.name]) for peer in peers]
        rows.append(["geometric mean", *means])
    remarks = [
        RATIO + " Each mean covers the workloads that the package supports.",
        f"Medians; values from each process: {result['values']}, processes for each package:"
        f" {result['processes']}; all packages in turns, and every result is verified.",
        *([result["caution"]] if result["caution"] else []),
    ]
    title = "Microseconds per workload"
    return Table(title, ["workload", *(peer.title for peer in peers)], rows, remarks)


def memory_table(result):
    figures = result["memory"]
    peers = present(figures.values())
    rows = []
    for kind, (title, unit, scale) in memory.KINDS.items():
        sizes = [figures[kind][peer.name] for peer in peers]
        cells = [NONE if size is None else f"{size / scale:,.0f} {unit}" for size in sizes]
        rows.append([title, *cells])
    return Table("Memory", ["what", *(peer.title for peer in peers)], rows, memory.REMARKS)


def uvicorn_table(result):
    figures = result["uvicorn"]
    rows = [rate_row(name, by_peer, present(figures.values())) for name, by_peer in figures.items()]
    title = f"Requests per second: uvicorn {result['versions']['uvicorn']}, one worker, keep-alive"
    columns = ["application", *(peer.title for peer in present(figures.values()))]
    remarks = [RATIO, *result["uvicorn_remarks"], *dated(result, "uvicorn")]
    return Table(title, columns, rows, remarks)


def httpx_table(result):
    by_peer = result["httpx"]
    peers = present([by_peer])
    title = f"GETs per second: httpx {result['versions']['httpx']}, one connection kept alive"
    row = rate_row("httpx.Client", by_peer, peers)
    columns = ["client", *(peer.title for peer in peers)]
    return Table(title, columns, [row], [RATIO, *dated(result, "httpx")])


def conditions_of(result, part):
    """When, where and with which Python a part was measured."""
    found = result.get("conditions", {}).get(part, result)
    return f"{found['date']}; {found['machine']}; {found['python']}"


def dated(result, part):
    """The conditions of a part that was measured later than the others."""
    is_later = part in result.get("conditions", {})
    return [f"Measured on {conditions_of(result, part)}."] if is_later else []


def programs_table(result):
    """The programs that most readers run, with the packages that they can run on."""
    peers = [peer for peer in plan.PEERS if peer.name in HEADLINE_PEERS]
    rows = [rate_row(name, rates, peers) for name, rates in program_rates(result).items()]
    return Table("", ["requests per second", *(peer.title for peer in peers)], rows, [RATIO])


def program_rates(result):
    """`{title: {peer: {rate, ratio}}}`: uvicorn on its fastest loop, and httpx."""
    found = {}
    for name, by_peer in result["uvicorn"].items():
        application = name.partition(",")[0]
        found[PROGRAMS[application]] = by_peer  # the last loop is the fastest
    return {**found, PROGRAMS["httpx"]: result["httpx"]}


def rate_row(name, by_peer, peers):
    cells = [NONE] * len(peers)
    for i, peer in enumerate(peers):
        if peer.name in by_peer:
            facts = by_peer[peer.name]
            cells[i] = with_ratio(f"{facts['rate']:,.0f}", facts["ratio"], peer.name == "ours")
    return [name, *cells]


def conditions(result):
    """The date, machine and versions, one line each."""
    versions = ", ".join(f"{name} {number}" for name, number in result["versions"].items())
    return [conditions_of(result, "workloads"), versions]


def as_text(result):
    parts = []
    for title, columns, rows, remarks in tables(result):
        parts.append("\n".join([render(title, columns, rows), "", *(f"  {r}" for r in remarks)]))
    return "\n\n\n".join(["\n".join(conditions(result)), *parts]) + "\n"


def in_markdown(table):
    lines = [
        " | ".join(["", *cells, ""]).strip()
        for cells in [table.columns, ["---", *["--:"] * (len(table.columns) - 1)], *table.rows]
    ]
    return "\n".join(lines)


def as_markdown(result):
    """The complete report, for docs/speed.md."""
    parts = ["\n".join(f"{line}  " for line in conditions(result)).rstrip()]
    charts = {"workloads": WORKLOADS_CHART, "uvicorn": UVICORN_CHART}
    named = zip([part for part in plan.PARTS if part in result], tables(result))
    for part, table in named:
        parts.append(f"### {table.title}")
        if part in charts:
            path, words = charts[part]
            parts.append(f"![{words}](images/{path})")
        parts.append(in_markdown(table))
        if part == "workloads":
            parts.append(glossary(result))
        parts.append("\n".join(table.remarks))
    return "\n\n".join(parts)


def glossary(result):
    """The description of each workload."""
    known = [workload for workload in workloads.ALL if workload.name in result["workloads"]]
    return "\n".join(f"- `{workload.name}`: {workload.title}" for workload in known)


def headline(result):
    """The summary for README.md: the programs, and when and where they were measured."""
    path, words = PROGRAMS_CHART
    versions = [f"{name} {result['versions'][name]}" for name in ("uvicorn", "fastapi", "httpx")]
    # How reliable the rates are.
    remarks = [r for r in result["uvicorn_remarks"] if r.startswith(("Medians", "CAUTION"))]
    return "\n\n".join(
        [
            in_dark_too(path, words, "docs/images/"),
            in_markdown(programs_table(result)),
            f"{RATIO} {conditions_of(result, 'uvicorn')}; {', '.join(versions)}.",
            "\n".join(remarks),
        ]
    )


def in_dark_too(path, words, folder):
    """A chart with its variant for dark pages, as HTML that Markdown passes through."""
    dark = path.replace(".svg", "-dark.svg")
    return (
        f'<picture><source media="(prefers-color-scheme: dark)" srcset="{folder}{dark}">'
        f'<img alt="{words}" src="{folder}{path}"></picture>'
    )


#: The packages and programs of the README.
HEADLINE_PEERS = ("ours", "pure", "httptools")
PROGRAMS = {
    "trivial": "uvicorn, an application that does nothing",
    "FastAPI": "uvicorn, a small FastAPI application",
    "httpx": "httpx.Client, GETs of a small page",
}

WORKLOADS_CHART = ("workloads.svg", "Speed relative to h11 0.16.0, by workload")
UVICORN_CHART = ("uvicorn.svg", "Requests per second of uvicorn, by application and event loop")
PROGRAMS_CHART = ("programs.svg", "Speed of uvicorn and httpx relative to h11 0.16.0")
