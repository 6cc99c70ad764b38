"""A server of one connection, in a thread of the scenario itself."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from tests.clients.scenarios.raw import TIMEOUT_SECONDS


@contextmanager
def listening(converse: Callable[[socket.socket], object]) -> Iterator[tuple[int, Future]]:
    """Call ``converse`` with the next connection; yields the port, and its result in the end.

    An exception in the thread is raised here, after the block.
    """

    def serve() -> object:
        connection, _ = listener.accept()
        with connection:
            connection.settimeout(TIMEOUT_SECONDS)
            return converse(connection)

    with socket.create_server(("127.0.0.1", 0)) as listener, ThreadPoolExecutor(1) as thread:
        listener.settimeout(TIMEOUT_SECONDS)
        conversation = thread.submit(serve)
        yield listener.getsockname()[1], conversation
        conversation.result(TIMEOUT_SECONDS)
