//! `Connection`: the core's, as a Python class.

pub(super) mod constructor;
pub(super) mod handle;
mod log;
pub(super) mod options;
pub(super) mod outgoing;
mod send;
pub(super) mod state_word;
mod stepwise;

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyTuple};

use self::handle::Handle;
use self::options::{ConnectionOptions, new_core};
use self::outgoing::DataMode;
use crate::python::object::arguments::Arguments;
use crate::python::object::call::{CallResult, methods, none, or_none, required};
use crate::python::object::construct::{adapt_new, add_class};
use crate::python::object::new::dict;
use crate::python::object::raise::{error, expect_ref};
use crate::python::sentinels::sentinels;
use crate::state::Role;

/// One side of an HTTP/1.1 connection, without I/O (RFC 9112).
///
/// Received bytes are passed to :meth:`receive_data`, and :meth:`next_event` returns
/// them as events. :meth:`send` converts an event to the bytes to be sent.
///
/// Args:
///     our_role: :data:`h11.CLIENT` or :data:`h11.SERVER`.
///     max_incomplete_event_size (int): the largest number of bytes that may be
///         buffered for an incomplete event, in practice the size of a head. Beyond
///         it, :meth:`next_event` raises with the status hint 431.
///     policy (str): ``"compatible"`` accepts and sends the same as h11 0.16.0;
///         ``"strict"`` enforces more rules of RFC 9112 in both directions;
///         ``"lenient"`` also accepts malformed responses if the framing is unambiguous,
///         and non-ASCII octets in request targets. The environment variable
///         ``H11_POLICY``, read at import, sets the default.
///     limits (Limits): limits on what is read; None for those of the policy.
///
/// Raises:
///     ValueError: if *our_role* is not a role, or *policy* does not exist.
///     TypeError: if *max_incomplete_event_size* is not a number, *policy* not a
///         str, or *limits* not :class:`Limits`.
///
/// A method raises RuntimeError while another method of the same connection is running, for
/// example in another thread. Attributes then have the values from before that call, except
/// for :attr:`trailing_data`, which waits for other threads, and raises in a finalizer.
///
/// Example:
///     >>> client, server = h11.Connection(h11.CLIENT), h11.Connection(h11.SERVER)
///     >>> request = h11.Request(method="GET", target="/", headers=[("Host", "example.com")])
///     >>> wire = client.send(request) + client.send(h11.EndOfMessage())
///     >>> wire
///     b'GET / HTTP/1.1\r\nHost: example.com\r\n\r\n'
///     >>> server.receive_data(wire)
///     >>> server.next_event().target
///     b'/'
///     >>> server.next_event()
///     EndOfMessage(headers=<Headers([])>)
#[pyclass(frozen, subclass, dict, weakref, module = "h11._connection")]
pub(super) struct Connection(Handle);

impl Connection {
    /// What calling the class does.
    fn new<'py>(
        our_role: &Bound<'py, PyAny>,
        options: ConnectionOptions<'_, 'py>,
    ) -> PyResult<Bound<'py, Connection>> {
        let core = new_core(our_role, options)?;
        Bound::new(our_role.py(), Connection(Handle::new(Some(core))))
    }

    /// The connection, with the states of the `_cstate` that a program has assigned, if any.
    #[inline]
    fn synced<'a>(slf: &'a Bound<'_, Self>) -> PyResult<&'a Handle> {
        let handle = &slf.get().0;
        if handle.is_stepwise() {
            stepwise::sync_cstate(slf)?;
        }
        Ok(handle)
    }
}

/// The connection that an object is, or a TypeError.
#[inline]
pub(super) fn handle_of<'a>(object: &'a Bound<'_, PyAny>) -> PyResult<&'a Handle> {
    Ok(&expect_ref::<Connection>(object)?.get().0)
}

/// The connection that is the first argument of a function, and the required ones after it.
#[inline]
pub(super) fn handle_and<'a, 'py, const N: usize>(
    module: &'a Bound<'py, PyAny>,
    arguments: &'a Arguments<'_, 'py>,
) -> PyResult<(&'a Handle, [&'a Bound<'py, PyAny>; N])> {
    let [connection] = required(module, arguments)?;
    let [_, others @ ..] = arguments;
    Ok((handle_of(connection)?, required(module, others)?))
}

