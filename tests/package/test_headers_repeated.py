"""Pairs that say the same again may be one object: what they say is never another's."""

from __future__ import annotations

import random
import sysconfig

import h11
import pytest
from hypothesis import given
from hypothesis import strategies as st

from .peers import client_after
from .processes import run

# The pairs of each message are made anew where threads run side by side.
KEEPS = not sysconfig.get_config_var("Py_GIL_DISABLED")

REPEATED = [b"Accept", b"ACCEPT", b"accept", b"Server", b"server", b"Via", b"Connection"]
PRIVATE = [b"Cookie", b"Set-Cookie", b"Authorization", b"Proxy-Authorization", b"X-Api-Key"]
OTHERS = [b"X-Something", b"x-something", b"ETag", b"A"]


def received(fields: list[tuple[bytes, bytes]]) -> h11.Headers:
    client = client_after(h11.Request(method="GET", target="/", headers=[("Host", "a")]))
    lines = b"".join(b"%s: %s\r\n" % field for field in fields)
    client.receive_data(b"HTTP/1.1 200 OK\r\n%s\r\n" % lines)
    return client.next_event().headers


def built(fields: list[tuple[bytes, bytes]]) -> h11.Headers:
    return h11.EndOfMessage(headers=fields).headers


def lowered(fields: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    return [(name.lower(), value) for name, value in fields]


# Texts that begin and end alike, of all lengths about those that are told apart in other ways.
middles = st.sampled_from([0, 1, 3, 4, 7, 8, 9, 15, 16, 17, 40, 158, 159, 160, 161, 200])
values = st.one_of(
    st.sampled_from([b"", b"a", b"b", b"ab", b"ba", b"close", b"gzip", b"gzip, deflate"]),
    st.builds(lambda fill, length: fill * length, st.sampled_from([b"x", b"y"]), middles),
    st.builds(
        lambda fill, length: b"beginning" + fill * length + b"the end",
        st.sampled_from([b"x", b"y"]),
        middles,
    ),
)
fields = st.tuples(st.sampled_from(REPEATED + PRIVATE + OTHERS), values)
sections = st.lists(st.lists(fields, max_size=8), min_size=1, max_size=6)


@given(sections)
def test_each_section_says_what_it_was_given(sections):
    made = [(make(section), section) for section in sections for make in (received, built)]
    for headers, section in made:
        assert headers.raw_items() == section
        assert list(headers) == lowered(section)
        assert headers._full_items == [(name, name.lower(), value) for name, value in section]


def test_many_more_than_are_kept():
    """Whatever else has been read in between."""
    order = [b"value %d" % number for number in range(4000)] * 2
    random.Random(11).shuffle(order)
    for value in order:
        section = [(b"Server", value), (b"Accept", value), (b"Via", b"1.1 proxy")]
        assert received(section).raw_items() == section


@pytest.mark.parametrize("make", [received, built])
def test_pairs_that_say_the_same_are_one_object(make):
    def pair(name: bytes, value: bytes) -> tuple[bytes, bytes]:
        return next(iter(make([(name, value)])))

    assert (pair(b"Accept", b"*/*; once") is pair(b"ACCEPT", b"*/*; once")) is KEEPS
    raw = [make([(b"Accept", b"*/*; raw")]).raw_items()[0] for _ in range(2)]
    assert (raw[0] is raw[1]) is KEEPS


@pytest.mark.parametrize("make", [received, built])
@pytest.mark.parametrize("name", PRIVATE)
def test_what_is_private_is_not_kept(make, name):
    """A secret is gone with the last event that holds it."""
    first, second = (make([(name, b"a secret")]) for _ in range(2))
    for one, other in (first, second), (first.raw_items(), second.raw_items()):
        assert one[0] is not other[0]
        assert one[0][1] is not other[0][1]


def test_a_list_is_the_programs_own():
    first, second = received([(b"Server", b"a")]), received([(b"Server", b"a")])
    first.raw_items().clear()
    assert first.raw_items() == second.raw_items() == [(b"Server", b"a")]


IN_A_FINALIZER = """
import gc
import h11

SECTION = [(b"Server", b"value %d" % number) for number in range(300)]
seen = []

class Looks:
    def __init__(self):
        self.itself = self

    def __del__(self):
        for number in range(5):
            section = [(b"Server", b"in between %d" % number), *SECTION[:3]]
            seen.append(h11.EndOfMessage(headers=section).headers.raw_items() == section)

for round in range(200):
    Looks()
    gc.set_threshold(1)
    headers = h11.EndOfMessage(headers=SECTION[round:]).headers
    assert headers.raw_items() == SECTION[round:]
    gc.set_threshold(700)
gc.collect()
print(len(seen), all(seen))
"""


def test_the_collector_may_look_at_headers_meanwhile():
    """To make a pair may begin a collection, whose finalizers make pairs as well."""
    assert run(IN_A_FINALIZER) == "1000 True"


MUCH = """
import tracemalloc
import h11

def look(numbers):
    for number in numbers:
        value = b"%d" % number + b"v" * 150
        h11.EndOfMessage(headers=[(b"Server", value)]).headers.raw_items()

look(range(10))
tracemalloc.start()
look(range(10, 20_000))
print(tracemalloc.get_traced_memory()[0])
"""


def test_not_much_is_kept():
    """512 pairs at most, with values of up to 160 bytes."""
    assert int(run(MUCH)) < 512 * (160 + 200)
