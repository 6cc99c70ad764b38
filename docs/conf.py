"""Sphinx configuration of the site, which `make docs` builds into target/docs.

The package is imported from the environment with our wheel: the reference is generated from the
docstrings of the built package.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

import h11
from sphinx.ext.napoleon import Config, GoogleDocstring

sys.path.insert(0, str(Path(__file__).parent / "_extensions"))

project = "h11-rust"
author = "the maintainers of h11-rust"
release = h11.__version__
version = release

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "notfound.extension",
    "sphinx_copybutton",
    "sphinx_last_updated_by_git",
    "sphinx_llms_txt",
    "sphinx_reredirects",
    "sphinx_sitemap",
    "sphinxext.opengraph",
    "charts",
    "state_diagrams",
    "stub_signatures",
]
exclude_patterns = ["_build", "_diagrams"]
myst_enable_extensions = ["colon_fence", "deflist"]
suppress_warnings = [
    "git.too_shallow",
    "git.subprocess_error",
]  # without history there are no dates
myst_heading_anchors = 3

# Nothing is downloaded during the build, so Python's own names are not links.
nitpick_ignore_regex = [
    ("py:class", r"(bytes|str|int|bool|dict|type|object|Any|None|Exception|optional)"),
    ("py:class", r"(abc\.ABC|typing\..*|Type|Role|Sentinel|h11\._util\..*|_version\..*)"),
    ("py:exc", r"(TypeError|ValueError|RuntimeError)"),
]

autodoc_member_order = "bysource"
autodoc_typehints = "signature"  # taken from the stubs: see stub_signatures

# Where the site and its sources are: GitHub's pages during a build there, or DOCS_URL.
repository = os.environ.get("GITHUB_REPOSITORY", "")
owner, _, name = repository.partition("/")
home = f"https://{owner}.github.io/{name}/" if repository else "http://localhost:8000/"
html_baseurl = os.environ.get("DOCS_URL", home)

DESCRIPTION = (
    "A drop-in replacement for h11 with a Rust core: HTTP/1.1 for uvicorn, hypercorn and httpx."
)
sitemap_url_scheme = "{link}"
notfound_urls_prefix = urlsplit(html_baseurl).path
ogp_site_url = html_baseurl
ogp_site_name = "h11-rust"
ogp_enable_meta_description = True
ogp_social_cards = {"enable": False}
llms_txt_title = "h11-rust"
llms_txt_summary = DESCRIPTION

#: Addresses that one might guess, and where they lead.
redirects = {
    "installation": "install.html",
    "usage": "run.html",
    "faq": "troubleshooting.html",
    "errors": "codes.html",
    "changes": "changelog.html",
    "benchmarks": "speed.html",
}

html_theme = "furo"
html_title = f"h11-rust {release}"
html_favicon = "_static/favicon.svg"
html_last_updated_fmt = "%Y-%m-%d"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_show_sourcelink = not repository  # otherwise each page links to its source there
html_show_copyright = False
html_show_sphinx = False
html_theme_options = {
    **(
        {
            "source_repository": f"https://github.com/{repository}/",
            "source_branch": "main",
            "source_directory": "docs/",
        }
        if repository
        else {}
    ),
    "top_of_page_buttons": ["view", "edit"] if repository else ["view"],
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


def setup(app):
    app.connect("autodoc-process-docstring", read_google_style)
