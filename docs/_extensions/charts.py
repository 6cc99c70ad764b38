"""Shows each chart in the variant that suits the page: light or dark, wide or narrow.

The charts of `make bench` have four files (benchmarks/chart.py). A page names the first; this adds
the others, and the style sheet shows one of them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

VARIANTS = {
    "": ["chart-light", "chart-wide"],
    "-dark": ["chart-dark", "chart-wide"],
    "-narrow": ["chart-light", "chart-narrow"],
    "-narrow-dark": ["chart-dark", "chart-narrow"],
}


class Variants(SphinxTransform):
    #: Before the images are collected.
    default_priority: ClassVar[int] = 400

    def apply(self, **kwargs: Any) -> None:
        folder = Path(self.env.doc2path(self.env.docname)).parent
        for image in list(self.document.findall(nodes.image)):
            uri = image["uri"]
            if uri.endswith(".svg") and (folder / uri.replace(".svg", "-dark.svg")).exists():
                made = []
                for suffix, classes in VARIANTS.items():
                    variant = image.deepcopy()
                    variant["uri"] = uri.replace(".svg", f"{suffix}.svg")
                    variant["classes"] += classes
                    made.append(variant)
                image.replace_self(made)


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_transform(Variants)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
