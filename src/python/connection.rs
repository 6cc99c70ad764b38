//! `Connection`: the core's, as a Python class.

use pyo3::exceptions::{PyAttributeError, PyOverflowError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::{PyBytes, PyDict, PyList, PyTuple};

use super::convert::{Given, buffer_bytes};
use super::error::{local, remote};
use super::events::received;
use super::private::receive_buffer::ReceiveBuffer;
use super::private::state::ConnectionState;
use super::shared::shared;
use super::slots;
use crate::connection::{Connection as Core, DEFAULT_MAX_INCOMPLETE_EVENT_SIZE, Refused};
use crate::error::Result as CoreResult;
use crate::event::Event;
use crate::state::Role;

type State = Core<PyBackedBytes>;

/// One end of an HTTP/1.1 connection.
///
/// Args:
///     our_role: :data:`h11.CLIENT` or :data:`h11.SERVER`.
///     max_incomplete_event_size (int): how many bytes may wait for the rest of
///         an event, in practice the size of a head, before
///         :meth:`next_event` gives the peer up with the status hint 431.
///
/// Raises:
///     ValueError: if *our_role* is neither role.
///
/// See RFC 9112.
#[pyclass(subclass, dict, weakref, module = "h11._connection")]
pub(super) struct Connection {
    /// None before `__init__`.
    core: Option<State>,
    their_http_version: Option<Py<PyBytes>>,
}

impl Connection {
    /// What calling the class does.
    pub(super) fn new<'py>(
        our_role: &Bound<'py, PyAny>,
        max_incomplete_event_size: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, Connection>> {
        let core = new_core(our_role, max_incomplete_event_size)?;
        Bound::new(our_role.py(), Connection { core: Some(core), their_http_version: None })
    }

    fn core(&self) -> PyResult<&State> {
        self.core.as_ref().ok_or_else(not_initialized)
    }

    pub(super) fn core_mut(&mut self) -> PyResult<&mut State> {
        self.core.as_mut().ok_or_else(not_initialized)
    }

    fn state_of<'py>(&self, py: Python<'py>, role: Role) -> PyResult<Bound<'py, PyAny>> {
        Ok(shared(py)?.state(py, self.core()?.machine().state(role)))
    }

    /// Calls the core to send something; its error is the program's.
    #[inline]
    pub(super) fn with_core<R>(
        slf: &Bound<'_, Self>,
        call: impl FnOnce(&mut State) -> CoreResult<R>,
    ) -> PyResult<R> {
        call(slf.try_borrow_mut()?.core_mut()?).map_err(|error| local(slf.py(), &error))
    }
}

fn not_initialized() -> PyErr {
    PyAttributeError::new_err("Connection.__init__ has not been called")
}

fn new_core(
    our_role: &Bound<'_, PyAny>,
    max_incomplete_event_size: Option<&Bound<'_, PyAny>>,
) -> PyResult<State> {
    let role = match shared(our_role.py())?.to_role(our_role) {
        Some(role) => role,
        None => {
            let shown = our_role.repr()?;
            return Err(PyValueError::new_err(format!("expected CLIENT or SERVER, not {shown}")));
        }
    };
    let limit = match max_incomplete_event_size {
        None => DEFAULT_MAX_INCOMPLETE_EVENT_SIZE,
        Some(limit) => size_limit(limit)?,
    };
    Ok(Core::new(role, limit))
}

/// Any number will do for a limit; what is past 64 bits is no limit.
fn size_limit(limit: &Bound<'_, PyAny>) -> PyResult<i64> {
    let py = limit.py();
    limit.extract::<i64>().or_else(|error| match error {
        too_large if too_large.is_instance_of::<PyOverflowError>(py) => match limit.gt(0)? {
            true => Ok(i64::MAX),
            false => Ok(i64::MIN),
        },
        // Sizes are whole: to be above 9.5 is to be above 9. Nothing is above NaN.
        _ => match limit.extract::<f64>().map_err(|_| {
            PyTypeError::new_err(format!(
                "max_incomplete_event_size must be a number, not {}",
                limit.get_type()
            ))
        })? {
            limit if limit.is_nan() => Ok(i64::MAX),
            limit => Ok(limit.floor() as i64), // the cast saturates
        },
    })
}

