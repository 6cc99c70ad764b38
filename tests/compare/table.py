"""Puts the figures of a run of `compare.py --report FILE` into docs/compatibility.md.

python3 tests/compare/table.py FILE
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from mutants import MUTANTS

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "compatibility.md"
BEGIN = "<!-- begin: written by tests/compare/table.py -->"
END = "<!-- end -->"

# What each feed of compare.py is, for somebody who has not seen it.
FEEDS = {
    "written": "Each message that was written for this (right and wrong requests and responses: "
    "start lines, versions, fields, line endings, folding, framing, chunks, trailers), whole, to a "
    "connection in each situation that it can be in: new, in a second cycle, after GET, HEAD, "
    "CONNECT or Upgrade, waiting for 100 (Continue), with a small limit; and to the wrong role.",
    "bytewise": "The same, one byte at a time.",
    "split": "The same messages, cut in two at every point, each time in one of those situations.",
    "scattered": "The same messages, cut into up to ten pieces at random.",
    "truncated": "The same messages, ended by the peer at every offset.",
    "octets": "Short messages of every kind, with each of the 256 octets in place of, and before, "
    "every octet of them.",
    "limits": "Heads, chunk headers, chunks and trailers of nearly `max_incomplete_event_size`.",
    "mutated": "Written messages with random changes, in any situation, in any pieces.",
    "dialogues": "A client and a server through up to three cycles, with a few operations lost, "
    "doubled, moved or put in.",
    "machines": "A hypothesis state machine that drives a client and a server at each other, each "
    "step, right or wrong, chosen by the states that the one before left behind. One run is one "
    "case.",
    "relays": "What one connection received is sent on by another one, as the same objects.",
    "reentrant": "Objects that call the connection while the connection looks at them.",
    "objects": "Every constructor with every argument in every shape (text, bytes, numbers, "
    "iterators, objects that raise), and everything that can be asked of events, headers, "
    "sentinels, exceptions and the modules.",
    "constructed": "Events of random arguments, looked at and sent.",
    "private": "The private functions that released programs import.",
    "readers": "The private receive buffer and the private body readers, called directly.",
    "tables": "The state machine by itself: every event in every configuration that can be "
    "reached.",
}

# What each rule of differences.py lets pass; docs/differences.md has the reasons at length.
RULES = {
    "received-data-is-bytes": "`Data.data` of a received event is `bytes`, as h11 documents it; "
    "0.16.0 gives a `bytearray`.",
    "texts-show-bytes": "Error texts that quote the peer show `b'...'` for the same reason, where "
    "0.16.0 shows `bytearray(b'...')`. The rest of the text must be equal.",
    "python-wording": "Python's own `TypeError`, `ValueError`, `AttributeError`, `LookupError` and "
    "`AssertionError` need only agree in their class: their wording is CPython's and changes with "
    "it. Uses count the texts that were left out, whether or not they differed.",
    "private-parsed-argument": "With the private `_parsed=True` 0.16.0 skips checks; ours does "
    "what it does without.",
    "the-error-that-was-meant": "Where 0.16.0 fails while it puts an error text together "
    "(`'tuple' object has no attribute '__name__'`), ours raises the error with that text.",
    "control-characters-in-reason": "A `reason` that would split the response is refused when the "
    "event is made.",
    "events-can-be-copied": "`copy`, `deepcopy` and `pickle` of events work; in 0.16.0 they raise.",
    "headers-slice-is-a-list": "A slice of headers is a list of pairs; 0.16.0 raises, or gives "
    "triples.",
    "headers-equal-a-non-sequence": "Headers are not equal to what is no sequence; 0.16.0 raises.",
    "connections-cannot-be-copied": "Copying a `Connection` is refused: two of them on one wire "
    "can only go wrong.",
    "names-beside-those-of-0.16.0": "`h11.Headers`, `h11.Limits` and `h11.state_diagram` are there.",
    "limit-must-be-a-number": "A size limit that is no number is refused at once; 0.16.0 fails "
    "when it first compares it.",
}


def figures(report: dict[str, Any]) -> str:
    """The marked part of the document, in Markdown."""
    python, h11, found = report["python"], report["h11"], len(report["divergences"])
    same = python["reference"] == python["ours"]
    lines = [
        f"**{report['cases']:,} cases in {report['seconds']:,.0f} seconds, "
        f"{found or 'no'} difference{'s' * (found > 1)} outside the rules below.** "
        f"h11 {h11['reference']} and {h11['ours']}, CPython "
        f"{python['ours'] if same else ' and '.join(python.values())}, {report['machine']}, "
        f"seed {report['seed']}, {report['date'][:10]}. The comparison itself is tested by "
        f"{len(MUTANTS)} deliberately broken copies of h11 0.16.0: it finds each of them.",
        "",
        "| feed | what it is | cases |",
        "|---|---|---:|",
    ]
    for name, feed in report["feeds"].items():
        cases = f"{feed['cases']:,}{', all there are' * feed['exhausted']}"
        lines.append(f"| `{name}` | {FEEDS[name]} | {cases} |")
    lines += ["", "| rule | what differs, and why | uses |", "|---|---|---:|"]
    for name, sentence in RULES.items():
        lines.append(f"| `{name}` | {sentence} | {report['rules'].get(name, 0):,} |")
    return "\n".join(lines)


def with_figures(document: str, report: dict[str, Any]) -> str:
    before, _, rest = document.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        raise ValueError("the document has no marked part")
    return f"{before}{BEGIN}\n\n{figures(report)}\n\n{END}{after}"


def main() -> int:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    report = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    document = DOCUMENT.read_text(encoding="utf-8")
    DOCUMENT.write_text(with_figures(document, report), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
