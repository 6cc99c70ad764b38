"""Without memory for received data, none of it may be lost unnoticed.

An event that cannot be created is lost; if the connection continued, later bytes would be parsed as
the start of the next message. Each case runs in a separate process, with a limit on its memory.
"""

import sys

import pytest

from . import processes

resource = pytest.importorskip("resource", reason="limits on memory need a POSIX system")

PRELUDE = """
import mmap
import resource
import h11

MIB = 1 << 20
hoard = []

def limit_memory(spare):
    # So much is left. It is set aside where no allocator keeps it when it is given back.
    piece = 4 * MIB
    aside = mmap.mmap(-1, spare)
    with open("/proc/self/statm") as statm:
        used = int(statm.read().split()[0]) * resource.getpagesize()
    limit = used + piece
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    # What an allocator has set aside before counts as used; it must be used up, too.
    try:
        while True:
            hoard.append(bytes(piece))
    except MemoryError:
        aside.close()

def rejection(call, *args):
    try:
        call(*args)
    except BaseException as error:
        return type(error).__name__

server = h11.Connection(h11.SERVER)
"""


def run(script: str) -> str:
    """Free-threaded CPython's allocator reserves a gigabyte, which would have to be exhausted
    first: this prevents the reservation."""
    return processes.run(PRELUDE + script, MIMALLOC_ARENA_RESERVE="0")


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc to set the limit")
def test_an_event_that_cannot_be_created_is_an_error() -> None:
    said = run(
        """
head = b"POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: %d\\r\\n\\r\\n" % (256 * MIB)
server.receive_data(head + bytes(256 * MIB) + b"GET /evil HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n")
server.next_event()
limit_memory(128 * MIB)
print(rejection(server.next_event), server.their_state, rejection(server.next_event))
"""
    )
    assert said == "MemoryError ERROR RemoteProtocolError"


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc to set the limit")
def test_bytes_that_cannot_be_buffered_are_an_error() -> None:
    said = run(
        """
server.receive_data(b"G")
segment = bytes(256 * MIB)
limit_memory(128 * MIB)
print(rejection(server.receive_data, segment), server.trailing_data)
"""
    )
    assert said == "MemoryError (b'G', False)"


#: Operations whose memory is proportional to data from a peer or program. Each is repeated with
#: less and less memory: it works or raises MemoryError, but never ends the process.
GREEDY = {
    "a bytearray is received": """
data = bytearray(b"x" * LONG)
act = lambda: server.receive_data(data)
""",
    "a view is received": """
data = memoryview(b"x" * LONG)
act = lambda: server.receive_data(data)
""",
    "a bytearray is received after a byte": """
server.receive_data(b"x")
data = bytearray(b"x" * LONG)
act = lambda: server.receive_data(data)
""",
    "a long method": """
server.receive_data(b"G" * LONG + b" / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n")
act = server.next_event
""",
    "a long target": """
server.receive_data(b"GET /" + b"a" * LONG + b" HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n")
act = server.next_event
""",
    "a long reason phrase": """
client.receive_data(b"HTTP/1.1 200 " + b"a" * LONG + b"\\r\\n\\r\\n")
act = client.next_event
""",
    "a long field value": """
server.receive_data(b"GET / HTTP/1.1\\r\\nHost: a\\r\\nA: " + b"a" * LONG + b"\\r\\n\\r\\n")
act = lambda: list(server.next_event().headers)
""",
    "a long obs-fold": """
server.receive_data(b"GET / HTTP/1.1\\r\\nHost: a\\r\\nA: " + b"a\\r\\n " * (LONG // 4) + b"\\r\\n\\r\\n")
act = server.next_event
""",
    "many fields": """
server.receive_data(b"GET / HTTP/1.1\\r\\nHost: a\\r\\n" + b"A: b\\r\\n" * (LONG // 64) + b"\\r\\n")
act = lambda: server.next_event().headers.raw_items()
""",
    "many fields are looked at": """
server.receive_data(b"GET / HTTP/1.1\\r\\nHost: a\\r\\n" + b"A: b\\r\\n" * (LONG // 64) + b"\\r\\n")
headers = server.next_event().headers
act = lambda: (repr(headers), headers == headers, headers[:], reversed(headers))
""",
    "a malformed request line": """
server.receive_data(b"GET / HTTP/1.1" + b"\\x80" * (LONG // 4) + b"\\r\\n\\r\\n")
act = server.next_event
""",
    "a malformed field line": """
server.receive_data(b"GET / HTTP/1.1\\r\\nA " + b"a" * LONG + b"\\r\\n\\r\\n")
act = server.next_event
""",
    "content": """
server.receive_data(b"PUT / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: %d\\r\\n\\r\\n" % LONG + b"a" * LONG)
server.next_event()
act = server.next_event
""",
    "a request with many fields": """
fields = [("Host", "a")] + [("A", "b" * 1000)] * (LONG // 1000)
act = lambda: h11.Request(method="GET", target="/", headers=fields)
""",
    "a request with a malformed value": """
value = b"\\0" * (LONG // 4)
act = lambda: h11.Request(method="GET", target="/", headers=[("Host", value)])
""",
    "a request with a long field is sent": """
request = h11.Request(method="GET", target="/", headers=[("Host", "a" * LONG)])
act = lambda: client.send(request)
""",
    "a request with a long field is sent in pieces": """
request = h11.Request(method="GET", target="/", headers=[("Host", "a" * LONG)])
act = lambda: client.send_with_data_passthrough(request)
""",
    "a long chunk is sent": """
client.send(h11.Request(method="PUT", target="/",
                        headers=[("Host", "a"), ("Transfer-Encoding", "chunked")]))
data = h11.Data(data=b"a" * LONG)
act = lambda: client.send(data)
""",
}