#[pymethods]
impl Connection {
    /// A subclass may have an ``__init__`` of its own, so everything is left to
    /// it.
    #[new]
    #[pyo3(signature = (*_args, **_kwargs))]
    fn uninitialized(
        _args: &Bound<'_, PyTuple>,
        _kwargs: Option<&Bound<'_, PyDict>>,
    ) -> Connection {
        Connection { core: None, their_http_version: None }
    }

    #[pyo3(signature = (our_role, max_incomplete_event_size = Given(None)))]
    fn __init__(
        &mut self,
        our_role: &Bound<'_, PyAny>,
        max_incomplete_event_size: Given<'_>,
    ) -> PyResult<()> {
        self.core = Some(new_core(our_role, max_incomplete_event_size.0.as_ref())?);
        self.their_http_version = None;
        Ok(())
    }

    /// :data:`h11.CLIENT` or :data:`h11.SERVER`: which end this is.
    #[getter]
    fn our_role<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(shared(py)?.role(py, self.core()?.our_role()))
    }

    /// The other role.
    #[getter]
    fn their_role<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(shared(py)?.role(py, self.core()?.their_role()))
    }

    /// The HTTP version of the peer's latest message, such as ``b"1.1"``; None
    /// before the first.
    #[getter]
    fn their_http_version<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyBytes>> {
        self.their_http_version.as_ref().map(|version| version.bind(py).clone())
    }

    #[setter]
    fn set_their_http_version(&mut self, version: Option<Bound<'_, PyBytes>>) -> PyResult<()> {
        let bytes = version.as_ref().map(|version| version.as_bytes());
        self.core_mut()?.set_peer_version(bytes);
        self.their_http_version = version.map(Bound::unbind);
        Ok(())
    }

    /// Whether the client has announced content with ``Expect: 100-continue``
    /// and waits for leave to send it (RFC 9110 section 10.1.1).
    #[getter]
    fn client_is_waiting_for_100_continue(&self) -> PyResult<bool> {
        Ok(self.core()?.client_is_waiting_for_100_continue())
    }

    #[setter]
    fn set_client_is_waiting_for_100_continue(
        &mut self,
        waiting: &Bound<'_, PyAny>,
    ) -> PyResult<()> {
        let waiting = waiting.is_truthy()?;
        self.core_mut()?.set_client_is_waiting_for_100_continue(waiting);
        Ok(())
    }

    // The Python half of the package makes these five properties.

    /// Whether the peer is a client that waits for ``100 Continue``.
    fn they_are_waiting_for_100_continue(&self) -> PyResult<bool> {
        let core = self.core()?;
        Ok(core.their_role() == Role::Client && core.client_is_waiting_for_100_continue())
    }

    /// The states of both ends: a new dict, ``{CLIENT: ..., SERVER: ...}``.
    fn states<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let states = PyDict::new(py);
        for &role in Role::ALL {
            states.set_item(shared(py)?.role(py, role), self.state_of(py, role)?)?;
        }
        Ok(states)
    }

    /// The state of this end.
    fn our_state<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.state_of(py, self.core()?.our_role())
    }

    /// The state of the other end.
    fn their_state<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.state_of(py, self.core()?.their_role())
    }

    /// What has been received and not been read: ``(bytes, bool)``, where the
    /// bool says whether the end of the connection came after it. After a switch
    /// of protocols this is where the other protocol begins.
    fn trailing_data<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyBytes>, bool)> {
        let (bytes, eof) = self.core()?.trailing_data();
        Ok((slots::bytes(py, bytes)?, eof))
    }

    /// Take bytes that have arrived. Nothing is read before :meth:`next_event`.
    ///
    /// Args:
    ///     data: any buffer of bytes; an empty one, or None, says that the peer
    ///         has closed its end.
    ///
    /// Raises:
    ///     RuntimeError: if bytes come after the end.
    ///     TypeError: if *data* is not a buffer.
    fn receive_data(slf: &Bound<'_, Self>, data: &Bound<'_, PyAny>) -> PyResult<()> {
        if let Ok(bytes) = data.cast_exact::<PyBytes>() {
            let mut this = slf.try_borrow_mut()?;
            let core = this.core_mut()?;
            match bytes.as_bytes() {
                [] => core.receive_eof(),
                _ => core.receive(bytes.clone().into())?,
            }
            return Ok(());
        }
        if !data.is_truthy()? {
            slf.try_borrow_mut()?.core_mut()?.receive_eof();
            return Ok(());
        }
        if slf.try_borrow()?.core()?.trailing_data().1 {
            return Err(Refused::AfterEof.into());
        }
        let bytes = buffer_bytes(data)?;
        slf.try_borrow_mut()?.core_mut()?.receive_copy(&bytes)?;
        Ok(())
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
    fn next_event<'py>(&mut self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let mut version = None;
        let core = self.core.as_mut().ok_or_else(not_initialized)?;
        let event = core.next_event(|event| {
            if let Event::Request { version: v, .. } | Event::Response { version: v, .. } = &event {
                version = Some(shared(py)?.version(py, v).unbind());
            }
            received(py, event)
        });
        if version.is_some() {
            self.their_http_version = version;
        }
        let event = event.map_err(|error| remote(py, &error))?;
        if event.is_err() {
            core.receive_failed();
        }
        event
    }

    /// Turn an event into the bytes to send, and note that it is sent.
    ///
    /// Args:
    ///     event: an event that is allowed in :attr:`our_state`.
    ///
    /// Returns:
    ///     bytes, possibly empty; None for :class:`ConnectionClosed`.
    ///
    /// Raises:
    ///     LocalProtocolError: if the event would break the protocol.
    ///         :attr:`our_state` is then :data:`h11.ERROR`.
    ///     TypeError: if the data of a :class:`Data` event is not a buffer.
    ///
    /// See RFC 9112 sections 2 to 9.
    fn send<'py>(
        slf: &Bound<'py, Self>,
        event: &Bound<'py, PyAny>,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        Self::transmit(slf, event)?.joined(slf.py())
    }

    /// As :meth:`send`, but as a list of pieces, in which the data of a
    /// :class:`Data` event is the very object that was passed: for sendfile and
    /// the like it may be anything that has a length.
    fn send_with_data_passthrough<'py>(
        slf: &Bound<'py, Self>,
        event: &Bound<'py, PyAny>,
    ) -> PyResult<Option<Bound<'py, PyList>>> {
        Self::transmit(slf, event)?.pieces(slf.py())
    }

    /// Note that bytes from :meth:`send` could not be sent: :attr:`our_state`
    /// becomes :data:`h11.ERROR`.
    fn send_failed(&mut self) -> PyResult<()> {
        self.core_mut()?.send_failed();
        Ok(())
    }

    /// Begin the next request/response cycle on the same connection.
    ///
    /// Raises:
    ///     LocalProtocolError: unless both states are :data:`h11.DONE`.
    ///
    /// See RFC 9112 section 9.3.
    fn start_next_cycle(&mut self, py: Python<'_>) -> PyResult<()> {
        self.core_mut()?.start_next_cycle().map_err(|error| local(py, &error))
    }

    /// Refuse: what has happened on the wire cannot be copied.
    fn __reduce_ex__(&self, _protocol: &Bound<'_, PyAny>) -> PyResult<()> {
        Err(PyTypeError::new_err("a Connection cannot be copied or pickled"))
    }

    // Released programs read and assign these. Reading gives a copy; assigning
    // is accepted and has no effect.

    #[getter]
    fn _receive_buffer(&self) -> PyResult<ReceiveBuffer> {
        ReceiveBuffer::holding(self.core()?.trailing_data().0)
    }

    #[setter(_receive_buffer)]
    fn ignore_receive_buffer(&self, _buffer: &Bound<'_, PyAny>) {}

    #[getter]
    fn _cstate<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, ConnectionState>> {
        ConnectionState::of(py, self.core()?.machine())
    }

    #[setter(_cstate)]
    fn ignore_cstate(&self, _state: &Bound<'_, PyAny>) {}
}
