"""One long-lived process that times full server cycles on its environment's h11.

Before its first answer, one line: the version, and a checksum of what a cycle
puts on the wire.
"""

import hashlib
import json
import sys
import time

import h11

from demo.traffic import BODY, RESPONSE_HEADERS, request_bytes

REQUEST = request_bytes("www.example.com")


def server_cycle():
    """A new connection, a browser's GET received, a 9-header 1 kB response sent."""
    connection = h11.Connection(h11.SERVER)
    connection.receive_data(REQUEST)
    while connection.next_event() is not h11.NEED_DATA:
        pass
    connection.send(h11.Response(status_code=200, headers=RESPONSE_HEADERS))
    connection.send(h11.Data(data=BODY))
    connection.send(h11.EndOfMessage())


def evidence():
    """The same cycle, everything looked at: the events and the bytes sent."""
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
