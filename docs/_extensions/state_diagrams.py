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

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective
from state_machine import ROLES, Arc, arcs, dot

PIXELS_PER_POINT = 96 / 72


class StateDiagram(SphinxDirective):
    has_content = True
    optional_arguments = 1
    option_spec: ClassVar = {"around": directives.unchanged_required, "alt": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        roles = self.arguments or list(ROLES)
        drawn = [arc for role in roles for arc in arcs(role)]
        if "around" in self.options:
            drawn = around(drawn, set(self.options["around"].split()))
        alt = self.options.get("alt") or f"State diagram: {', '.join(roles)}"
        figure = nodes.figure(classes=["state-diagram", "part" if self.arguments else "whole"])
        figure += nodes.raw("", picture(dot(drawn), alt), format="html")
        if self.content:
            caption, *more = self.parse_content_to_nodes()
            figure += nodes.caption("", "", *caption.children)
            assert not more, "one paragraph is enough for a caption"
        return [figure]


def around(drawn: list[Arc], states: set[str]) -> list[Arc]:
    """Return the arcs from or to one of the states."""
    found = [arc for arc in drawn if {arc.start, arc.end} & states]
    if missing := states - {state for arc in found for state in (arc.start, arc.end)}:
        raise ExtensionError(f"no arc touches {', '.join(sorted(missing))}")
    return found


def picture(source: str, alt: str) -> str:
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
    return svg.replace(width[0], f'role="img" aria-label="{alt}" {style}', 1)


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_directive("state-diagram", StateDiagram)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
