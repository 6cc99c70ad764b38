"""curl as the client, which shares no code with Python's."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from tests.clients.scenarios.pages import pattern
from tests.clients.scenarios.servers import Servers
from tests.clients.scenarios.transcript import body

SIZE = 2_000_000
# No configuration of the user (-q) or the machine (--noproxy), no progress meter, and a limit for all
# waits: by default curl sends the content when 100 Continue is a second late.
COMMAND = ["curl", "-q", "--noproxy", "*", "-s", "--max-time", "20", "--expect100-timeout", "20"]
REPORT = "%{http_code} HTTP/%{http_version} %{num_connects} new connection(s)\n"


def curl(*arguments: str, report: str = REPORT) -> dict:
    """The exit status of curl, and its output: the content, then the report."""
    finished = subprocess.run(
        [*COMMAND, "-w", report, *arguments], stdout=subprocess.PIPE, timeout=30, check=False
    )
    return {"exit": finished.returncode, "printed": body(finished.stdout)}


def run(servers: Servers, kind: str) -> dict:
    url = servers.start(kind).url
    with tempfile.TemporaryDirectory() as scratch:
        upload = Path(scratch) / "upload"
        upload.write_bytes(pattern(SIZE))
        return {
            "get": curl(url + "/hello"),
            "head": curl("--head", url + "/hello"),
            "post": curl("--data", "hello=world", url + "/inspect"),
            "post in chunks": curl(
                "-H", "Transfer-Encoding: chunked", "--data", "hello=world", url + "/inspect"
            ),
            "large, after 100 Continue": curl(
                "-H", "Expect: 100-continue", "--upload-file", str(upload), url + "/echo"
            ),
            "large, in chunks": curl(
                *("-H", "Transfer-Encoding: chunked", "-H", "Expect:"),
                *("--upload-file", str(upload), url + "/echo"),
            ),
            "rejected instead of 100 Continue": curl(
                "-H", "Expect: 100-continue", "--upload-file", str(upload), url + "/rejected"
            ),
            "HTTP/1.0": curl("--http1.0", url + "/hello"),
            "HTTP/1.0, length unknown": curl("--http1.0", url + "/download?size=9"),
            "three on one connection": curl(url + "/hello", url + "/hello", url + "/last"),
            "not compliant": curl("-H", "Host:", url + "/hello"),
            "crash": curl(url + "/crash"),
        }
