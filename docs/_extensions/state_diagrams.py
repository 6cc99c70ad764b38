"""Draws the state machine where a page asks for it, from the tables that run.

    ```{state-diagram} CLIENT
    :around: MUST_CLOSE CLOSED

    What is to be read under it.
    ```

The role may be left out, for both. With `around` only arcs from or to one of these
states are drawn. The picture becomes part of the page, so that it takes on the
page's colours.
"""

from __future__ import annotations

import re
import subprocess
from typing import Any, ClassVar

import h11
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

PIXELS_PER_POINT = 96 / 72


class StateDiagram(SphinxDirective):
    has_content = True
    optional_arguments = 1
    option_spec: ClassVar = {"around": directives.unchanged_required, "alt": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        role = self.arguments[0] if self.arguments else None
        source = h11.state_diagram(getattr(h11, role) if role else None)
        if "around" in self.options:
            source = around(source, set(self.options["around"].split()))
        said = self.options.get("alt") or f"State diagram, {role or 'both roles'}"
        figure = nodes.figure(classes=["state-diagram", "whole" if role is None else "part"])
        figure += nodes.raw("", picture(source, said), format="html")
        if self.content:
            caption, *more = self.parse_content_to_nodes()
            figure += nodes.caption("", "", *caption.children)
            assert not more, "one paragraph is enough for a caption"
        return [figure]


def around(source: str, states: set[str]) -> str:
    """The diagram without the arcs that touch none of the states, and what they leave over."""
    lines = []
    ends: set[str] = set()
    for line in source.splitlines():
        arc = re.match(r' *"(\w+\.(\w+))" -> "(\w+\.(\w+))" \[', line)
        if arc and (not {arc[2], arc[4]} & states or "style=invis" in line):
            continue
        ends |= {arc[1], arc[3]} if arc else set()
        lines.append(line)
    if missing := states - {end.split(".")[1] for end in ends}:
        raise ExtensionError(f"no arc touches {', '.join(sorted(missing))}")
    declares = re.compile(r' *"(\w+\.\w+)" \[')
    declared = [(line, declares.match(line)) for line in lines]
    return "\n".join(line for line, state in declared if not state or state[1] in ends)


def picture(source: str, said: str) -> str:
    """The diagram as SVG to be put into a page, as large as its letters want it."""
    try:
        command = ["dot", "-Tsvg", "-Gbgcolor=transparent"]
        done = subprocess.run(command, input=source, capture_output=True, text=True, check=True)
    except FileNotFoundError:
        raise ExtensionError("Graphviz is missing: install `dot`") from None
    svg = done.stdout[done.stdout.index("<svg") :]
    svg = re.sub(r' id="[^"]*"', "", svg)  # several pictures on a page would share them
    svg = re.sub(r"<!--.*?-->\n?", "", svg, flags=re.DOTALL)
    width = re.search(r'width="(\d+)pt" height="\d+pt"', svg)
    assert width, "dot says how large the picture is"
    style = f'style="width: {round(int(width[1]) * PIXELS_PER_POINT)}px"'
    return svg.replace(width[0], f'role="img" aria-label="{said}" {style}', 1)


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_directive("state-diagram", StateDiagram)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
