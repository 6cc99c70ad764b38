"""Sphinx configuration of the site, which `make docs` builds into target/docs.

The package is imported from the environment with our wheel: the reference is generated from the
docstrings of the built package.
"""

from __future__ import annotations

import sys
from pathlib import Path

import h11
from sphinx.ext.napoleon import Config, GoogleDocstring

sys.path.insert(0, str(Path(__file__).parent / "_extensions"))

project = "h11"
author = "the authors of h11 with a Rust core"
release = h11.__version__
version = release

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx_copybutton",
    "state_diagrams",
]
exclude_patterns = ["_build"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

# Nothing is downloaded during the build, so Python's own names are not links.
nitpick_ignore_regex = [
    ("py:class", r"(bytes|str|int|bool|dict|type|object|Any|None|Exception|optional)"),
    ("py:class", r"(abc\.ABC|typing\..*|Type|Sentinel|h11\._util\..*)"),
    ("py:exc", r"(TypeError|ValueError|RuntimeError)"),
]

autodoc_member_order = "bysource"
autodoc_typehints = "none"  # the docstrings contain more, and methods in Rust have no annotations

html_theme = "furo"
html_title = f"h11 {release}"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_copyright = False
html_show_sphinx = False
html_theme_options = {
    "light_css_variables": {
        "color-brand-primary": "#0b5f6b",
        "color-brand-content": "#0b5f6b",
        "color-brand-visited": "#5b4a86",
    },
    "dark_css_variables": {
        "color-brand-primary": "#63c5d1",
        "color-brand-content": "#63c5d1",
        "color-brand-visited": "#b7a6e3",
    },
}
pygments_style = "friendly"
pygments_dark_style = "github-dark"

# Copy only what one would type.
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True


def read_google_style(app, what, name, obj, options, lines):
    """Apply Napoleon explicitly: it would take "A dict: ..." of an attribute for a type and a text."""
    lines[:] = GoogleDocstring(lines, Config(), app, "object", name, obj, options).lines()


def without_private_arguments(app, what, name, obj, options, signature, annotation):
    """Hide `_parsed` of 0.16.0, which is ignored."""
    return signature and signature.replace(", _parsed=False", ""), annotation


def setup(app):
    app.connect("autodoc-process-docstring", read_google_style)
    app.connect("autodoc-process-signature", without_private_arguments)
