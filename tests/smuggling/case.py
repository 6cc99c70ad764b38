"""The types that a row of the table consists of."""

from __future__ import annotations

from dataclasses import dataclass

#: Follows every request, to show where the server starts to parse the next one.
SENTINEL = b"GET /end HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"

# What RFC 9112 requires of a recipient.
MUST_REJECT = "MUST reject"  # or treat the framing as faulty, whatever follows
MUST_REPAIR = "MUST reject or repair"
SHOULD_REJECT = "SHOULD reject"
MAY_REJECT = "MAY reject"
SHOULD_ACCEPT = "SHOULD accept"
MUST_ACCEPT = "MUST accept"
KINDS = [MUST_REJECT, MUST_REPAIR, SHOULD_REJECT, MAY_REJECT, SHOULD_ACCEPT, MUST_ACCEPT]


@dataclass(frozen=True)
class Outcome:
    """What a recipient parsed: messages, such as `PUT / hello`, and how it ended.

    A request is shown by method, target and content, a response by status code and content.
    """

    messages: tuple[str, ...]
    #: Empty if the next message was parsed at the right place; `closes` if none was parsed after
    #: these; `waits` if the last one is incomplete; `leaves ...` with bytes that a client does not
    #: treat as part of the response; or the code of the error.
    ending: str = ""

    @property
    def is_rejection(self) -> bool:
        return self.ending not in ("", "closes", "waits") and not self.ending.startswith("leaves ")


def parsed(*messages: str, ending: str = "") -> Outcome:
    """Everything was parsed."""
    return Outcome(messages, ending)


def rejected(code: str, *before: str) -> Outcome:
    """Rejected after these messages."""
    return Outcome(before, code)


def both(outcome: Outcome) -> tuple[Outcome, Outcome]:
    """For the policies compatible and strict."""
    return outcome, outcome


def all_three(outcome: Outcome) -> tuple[Outcome, Outcome, Outcome]:
    """For lenient as well."""
    return outcome, outcome, outcome


@dataclass(frozen=True)
class Case:
    """Bytes on which recipients are known to disagree."""

    name: str
    wire: bytes
    #: The requirement, and its section of RFC 9112 or another RFC.
    rfc: str
    section: str
    compatible: Outcome
    strict: Outcome
    #: For responses.
    lenient: Outcome | None = None

    @property
    def is_request(self) -> bool:
        return self.lenient is None


def text(*lines: str) -> bytes:
    """Lines as bytes; after the empty line follows content."""
    return "\r\n".join(lines).encode("latin-1")


def put(*fields: str, content: str = "", line: str = "PUT / HTTP/1.1") -> bytes:
    """A request with these field lines after Host."""
    return text(line, "Host: a", *fields, "", content)


def chunked(content: str) -> bytes:
    """A request with this coded content."""
    return put("Transfer-Encoding: chunked", content=content)


def ok(*fields: str, content: str = "", line: str = "HTTP/1.1 200 OK") -> bytes:
    """A response with these field lines."""
    return text(line, *fields, "", content)
