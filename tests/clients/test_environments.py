"""The two environments differ in h11, and in nothing else."""

from __future__ import annotations

import json
from datetime import date

import pytest

from .tested_with import PAGE, PROGRAMS, listed, rewritten, table, versions


@pytest.fixture(scope="module")
def installed(environments) -> dict[str, dict]:
    return {
        name: json.loads(environment.run("-m", "tests.clients.scenarios", "about"))["answers"]
        for name, environment in environments.items()
    }


def test_ours_has_the_rust_core(h11_of):
    assert h11_of["ours"]["version"].startswith("0.16.0+rust")
    assert h11_of["ours"]["compiled"]
    assert h11_of["ours"]["installed"]


def test_the_reference_is_pure_python(h11_of):
    assert h11_of["reference"] == {"version": "0.16.0", "compiled": False, "installed": True}


def test_everything_else_is_the_same(installed):
    ours, reference = installed["ours"], installed["reference"]
    assert ours["packages"].pop("h11") == ours["h11"]
    assert reference["packages"].pop("h11") == reference["h11"]
    assert ours["packages"] == reference["packages"]
    assert ours["python"] == reference["python"]
    assert {"uvicorn", "hypercorn", "httpx", "httpcore", "wsproto", "urllib3"} <= set(
        ours["packages"]
    )


def test_the_page_lists_the_programs():
    page = PAGE.read_text(encoding="utf-8")
    assert set(listed(page)) == set(PROGRAMS)


def test_the_page_shows_the_versions(installed):
    """The page is rewritten from the environment, and only between its markers."""
    found = versions(installed["ours"])
    page = PAGE.read_text(encoding="utf-8")
    new = rewritten(page, table(found, "0.16.0+rust.1", date(2030, 1, 2)))
    assert listed(new) == found
    assert "on 2030-01-02 with h11 0.16.0+rust.1" in new
    assert new.partition("<!--")[0] == page.partition("<!--")[0]
    assert new.rpartition("-->")[2] == page.rpartition("-->")[2]


@pytest.mark.parametrize("name", ["ours", "reference"])
def test_pip_finds_no_conflict(environments, name):
    assert "No broken requirements found." in environments[name].run("-m", "pip", "check")
