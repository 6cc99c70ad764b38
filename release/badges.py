"""Draws the badges of the README: what the package's own files say, and so can be checked here.

python release/badges.py [--check]
"""

import re
import sys
from html import escape

from platforms import PYTHONS, ROOT, version
from steps import Failed

FOLDER = ROOT / "docs" / "images" / "badges"

#: About how wide characters are, and what is left free on each side of a text.
NARROW, NARROW_WIDTH, WIDTH, MARGIN = " .,:filjrt", 4, 7, 7

DRAWING = """\
<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="20" role="img" aria-label="{what}">
  <title>{what}</title>
  <clipPath id="round"><rect width="{width}" height="20" rx="3"/></clipPath>
  <g clip-path="url(#round)">
    <rect width="{left}" height="20" fill="#555"/>
    <rect x="{left}" width="{right}" height="20" fill="#2a6f97"/>
  </g>
  <g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle">
    <text x="{left_middle}" y="14" textLength="{left_text}">{label}</text>
    <text x="{right_middle}" y="14" textLength="{right_text}">{value}</text>
  </g>
</svg>
"""


def badges():
    """What the badges say, by name."""
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    with_gil = [python for python in PYTHONS if not python.endswith("t")]
    without = [python for python in PYTHONS if python.endswith("t")]
    return {
        "version": ("version", version()),
        "python": ("CPython", f"{with_gil[0]} to {with_gil[-1]}, and {', '.join(without)}"),
        "licence": ("licence", re.search(r'^license = "(.+)"$', project, re.MULTILINE)[1]),
    }


def drawn(label, value):
    left_text, right_text = map(width_of, (label, value))
    left, right = left_text + 2 * MARGIN, right_text + 2 * MARGIN
    return DRAWING.format(
        what=escape(f"{label}: {value}"),
        label=escape(label),
        value=escape(value),
        left=left,
        right=right,
        width=left + right,
        left_text=left_text,
        right_text=right_text,
        left_middle=left / 2,
        right_middle=left + right / 2,
    )


def width_of(text):
    return sum(NARROW_WIDTH if character in NARROW else WIDTH for character in text)


def files():
    """What each file must hold."""
    return {FOLDER / f"{name}.svg": drawn(*texts) for name, texts in badges().items()}


def write():
    FOLDER.mkdir(exist_ok=True)
    for file, drawing in files().items():
        file.write_text(drawing, encoding="utf-8")


def check():
    for file, drawing in files().items():
        if not file.exists() or file.read_text(encoding="utf-8") != drawing:
            raise Failed(f"{file.name} is out of date: run python release/badges.py")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name, texts in badges().items():
        shown = f"![{': '.join(texts)}]({FOLDER.relative_to(ROOT).as_posix()}/{name}.svg)"
        if shown not in readme:
            raise Failed(f"the README lacks {shown}")
    return ", ".join(badges())


if __name__ == "__main__":
    try:
        check() if "--check" in sys.argv[1:] else write()
    except Failed as failure:
        sys.exit(f"error: {failure}")