#[pymethods]
impl Connection {
    /// A subclass may have an ``__init__`` of its own, so everything is left to
    /// it.
    #[new]
    // What `inspect.signature` shows up to CPython 3.10, which does not ask `__init__`.
    #[pyo3(
        text_signature = "(our_role, max_incomplete_event_size=16384, *, policy=None, limits=None)"
    )]
    fn uninitialized() -> Connection {
        Connection(Handle::new(None))
    }

    /// The role of this side: :data:`h11.CLIENT` or :data:`h11.SERVER`.
    ///
    /// Example:
    ///     >>> h11.Connection(h11.CLIENT).our_role
    ///     CLIENT
    #[getter]
    fn our_role<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(sentinels(py)?.role(py, self.0.snapshot(py)?.our_role()))
    }

    /// The role of the peer: :data:`h11.CLIENT` or :data:`h11.SERVER`.
    ///
    /// Example:
    ///     >>> h11.Connection(h11.CLIENT).their_role
    ///     SERVER
    #[getter]
    fn their_role<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(sentinels(py)?.role(py, self.0.snapshot(py)?.their_role()))
    }

    // `h11._connection` makes properties of these seven methods.

    /// The HTTP version of the peer's latest message, as bytes such as ``b"1.1"``;
    /// None before the first (RFC 9112 section 2.3).
    ///
    /// Example:
    ///     >>> server = h11.Connection(h11.SERVER)
    ///     >>> server.receive_data(b"GET / HTTP/1.0\r\n\r\n")
    ///     >>> request = server.next_event()
    ///     >>> server.their_http_version
    ///     b'1.0'
    fn their_http_version<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyBytes>>> {
        self.0.their_http_version(py)
    }

    /// Whether the client has sent ``Expect: 100-continue`` and waits for a response
    /// before it sends content: a bool (RFC 9110 section 10.1.1).
    ///
    /// Example:
    ///     >>> client = h11.Connection(h11.CLIENT)
    ///     >>> headers = [("Host", "a"), ("Content-Length", "5"), ("Expect", "100-continue")]
    ///     >>> wire = client.send(h11.Request(method="PUT", target="/", headers=headers))
    ///     >>> client.client_is_waiting_for_100_continue
    ///     True
    ///     >>> client.receive_data(b"HTTP/1.1 100 Continue\r\n\r\n")
    ///     >>> client.next_event().status_code, client.client_is_waiting_for_100_continue
    ///     (100, False)
    fn client_is_waiting_for_100_continue(&self, py: Python<'_>) -> PyResult<bool> {
        Ok(self.0.snapshot(py)?.client_is_waiting_for_100_continue())
    }

    /// Whether the peer is a client that waits for ``100 Continue``: a bool. A
    /// server should send an :class:`InformationalResponse` before it waits for the
    /// content (RFC 9110 section 10.1.1).
    ///
    /// Example:
    ///     >>> server = h11.Connection(h11.SERVER)
    ///     >>> server.receive_data(b"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n")
    ///     >>> server.receive_data(b"Expect: 100-continue\r\n\r\n")
    ///     >>> request = server.next_event()
    ///     >>> server.they_are_waiting_for_100_continue
    ///     True
    ///     >>> server.send(h11.InformationalResponse(status_code=100, headers=[]))
    ///     b'HTTP/1.1 100 \r\n\r\n'
    ///     >>> server.they_are_waiting_for_100_continue
    ///     False
    fn they_are_waiting_for_100_continue(&self, py: Python<'_>) -> PyResult<bool> {
        let snapshot = self.0.snapshot(py)?;
        let they_are_the_client = snapshot.their_role() == Role::Client;
        Ok(they_are_the_client && snapshot.client_is_waiting_for_100_continue())
    }

    /// The states of both sides: a new dict, ``{CLIENT: ..., SERVER: ...}``.
    ///
    /// Example:
    ///     >>> server = h11.Connection(h11.SERVER)
    ///     >>> server.receive_data(b"GET / HTTP/1.1\r\nHost: example.com\r\n\r\n")
    ///     >>> request = server.next_event()
    ///     >>> server.states
    ///     {CLIENT: SEND_BODY, SERVER: SEND_RESPONSE}
    ///     >>> server.states[h11.CLIENT] is server.their_state
    ///     True
    fn states<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyDict>> {
        let py = slf.py();
        let snapshot = Self::synced(slf)?.snapshot(py)?;
        let sentinels = sentinels(py)?;
        let states = dict(py)?;
        for &role in Role::ALL {
            states.set_item(sentinels.role(py, role), sentinels.state(py, snapshot.state(role)))?;
        }
        Ok(states)
    }

    /// The state of this side, such as :data:`h11.IDLE`.
    ///
    /// Example:
    ///     >>> client = h11.Connection(h11.CLIENT)
    ///     >>> client.our_state is h11.IDLE
    ///     True
    fn our_state<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        let py = slf.py();
        let snapshot = Self::synced(slf)?.snapshot(py)?;
        Ok(sentinels(py)?.state(py, snapshot.state(snapshot.our_role())))
    }

    /// The state of the peer after the last event that :meth:`next_event` returned.
    ///
    /// Example:
    ///     >>> client = h11.Connection(h11.CLIENT)
    ///     >>> client.receive_data(b"")
    ///     >>> client.their_state
    ///     IDLE
    ///     >>> client.next_event(), client.their_state
    ///     (ConnectionClosed(), CLOSED)
    fn their_state<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        let py = slf.py();
        let snapshot = Self::synced(slf)?.snapshot(py)?;
        Ok(sentinels(py)?.state(py, snapshot.state(snapshot.their_role())))
    }

    /// Received bytes that have not been parsed: ``(bytes, bool)``, where the bool is
    /// whether the peer has closed the connection after them. After a switch of
    /// protocols, the other protocol begins with these bytes (RFC 9110 section 7.8).
    ///
    /// Example:
    ///     >>> server = h11.Connection(h11.SERVER)
    ///     >>> server.receive_data(b"GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /2")
    ///     >>> request, end = server.next_event(), server.next_event()
    ///     >>> server.trailing_data
    ///     (b'GET /2', False)
    fn trailing_data<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        self.0.trailing_data(py)
    }

    /// Read the next event.
    ///
    /// Returns:
    ///     An event; :data:`h11.NEED_DATA` if more bytes must be received first; or
    ///     :data:`h11.PAUSED` if the buffered bytes belong to the next cycle or to
    ///     another protocol.
    ///
    /// Raises:
    ///     RemoteProtocolError: if the peer violates the protocol. Its state becomes
    ///         :data:`h11.ERROR`, and every further call raises as well.
    ///
    /// See RFC 9112 sections 2 to 8.
    ///
    /// Example:
    ///     >>> server = h11.Connection(h11.SERVER)
    ///     >>> server.receive_data(b"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nab")
    ///     >>> server.next_event().method
    ///     b'PUT'
    ///     >>> server.next_event()
    ///     Data(data=b'ab', chunk_start=False, chunk_end=False)
    ///     >>> server.next_event()
    ///     NEED_DATA
    fn next_event<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        match stepwise::functions(slf, slf.get().0.is_stepwise()) {
            None => slf.get().0.next_event(slf.py()),
            Some(functions) => functions.next_event.bind(slf.py()).call1((slf,)),
        }
    }

    /// Report that bytes from :meth:`send` could not be sent: :attr:`our_state`
    /// becomes :data:`h11.ERROR`. Events of the peer can still be read (RFC 9112
    /// section 9.5).
    ///
    /// Example:
    ///     >>> client = h11.Connection(h11.CLIENT)
    ///     >>> client.send_failed()
    ///     >>> client.states
    ///     {CLIENT: ERROR, SERVER: IDLE}
    fn send_failed(slf: &Bound<'_, Self>) -> PyResult<()> {
        match stepwise::functions(slf, slf.get().0.is_stepwise()) {
            None => slf.get().0.send_failed(slf.py()),
            Some(functions) => functions.send_failed.bind(slf.py()).call1((slf,)).map(drop),
        }
    }

    /// Start the next request/response cycle on the same connection.
    ///
    /// Raises:
    ///     LocalProtocolError: unless both states are :data:`h11.DONE`.
    ///
    /// See RFC 9112 section 9.3.
    ///
    /// Example:
    ///     >>> client = h11.Connection(h11.CLIENT)
    ///     >>> request = h11.Request(method="GET", target="/", headers=[("Host", "example.com")])
    ///     >>> wire = client.send(request) + client.send(h11.EndOfMessage())
    ///     >>> client.receive_data(b"HTTP/1.1 204 No Content\r\n\r\n")
    ///     >>> response, end = client.next_event(), client.next_event()
    ///     >>> client.states
    ///     {CLIENT: DONE, SERVER: DONE}
    ///     >>> client.start_next_cycle()
    ///     >>> client.states
    ///     {CLIENT: IDLE, SERVER: IDLE}
    fn start_next_cycle(slf: &Bound<'_, Self>) -> PyResult<()> {
        let py = slf.py();
        match stepwise::functions(slf, slf.get().0.is_stepwise()) {
            None => Ok(slf.get().0.try_core(py, |core| core.start_next_cycle())?),
            Some(functions) => functions.start_next_cycle.bind(py).call1((slf,)).map(drop),
        }
    }
}

