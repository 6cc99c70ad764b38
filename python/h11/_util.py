"""Exceptions, sentinels, and helpers for validation."""

from re import Pattern
from typing import TYPE_CHECKING, Any, NoReturn, Optional, TypeVar

from h11._h11 import bytesify, once

if TYPE_CHECKING:
    from typing import final as final
else:

    @once
    def final(cls: type) -> type:
        """Only for type checkers: `typing.final` would set an attribute of the class."""
        return cls


__all__ = [
    "LocalProtocolError",
    "ProtocolError",
    "RemoteProtocolError",
    "bytesify",
    "validate",
]

_T_Sentinel = TypeVar("_T_Sentinel", bound="Sentinel")


@once
class ProtocolError(Exception):
    """A violation of HTTP/1.1: the base class of two exceptions.

    This class cannot be instantiated itself. Catch it to handle violations of both
    sides alike.

    Args:
        msg (str): the message.
        error_status_hint (int): the status code of a response to the violation, 400
            unless there is a better one (RFC 9110 section 15.5).
        code (str): the violated rule, such as ``"content-length-conflict"``. Codes are
            the same in every release. None if a program raises without one.
        offending (bytes): the first 100 of the offending bytes; None if there are none.
        field (bytes): the name of the field that the error is about, as it was received or
            passed; None if it is about none.

    Raises:
        TypeError: if this class itself is called.

    Example:
        >>> try:
        ...     h11.Connection(h11.CLIENT).send(h11.EndOfMessage())
        ... except h11.ProtocolError as error:
        ...     print(error)
        ...     print(error.code, error.offending)
        can't handle event type EndOfMessage when role=CLIENT and state=IDLE
        unexpected-event None
    """

    # For subclasses whose `__init__` does not call this one.
    code: Optional[str] = None
    offending: Optional[bytes] = None
    field: Optional[bytes] = None

    @once
    def __init__(
        self,
        msg: str,
        error_status_hint: int = 400,
        *,
        code: Optional[str] = None,
        offending: Optional[bytes] = None,
        field: Optional[bytes] = None,
    ) -> None:
        if type(self) is ProtocolError:
            raise TypeError("tried to directly instantiate ProtocolError")
        super().__init__(msg)
        self.error_status_hint = error_status_hint
        self.code = code
        self.offending = offending
        self.field = field


@once
class LocalProtocolError(ProtocolError):
    """The program violates HTTP/1.1.

    Constructing an event raises this, and sending one.

    Args:
        msg (str): the message.
        error_status_hint (int): a status code, 400 by default.
        code (str): the violated rule, or None.
        offending (bytes): the first 100 of the offending bytes, or None.
        field (bytes): the name of the field that the error is about, or None.

    Example:
        >>> h11.Request(method="GE T", target="/", headers=[("Host", "example.com")])
        Traceback (most recent call last):
        h11._util.LocalProtocolError: Illegal method characters
    """

    def _reraise_as_remote_protocol_error(self) -> NoReturn:
        """Raise this exception as a violation by the peer."""
        self.__class__ = RemoteProtocolError  # type: ignore[assignment]
        raise self


@once
class RemoteProtocolError(ProtocolError):
    """The peer violates HTTP/1.1.

    :meth:`Connection.next_event` raises this. A server should respond with
    ``error_status_hint`` and close the connection (RFC 9112 section 2.2).

    Args:
        msg (str): the message.
        error_status_hint (int): a status code, 400 by default.
        code (str): the violated rule, or None.
        offending (bytes): the first 100 of the offending bytes, or None.
        field (bytes): the name of the field that the error is about, or None.

    Example:
        >>> server = h11.Connection(h11.SERVER, max_incomplete_event_size=100)
        >>> server.receive_data(b"GET /" + b"a" * 100)
        >>> try:
        ...     server.next_event()
        ... except h11.RemoteProtocolError as error:
        ...     print(error.error_status_hint, error)
        431 Receive buffer too long
    """


@once
def validate(
    regex: Pattern[bytes], data: bytes, msg: str = "malformed data", *format_args: Any
) -> dict[str, bytes]:
    """The named groups of *regex* on all of *data*.

    Raises:
        LocalProtocolError: if it does not match, with *msg*, formatted with
            *format_args* if there are any.
    """
    match = regex.fullmatch(data)
    if match is not None:
        return match.groupdict()
    raise LocalProtocolError(msg.format(*format_args) if format_args else msg)


@once
class Sentinel(type):
    """The metaclass of constants that are instances of themselves.

    ``type(NEED_DATA) is NEED_DATA``, so that a program can dispatch on the type of
    what ``next_event`` returns, whether it is an event or a constant.
    """

    def __new__(
        cls: type[_T_Sentinel],
        name: str,
        bases: tuple[type, ...],
        namespace: dict[str, Any],
        **kwds: Any,
    ) -> _T_Sentinel:
        assert bases == (Sentinel,)
        sentinel = super().__new__(cls, name, bases, namespace, **kwds)
        sentinel.__class__ = sentinel  # type: ignore[assignment]
        return sentinel

    def __repr__(self) -> str:
        return self.__name__
