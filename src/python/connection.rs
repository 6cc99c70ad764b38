//! `Connection`: the core's, as a Python class.

use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicBool, Ordering};

use pyo3::exceptions::{
    PyAttributeError, PyOverflowError, PySystemError, PyTypeError, PyValueError,
};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyDict, PyTuple};

use super::by_steps;
use super::convert::copy_of;
use super::error::{local, remote};
use super::events::received;
use super::object::arguments::Arguments;
use super::object::call::{CallResult, methods, none, required};
use super::object::construct::{self, adapt_new};
use super::object::exclusive::{Busy, Exclusive, InUse};
use super::object::new::{self, dict, int, tuple};
use super::object::raise::{discard, error, error_about};
use super::object::shared_bytes::SharedBytes;
use super::outgoing::{DataSent, Unsent};
use super::policy;
use super::sentinels::sentinels;
use super::shared::shared;
use super::standing::{Snapshot, Standing};
use crate::connection::{Connection as Core, DEFAULT_MAX_INCOMPLETE_EVENT_SIZE, Event};
use crate::error::{Error, Result as CoreResult};
use crate::state::Role;

type State = Core<SharedBytes>;

/// What a connection may be given besides its role: *max_incomplete_event_size*,
/// *policy* and *limits*.
pub(super) type Settings<'a, 'py> = [Option<&'a Bound<'py, PyAny>>; 3];

/// One end of an HTTP/1.1 connection, without the wire (RFC 9112).
///
/// What has arrived goes in by :meth:`receive_data` and comes out of
/// :meth:`next_event` as events; an event goes into :meth:`send` and comes out
/// as the bytes to be sent.
///
/// Args:
///     our_role: :data:`h11.CLIENT` or :data:`h11.SERVER`.
///     max_incomplete_event_size (int): how many bytes may wait for the rest of
///         an event, in practice the size of a head, before
///         :meth:`next_event` gives the peer up with the status hint 431.
///     policy (str): ``"compatible"``, which accepts and sends what h11 0.16.0 does;
///         ``"strict"``, which holds both ends to more rules of RFC 9112; or, for
///         clients, ``"lenient"``, which also reads malformed fields of responses
///         where that leaves no doubt about the framing. The environment variable
///         ``H11_POLICY``, read at import, sets the default (with ``lenient``, that
///         of clients).
///     limits (Limits): how much is read; None for what the policy has.
///
/// Raises:
///     ValueError: if *our_role* is neither role, or there is no such *policy* for
///         it.
///     TypeError: if *max_incomplete_event_size* is not a number, *policy* not a
///         str, or *limits* not :class:`Limits`.
///
/// A method raises RuntimeError while another call of the same connection is at work, in
/// another thread for instance; attributes are then as they were before that call, but
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
pub(super) struct Connection {
    inner: Exclusive<Inner>,
    their_http_version: Exclusive<Option<SharedBytes>>,
    standing: Standing,
    /// Whether a program has replaced a part of this very connection.
    goes_by_steps: AtomicBool,
}

/// What a connection consists of.
pub(super) struct Inner {
    /// None before `__init__`.
    core: Option<State>,
}

/// A connection while a method is at work.
pub(super) struct Held<'a> {
    inner: InUse<'a, Inner>,
    standing: &'a Standing,
}

impl Deref for Held<'_> {
    type Target = Inner;

    #[inline]
    fn deref(&self) -> &Inner {
        &self.inner
    }
}

impl DerefMut for Held<'_> {
    #[inline]
    fn deref_mut(&mut self) -> &mut Inner {
        &mut self.inner
    }
}

impl Drop for Held<'_> {
    #[inline]
    fn drop(&mut self) {
        self.standing.note(self.inner.core.as_ref());
    }
}

impl Inner {
    #[inline]
    fn core(&mut self, py: Python<'_>) -> PyResult<&mut State> {
        self.core.as_mut().ok_or_else(|| uninitialized(py))
    }
}

/// How often a thread looks whether another one is done.
const PATIENCE: usize = 10_000;

impl Connection {
    fn with(core: Option<State>) -> Connection {
        let standing = Standing::absent();
        standing.note(core.as_ref());
        Connection {
            inner: Exclusive::new(Inner { core }),
            their_http_version: Exclusive::new(None),
            standing,
            goes_by_steps: AtomicBool::new(false),
        }
    }

