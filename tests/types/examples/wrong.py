"""Invalid uses, which type checkers must report where a comment marks them, and nowhere else.

The comment names the rule of mypy and that of pyright; `-` is for a checker that has none.
"""

from __future__ import annotations

import h11

conn = h11.Connection(h11.CLIENT)

# Arguments of the wrong type, and missing ones
h11.Connection("client")  # wrong: arg-type, reportArgumentType
h11.Connection()  # wrong: call-arg, reportCallIssue
h11.Connection(h11.CLIENT, "16384")  # wrong: arg-type, reportArgumentType
conn.receive_data("text")  # wrong: arg-type, reportArgumentType
conn.receive_data(0)  # wrong: arg-type, reportArgumentType
conn.receive_data()  # wrong: call-arg, reportCallIssue
conn.send(b"GET / HTTP/1.1\r\n\r\n")  # wrong: call-overload, reportCallIssue reportArgumentType
conn.send(h11.NEED_DATA)  # wrong: call-overload, reportCallIssue reportArgumentType
conn.send_with_data_passthrough(None)  # wrong: call-overload, reportCallIssue reportArgumentType
h11.Data("text")  # wrong: arg-type, reportArgumentType
h11.Data(100)  # wrong: arg-type, reportArgumentType
h11.Data()  # wrong: call-arg, reportCallIssue
h11.Request(method="GET", target="/")  # wrong: call-arg, reportCallIssue
h11.Request(method=1, target="/", headers=[])  # wrong: arg-type, reportArgumentType
h11.Response(status_code="200", headers=[])  # wrong: arg-type, reportArgumentType
h11.Response(status_code=200, headers=["Date: now"])  # wrong: list-item, reportArgumentType
h11.Response(status_code=200, headers=[("Age", 1)])  # wrong: list-item, reportArgumentType
h11.Response(status_code=200, headers={"Age": "1"})  # wrong: dict-item, reportArgumentType
h11.EndOfMessage([("Age", "1")])  # wrong: call-arg, reportCallIssue
h11.ConnectionClosed(b"")  # wrong: call-arg, reportCallIssue
h11.LocalProtocolError()  # wrong: call-arg, reportCallIssue

h11.Connection(h11.IDLE)  # wrong: arg-type, reportArgumentType

# Results that may be None, or a constant
sent: bytes = conn.send(h11.ConnectionClosed())  # wrong: assignment, reportAssignmentType
event = conn.next_event()
print(event.headers)  # wrong: union-attr, reportAttributeAccessIssue
text: str = h11.Data(b"").data  # wrong: assignment, reportAssignmentType
print(conn.their_http_version + b"")  # wrong: operator, reportOptionalOperand

# Immutable, unhashable and final objects
h11.Data(b"").data = b"x"  # wrong: misc, reportAttributeAccessIssue
conn.our_role = h11.SERVER  # wrong: misc, reportAttributeAccessIssue
conn.our_state = h11.DONE  # wrong: misc, reportAttributeAccessIssue
conn.their_http_version = "1.1"  # wrong: assignment, reportAttributeAccessIssue
print({h11.Data(b""): 1})  # wrong: -, reportUnhashable


class State(h11.IDLE):  # wrong: misc, reportGeneralTypeIssues
    pass


# Missing names
conn.close()  # wrong: attr-defined, reportAttributeAccessIssue
h11.Headers([]).pop(b"host")  # wrong: attr-defined, reportAttributeAccessIssue
print(h11.READY)  # wrong: attr-defined, reportAttributeAccessIssue
