"""The static index of `make index`."""

from __future__ import annotations

import hashlib
import importlib.util
import re
import urllib.request
from pathlib import Path
from urllib.parse import unquote, urljoin

import pytest

from ..docs.pages import ROOT
from .conftest import Place, version_of

LINK = re.compile(r'<a href="([^"#]+)#sha256=(\w+)"([^>]*)>([^<]+)</a>')


def links(page: str) -> list[tuple[str, str, str, str]]:
    return LINK.findall(urllib.request.urlopen(page, timeout=10).read().decode())


@pytest.mark.parametrize("name", ["pypi", "private"])
def test_links_lead_to_the_files(name: str, indexes: str) -> None:
    page = f"{indexes}{name}/simple/h11/"
    [(address, digest, attributes, file)] = links(page)
    content = urllib.request.urlopen(urljoin(page, address), timeout=10).read()
    assert hashlib.sha256(content).hexdigest() == digest
    assert unquote(address).endswith(f"/{file}")
    assert "+" not in address
    assert 'data-requires-python="&gt;=3.' in attributes
    metadata = urllib.request.urlopen(urljoin(page, address) + ".metadata", timeout=10).read()
    assert hashlib.sha256(metadata).hexdigest() in attributes


@pytest.mark.parametrize(
    ("name", "projects"), [("pypi", {"h11", "uvicorn", "click"}), ("private", {"h11"})]
)
def test_the_first_page_lists_the_projects(name: str, projects: set[str], indexes: str) -> None:
    page = urllib.request.urlopen(f"{indexes}{name}/simple/", timeout=10).read().decode()
    assert projects <= set(re.findall(r'<a href="([\w-]+)/">', page))


def test_files_may_be_elsewhere(wheel: Path, tmp_path: Path) -> None:
    """As assets of a release are."""
    spec = importlib.util.spec_from_file_location("index", ROOT / "release" / "index.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.make_index(wheel.parent, tmp_path / "made", "https://example.com/v1/") == ["h11"]
    page = (tmp_path / "made" / "simple" / "h11" / "index.html").read_text()
    [(address, _, attributes, _)] = LINK.findall(page)
    assert address.startswith("https://example.com/v1/h11-0.16.0%2Brust.1-")
    assert "metadata" not in attributes
    assert not list((tmp_path / "made" / "files").iterdir())


@pytest.mark.parametrize(
    ("install", "back"),
    [
        ('pip install --extra-index-url "$INDEX" uvicorn', 'pip install "h11===0.16.0"'),
        ('uv pip install --index "$INDEX" uvicorn', 'uv pip install "h11===0.16.0"'),
    ],
    ids=["pip", "uv"],
)
def test_forward_and_back(install: str, back: str, place: Place) -> None:
    python = place.venv / "bin" / "python"
    place.run(install)
    assert version_of(python, "h11") == "0.16.0+rust.1"
    place.run(back)
    assert version_of(python, "h11") == "0.16.0"
    place.run("pip check")