    /// What calling the class does.
    pub(super) fn new<'py>(
        our_role: &Bound<'py, PyAny>,
        settings: Settings<'_, 'py>,
    ) -> PyResult<Bound<'py, Connection>> {
        let core = new_core(our_role, settings)?;
        Bound::new(our_role.py(), Connection::with(Some(core)))
    }

    /// Begins a method.
    #[inline]
    fn hold<'py>(&self, py: Python<'py>) -> Result<Held<'_>, Busy<'py>> {
        Ok(Held { inner: self.inner.take(py)?, standing: &self.standing })
    }

    /// Waits until no method of another thread is at work. (One of this thread that runs a
    /// finalizer will not end before that.)
    fn hold_soon<'py>(&self, py: Python<'py>) -> Result<Held<'_>, Busy<'py>> {
        for _ in 0..PATIENCE {
            match self.hold(py) {
                Ok(held) => return Ok(held),
                Err(_) => py.detach(std::thread::yield_now),
            }
        }
        self.hold(py)
    }

    /// A connection whose states are up to date, should it have been given a `_cstate`.
    #[inline]
    fn followed<'a>(slf: &'a Bound<'_, Self>) -> PyResult<&'a Self> {
        if slf.get().goes_by_steps() {
            by_steps::follow(slf)?;
        }
        Ok(slf.get())
    }

    /// Where it stood when the last method was done.
    fn standing(&self, py: Python<'_>) -> PyResult<Snapshot> {
        self.standing.get().ok_or_else(|| uninitialized(py))
    }

    /// Sets the version that the peer speaks. What was there may be an object of the
    /// program's, whose end may run its code: nothing is in use then.
    #[inline]
    fn set_their_http_version(&self, py: Python<'_>, version: Option<SharedBytes>) {
        let before = match self.their_http_version.take_soon(py) {
            Some(mut place) => std::mem::replace(&mut *place, version),
            None => None,
        };
        drop(before);
    }

    /// Has the core do something. Its error is the program's.
    #[inline]
    pub(super) fn with_core<'py, R>(
        &self,
        py: Python<'py>,
        call: impl FnOnce(&mut State) -> CoreResult<R>,
    ) -> Result<R, Unsent<'py>> {
        // An exception is made when the connection is free: that may run Python code.
        let called = call(self.hold(py)?.core(py)?);
        Ok(called.map_err(|error| local(py, &error))?)
    }

    /// What `receive_data` does.
    fn receive(&self, data: &Bound<'_, PyAny>) -> PyResult<()> {
        let py = data.py();
        if let Ok(bytes) = data.cast_exact::<PyBytes>() {
            return Ok(self.with_core(py, |core| match bytes.as_bytes() {
                [] => {
                    core.receive_eof();
                    Ok(())
                }
                _ => core.receive(bytes.clone().into()),
            })?);
        }
        // The object may run a program's code, so the connection is left free.
        if !data.is_truthy()? {
            return self.ask(py, |core| core.receive_eof());
        }
        if self.ask(py, |core| core.trailing_data().1)? {
            return Err(local(py, &Error::ReceivedAfterEof));
        }
        let bytes = copy_of(data)?;
        Ok(self.with_core(py, |core| core.receive(bytes.into()))?)
    }

    /// What `next_event` does.
    fn read<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let mut version = None;
        let mut inner = self.hold(py)?;
        let core = inner.core(py)?;
        // Handed over here and not returned through the core, which would move
        // it from hand to hand.
        let mut told = None;
        let read = core.next_event(|event| {
            if let Event::Request { version: v, .. } | Event::Response { version: v, .. } = &event {
                version = Some(SharedBytes::from(shared(py)?.version(py, v)?));
            }
            told = Some(received(py, event)?);
            Ok(())
        });
        match read {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                core.receive_failed();
                return Err(error);
            }
            Err(error) => {
                drop(inner); // to make an exception runs Python code
                return Err(remote(py, &error));
            }
        }
        drop(inner);
        if version.is_some() {
            self.set_their_http_version(py, version);
        }
        told.ok_or_else(|| no_event(py))
    }

    /// What `send_failed` does.
    pub(super) fn fail(&self, py: Python<'_>) -> PyResult<()> {
        self.ask(py, |core| core.send_failed())
    }

    /// Reads the next event without noting it.
    pub(super) fn extract<'py>(&self, py: Python<'py>) -> CallResult<'py> {
        let mut told = None;
        let extracted = self.hold(py)?.core(py)?.extract(|event| {
            told = Some(received(py, event)?);
            Ok::<_, PyErr>(())
        });
        extracted.map_err(|error| local(py, &error))??;
        told.ok_or_else(|| no_event(py))
    }

    /// Notes the version that the peer speaks.
    pub(super) fn note_version(&self, version: &Bound<'_, PyBytes>) {
        self.set_their_http_version(version.py(), Some(SharedBytes::from(version.clone())));
    }

    /// Has the methods go by steps from now on.
    pub(super) fn go_by_steps(&self) {
        self.goes_by_steps.store(true, Ordering::Relaxed);
    }

    #[inline]
    pub(super) fn goes_by_steps(&self) -> bool {
        self.goes_by_steps.load(Ordering::Relaxed)
    }

    /// Looks something up in the core.
    pub(super) fn ask<R>(&self, py: Python<'_>, look: impl FnOnce(&mut State) -> R) -> PyResult<R> {
        Ok(look(self.hold(py)?.core(py)?))
    }
}

