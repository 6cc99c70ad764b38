"""Makes a static package index (PEP 503) of wheels and source distributions.

    python release/index.py [--files URL] FOLDER INDEX

INDEX/simple/ can be served by any web server, or used from the disk: `pip install --index-url
file:///.../INDEX/simple/ h11`. The files are copied next to it, unless they are elsewhere: `--files`
is the address of their folder, such as that of the assets of a release.

The pages contain what a resolver needs without downloading a wheel: hashes, the required Python
(PEP 503), and the metadata as a file beside the wheel (PEP 658), unless the files are elsewhere.
"""

from __future__ import annotations

import argparse
import email
import hashlib
import html
import re
import shutil
import tarfile
import zipfile
from pathlib import Path
from urllib.parse import quote

PAGE = """\
<!DOCTYPE html>
<html>
<head>
<meta name="pypi:repository-version" content="1.0">
<title>{title}</title>
</head>
<body>
{links}
</body>
</html>
"""


def metadata_of(file: Path) -> bytes:
    """The core metadata of a wheel or source distribution."""
    if file.suffix == ".whl":
        with zipfile.ZipFile(file) as wheel:
            [name] = [n for n in wheel.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", n)]
            return wheel.read(name)
    with tarfile.open(file) as sdist:
        [name] = [n for n in sdist.getnames() if re.fullmatch(r"[^/]+/PKG-INFO", n)]
        found = sdist.extractfile(name)
        assert found is not None
        return found.read()


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def normalized(name: str) -> str:
    """The name of a project in the address of its page."""
    return re.sub(r"[-_.]+", "-", name).lower()


def link(file: Path, metadata: bytes, files: str, with_metadata: bool) -> str:
    """The line of a file: `+` in a version must be quoted, or servers take it for a space."""
    address = f"{files}{quote(file.name)}#sha256={digest(file.read_bytes())}"
    attributes = [f'href="{html.escape(address)}"']
    if required := email.message_from_bytes(metadata)["Requires-Python"]:
        attributes.append(f'data-requires-python="{html.escape(required)}"')
    if with_metadata:
        found = f"sha256={digest(metadata)}"
        attributes += [f'data-core-metadata="{found}"', f'data-dist-info-metadata="{found}"']
    return f"<a {' '.join(attributes)}>{html.escape(file.name)}</a><br>"


def make_index(folder: Path, index: Path, elsewhere: str | None = None) -> list[str]:
    """Write the index of all files in a folder; return the names of the projects."""
    found = sorted([*folder.glob("*.whl"), *folder.glob("*.tar.gz")])
    pages: dict[str, list[str]] = {}
    shutil.rmtree(index, ignore_errors=True)
    (index / "files").mkdir(parents=True)
    for file in found:
        metadata = metadata_of(file)
        project = normalized(email.message_from_bytes(metadata)["Name"])
        with_metadata = elsewhere is None and file.suffix == ".whl"
        if elsewhere is None:
            shutil.copy(file, index / "files")
        if with_metadata:
            (index / "files" / f"{file.name}.metadata").write_bytes(metadata)
        line = link(file, metadata, elsewhere or "../../files/", with_metadata)
        pages.setdefault(project, []).append(line)
    for project, links in pages.items():
        write(index / "simple" / project, f"Links for {project}", links)
    write(index / "simple", "Index", [f'<a href="{p}/">{p}</a><br>' for p in pages])
    return list(pages)


def write(folder: Path, title: str, links: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "index.html").write_text(PAGE.format(title=title, links="\n".join(links)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="of wheels and sdists")
    parser.add_argument("index", metavar="INDEX", type=Path, help="is removed first")
    parser.add_argument("--files", metavar="URL", help="where the files are, if not in the index")
    options = parser.parse_args()
    files = options.files and options.files.rstrip("/") + "/"
    if not make_index(options.folder, options.index, files):
        parser.error(f"no wheel in {options.folder}: make wheel")
    print(f"{options.index}: pip install --index-url URL/simple/ h11")


if __name__ == "__main__":
    main()
