"""What a row of the table is made of."""

from __future__ import annotations

from dataclasses import dataclass

#: Comes after every request, so that it shows where the server takes the next one to begin.
SENTINEL = b"GET /end HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"

# What RFC 9112 asks of a recipient.
MUST_REFUSE = "must refuse"  # or treat the framing as faulty, whatever is done then
MUST_REPAIR = "must refuse or repair"
SHOULD_REFUSE = "should refuse"
MAY_REFUSE = "may refuse"
SHOULD_ACCEPT = "should accept"
MUST_ACCEPT = "must accept"
KINDS = [MUST_REFUSE, MUST_REPAIR, SHOULD_REFUSE, MAY_REFUSE, SHOULD_ACCEPT, MUST_ACCEPT]


@dataclass(frozen=True)
class Outcome:
    """What was made of it: messages, such as `PUT / hello`, and how it went on.

    A request is told by method, target and content, a response by status and content.
    """

    messages: tuple[str, ...]
    #: Empty if the next message was found where it should be; `closes` if none is read after
    #: these, `waits` if the last is held to be incomplete, `leaves ...` the bytes that a client
    #: does not take for part of the response; or the code of the error.
    ending: str = ""

    @property
    def is_refusal(self) -> bool:
        return self.ending not in ("", "closes", "waits") and not self.ending.startswith("leaves ")


def reads(*messages: str, ending: str = "") -> Outcome:
    """All of it was read."""
    return Outcome(messages, ending)


def refused(code: str, *before: str) -> Outcome:
    """Refused, after these messages."""
    return Outcome(before, code)


def both(outcome: Outcome) -> tuple[Outcome, Outcome]:
    """Of the policies compatible and strict."""
    return outcome, outcome


def all_three(outcome: Outcome) -> tuple[Outcome, Outcome, Outcome]:
    """Of lenient as well."""
    return outcome, outcome, outcome


@dataclass(frozen=True)
class Case:
    """Bytes on which recipients have disagreed."""

    name: str
    wire: bytes
    #: What is asked of the recipient, and in which section of RFC 9112 or another.
    rfc: str
    section: str
    compatible: Outcome
    strict: Outcome
    #: Of a response.
    lenient: Outcome | None = None

    @property
    def is_request(self) -> bool:
        return self.lenient is None


def text(*lines: str) -> bytes:
    """Lines as bytes; what follows the empty one is content."""
    return "\r\n".join(lines).encode("latin-1")


def put(*fields: str, content: str = "", line: str = "PUT / HTTP/1.1") -> bytes:
    """A request with these field lines after Host."""
    return text(line, "Host: a", *fields, "", content)


def chunked(content: str) -> bytes:
    """A request with this content as it is coded."""
    return put("Transfer-Encoding: chunked", content=content)


def ok(*fields: str, content: str = "", line: str = "HTTP/1.1 200 OK") -> bytes:
    """A response with these field lines."""
    return text(line, *fields, "", content)