#[cold]
fn uninitialized(py: Python<'_>) -> PyErr {
    error::<PyAttributeError>(py, "Connection.__init__ has not been called")
}

#[cold]
fn no_event(py: Python<'_>) -> PyErr {
    error::<PySystemError>(py, "internal error: no event was emitted")
}

fn new_core(our_role: &Bound<'_, PyAny>, settings: Settings<'_, '_>) -> PyResult<State> {
    let [max_incomplete_event_size, policy, limits] = settings;
    let role = match sentinels(our_role.py())?.to_role(our_role) {
        Some(role) => role,
        None => {
            let message = c"expected CLIENT or SERVER, not ";
            return Err(error_about::<PyValueError>(message, our_role));
        }
    };
    let limit = match max_incomplete_event_size {
        None => DEFAULT_MAX_INCOMPLETE_EVENT_SIZE,
        Some(limit) => size_limit(limit)?,
    };
    let policy = policy::chosen(role, policy)?;
    let core = Core::new(role, limit).with_policy(policy);
    match limits.filter(|limits| !limits.is_none()) {
        None => Ok(core),
        Some(limits) => Ok(core.with_limits(policy::limits(policy, limits)?)),
    }
}

/// Any number will do for a limit; what is past 64 bits is no limit.
pub(super) fn size_limit(limit: &Bound<'_, PyAny>) -> PyResult<i64> {
    let py = limit.py();
    let wrong = match limit.extract::<i64>() {
        Ok(limit) => return Ok(limit),
        Err(wrong) => wrong,
    };
    let is_too_large = wrong.is_instance_of::<PyOverflowError>(py);
    discard(py, wrong);
    if is_too_large {
        return Ok(if limit.gt(int(py, 0)?)? { i64::MAX } else { i64::MIN });
    }
    // Sizes are whole: to be above 9.5 is to be above 9. Nothing is above NaN.
    match limit.extract::<f64>() {
        Ok(limit) if limit.is_nan() => Ok(i64::MAX),
        Ok(limit) => Ok(limit.floor() as i64), // the cast saturates
        Err(wrong) => {
            discard(py, wrong);
            let message = c"max_incomplete_event_size must be a number, not ";
            Err(error_about::<PyTypeError>(message, &limit.get_type()))
        }
    }
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
        Connection::with(None)
    }

    /// :data:`h11.CLIENT` or :data:`h11.SERVER`: which end this is.
    ///
    /// Example:
    ///     >>> h11.Connection(h11.CLIENT).our_role
    ///     CLIENT
    #[getter]
    fn our_role<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(sentinels(py)?.role(py, self.standing(py)?.our_role()))
    }

    /// :data:`h11.CLIENT` or :data:`h11.SERVER`: which end the peer is.
    ///
    /// Example:
    ///     >>> h11.Connection(h11.CLIENT).their_role
    ///     SERVER
    #[getter]
    fn their_role<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(sentinels(py)?.role(py, self.standing(py)?.their_role()))
    }

    // The Python half of the package makes these seven properties.

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
        self.standing(py)?;
        let version = self.their_http_version.take_soon(py);
        Ok(version.and_then(|version| version.as_ref().map(|version| version.object(py))))
    }

    /// Whether the client has announced content with ``Expect: 100-continue``
    /// and waits for leave to send it: a bool (RFC 9110 section 10.1.1).
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
        Ok(self.standing(py)?.client_is_waiting_for_100_continue())
    }

    /// Whether the peer is a client that waits for ``100 Continue``: a bool. A
    /// server answers by an :class:`InformationalResponse` before it waits for the
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
        let standing = self.standing(py)?;
        let they_are_the_client = standing.their_role() == Role::Client;
        Ok(they_are_the_client && standing.client_is_waiting_for_100_continue())
    }

    /// The states of both ends: a new dict, ``{CLIENT: ..., SERVER: ...}``.
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
        let standing = Self::followed(slf)?.standing(py)?;
        let sentinels = sentinels(py)?;
        let states = dict(py)?;
        for &role in Role::ALL {
            states.set_item(sentinels.role(py, role), sentinels.state(py, standing.state(role)))?;
        }
        Ok(states)
    }

    /// The state of this end, such as :data:`h11.IDLE`.
    ///
    /// Example:
    ///     >>> client = h11.Connection(h11.CLIENT)
    ///     >>> client.our_state is h11.IDLE
    ///     True
    fn our_state<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        let py = slf.py();
        let standing = Self::followed(slf)?.standing(py)?;
        Ok(sentinels(py)?.state(py, standing.state(standing.our_role())))
    }

    /// The state of the other end, as far as its events have been read.
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
        let standing = Self::followed(slf)?.standing(py)?;
        Ok(sentinels(py)?.state(py, standing.state(standing.their_role())))
    }

    /// What has been received and not been read: ``(bytes, bool)``, where the
    /// bool says whether the end of the connection came after it. After a switch
    /// of protocols this is where the other protocol begins (RFC 9110 section 7.8).
    ///
    /// Example:
    ///     >>> server = h11.Connection(h11.SERVER)
    ///     >>> server.receive_data(b"GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /2")
    ///     >>> request, end = server.next_event(), server.next_event()
    ///     >>> server.trailing_data
    ///     (b'GET /2', False)
    fn trailing_data<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let mut inner = self.hold_soon(py)?;
        let (bytes, eof) = inner.core(py)?.trailing_data();
        tuple(py, [new::bytes(py, bytes)?.into_any(), PyBool::new(py, eof).to_owned().into_any()])
    }

    /// Read the next event.
    ///
    /// Returns:
    ///     An event, or :data:`h11.NEED_DATA` if more bytes must be received
    ///     first, or :data:`h11.PAUSED` if the bytes at hand belong to the next
    ///     cycle or to another protocol.
    ///
    /// Raises:
    ///     RemoteProtocolError: if the peer broke the protocol. Its state is
    ///         then :data:`h11.ERROR` and every further call raises as well.
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
        match by_steps::functions(slf, slf.get().goes_by_steps()) {
            None => slf.get().read(slf.py()),
            Some(functions) => functions.next_event.bind(slf.py()).call1((slf,)),
        }
    }

    /// Note that bytes from :meth:`send` could not be sent: :attr:`our_state`
    /// becomes :data:`h11.ERROR`. What the peer sends can still be read (RFC 9112
    /// section 9.5).
    ///
    /// Example:
    ///     >>> client = h11.Connection(h11.CLIENT)
    ///     >>> client.send_failed()
    ///     >>> client.states
    ///     {CLIENT: ERROR, SERVER: IDLE}
    fn send_failed(slf: &Bound<'_, Self>) -> PyResult<()> {
        match by_steps::functions(slf, slf.get().goes_by_steps()) {
            None => slf.get().fail(slf.py()),
            Some(functions) => functions.send_failed.bind(slf.py()).call1((slf,)).map(drop),
        }
    }

    /// Begin the next request/response cycle on the same connection.
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
        match by_steps::functions(slf, slf.get().goes_by_steps()) {
            None => Ok(slf.get().with_core(py, |core| core.start_next_cycle())?),
            Some(functions) => functions.start_next_cycle.bind(py).call1((slf,)).map(drop),
        }
    }
}

