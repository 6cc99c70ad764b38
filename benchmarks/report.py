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
    rows = [rate_row(loop, by_peer, present(figures.values())) for loop, by_peer in figures.items()]
    title = f"Requests per second: uvicorn {result['versions']['uvicorn']}, one worker, keep-alive"
    columns = ["event loop", *(peer.title for peer in present(figures.values()))]
    return Table(title, columns, rows, [RATIO, *result["uvicorn_remarks"]])


def httpx_table(result):
    by_peer = result["httpx"]
    peers = present([by_peer])
    title = f"GETs per second: httpx {result['versions']['httpx']}, one connection kept alive"
    row = rate_row("httpx.Client", by_peer, peers)
    return Table(title, ["client", *(peer.title for peer in peers)], [row], [RATIO])


def rate_row(name, by_peer, peers):
    facts = [by_peer[peer.name] for peer in peers]
    cells = [
        with_ratio(f"{one['rate']:,.0f}", one["ratio"], peer.name == "ours")
        for one, peer in zip(facts, peers)
    ]
    return [name, *cells]


def conditions(result):
    """The date, machine and versions, one line each."""
    versions = ", ".join(f"{name} {number}" for name, number in result["versions"].items())
    return [f"{result['date']}; {result['machine']}; {result['python']}", versions]


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
    """The summary for README.md."""
    path, words = WORKLOADS_CHART
    by_name = {table.columns[0]: table for table in tables(result)}
    return "\n\n".join(
        [
            conditions(result)[0] + ":",
            f"![{words}](docs/images/{path})",
            f"{by_name['workload'].title}:",
            in_markdown(by_name["workload"]),
            f"{by_name['event loop'].title}:",
            in_markdown(by_name["event loop"]),
            RATIO,
        ]
    )


WORKLOADS_CHART = ("workloads.svg", "Speed relative to h11 0.16.0, by workload")
UVICORN_CHART = ("uvicorn.svg", "Requests per second of uvicorn, by event loop")
