"""The two environments differ in h11, and in nothing else."""

from __future__ import annotations

import json

import pytest


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


@pytest.mark.parametrize("name", ["ours", "reference"])
def test_pip_finds_no_conflict(environments, name):
    assert "No broken requirements found." in environments[name].run("-m", "pip", "check")
