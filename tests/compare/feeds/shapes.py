"""Arguments of every type, as expressions: valid and invalid."""

from __future__ import annotations

TEXTS = [
    "''", "'a'", "b'a'", "'\\xe9'", "'\\u0100'", "b'\\xe9'", "bytearray(b'a')", "memoryview(b'a')",
    "memoryview(b'axb')[::2]", "memoryview(b'ab').cast('H')", "5", "0", "True", "None", "1.5", "[]",
    "[71, 69]", "[300]", "(65,)", "{65}", "object()", "MyStr('a')", "MyBytes(b'a')", "MyInt(3)",
    "ToBytes(b'a')", "ToBytes('a')", "ToBytes(Mishap('x'))", "'a b'", "'a\\r\\nb'", "'a\\x00'",
    "'\\ta'", "' a'", "'a '", "b'\\x7f'", "b'\\x01'", "'a\\nb'", "range(3)", "iter(b'ab')", "'/'",
    "b'1.0'", "'1.1'", "'2'", "CLIENT", "breaking(71)", "http.HTTPStatus.OK", "Placeholder(3)",
]  # fmt: skip
STATUSES = [
    "200", "100", "101", "199", "99", "0", "-1", "999", "1000", "204", "304", "2**40", "-2**70",
    "True", "'200'", "b'200'", "200.0", "None", "http.HTTPStatus.OK", "http.HTTPStatus.CONTINUE",
    "MyInt(200)", "MyInt(100)", "[200]", "object()",
]  # fmt: skip
HEADERS = [
    "[]", "()", "{}", "None", "''", "b''", "'ab'", "['ab']", "[b'ab']", "0", "object()", "[()]",
    "[('a',)]", "[('a', 'b', 'c')]", "[['Host', 'a']]", "(('Host', 'a'),)", "{'Host': 'a'}.items()",
    "{'ab': 1}", "{b'ab': 1}", "iter([('Host', 'a')])", "(p for p in [('Host', 'a')])",
    "[('Host', 'a'), ('A', 1)]", "[('Host', 'a'), ('A', True)]", "[('Host', 'a'), (1, 'b')]",
    "[('Host', 'a'), ('A', None)]", "[('Host', 'a'), None]", "[('Host', 'a'), 5]",
    "[('Host', 'a'), ('A', [98])]", "[('Host', 'a'), ('A', ToBytes(b'b'))]",
    "[('Host', 'a'), ('A', ToBytes(Mishap('m')))]", "breaking()", "breaking(('Host', 'a'))",
    "Endless(('Host', 'a'))", "[Endless('Host', 'a')]", "[iter(('Host', 'a'))]",
    "[(MyStr('Host'), MyBytes(b'a'))]", "[(bytearray(b'Host'), memoryview(b'a'))]",
    "Request(method='GET', target='/', headers=[('HOST', 'a'), ('X-B', 'c')]).headers",
    "Response(status_code=200, headers=[('X-B', 'c'), ('Content-Length', '1,1')]).headers",
    "EndOfMessage().headers", "list(EndOfMessage(headers=[('Host', 'b')]).headers)",
    "h11._headers.Headers([(b'Host', b'host', b'a')])", "h11._headers.Headers([])",
    "[('Host', 'a'), ('host', 'b')]", "[('Host', '\\xe9')]", "[('Host', b'\\xe9')]",
    "[('Host', 'a'), ('\\xe9', 'b')]", "[('Host', 'a'), ('', 'b')]", "[('Host', 'a'), ('A', '')]",
    "[('Host', 'a'), ('A ', 'b')]", "[('Host', 'a'), ('A', ' b')]", "[('Host', 'a'), ('A', 'b\\n')]",
    "[('Host', 'a'), ('A', 'b\\r\\nC: d')]", "[('Host', 'a'), ('A', b'\\x00')]",
]  # fmt: skip
DATA = [
    "b'a'", "b''", "'a'", "bytearray(b'a')", "memoryview(b'a')", "None", "5", "Placeholder(7)",
    "BadLength()", "[]", "CLIENT", "MyBytes(b'a')",
]  # fmt: skip
FLAGS = ["True", "False", "1", "None", "'x'", "BadBool()"]
OTHERS = [
    "Request(method='GET', target='/', headers=[('Host', 'a')])",
    "Response(status_code=200, headers=[])", "Data(data=b'a')", "EndOfMessage()",
    "ConnectionClosed()", "InformationalResponse(status_code=100, headers=[])", "None", "5", "b'a'",
    "type('D', (Data,), {})(data=b'a')",
]  # fmt: skip

# As reason phrases these are rejected by ours, so no event can be built with them (rule
# control-characters-in-reason).
CONTROLS = ["'a\\r\\nb'", "'a\\x00'", "b'\\x7f'", "b'\\x01'", "'a\\nb'", "range(3)"]