methods! {
    /// Add received bytes to the buffer. :meth:`next_event` parses them.
    ///
    /// Args:
    ///     data: any buffer of bytes, of any length, split anywhere. An empty one, or
    ///         None, means that the peer has closed its stream (RFC 9112 section 9.6).
    ///
    /// Raises:
    ///     RuntimeError: if the peer has already closed its stream.
    ///     TypeError: if *data* is not a buffer.
    ///
    /// See RFC 9112 section 2.2 for how messages are parsed.
    ///
    /// Example:
    ///     >>> server = h11.Connection(h11.SERVER)
    ///     >>> server.receive_data(b"GET / HTTP/1.1\r\nHost: exam")
    ///     >>> server.receive_data(memoryview(b"ple.com\r\n\r\n"))
    ///     >>> server.next_event().headers
    ///     <Headers([(b'host', b'example.com')])>
    "receive_data" "($self, data)" => receive_data;

    /// Convert an event to the bytes to be sent, and change the states accordingly.
    ///
    /// Args:
    ///     event: an event that is allowed in :attr:`our_state`.
    ///
    /// Returns:
    ///     bytes, possibly empty, to be sent in the order of the calls; None for
    ///     :class:`ConnectionClosed`.
    ///
    /// Raises:
    ///     LocalProtocolError: if the event would violate the protocol, or *event* is
    ///         not an event. :attr:`our_state` becomes :data:`h11.ERROR`.
    ///     TypeError: if the data of a :class:`Data` event is not a buffer.
    ///
    /// See RFC 9112 sections 2 to 9.
    ///
    /// Example:
    ///     >>> client = h11.Connection(h11.CLIENT)
    ///     >>> headers = [("Host", "example.com"), ("Content-Length", "3")]
    ///     >>> client.send(h11.Request(method="PUT", target="/", headers=headers))
    ///     b'PUT / HTTP/1.1\r\nHost: example.com\r\nContent-Length: 3\r\n\r\n'
    ///     >>> client.send(h11.Data(data=b"abc")), client.send(h11.EndOfMessage())
    ///     (b'abc', b'')
    ///     >>> try:
    ///     ...     client.send(h11.EndOfMessage())
    ///     ... except h11.LocalProtocolError as error:
    ///     ...     print(error)
    ///     can't handle event type EndOfMessage when role=CLIENT and state=DONE
    "send" "($self, event)" => send;

    /// The same as :meth:`send`, but returns a list, in which the data of a
    /// :class:`Data` event is the object that was passed. It may be any object with a
    /// length in bytes, for example to be sent by ``sendfile``.
    ///
    /// Args:
    ///     event: an event that is allowed in :attr:`our_state`.
    ///
    /// Returns:
    ///     A list of bytes and that object, to be sent in this order; None for
    ///     :class:`ConnectionClosed`.
    ///
    /// Raises:
    ///     LocalProtocolError: as :meth:`send` does.
    ///     TypeError: if the data of a :class:`Data` event has no length.
    ///
    /// See RFC 9112 section 7.1 for what surrounds a chunk.
    ///
    /// Example:
    ///     >>> client = h11.Connection(h11.CLIENT)
    ///     >>> headers = [("Host", "example.com"), ("Transfer-Encoding", "chunked")]
    ///     >>> head = client.send(h11.Request(method="PUT", target="/", headers=headers))
    ///     >>> class Span:
    ///     ...     def __len__(self):
    ///     ...         return 1000
    ///     >>> before, span, after = client.send_with_data_passthrough(h11.Data(data=Span()))
    ///     >>> before, type(span).__name__, after
    ///     (b'3e8\r\n', 'Span', b'\r\n')
    "send_with_data_passthrough" "($self, event)" => send_with_data_passthrough;

    "_init" "($self, our_role, max_incomplete_event_size, policy, limits)" => init;
    "_set_their_http_version" "($self, version)" => set_their_http_version;
    "_set_client_is_waiting" "($self, waiting)" => set_client_is_waiting;
}

