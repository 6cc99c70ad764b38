"""An unmodified uvicorn, run by the Python of one environment."""

import http.client
import json
import socket
import time
from collections import namedtuple

from tools.machine import cpu_seconds
from tools.processes import Failure, start, stop

PATIENCE = 30

# An application: a name for the terminal, its module, and the target that is loaded.
App = namedtuple("App", "name module target")
TRIVIAL = App("trivial", "demo.app:app", "/")
FASTAPI = App("FastAPI", "demo.fastapi_app:app", "/items/42")


class Server:
    """`with Server(...) as server:` is one that responds on `server.port`."""

    def __init__(self, environment, http, loop, core=None, app=TRIVIAL):
        self.environment = environment
        self.app = app
        self.http = http
        self.loop = loop
        self.core = core
        self.log = environment.path / f"uvicorn-{app.name}-{http}-{loop}.log"

    def __enter__(self):
        self.port = free_port()
        command = [self.environment.python, "-m", "uvicorn", self.app.module, "--port", self.port]
        command += ["--http", self.http, "--loop", self.loop, "--lifespan", "off"]
        command += ["--no-access-log", "--log-level", "warning"]
        with open(self.log, "wb") as log:
            self.child = start(command, self.core, stdout=log, stderr=log)
        try:
            self.about = self.wait_until_it_responds()
            self.check_what_serves()
        except BaseException:
            stop(self.child)
            raise
        return self

    def __exit__(self, *_):
        stop(self.child)

    def wait_until_it_responds(self):
        limit = time.monotonic() + PATIENCE
        while time.monotonic() < limit:
            if self.child.poll() is not None:
                raise Failure(f"uvicorn ended:\n{self.log.read_text(errors='replace')[-2000:]}")
            try:
                return self.ask_about()
            except ConnectionRefusedError:
                time.sleep(0.05)
        raise Failure(f"uvicorn did not respond within {PATIENCE} s; its log: {self.log}")

    def ask_about(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", "/about")
            return json.loads(connection.getresponse().read())
        except ConnectionRefusedError:
            raise
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Failure(
                f"uvicorn's first response is wrong: {error!r}; its log: {self.log}"
            ) from None
        finally:
            connection.close()

    def check_what_serves(self):
        """Check that the requested protocol and loop are in use."""
        wanted = {"http": [self.http], "uvloop": self.loop == "uvloop"}
        found = {key: self.about[key] for key in wanted}
        if found != wanted:
            raise Failure(f"uvicorn uses {found} instead of {wanted}")

    def cpu_seconds(self):
        return cpu_seconds(self.child.pid)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
