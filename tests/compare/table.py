"""Writes the figures of `compare.py --report FILE` to docs/compatibility.md.

python3 tests/compare/table.py FILE
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from tests.compare.mutants import MUTANTS

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "compatibility.md"
BEGIN = "<!-- begin: written by tests/compare/table.py -->"
END = "<!-- end -->"

# Describes each feed of compare.py for readers who have not seen it.
FEEDS = {
    "written": "Messages written by hand (valid and invalid requests and responses: start lines, "
    "versions, fields, line terminators, obs-fold, framing, chunks, trailer sections), whole, to a "
    "connection in every situation: new, in a second cycle, after GET, HEAD, CONNECT or Upgrade, "
    "waiting for 100 (Continue), with a small limit; and to the wrong role.",
    "bytewise": "The same messages, one byte at a time.",
    "split": "The same messages, split in two at every offset, each in one of these situations.",
    "scattered": "The same messages, split at random into up to ten segments.",
    "truncated": "The same messages, ended by the peer at every offset.",
    "octets": "Short messages of every kind, with each of the 256 octets inserted before, and in "
    "place of, each of their octets.",
    "limits": "Heads, chunk-size lines, chunks and trailer sections close to "
    "`max_incomplete_event_size`.",
    "mutated": "Written messages with random changes, in any situation, split at random.",
    "dialogues": "A client and a server through up to three cycles, with a few operations lost, "
    "repeated, moved or inserted.",
    "machines": "A hypothesis state machine that connects a client and a server; each step, valid "
    "or invalid, depends on the states after the previous one. One run is one case.",
    "relays": "Events received by one connection and sent by another, as the same objects.",
    "reentrant": "Arguments that call the connection while it examines them.",
    "objects": "Every constructor with every type of argument (str, bytes, numbers, iterators, "
    "objects that raise), and every operation on events, headers, sentinels, exceptions and the "
    "modules.",
    "constructed": "Events with random arguments, examined and sent.",
    "private": "The private functions that released programs import.",
    "readers": "The private receive buffer and body readers, called directly.",
    "tables": "The state machine alone: every event in every reachable configuration.",
}

# Describes the differences that each rule of differences.py accepts; docs/differences.md has the
# reasons.
RULES = {
    "received-data-is-bytes": "`Data.data` of a received event is `bytes`, as h11 documents; in "
    "0.16.0 it is a `bytearray`.",
    "texts-show-bytes": "Messages that quote the peer contain `b'...'` for the same reason, where "
    "0.16.0 has `bytearray(b'...')`. The rest of the message must be equal.",
    "python-wording": "Python's own `TypeError`, `ValueError`, `AttributeError`, `LookupError` and "
    "`AssertionError` must agree in their class only: CPython changes their messages. Uses count "
    "the ignored messages, whether or not they differed.",
    "private-parsed-argument": "With the private `_parsed=True` 0.16.0 skips checks; this package "
    "ignores the argument.",
    "intended-error": "Where 0.16.0 fails to format a message "
    "(`'tuple' object has no attribute '__name__'`), this package raises the intended error.",
    "control-characters-in-reason": "A `reason` that would split the response is rejected by the "
    "constructor.",
    "events-can-be-copied": "`copy`, `deepcopy` and `pickle` work for events; in 0.16.0 they "
    "raise.",
    "headers-slice-is-a-list": "A slice of headers is a list of pairs; 0.16.0 raises, or returns "
    "triples.",
    "headers-equal-a-non-sequence": "Headers compare unequal to an object that is not a sequence; "
    "0.16.0 raises.",
    "connections-cannot-be-copied": "Copying a `Connection` is rejected: two of them on one "
    "socket cannot work.",
    "additional-names": "`h11.Headers` and `h11.Limits` exist.",
    "limit-must-be-a-number": "A size limit that is not a number is rejected immediately; 0.16.0 "
    "fails at the first comparison.",
}


def figures(report: dict[str, Any]) -> str:
    """Return the generated part of the document, in Markdown."""
    python, h11, found = report["python"], report["h11"], len(report["divergences"])
    same = python["reference"] == python["ours"]
    lines = [
        f"**{report['cases']:,} cases in {report['seconds']:,.0f} seconds, "
        f"{found or 'no'} difference{'s' * (found > 1)} outside the rules below.** "
        f"h11 {h11['reference']} and {h11['ours']}, CPython "
        f"{python['ours'] if same else ' and '.join(python.values())}, {report['machine']}, "
        f"seed {report['seed']}, {report['date'][:10]}. The comparison itself is tested by "
        f"{len(MUTANTS)} deliberately broken copies of h11 0.16.0, all of which it detects.",
        "",
        "| feed | contents | cases |",
        "|---|---|---:|",
    ]
    for name, feed in report["feeds"].items():
        cases = f"{feed['cases']:,}{', exhausted' * feed['exhausted']}"
        lines.append(f"| `{name}` | {FEEDS[name]} | {cases} |")
    lines += ["", "| rule | difference | uses |", "|---|---|---:|"]
    for name, sentence in RULES.items():
        lines.append(f"| `{name}` | {sentence} | {report['rules'].get(name, 0):,} |")
    return "\n".join(lines)


def with_figures(document: str, report: dict[str, Any]) -> str:
    before, _, rest = document.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        raise ValueError("the document lacks the markers")
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