adapt_new!(Connection);

/// Adds the class to the module.
pub(super) fn add_to(module: &Bound<'_, PyModule>) -> PyResult<()> {
    add_class::<Connection>(module, add_methods)
}

fn receive_data<'py>(this: &Bound<'py, PyAny>, arguments: Arguments<'_, 'py>) -> CallResult<'py> {
    let [data] = required(this, &arguments)?;
    handle_of(this)?.receive(data)?;
    none(this.py())
}

fn send<'py>(this: &Bound<'py, PyAny>, arguments: Arguments<'_, 'py>) -> CallResult<'py> {
    let py = this.py();
    let [event] = required(this, &arguments)?;
    let handle = handle_of(this)?;
    if let Some(functions) = stepwise::functions_to_send(this, handle.is_stepwise())? {
        return functions.send.bind(py).call1((this, event));
    }
    Ok(or_none(py, handle.send(event, DataMode::Copy)?.joined(py)?))
}

fn send_with_data_passthrough<'py>(
    this: &Bound<'py, PyAny>,
    arguments: Arguments<'_, 'py>,
) -> CallResult<'py> {
    let py = this.py();
    let [event] = required(this, &arguments)?;
    let handle = handle_of(this)?;
    if let Some(functions) = stepwise::functions(this, handle.is_stepwise()) {
        return functions.send_with_data_passthrough.bind(py).call1((this, event));
    }
    Ok(or_none(py, handle.send(event, DataMode::Passthrough)?.pieces(py)?))
}

