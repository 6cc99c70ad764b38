"""A load generator for machines without wrk: many connections, and as little Python as possible.

    python -m demo.raw_load PORT TARGET SECONDS CONNECTIONS

Every connection always has exactly one request in progress: a response is read from each in turn and
the next request is sent immediately, so the server never waits and nothing is pipelined. The first
response is parsed; the others must have the same status line and the same length, as they do if only
their `Date` changes.
"""

import json
import socket
import struct
import sys
import time
from contextlib import ExitStack

from demo.fixtures import request_bytes

PATIENCE = 10


def open_connection(port):
    """A blocking socket whose reads time out in the kernel, at no cost per read."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    connection.settimeout(None)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", PATIENCE, 0))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def receive(connection):
    data = connection.recv(65536)
    if not data:
        sys.exit("error: the server closed a connection that should stay open")
    return data


def first_answer(connection):
    """Read one response by its Content-Length; return its status line and total length."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += receive(connection)
    head, _, body = data.partition(b"\r\n\r\n")
    status, *fields = head.split(b"\r\n")
    pairs = [field.split(b": ", 1) for field in fields]
    lengths = [int(value) for name, value in pairs if name.lower() == b"content-length"]
    if not status.startswith(b"HTTP/1.1 200 ") or len(lengths) != 1:
        sys.exit(f"error: the server responded {head!r}")
    while len(body) < lengths[0]:
        body += receive(connection)
    if len(body) > lengths[0]:
        sys.exit("error: the server sent more than one response")
    return status + b"\r\n", len(head) + 4 + lengths[0]


def keep_busy(connections, request, status, length, seconds):
    """Visit the connections in turn until the time is over; return the number of responses."""
    responses = 0
    clock = time.perf_counter
    end = clock() + seconds
    while clock() < end:
        for connection in connections:
            data = connection.recv(65536)
            while len(data) < length:
                data += receive(connection)
            if len(data) != length or not data.startswith(status):
                sys.exit(f"error: a wrong response under load: {data[:80]!r}")
            connection.send(request)
        responses += len(connections)
    return responses


def main():
    port, target = int(sys.argv[1]), sys.argv[2]
    seconds, count = float(sys.argv[3]), int(sys.argv[4])
    request = request_bytes(f"127.0.0.1:{port}", target)
    with ExitStack() as stack:
        connections = [stack.enter_context(open_connection(port)) for _ in range(count)]
        for connection in connections:
            connection.sendall(request)
            status, length = first_answer(connection)
            connection.sendall(request)
        began = time.perf_counter()
        responses = keep_busy(connections, request, status, length, seconds)
        print(json.dumps({"responses": responses, "seconds": time.perf_counter() - began}))


if __name__ == "__main__":
    try:
        main()
    except OSError as error:
        sys.exit(f"error: a connection failed under load: {error}")
