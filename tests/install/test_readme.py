"""The commands of the README, run as they stand there."""

from __future__ import annotations

from ..docs.pages import ROOT, blocks
from .conftest import Place, version_of
from .recipes import Command, commands
from .servers import APP, serving


def readme_commands() -> list[Command]:
    consoles = [block for block in blocks(ROOT / "README.md") if block.language == "console"]
    return [command for block in consoles for command in commands(block)]


def test_commands_of_the_readme(place: Place) -> None:
    make, *others = [command.text for command in readme_commands()]
    assert make == "make wheel PYTHONS=/srv/app/venv/bin/python"
    (place.folder / "app.py").write_text(APP)
    done = []
    for text in others:
        text = text.replace("/srv/app/venv", str(place.venv))
        if text.startswith("pip install dist/"):
            place.run("pip install uvicorn")
        if text.startswith("uvicorn "):
            with serving(text, place.folder, place.environment) as server:
                assert server.get() == (200, "0.16.0+rust.1")
        else:
            done.append(place.run(text))
    assert len(done) == len(others) - 1
    assert version_of(place.venv / "bin" / "python", "h11") == "0.16.0"
