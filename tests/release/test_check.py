"""How checks end, and what the smaller ones find."""

from __future__ import annotations

import subprocess
import sys

import badges
import check
import h11
import installs
import licences
import pytest
import wheel
from platforms import everything, sdist_name, version, wheel_name
from steps import Failed, NotChecked, run


def test_how_a_check_can_end(capsys):
    def fails():
        raise Failed("it is broken")

    def cannot():
        raise NotChecked("there is no tool")

    assert check.passes("a", lambda: "well")
    assert check.passes("b", cannot)
    assert not check.passes("c", fails)
    said = capsys.readouterr().out
    assert "ok: well" in said
    assert "not checked: there is no tool" in said
    assert "FAILED: it is broken" in said


def test_commands():
    assert run(sys.executable, "-c", "print(1)").strip() == "1"
    with pytest.raises(Failed, match="status 3\nwhy"):
        run(sys.executable, "-c", "import sys; print('why', file=sys.stderr); sys.exit(3)")
    with pytest.raises(NotChecked):
        run("a-program-that-is-not-here")


def test_files_of_another_version_are_found(tmp_path):
    for name in (sdist_name(), wheel_name("3.13", "win_amd64")):
        (tmp_path / name).touch()
    assert "1 of " in check.Dist(tmp_path).names()
    (tmp_path / "h11-0.15.0.tar.gz").touch()
    with pytest.raises(Failed, match=r"h11-0\.15\.0"):
        check.Dist(tmp_path).names()


def test_a_release_must_be_complete(tmp_path):
    for name in everything():
        (tmp_path / name).touch()
    assert check.Dist(tmp_path).complete()
    lost = wheel_name("3.14t", "musllinux_1_2_aarch64")
    (tmp_path / lost).unlink()
    with pytest.raises(Failed, match=r"missing: .*cp314t-musllinux"):
        check.Dist(tmp_path).complete()


def test_a_tag_is_the_version():
    assert check.agrees(f"v{version()}")
    with pytest.raises(Failed):
        check.agrees("v0.16.0")


@pytest.mark.parametrize("writer", [badges, licences])
def test_written_files_are_as_they_would_be_written(writer):
    writer.check()


def test_a_badge_that_is_out_of_date_is_found(monkeypatch):
    monkeypatch.setattr(badges, "version", lambda: "9.9.9")
    with pytest.raises(Failed, match=r"version\.svg"):
        badges.check()


def test_a_crate_on_other_terms_is_found():
    with pytest.raises(Failed, match="GPL"):
        licences.read_licence({"name": "odd", "license": "GPL-3.0-only"})


def test_a_profile_that_fits_nothing_is_found(capfd):
    said = f"warning: {wheel.UNKNOWN} f"
    command = [sys.executable, "-c", f"import sys; print({said!r}, file=sys.stderr)"]
    assert wheel.run(command, None)
    assert said in capfd.readouterr().err
    assert not wheel.run([sys.executable, "-c", ""], None)


def test_a_request_is_served():
    command = [sys.executable, str(installs.SERVED)]
    done = subprocess.run([*command, h11.__version__], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert h11.__file__ in done.stdout
    other = subprocess.run([*command, "0.0"], capture_output=True, text=True, timeout=60)
    assert other.returncode == 1
    assert "not 0.0" in other.stderr