methods! {
    /// Take bytes that have arrived. Nothing is read before :meth:`next_event`.
    ///
    /// Args:
    ///     data: any buffer of bytes, of any length, cut anywhere; an empty one, or
    ///         None, says that the peer has closed its end (RFC 9112 section 9.6).
    ///
    /// Raises:
    ///     RuntimeError: if bytes come after the end.
    ///     TypeError: if *data* is not a buffer.
    ///
    /// How messages are told from the bytes: RFC 9112 section 2.2.
    ///
    /// Example:
    ///     >>> server = h11.Connection(h11.SERVER)
    ///     >>> server.receive_data(b"GET / HTTP/1.1\r\nHost: exam")
    ///     >>> server.receive_data(memoryview(b"ple.com\r\n\r\n"))
    ///     >>> server.next_event().headers
    ///     <Headers([(b'host', b'example.com')])>
    "receive_data" "($self, data)" => receive_data;

    /// Turn an event into the bytes to send, and note that it is sent.
    ///
    /// Args:
    ///     event: an event that is allowed in :attr:`our_state`.
    ///
    /// Returns:
    ///     bytes, possibly empty, to be sent in this order; None for
    ///     :class:`ConnectionClosed`.
    ///
    /// Raises:
    ///     LocalProtocolError: if the event would break the protocol, or *event* is
    ///         not an event. :attr:`our_state` is then :data:`h11.ERROR`.
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
    ///     >>> client.send(h11.EndOfMessage())
    ///     Traceback (most recent call last):
    ///     h11._util.LocalProtocolError: can't handle event type EndOfMessage when role=CLIENT and state=DONE
    "send" "($self, event)" => send;

    /// As :meth:`send`, but as a list of pieces, in which the data of a
    /// :class:`Data` event is the very object that was passed: for sendfile and
    /// the like it may be anything that has a length, in bytes.
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
    let class = module.py().get_type::<Connection>();
    construct::adapt::<Connection>(&class);
    add_methods(&class)?;
    module.add_class::<Connection>()
}

