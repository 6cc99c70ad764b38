"""What is missing in an archive, or too much, is found, and so is what nobody has decided on."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

import archives
import pytest
from platforms import ROOT, sdist_name, version, wheel_name

TRACKED = {
    "Cargo.toml",
    "Makefile",
    "docs/conf.py",
    "docs/guide/start.md",
    "python/h11/__init__.py",
    "python/h11/py.typed",
    "src/lib.rs",
    "tests/package/test_api.py",
    "tests/types/test_stubs.py",
}
SHIPPED = TRACKED - {"Makefile", "docs/conf.py", "tests/types/test_stubs.py"}

INFO = f"h11-{version()}.dist-info/"
WHEEL = {"h11/__init__.py", "h11/py.typed", "h11/_h11.cpython-313-x86_64-linux-gnu.so"}
WHEEL |= {INFO + name for name in archives.METADATA}


def sdist(folder: Path, names: set[str]) -> Path:
    path = folder / sdist_name()
    with tarfile.open(path, "w:gz") as archive:
        for name in names:
            archive.addfile(tarfile.TarInfo(f"h11-{version()}/{name}"), io.BytesIO())
    return path


def wheel(folder: Path, names: set[str], weight: int = 0) -> Path:
    path = folder / wheel_name("3.13", "manylinux_2_17_x86_64")
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, b"\0" * weight)
    return path


def test_a_sdist_as_it_should_be(tmp_path):
    assert archives.wrong_in_sdist(sdist(tmp_path, SHIPPED | archives.ADDED), TRACKED) == []


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_what_a_sdist_lacks(name, tmp_path):
    path = sdist(tmp_path, (SHIPPED | archives.ADDED) - {name})
    assert archives.wrong_in_sdist(path, TRACKED) == [f"lacks {name}"]


@pytest.mark.parametrize("name", ["Makefile", "tests/package/__pycache__/a.pyc", "src/notes.txt"])
def test_what_a_sdist_must_not_hold(name, tmp_path):
    path = sdist(tmp_path, SHIPPED | archives.ADDED | {name})
    assert archives.wrong_in_sdist(path, TRACKED) == [
        f"holds {name}, which is not meant to be there"
    ]


def test_a_new_file_is_shipped_until_it_is_left_out():
    assert archives.is_shipped("NOTICE")
    assert archives.is_shipped("src/new.rs")
    assert not archives.is_shipped("fuzz/corpus/heads/get")
    assert not archives.is_shipped(".github/workflows/ci.yml")


def test_a_wheel_as_it_should_be(tmp_path):
    assert archives.wrong_in_wheel(wheel(tmp_path, WHEEL), TRACKED) == []


def test_what_a_wheel_lacks(tmp_path):
    gone = {INFO + "licenses/THIRD-PARTY-LICENSES.txt", "h11/py.typed"}
    wrong = archives.wrong_in_wheel(wheel(tmp_path, WHEEL - gone), TRACKED)
    assert wrong == [f"lacks {name}" for name in sorted(gone)]


def test_what_a_wheel_must_not_hold(tmp_path):
    wrong = archives.wrong_in_wheel(wheel(tmp_path, WHEEL | {"h11.libs/libz.so"}), TRACKED)
    assert wrong == ["holds h11.libs/libz.so, which is not meant to be there"]


def test_a_wheel_has_one_extension_module(tmp_path):
    pure = {name for name in WHEEL if not name.endswith(".so")}
    assert archives.wrong_in_wheel(wheel(tmp_path, pure), TRACKED) == ["holds 0 extension modules"]


def test_a_wheel_that_is_too_heavy(tmp_path):
    path = wheel(tmp_path, WHEEL, weight=archives.HEAVIEST // len(WHEEL))
    (wrong,) = archives.wrong_in_wheel(path, TRACKED)
    assert wrong.startswith("weighs ")


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="what is shipped is what git knows")
def test_git_is_asked():
    tracked = archives.tracked_files()
    assert {"python/h11/__init__.py", "src/lib.rs", "release/wheel.py"} <= tracked
