"""Importing h11 again in one process returns the same classes, functions and sentinels.

Programs do this: tests that wrap imports in `mock.patch.dict(sys.modules)` or clear `sys.modules`,
and development servers that reload modules. With h11 0.16.0 they get a second, independent h11.
"""

from __future__ import annotations

import pytest

from .processes import run

same_objects = pytest.mark.differs("0.16.0 gives a second, independent h11")

PRELUDE = """
import copy, gc, importlib, pickle, sys
from unittest import mock

MODULES = ["_abnf", "_connection", "_events", "_headers", "_readers", "_receivebuffer", "_state",
           "_util", "_version", "_writers"]
WIRE = b"POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 3\\r\\n\\r\\nabc"

def forget():
    for name in list(sys.modules):
        if name.split(".")[0] == "h11":
            del sys.modules[name]

def converse(h11):
    "The events of a conversation, and the state at its end."
    server = h11.Connection(h11.SERVER)
    server.receive_data(WIRE)
    events = [server.next_event() for _ in range(3)]
    assert [type(event) for event in events] == [h11.Request, h11.Data, h11.EndOfMessage]
    response = h11.Response(status_code=200, headers=[("Content-Length", "0")])
    assert server.send(response) == b"HTTP/1.1 200 \\r\\nContent-Length: 0\\r\\n\\r\\n"
    assert server.send(h11.EndOfMessage()) == b""
    assert server.states == {h11.CLIENT: h11.DONE, h11.SERVER: h11.DONE}
    try:
        h11.Request(method="GET", target="/", headers=[])
    except h11.LocalProtocolError as error:
        assert str(error) == "Missing mandatory Host: header"
    return events

def names(first):
    "Each name of a module with the object that it means."
    for module in ["h11", *("h11." + name for name in MODULES)]:
        for name, value in vars(importlib.import_module(module)).items():
            if callable(value) and getattr(value, "__module__", "").split(".")[0] == "h11":
                yield module, name, value
"""

# Each leaves `first` and `second`: the package as first imported, and again.
AGAIN = {
    "patched": """
with mock.patch.dict(sys.modules):
    import h11 as first
import h11 as second
""",
    "emptied": """
import h11 as first
forget()
import h11 as second
""",
    "emptied twice": """
import h11 as first
for _ in range(2):
    forget()
    import h11 as second
""",
    "first forgotten": """
import h11
forget()
del h11
gc.collect()
import h11 as second
first = second
""",
    "package only": """
import h11 as first
del sys.modules["h11"]
import h11 as second
""",
    "reloaded": """
import h11 as first
second = importlib.reload(first)
""",
}


def again(how: str) -> str:
    return PRELUDE + AGAIN[how]


@pytest.mark.parametrize("how", AGAIN)
def test_it_works_before_and_after(how):
    run(again(how) + "converse(first); converse(second); converse(first)")


@same_objects
@pytest.mark.parametrize("how", [how for how in AGAIN if how not in {"package only", "reloaded"}])
def test_every_class_function_and_sentinel_is_the_same(how):
    script = """
forget()
import h11
before = {(module, name): value for module, name, value in names(h11)}
forget()
import h11
after = {(module, name): value for module, name, value in names(h11)}
assert before.keys() == after.keys() and len(before) > 60
print([name for name, value in after.items() if value is not before[name]])
"""
    assert run(again(how) + script) == "[]"


@same_objects
def test_mutable_objects_are_the_same():
    script = """
tables = second._readers.READERS, second._writers.WRITERS
forget()
import h11
print([a is b for a, b in zip(tables, (h11._readers.READERS, h11._writers.WRITERS))])
print([vars(h11.Connection)[name] is vars(first.Connection)[name]
       for name in ("states", "our_state", "__init__")])
"""
    assert run(again("emptied") + script) == "[True, True]\n[True, True, True]"


@same_objects
def test_objects_from_before_and_after_work_together():
    run(
        again("emptied")
        + """
request, data, end = converse(first)
assert isinstance(request, second.Request) and isinstance(request.headers, second.Headers)
assert request == converse(second)[0]
assert type(pickle.loads(pickle.dumps(request))) is first.Request
assert copy.deepcopy(request) == request

client = second.Connection(second.CLIENT)
assert client.send(request).startswith(b"POST / HTTP/1.1")
assert client.send(data) == b"abc"
assert client.send(end) == b""
assert client.our_state is first.DONE

class Own(first.Data):
    pass

assert issubclass(Own, second.Event) and second.Event.__subclasses__().count(first.Data) == 1
try:
    second.Connection(first.SERVER).send(first.EndOfMessage())
except first.LocalProtocolError as error:
    assert isinstance(error, second.ProtocolError)
"""
    )


alone_breaks = pytest.mark.differs("its other modules keep the objects of the one before")


@pytest.mark.parametrize(
    "module",
    [
        *["_abnf", "_connection", "_events", "_readers", "_receivebuffer", "_util", "_version"],
        "_writers",
        pytest.param("_headers", marks=alone_breaks),
        pytest.param("_state", marks=alone_breaks),
    ],
)
def test_a_module_is_reloaded(module):
    run(
        PRELUDE
        + f"""
import h11 as first
second = first
converse(first)
module = importlib.reload(first.{module})
assert module is first.{module} is sys.modules["h11.{module}"]
converse(first)
del sys.modules["h11.{module}"]
importlib.import_module("h11.{module}")
converse(first)
"""
    )


@pytest.mark.differs("it does not have these modules")
@pytest.mark.parametrize("module", ["_stepwise", "_h11", "_limits"])
def test_an_additional_module_is_reloaded(module):
    run(
        PRELUDE
        + f"""
import h11
request, limits, error = h11.Request, h11.Limits, h11.ProtocolError
importlib.reload(importlib.import_module("h11.{module}"))
del sys.modules["h11.{module}"]
importlib.import_module("h11.{module}")
importlib.reload(h11)
assert (h11.Request, h11.Limits, h11.ProtocolError) == (request, limits, error)
assert h11.Connection(h11.SERVER, limits=h11.Limits(max_head_size=9)).our_state is h11.IDLE
converse(h11)
"""
    )


def test_several_threads_import_it_again():
    run(
        PRELUDE
        + """
import threading
import h11
request = h11.Request

def work(barrier):
    barrier.wait()
    import h11
    converse(h11)

for _ in range(20):
    forget()
    barrier = threading.Barrier(4)
    threads = [threading.Thread(target=work, args=(barrier,)) for _ in range(4)]
    failures = []
    threading.excepthook = failures.append
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == [], failures[0].exc_value
"""
    )