fn receive_data<'py>(this: &Bound<'py, PyAny>, arguments: Arguments<'_, 'py>) -> CallResult<'py> {
    let [data] = required(this, &arguments)?;
    let py = this.py();
    let this = this.cast::<Connection>()?.get();
    this.receive(data)?;
    none(py)
}

fn send<'py>(this: &Bound<'py, PyAny>, arguments: Arguments<'_, 'py>) -> CallResult<'py> {
    let [event] = required(this, &arguments)?;
    let py = this.py();
    let this = this.cast::<Connection>()?;
    if let Some(functions) = by_steps::functions_to_send(this, this.get().goes_by_steps())? {
        return functions.send.bind(py).call1((this, event));
    }
    let sent = this.get().transmit(event, DataSent::Copied)?.joined(py)?;
    Ok(sent.unwrap_or_else(|| py.None().into_bound(py)))
}

fn send_with_data_passthrough<'py>(
    this: &Bound<'py, PyAny>,
    arguments: Arguments<'_, 'py>,
) -> CallResult<'py> {
    let [event] = required(this, &arguments)?;
    let py = this.py();
    let this = this.cast::<Connection>()?;
    if let Some(functions) = by_steps::functions(this, this.get().goes_by_steps()) {
        return functions.send_with_data_passthrough.bind(py).call1((this, event));
    }
    let sent = this.get().transmit(event, DataSent::Itself)?.pieces(py)?;
    Ok(sent.map_or_else(|| py.None().into_bound(py), Bound::into_any))
}

/// What ``Connection.__init__`` does.
fn init<'py>(this: &Bound<'py, PyAny>, arguments: Arguments<'_, 'py>) -> CallResult<'py> {
    let py = this.py();
    let [our_role] = required(this, &arguments)?;
    let this = this.cast::<Connection>()?.get();
    let [_, size, policy, limits] = arguments;
    let settings = [size.as_deref(), policy.as_deref(), limits.as_deref()];
    let fresh = Inner { core: Some(new_core(our_role, settings)?) };
    let before = std::mem::replace(&mut *this.hold(py)?, fresh);
    drop(before); // which may run a program's code
    this.set_their_http_version(py, None);
    none(py)
}

fn set_their_http_version<'py>(
    this: &Bound<'py, PyAny>,
    [version, ..]: Arguments<'_, 'py>,
) -> CallResult<'py> {
    let py = this.py();
    let this = this.cast::<Connection>()?.get();
    let version = version.filter(|version| !version.is_none());
    let version = version.map(|version| version.cast::<PyBytes>()).transpose();
    let Ok(version) = version else {
        return Err(error::<PyTypeError>(py, "their_http_version must be bytes or None"));
    };
    let mut inner = this.hold(py)?;
    inner.core(py)?.set_peer_version(version.as_ref().map(|version| version.as_bytes()));
    drop(inner);
    this.set_their_http_version(py, version.map(|version| SharedBytes::from(version.to_owned())));
    none(py)
}

fn set_client_is_waiting<'py>(
    this: &Bound<'py, PyAny>,
    arguments: Arguments<'_, 'py>,
) -> CallResult<'py> {
    let [waiting] = required(this, &arguments)?;
    let py = this.py();
    let this = this.cast::<Connection>()?.get();
    let is_waiting = waiting.is_truthy()?;
    this.ask(py, |core| core.set_client_is_waiting_for_100_continue(is_waiting))?;
    none(py)
}
