"""Writes the figures to the documentation.

The text between two markers, which Markdown does not show, is replaced.
"""

import json

from benchmarks import chart, report
from tools.processes import ROOT

RESULTS = ROOT / "benchmarks" / "results"
DOCS = ROOT / "docs"
FIGURES = DOCS / "speed.json"
BEGIN = "<!-- written by `make bench`: begin -->"
END = "<!-- written by `make bench`: end -->"


def keep(result, suites):
    """Write the results of every run: figures, tables, charts, pyperf's files."""
    RESULTS.mkdir(exist_ok=True)
    for old in RESULTS.iterdir():
        old.unlink()
    write_figures(result, RESULTS / "speed.json")
    (RESULTS / "speed.txt").write_text(report.as_text(result))
    chart.draw(result, RESULTS)
    for peer, suite in suites.items():
        suite.dump(str(RESULTS / f"pyperf-{peer}.json"))


def publish(result):
    """Update the documentation, after a full run only. Return the written files."""
    write_figures(result, FIGURES)
    written = [FIGURES, *chart.draw(result, DOCS / "images")]
    sections = {
        DOCS / "speed.md": report.as_markdown(result),
        ROOT / "README.md": report.headline(result),
    }
    return written + [path for path, text in sections.items() if replace(path, text)]


def merged(result, parts):
    """The figures of the documentation, with these parts from another run."""
    kept = json.loads(FIGURES.read_text())
    when = {key: result[key] for key in ("date", "machine", "python")}
    conditions = {**kept.get("conditions", {}), **dict.fromkeys(parts, when)}
    versions = {**kept["versions"], **result["versions"]}
    measured = {key: result[key] for key in result if key.partition("_")[0] in parts}
    return {**kept, **measured, "versions": versions, "conditions": conditions}


def write_figures(result, path):
    path.write_text(json.dumps(result, indent=1) + "\n")


def replace(path, text):
    """Replace the text between the markers of a file; return False if it has none."""
    before, begin, rest = path.read_text().partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        return False
    path.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}")
    return True
