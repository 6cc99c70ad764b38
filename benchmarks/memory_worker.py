"""A new process that measures the memory of connections, or of a stream.

    python -m benchmarks.memory_worker h11|zttp|h11r idle|cycled|length|chunked

Prints one line of JSON, a number of bytes, or null if the system does not report it. The figure is
the resident set size of the process from Linux, because Python does not count the allocations of a
compiled core.
"""

import gc
import importlib
import json
import sys

from benchmarks import messages as m

CONNECTIONS = 10_000
STREAMED = 64 * 1024 * 1024
READ = 65536
CHUNK = 16384


def resident(field):
    """`VmRSS`, the resident set size, or `VmHWM`, its peak: in bytes."""
    try:
        with open("/proc/self/status", encoding="ascii", errors="replace") as lines:
            found = [line.split() for line in lines if line.startswith(field + ":")]
    except OSError:
        return None
    return int(found[0][1]) * 1024 if found else None


def per_connection(make):
    """The resident bytes per connection."""
    connections = [make() for _ in range(100)]
    gc.collect()
    before = resident("VmRSS")
    connections += [make() for _ in range(CONNECTIONS)]
    gc.collect()
    after = resident("VmRSS")
    return None if after is None else (after - before) / CONNECTIONS


def most_while(stream):
    """The peak growth of the resident set while a stream is received, including the reads."""
    before = resident("VmRSS")
    if before is None:
        return None
    # Memory needed earlier, for imports for example, must not hide what is needed now.
    with open("/proc/self/clear_refs", "w", encoding="ascii") as file:
        file.write("5")
    if stream() != STREAMED:
        sys.exit("error: not all of the stream has come through")
    return max(0, resident("VmHWM") - before)


def of_length():
    """Reads of content with a declared length."""
    return (fresh(m.UPLOAD_READS[0]) for _ in range(STREAMED // READ))


def in_chunks():
    """Reads that end after 64 KiB, as a socket's do, whatever the chunks."""
    one = m.chunk(m.UPLOAD_READS[0][:CHUNK])
    pending = bytearray()
    for _ in range(STREAMED // CHUNK):
        pending += one
        if len(pending) >= READ:
            yield fresh(pending[:READ])
            del pending[:READ]
    yield bytes(pending) + m.LAST_CHUNK


def fresh(read):
    """A new bytes object per read, as from a socket."""
    return bytes(memoryview(read))


KNOWN_HEAD = m.head(b"HTTP/1.1 200 OK", [(b"Content-Length", b"%d" % STREAMED)])
STREAMS = {"length": (KNOWN_HEAD, of_length), "chunked": (m.DOWNLOAD_HEAD, in_chunks)}


def main():
    peer = importlib.import_module(f"benchmarks.with_{sys.argv[1]}")
    what = sys.argv[2]
    peer.served(peer.new_connection())
    if what == "idle":
        result = per_connection(peer.new_connection)
    elif what == "cycled":
        result = per_connection(lambda: peer.served(peer.new_connection()))
    else:
        head, reads = STREAMS[what]
        conn = peer.new_download()
        result = most_while(lambda: peer.receive_content(conn, head, reads(), len)[0])
    print(json.dumps(result))


if __name__ == "__main__":
    main()