fn init<'py>(this: &Bound<'py, PyAny>, arguments: Arguments<'_, 'py>) -> CallResult<'py> {
    let [our_role] = required(this, &arguments)?;
    let core = new_core(our_role, ConnectionOptions::of(&arguments))?;
    handle_of(this)?.init(this.py(), core)?;
    none(this.py())
}

fn set_their_http_version<'py>(
    this: &Bound<'py, PyAny>,
    arguments: Arguments<'_, 'py>,
) -> CallResult<'py> {
    let py = this.py();
    let [version] = required(this, &arguments)?;
    let version = match version.cast::<PyBytes>() {
        Ok(version) => Some(version),
        Err(_) if version.is_none() => None,
        Err(_) => return Err(error::<PyTypeError>(py, "their_http_version must be bytes or None")),
    };
    handle_of(this)?.set_their_http_version(py, version)?;
    none(py)
}

fn set_client_is_waiting<'py>(
    this: &Bound<'py, PyAny>,
    arguments: Arguments<'_, 'py>,
) -> CallResult<'py> {
    let [waiting] = required(this, &arguments)?;
    let is_waiting = waiting.is_truthy()?;
    let set = |core: &mut state_word::CoreConnection| {
        core.set_client_is_waiting_for_100_continue(is_waiting);
    };
    handle_of(this)?.with_core(this.py(), set)?;
    none(this.py())
}
