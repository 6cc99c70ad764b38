"""The connection, NEED_DATA and PAUSED."""

import sys
from typing import Any, NoReturn, Optional, Type

from h11 import _assigned, _h11, _stepwise
from h11._events import (
    ConnectionClosed,
    Data,
    EndOfMessage,
    Event,
    InformationalResponse,
    Request,
    Response,
)
from h11._h11 import Connection
from h11._h11 import _body_framing as _body_framing
from h11._h11 import _keep_alive as _keep_alive
from h11._headers import (
    get_comma_header,
    has_expect_100_continue,
    set_comma_header,
)
from h11._limits import Limits
from h11._readers import READERS, ReadersType
from h11._receivebuffer import ReceiveBuffer
from h11._state import (
    _SWITCH_CONNECT,
    _SWITCH_UPGRADE,
    CLIENT,
    DONE,
    ERROR,
    MIGHT_SWITCH_PROTOCOL,
    SEND_BODY,
    SERVER,
    SWITCHED_PROTOCOL,
    ConnectionState,
)
from h11._util import LocalProtocolError, RemoteProtocolError, Sentinel, final
from h11._writers import WRITERS, WritersType

__all__ = ["NEED_DATA", "PAUSED", "Connection"]

#: The default of the size limit, in bytes.
DEFAULT_MAX_INCOMPLETE_EVENT_SIZE = 16 * 1024


@final
@_h11.once
class NEED_DATA(Sentinel, metaclass=Sentinel):
    r"""No complete event is buffered: receive more first.

    :meth:`Connection.next_event` returns this if :meth:`Connection.receive_data`
    must be called before it is called again.

    Example:
        >>> server = h11.Connection(h11.SERVER)
        >>> server.receive_data(b"GET / HTTP/1.1\r\nHo")
        >>> server.next_event() is h11.NEED_DATA
        True
    """


@final
@_h11.once
class PAUSED(Sentinel, metaclass=Sentinel):
    r"""The buffered bytes belong to the next cycle or to another protocol.

    :meth:`Connection.next_event` returns this if
    :meth:`Connection.start_next_cycle` must be called before it is called again
    (RFC 9112 section 9.3.2), or if the peer may switch protocols or has switched,
    and :attr:`Connection.trailing_data` has the bytes (RFC 9110 section 7.8).
    Receiving more does not change this, so do not wait for data.

    Example:
        >>> server = h11.Connection(h11.SERVER)
        >>> server.receive_data(2 * b"GET / HTTP/1.1\r\nHost: example.com\r\n\r\n")
        >>> for _ in range(3):
        ...     print(type(server.next_event()))
        <class 'h11._events.Request'>
        <class 'h11._events.EndOfMessage'>
        PAUSED
    """


# Rarely called methods with arguments are in Python, and added to the class here.


@_h11.once
def _init(
    self: Connection,
    our_role: Type[Sentinel],
    max_incomplete_event_size: int = DEFAULT_MAX_INCOMPLETE_EVENT_SIZE,
    *,
    policy: Optional[str] = None,
    limits: Optional[Limits] = None,
) -> None:
    self._init(our_role, max_incomplete_event_size, policy, limits)


@_h11.once
def _reduce_ex(self: Connection, protocol: int) -> NoReturn:
    raise TypeError("a Connection cannot be copied or pickled")


@_h11.once
def _repr(self: Connection) -> str:
    kind = type(self)
    name = "h11.Connection" if kind is Connection else kind.__qualname__
    try:
        # Not by the attributes, which a subclass may have overridden.
        ours, theirs = (_PROPERTIES[part].__get__(self) for part in ("our_state", "their_state"))
        status = f"{self.our_role}: our_state={ours}, their_state={theirs}"
    except AttributeError:
        status = "not initialized"
    return f"<{name} {status} at {id(self):#x}>"


@_h11.once
def _is_closed(self: Connection) -> bool:
    return self.trailing_data[1]


@_h11.once
def _named(value: Any, name: str) -> Any:
    value.__name__ = name
    value.__qualname__ = f"Connection.{name}"
    return value


# These are attributes in the stub, but methods until they are replaced below.
_methods: Any = Connection

# Properties, as in 0.16.0: tests replace and inspect them as such.
_PROPERTIES = _h11.once(
    {
        "states": property(_methods.states),
        "our_state": property(_methods.our_state),
        "their_state": property(_methods.their_state),
        "they_are_waiting_for_100_continue": property(_methods.they_are_waiting_for_100_continue),
        "trailing_data": property(_methods.trailing_data),
        "their_http_version": property(
            _methods.their_http_version, _methods._set_their_http_version
        ),
        "client_is_waiting_for_100_continue": property(
            _methods.client_is_waiting_for_100_continue, _methods._set_client_is_waiting
        ),
        "_receive_buffer": property(_h11._unread, _h11.set_unread),
        "_receive_buffer_closed": property(_is_closed, _h11.set_received_eof),
        "_max_incomplete_event_size": property(_h11.size_limit, _h11.set_size_limit),
        "_request_method": property(_h11.request_method, _h11.set_request_method),
        **_stepwise.PARTS,
    },
    "h11._connection._PROPERTIES",
)

for _attribute, _property in _PROPERTIES.items():
    setattr(Connection, _attribute, _property)
    if sys.version_info >= (3, 10):
        _property.__set_name__(Connection, _attribute)  # type: ignore[attr-defined]
for _attribute, _step in _stepwise.STEPS.items():
    setattr(Connection, _attribute, _step)
    _step.__set_name__(Connection, _attribute)
Connection.__init__ = _named(_init, "__init__")  # type: ignore[method-assign]
Connection.__repr__ = _named(_repr, "__repr__")  # type: ignore[method-assign]
Connection.__reduce_ex__ = _named(_reduce_ex, "__reduce_ex__")  # type: ignore[method-assign]
Connection.__name__ = "Connection"  # for Python's messages, without the module
_h11.install_connection()

_assigned.watch_module(__name__)
