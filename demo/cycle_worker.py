"""A persistent process that times complete server cycles on its environment's h11.

Its first line of output contains the version, and a checksum of the bytes that a cycle sends.
"""

import hashlib
import json
import sys
import time

import h11

from demo.fixtures import BODY, RESPONSE_HEADERS, request_bytes

REQUEST = request_bytes("www.example.com")


def server_cycle():
    """A new connection, a browser's GET received, a response of 9 fields and 1 kB sent."""
    connection = h11.Connection(h11.SERVER)
    connection.receive_data(REQUEST)
    while connection.next_event() is not h11.NEED_DATA:
        pass
    connection.send(h11.Response(status_code=200, headers=RESPONSE_HEADERS))
    connection.send(h11.Data(data=BODY))
    connection.send(h11.EndOfMessage())


def evidence():
    """The same cycle with everything recorded: the events and the sent bytes."""
    connection = h11.Connection(h11.SERVER)
    connection.receive_data(REQUEST)
    request, end, nothing = (connection.next_event() for _ in range(3))
    response = h11.Response(status_code=200, headers=RESPONSE_HEADERS)
    wire = [connection.send(event) for event in (response, h11.Data(data=BODY), h11.EndOfMessage())]
    seen = [request.method, request.target, list(request.headers), type(end).__name__]
    seen += [repr(nothing), b"".join(wire), repr(connection.states)]
    return hashlib.sha256(repr(seen).encode()).hexdigest()


def main():
    print(json.dumps({"version": h11.__version__, "evidence": evidence()}), flush=True)
    for line in sys.stdin:
        count = int(line)
        began = time.perf_counter()
        for _ in range(count):
            server_cycle()
        print(time.perf_counter() - began, flush=True)


if __name__ == "__main__":
    main()
