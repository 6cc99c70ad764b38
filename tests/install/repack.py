"""Wheels of installed packages, so that the tests need no network."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import zipfile
from pathlib import Path

LIST = """\
import importlib.metadata, json, sys
found = importlib.metadata.distribution(sys.argv[1])
files = [(str(file), str(file.locate())) for file in found.files]
print(json.dumps([found.metadata["Name"], found.version, files]))
"""
#: Written by the installer, or outside of the package.
LEFT_OUT = ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json", "uv_cache.json")


def repack(python: Path, name: str, folder: Path) -> Path:
    """A wheel of a pure package in an environment, without its scripts."""
    listed = subprocess.run([python, "-c", LIST, name], check=True, capture_output=True, text=True)
    name, version, files = json.loads(listed.stdout)
    wheel = folder / f"{name.replace('-', '_')}-{version}-py3-none-any.whl"
    record = []
    info = ""
    with zipfile.ZipFile(wheel, "w") as archive:
        for path, place in files:
            if path.startswith("..") or path.endswith((".pyc", *LEFT_OUT)):
                continue
            content = Path(place).read_bytes()
            archive.writestr(path, content)
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=")
            record.append(f"{path},sha256={digest.decode()},{len(content)}\n")
            if path.endswith(".dist-info/METADATA"):
                info = path.rpartition("/")[0]
        archive.writestr(f"{info}/RECORD", f"{''.join(record)}{info}/RECORD,,\n")
    return wheel
