"""Writes THIRD-PARTY-LICENSES.txt: what a wheel holds that is not ours, and on which terms.

    python release/licences.py [--check]

Everything that is compiled into a wheel may be used under the MIT licence, whose text
is written once, after the notices of copyright. A crate that cannot be makes this fail.
"""

import json
import re
import sys
import textwrap
from pathlib import Path

from platforms import PLATFORMS, ROOT
from steps import Failed, run

FILE = ROOT / "THIRD-PARTY-LICENSES.txt"

#: What is linked besides crates. Their notices are in what they come with.
BESIDES = (
    (
        "The Rust standard library",
        "MIT OR Apache-2.0",
        "Copyright (c) The Rust Project Developers. What it is made of in turn is listed in"
        " COPYRIGHT-library.html, which comes with each Rust toolchain.",
    ),
    (
        "compiler_rt of Zig, in wheels for Linux",
        "MIT",
        "Copyright (c) Zig contributors",
    ),
    (
        "libunwind of LLVM, in wheels for Linux",
        "Apache-2.0 WITH LLVM-exception",
        "By the exception, what is embedded in an object form needs no notice.",
    ),
)

INTRODUCTION = """\
THIRD-PARTY SOFTWARE IN THE WHEELS OF H11

A wheel holds, compiled into its extension module, the following software of
others. It is used under the MIT licence, which stands at the end, but for what
says otherwise. This file is written by release/licences.py.
"""


def write():
    FILE.write_text(written(), encoding="utf-8")


def check():
    if not FILE.exists() or FILE.read_text(encoding="utf-8") != written():
        raise Failed(f"{FILE.name} is out of date: run python release/licences.py")
    return FILE.name


def written():
    parts, terms = [], set()
    for crate in linked():
        notices, text = read_licence(crate)
        terms.add(text)
        notice = " ".join(notices) or f"The authors of {crate['name']}"
        parts.append((crate["name"], crate["license"], notice))
    if len(terms) != 1:
        raise Failed("the texts of the licence are not all the same any more")
    blocks = [INTRODUCTION]
    for name, licence, notice in [*parts, *BESIDES]:
        blocks.append(f"{name} ({licence})\n{wrapped(notice, margin='    ')}")
    return "\n".join([*blocks, "-" * 72 + "\n", *terms])


def linked():
    """The crates that are linked into a wheel on one platform or another."""
    found = set()
    for platform in PLATFORMS:
        tree = run(
            *("cargo", "tree", "--locked", "--features", "python", "--target", platform.target),
            *("--edges", "normal,no-proc-macro", "--prefix", "none", "--format", "{p}"),
            cwd=ROOT,
        )
        found |= {tuple(line.split()[:2]) for line in tree.splitlines()}
    metadata = run(
        "cargo", "metadata", "--locked", "--format-version", "1", "--features", "python", cwd=ROOT
    )
    crates = json.loads(metadata)["packages"]
    chosen = [crate for crate in crates if (crate["name"], f"v{crate['version']}") in found]
    return sorted((c for c in chosen if c["name"] != "h11"), key=lambda crate: crate["name"])


def read_licence(crate):
    """The notices in a crate's MIT licence, and the text below them."""
    if "MIT" not in crate["license"].split(" OR "):
        raise Failed(f"{crate['name']} is not under the MIT licence: {crate['license']}")
    file = Path(crate["manifest_path"]).with_name("LICENSE-MIT")
    text = file.read_text(encoding="utf-8")
    above, found, terms = text.partition("Permission is hereby granted")
    if not found:
        raise Failed(f"{file} is not what it was")
    notices = [line.strip() for line in above.splitlines() if line.startswith("Copyright")]
    return notices, wrapped(found + terms)


def wrapped(text, margin=""):
    """The same words, in lines of one length, so that equal texts are equal."""
    paragraphs = re.split(r"\n\s*\n", text.strip())
    layout = {"width": 72, "initial_indent": margin, "subsequent_indent": margin}
    layout.update(break_long_words=False, break_on_hyphens=False)
    return "\n\n".join(textwrap.fill(paragraph, **layout) for paragraph in paragraphs) + "\n"


if __name__ == "__main__":
    try:
        check() if "--check" in sys.argv[1:] else write()
    except Failed as failure:
        sys.exit(f"error: {failure}")
