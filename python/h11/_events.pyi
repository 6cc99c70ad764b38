# Wider than what the annotations in the module say, which are those of 0.16.0 since programs can
# read them: any buffer will do for bytes, and any iterable of pairs for headers.

from abc import ABC
from dataclasses import dataclass
from typing import Any, ClassVar

from typing_extensions import Buffer

from h11._h11 import Headers, _Bytes, _Pairs

__all__ = [
    "ConnectionClosed",
    "Data",
    "EndOfMessage",
    "Event",
    "InformationalResponse",
    "Request",
    "Response",
]

class Event(ABC):
    __slots__ = ()
    def __setstate__(self, state: Any) -> None: ...

@dataclass(init=False, frozen=True)
class Request(Event):
    __slots__ = ("method", "headers", "target", "http_version")
    method: bytes
    headers: Headers
    target: bytes
    http_version: bytes
    def __init__(
        self,
        *,
        method: _Bytes,
        headers: _Pairs,
        target: _Bytes,
        http_version: _Bytes = b"1.1",
        _parsed: bool = False,
    ) -> None: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@dataclass(init=False, frozen=True)
class _ResponseBase(Event):
    __slots__ = ("headers", "http_version", "reason", "status_code")
    headers: Headers
    http_version: bytes
    reason: bytes
    status_code: int
    def __init__(
        self,
        *,
        headers: _Pairs,
        status_code: int,
        http_version: _Bytes = b"1.1",
        reason: _Bytes = b"",
        _parsed: bool = False,
    ) -> None: ...
    def __post_init__(self) -> None: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@dataclass(init=False, frozen=True)
class InformationalResponse(_ResponseBase):
    __hash__: ClassVar[None]

@dataclass(init=False, frozen=True)
class Response(_ResponseBase):
    __hash__: ClassVar[None]

@dataclass(init=False, frozen=True)
class Data(Event):
    __slots__ = ("data", "chunk_start", "chunk_end")
    data: bytes
    chunk_start: bool
    chunk_end: bool
    def __init__(
        self, data: Buffer, chunk_start: bool = False, chunk_end: bool = False
    ) -> None: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@dataclass(init=False, frozen=True)
class EndOfMessage(Event):
    __slots__ = ("headers",)
    headers: Headers
    def __init__(self, *, headers: _Pairs | None = None, _parsed: bool = False) -> None: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@dataclass(frozen=True)
class ConnectionClosed(Event): ...
