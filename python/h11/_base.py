"""What the compiled half of the package looks up when it is loaded.

The names are public as ``h11.X`` and at home in the modules that they are told
to be of, where 0.16.0 has them.
"""

from typing import Any, NoReturn, TypeVar

_T = TypeVar("_T", bound="Sentinel")


class ProtocolError(Exception):
    """Somebody broke the rules of HTTP/1.1: see the two subclasses.

    Raise one of those; this class cannot be instantiated itself.

    Args:
        msg (str): what is wrong.
        error_status_hint (int): the status code that a server might answer with,
            400 unless a better one exists.
    """

    __module__ = "h11._util"

    def __init__(self, msg: str, error_status_hint: int = 400) -> None:
        if type(self) is ProtocolError:
            raise TypeError("tried to directly instantiate ProtocolError")
        super().__init__(msg)
        self.error_status_hint = error_status_hint


class LocalProtocolError(ProtocolError):
    """The program tried to do what HTTP/1.1 does not allow.

    ``error_status_hint`` is what the peer might have answered.
    """

    __module__ = "h11._util"

    def _reraise_as_remote_protocol_error(self) -> NoReturn:
        """Raise this very exception, but as the peer's fault."""
        self.__class__ = RemoteProtocolError  # type: ignore[assignment]
        raise self


class RemoteProtocolError(ProtocolError):
    """The peer did what HTTP/1.1 does not allow.

    ``error_status_hint`` is what a server might answer before it closes the
    connection.
    """

    __module__ = "h11._util"


class Sentinel(type):
    """The metaclass of constants that are instances of themselves.

    ``type(NEED_DATA) is NEED_DATA``, so that a program can look up what
    ``next_event`` returned by its type, be it an event or a constant.
    """

    __module__ = "h11._util"

    def __new__(
        cls: type[_T], name: str, bases: tuple[type, ...], namespace: dict[str, Any], **kwds: Any
    ) -> _T:
        assert bases == (Sentinel,)
        sentinel = super().__new__(cls, name, bases, namespace, **kwds)
        sentinel.__class__ = sentinel  # type: ignore[assignment]
        return sentinel

    def __repr__(self) -> str:
        return self.__name__


class NEED_DATA(Sentinel, metaclass=Sentinel):
    """No event is complete: receive more first."""

    __module__ = "h11._connection"


class PAUSED(Sentinel, metaclass=Sentinel):
    """Data is waiting, but it is not of this cycle, or not HTTP."""

    __module__ = "h11._connection"


class CLIENT(Sentinel, metaclass=Sentinel):
    """The end that sends requests."""

    __module__ = "h11._state"


class SERVER(Sentinel, metaclass=Sentinel):
    """The end that sends responses."""

    __module__ = "h11._state"


class IDLE(Sentinel, metaclass=Sentinel):
    """Nothing of this cycle has been sent."""

    __module__ = "h11._state"


class SEND_RESPONSE(Sentinel, metaclass=Sentinel):
    """The server has the request's head and owes a response."""

    __module__ = "h11._state"


class SEND_BODY(Sentinel, metaclass=Sentinel):
    """The head is out, content may follow."""

    __module__ = "h11._state"


class DONE(Sentinel, metaclass=Sentinel):
    """The message is complete."""

    __module__ = "h11._state"


class MUST_CLOSE(Sentinel, metaclass=Sentinel):
    """The message is complete, and the connection cannot be used again."""

    __module__ = "h11._state"


class CLOSED(Sentinel, metaclass=Sentinel):
    """This end will send no more."""

    __module__ = "h11._state"


class ERROR(Sentinel, metaclass=Sentinel):
    """This end broke the protocol."""

    __module__ = "h11._state"


class MIGHT_SWITCH_PROTOCOL(Sentinel, metaclass=Sentinel):
    """The client has asked to switch protocols and waits for the answer."""

    __module__ = "h11._state"


class SWITCHED_PROTOCOL(Sentinel, metaclass=Sentinel):
    """What follows is not HTTP."""

    __module__ = "h11._state"


class _SWITCH_UPGRADE(Sentinel, metaclass=Sentinel):
    __module__ = "h11._state"


class _SWITCH_CONNECT(Sentinel, metaclass=Sentinel):
    __module__ = "h11._state"