LENIENT = """
client = h11.Connection(h11.CLIENT, policy="lenient")
client.receive_data(b"HTTP/1.1 200 OK\\r\\n" + b"A" * LONG + b"%s\\r\\n\\r\\n")
act = client.next_event
"""

TRY_WITH_LESS_AND_LESS = """
import os

LONG = 48 * MIB
client = h11.Connection(h11.CLIENT)
PREPARE
outcomes = set()
for spare in (400, 150, 100, 60, 40, 20, 4):
    child = os.fork()
    if not child:
        limit_memory(spare * MIB)
        said = rejection(act)
        # The protocol error of the peer may be reported instead.
        os._exit({None: 0, "RemoteProtocolError": 0, "LocalProtocolError": 0, "MemoryError": 1}.get(said, 2))
    outcomes.add(os.waitpid(child, 0)[1])
print(*sorted(outcomes))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc to set the limit")
@pytest.mark.parametrize("greedy", GREEDY)
def test_large_operations_raise_memory_error(greedy: str) -> None:
    """Exit status 0 (success) with enough memory and 1 (MemoryError) without: both must occur,
    and nothing else, such as a signal."""
    said = run(TRY_WITH_LESS_AND_LESS.replace("PREPARE", GREEDY[greedy]))
    assert said == f"0 {1 << 8}"


@pytest.mark.differs("there are no policies")
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc to set the limit")
@pytest.mark.parametrize("rest", [" : b", ""], ids=["name", "ignored line"])
def test_lenient_parsing_raises_memory_error(rest: str) -> None:
    said = run(TRY_WITH_LESS_AND_LESS.replace("PREPARE", LENIENT % rest))
    assert said == f"0 {1 << 8}"


#: Calls that create strings, tuples or exceptions, and what happens with enough memory.
CREATING = {
    "h11._h11.event_transitions()": "success",
    "h11._h11.event_transitions(wrong=1)": "TypeError",
    "h11._h11.codes()": "success",
    "h11.Connection(h11.CLIENT, limits=limits)": "success",
    "h11.Connection(h11.CLIENT, limits=h11)": "TypeError",
}

FAIL_EACH_ALLOCATION = """
import _testcapi

limit, unlimit = _testcapi.set_nomemory, _testcapi.remove_mem_hooks
limits = h11.Limits(max_fields=1)
outcomes = set()
for nth in range(400):
    outcome = None
    limit(nth, nth + 1)
    try:
        CALL
    except BaseException as error:
        unlimit()
        outcome = error
    unlimit()
    outcomes.add("success" if outcome is None else type(outcome).__name__)
print(*sorted(outcomes))
"""


@pytest.mark.differs("0.16.0 has no compiled tables, no codes and no limits")
@pytest.mark.parametrize(("call", "outcome"), CREATING.items())
def test_any_allocation_may_fail(call: str, outcome: str) -> None:
    """Run one after another; the process survives."""
    pytest.importorskip("_testcapi", reason="lets allocations fail")
    outcomes = run(FAIL_EACH_ALLOCATION.replace("CALL", call)).split()
    assert set(outcomes) == {"MemoryError", outcome}
