"""Where there is no memory for what a peer has sent, nothing of it may be lost unnoticed.

An event that cannot be made is gone; were the connection to go on, what follows would be taken for
the beginning of the next message. Each case runs in a process of its own, with a limit on its memory.
"""

import sys

import pytest

from .processes import run

resource = pytest.importorskip("resource", reason="limits on memory need a POSIX system")

PRELUDE = """
import resource
import h11

MIB = 1 << 20
hoard = []

def limit_memory(spare):
    with open("/proc/self/statm") as statm:
        used = int(statm.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + spare, used + spare))
    # Free-threaded CPython has a GiB of addresses set aside before; they must be used up, too.
    try:
        while True:
            hoard.append(bytes(32 * MIB))
    except MemoryError:
        pass

def refusal(call, *args):
    try:
        call(*args)
    except BaseException as error:
        return type(error).__name__

server = h11.Connection(h11.SERVER)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc to set the limit")
def test_content_that_cannot_be_told_is_an_error() -> None:
    said = run(
        PRELUDE
        + """
head = b"POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: %d\\r\\n\\r\\n" % (256 * MIB)
server.receive_data(head + bytes(256 * MIB) + b"GET /evil HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n")
server.next_event()
limit_memory(128 * MIB)
print(refusal(server.next_event), server.their_state, refusal(server.next_event))
"""
    )
    assert said == "MemoryError ERROR RemoteProtocolError"


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc to set the limit")
def test_bytes_that_cannot_be_kept_are_refused() -> None:
    said = run(
        PRELUDE
        + """
server.receive_data(b"G")
segment = bytes(256 * MIB)
limit_memory(128 * MIB)
print(refusal(server.receive_data, segment), server.trailing_data)
"""
    )
    assert said == "MemoryError (b'G', False)"
