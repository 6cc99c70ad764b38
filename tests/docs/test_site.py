"""What the extensions of the site rely on; `make docs` runs them."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from .pages import DOCS, PAGES, ROOT, name

IMAGE = re.compile(r"!\[[^\]]+\]\((\S+\.svg)\)|srcset=\"(\S+)\"|src=\"(\S+)\"")
#: Charts without variants.
SINGLE = {"growth.svg"}


@pytest.fixture(scope="module")
def stub_signatures() -> ModuleType:
    path = DOCS / "_extensions" / "stub_signatures.py"
    spec = importlib.util.spec_from_file_location("stub_signatures", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_signatures_have_types(stub_signatures: ModuleType) -> None:
    found = stub_signatures.read_stubs()
    assert found["h11.Connection.receive_data"] == ("(data: bytes | None)", "None")
    assert found["h11.Connection.send"] == ("(event: Event)", "bytes | None")
    parameters, result = found["h11.Headers.get"]
    assert parameters == "(name: str | bytes, default: object | None = None)"
    assert result == "bytes | object | None"
    assert found["h11.Data"][0].startswith("(data: bytes")
    assert "_parsed" not in found["h11.EndOfMessage"][0]
    assert found["h11.Connection"][0].startswith("(our_role: Role, max_incomplete_event_size: int")
    assert (
        "policy: Literal['compatible', 'strict', 'lenient'] | None = None"
        in found["h11.Connection"][0]
    )


def test_every_documented_method_has_a_signature(stub_signatures: ModuleType) -> None:
    found = stub_signatures.read_stubs()
    text = (DOCS / "reference.md").read_text(encoding="utf-8")
    for kind in ("Connection", "Headers"):
        (section,) = re.findall(rf"autoclass:: {kind}\n(.*?)```", text, re.DOTALL)
        for method in re.findall(r"automethod:: (\w+)$", section, re.MULTILINE):
            parameters, result = found[f"h11.{kind}.{method}"]
            assert result, method
            private = re.findall(r"\b_\w+", parameters + result)
            assert not private, f"{method}: say in SHOWN how a reader knows {private}"
            assert parameters.count(":") >= parameters.count(","), method


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_charts_have_all_variants(page: Path) -> None:
    for groups in IMAGE.findall(page.read_text(encoding="utf-8")):
        path = page.parent / "".join(groups)
        assert path.exists(), path
        if path.name not in SINGLE and not path.stem.endswith(("-dark", "-narrow")):
            for suffix in ("-dark", "-narrow", "-narrow-dark"):
                assert path.with_name(f"{path.stem}{suffix}.svg").exists(), (path, suffix)


def test_the_readme_fits_on_a_few_screens() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 120
