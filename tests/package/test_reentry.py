"""Code of the program that runs during an operation."""

from typing import Protocol

import h11

from .processes import run


def test_a_finalizer_may_access_headers_during_access() -> None:
    """Before CPython 3.12 the collector may run while an object is created."""
    said = run("""
import gc, h11

class Curious:
    def __del__(self):
        list(headers)

gc.set_threshold(1, 1, 1)
for _ in range(300):
    server = h11.Connection(h11.SERVER)
    server.receive_data(b"GET / HTTP/1.1\\r\\nHost: a\\r\\n" + b"A: b\\r\\n" * 50 + b"\\r\\n")
    headers = server.next_event().headers
    waste = [Curious()]
    waste.append(waste)
    del waste
    assert len(list(headers)) == 51
print("done")
""")
    assert said == "done"


def test_events_mix_with_protocols() -> None:
    class Sized(Protocol):
        def __len__(self) -> int: ...

    class Piece(h11.Data, Sized):
        __slots__ = ()

        def __len__(self) -> int:
            return len(self.data)

    assert len(Piece(data=b"abc")) == 3
    assert Piece(data=b"abc") == Piece(data=b"abc")
