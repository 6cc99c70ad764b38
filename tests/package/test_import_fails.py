"""If the compiled module cannot be found, the ImportError explains the reason and the remedy."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import h11
import pytest

from .processes import run

PACKAGE = Path(h11.__file__).parent

SCRIPT = """
import sys
for name in [name for name in sys.modules if name.split(".")[0] == "h11"]:
    del sys.modules[name]
sys.path.insert(0, WHERE)
try:
    import h11
except ImportError as error:
    print(error.name, error.path)
    print(error)
    print(error.__cause__, "h11" in sys.modules)
else:
    print(h11.Connection(h11.SERVER).our_state)
"""


def imported_from(where: Path) -> list[str]:
    return run(SCRIPT.replace("WHERE", repr(str(where)))).splitlines()


def files() -> list[Path]:
    return [path for path in PACKAGE.iterdir() if path.is_file()]


@pytest.fixture
def archive(tmp_path):
    """A zip file that contains the package."""
    path = tmp_path / "packages.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in files():
            archive.write(file, f"h11/{file.name}")
    return path


@pytest.fixture
def directory(tmp_path):
    """A directory that contains the package without its compiled module."""
    package = tmp_path / "h11"
    package.mkdir()
    for file in files():
        if not file.name.startswith("_h11."):
            shutil.copy(file, package)
    return tmp_path


@pytest.mark.differs("0.16.0 is pure Python")
def test_a_zip_file(archive):
    where, message, rest = imported_from(archive)
    assert where == f"h11._h11 {archive / 'h11'}"
    assert f"h11 cannot be imported from {archive / 'h11'}" in message
    assert "zip file" in message
    assert "Unpack" in message
    assert "h11==0.16.0" in message
    assert rest == "None False"


def test_a_zip_file_before_an_installed_package(archive):
    """The first entry of `sys.path` wins."""
    script = SCRIPT.replace("insert(0, WHERE)", "append(WHERE)")
    assert run(script.replace("WHERE", repr(str(archive)))) == "IDLE"


@pytest.mark.differs("0.16.0 is pure Python")
def test_a_module_for_another_python(directory):
    (directory / "h11" / "_h11.cpython-27-some-where.so").write_bytes(b"")
    (directory / "h11" / "_h11.pyi").write_bytes(b"")
    _, message, _ = imported_from(directory)
    assert f"h11 in {directory / 'h11'} is compiled for another Python" in message
    assert "(_h11.cpython-27-some-where.so)" in message
    assert "h11==0.16.0" in message


@pytest.mark.differs("0.16.0 is pure Python")
def test_no_compiled_module(directory):
    (directory / "h11" / "_h11.pyi").write_bytes(b"")
    _, message, _ = imported_from(directory)
    assert f"h11 in {directory / 'h11'} has no compiled module" in message


@pytest.mark.differs("0.16.0 is pure Python")
def test_a_compiled_module_that_does_not_load(directory):
    """The loader's own error is better than a guess."""
    (suffix,) = (file.name for file in files() if file.name.startswith("_h11.c"))
    (directory / "h11" / suffix).write_bytes(b"not a library")
    _, message, _ = imported_from(directory)
    assert suffix in message
    assert "zip" not in message


@pytest.mark.differs("0.16.0 is pure Python")
def test_a_missing_dependency_of_the_compiled_module():
    """If the compiled module exists, the error is about the missing one."""
    script = """
import sys

class Finder:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name == "h11._h11":
            raise ModuleNotFoundError("No module named 'dataclasses'", name="dataclasses")

sys.meta_path.insert(0, Finder)
try:
    import h11
except ModuleNotFoundError as error:
    print(error.name, error)
"""
    assert run(script) == "dataclasses No module named 'dataclasses'"
