//! `Connection`: the core's, as a Python class.

use pyo3::exceptions::{PyAttributeError, PyTypeError, PyValueError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::{PyBytes, PyDict, PyFloat, PyList, PyTuple};

use super::convert::{Given, buffer_bytes};
use super::error::{local, remote};
use super::events::{self, RequestParts, ResponseParts, classes};
use super::private::receive_buffer::ReceiveBuffer;
use super::private::state::ConnectionState;
use super::shared::shared;
use crate::connection::{Connection as Core, DEFAULT_MAX_INCOMPLETE_EVENT_SIZE};
use crate::error::Result as CoreResult;
use crate::event::Event;
use crate::framing::DataFraming;
use crate::state::Role;
use crate::wire::{LastChunkWire, RequestWire, ResponseWire, Wire};

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

/// What there is to send of an event.
enum Outgoing<'py> {
    /// Not even an empty string: the connection is closed.
    Nothing,
    /// A head, or the end of a message.
    Bytes(Bound<'py, PyBytes>),
    /// A piece of content as the program gave it, and what stands around it.
    Data { chunk_header: Option<Bound<'py, PyBytes>>, data: Bound<'py, PyAny> },
    /// Nothing on the wire.
    Empty,
}

impl Connection {
    /// What calling the class does.
    pub(super) fn create<'py>(
        our_role: &Bound<'py, PyAny>,
        max_incomplete_event_size: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, Connection>> {
        let core = new_core(our_role, max_incomplete_event_size)?;
        Bound::new(our_role.py(), Connection { core: Some(core), their_http_version: None })
    }

    fn core(&self) -> PyResult<&State> {
        self.core.as_ref().ok_or_else(not_initialized)
    }

    fn core_mut(&mut self) -> PyResult<&mut State> {
        self.core.as_mut().ok_or_else(not_initialized)
    }

    fn state_of<'py>(&self, py: Python<'py>, role: Role) -> PyResult<Bound<'py, PyAny>> {
        Ok(shared(py)?.state(py, self.core()?.machine().state(role)))
    }

    /// Calls the core to send something; its error is the program's.
    #[inline]
    fn with_core<R>(
        slf: &Bound<'_, Self>,
        call: impl FnOnce(&mut State) -> CoreResult<R>,
    ) -> PyResult<R> {
        call(slf.try_borrow_mut()?.core_mut()?).map_err(|error| local(slf.py(), &error))
    }

    fn transmit<'py>(slf: &Bound<'py, Self>, event: &Bound<'py, PyAny>) -> PyResult<Outgoing<'py>> {
        let py = slf.py();
        let classes = classes(py)?;
        if classes.data.made(event) {
            return Self::transmit_data(slf, classes.data.read(event, 0)?);
        }
        if classes.response.made(event) {
            let parts = ResponseParts::of(&classes.response, event)?;
            let (status, version) = (parts.status_code, parts.http_version.as_bytes());
            let amendment =
                Self::with_core(slf, |core| core.send_response(status, version, parts.facts()))?;
            return wire(
                py,
                &ResponseWire {
                    status,
                    reason: parts.reason.as_bytes(),
                    fields: parts.headers.get().section(),
                    amendment,
                },
            );
        }
        if classes.request.made(event) {
            let parts = RequestParts::of(event)?;
            let (method, version) = (parts.method.as_bytes(), parts.http_version.as_bytes());
            let headers = parts.headers.get();
            Self::with_core(slf, |core| core.send_request(method, version, headers.facts()))?;
            return wire(
                py,
                &RequestWire { method, target: parts.target.as_bytes(), fields: headers.section() },
            );
        }
        if classes.end_of_message.made(event) {
            let trailers = events::trailers(event)?;
            let fields = trailers.get().section();
            let has_trailers = !fields.table.is_empty();
            return match Self::with_core(slf, |core| core.send_end_of_message(has_trailers))? {
                true => wire(py, &LastChunkWire(fields)),
                false => Ok(Outgoing::Empty),
            };
        }
        if classes.informational_response.made(event) {
            let parts = ResponseParts::of(&classes.informational_response, event)?;
            let (status, version) = (parts.status_code, parts.http_version.as_bytes());
            Self::with_core(slf, |core| core.send_informational(status, version))?;
            return wire(
                py,
                &ResponseWire {
                    status,
                    reason: parts.reason.as_bytes(),
                    fields: parts.headers.get().section(),
                    amendment: Default::default(),
                },
            );
        }
        if classes.connection_closed.made(event) {
            Self::with_core(slf, State::send_connection_closed)?;
            return Ok(Outgoing::Nothing);
        }
        let name = event.get_type().name()?.to_string();
        Self::with_core(slf, |core| core.send_unknown(&name))?;
        Ok(Outgoing::Empty)
    }

    /// The data is asked for its length, which may run the program's code, while
    /// the connection is free.
    fn transmit_data<'py>(
        slf: &Bound<'py, Self>,
        data: Bound<'py, PyAny>,
    ) -> PyResult<Outgoing<'py>> {
        let py = slf.py();
        let framing = Self::with_core(slf, State::send_data)?;
        let measured = match framing {
            DataFraming::Bare => Ok(0),
            DataFraming::Chunk if !data.is_exact_instance_of::<PyBytes>() => {
                // What is false is not sent, whatever its length.
                data.is_truthy().and_then(|any| if any { data.len() } else { Ok(0) })
            }
            _ => data.len(),
        };
        let len = match measured {
            Ok(len) => len,
            Err(error) => {
                slf.try_borrow_mut()?.core_mut()?.send_failed();
                return Err(error);
            }
        };
        if let DataFraming::Counted { owed } = framing {
            Self::with_core(slf, |core| core.count_data(owed, len))?;
        }
        Ok(match framing {
            DataFraming::Chunk if len == 0 => Outgoing::Empty,
            DataFraming::Chunk => Outgoing::Data {
                chunk_header: Some(PyBytes::new(py, format!("{len:x}\r\n").as_bytes())),
                data,
            },
            _ => Outgoing::Data { chunk_header: None, data },
        })
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
    if limit.is_instance_of::<PyFloat>() {
        // Sizes are whole: to be above 9.5 is to be above 9. The cast saturates.
        return Ok(limit.extract::<f64>()?.floor() as i64);
    }
    limit.extract::<i64>().or_else(|error| {
        let py = limit.py();
        match error.is_instance_of::<pyo3::exceptions::PyOverflowError>(py) {
            true if limit.gt(0)? => Ok(i64::MAX),
            true => Ok(i64::MIN),
            false => Err(error),
        }
    })
}

/// What is to be sent, as one object.
fn wire<'py>(py: Python<'py>, wire: &impl Wire) -> PyResult<Outgoing<'py>> {
    let bytes = PyBytes::new_with(py, wire.len(), |place| {
        wire.write(place);
        Ok(())
    })?;
    Ok(Outgoing::Bytes(bytes))
}

/// A chunk around data that is known to be bytes.
fn chunk<'py>(py: Python<'py>, header: &[u8], data: &[u8]) -> PyResult<Bound<'py, PyBytes>> {
    PyBytes::new_with(py, header.len() + data.len() + 2, |place| {
        let (for_header, rest) = place.split_at_mut(header.len());
        let (for_data, for_end) = rest.split_at_mut(data.len());
        for_header.copy_from_slice(header);
        for_data.copy_from_slice(data);
        for_end.copy_from_slice(b"\r\n");
        Ok(())
    })
}

#[pymethods]
impl Connection {
    /// A subclass may have an ``__init__`` of its own, so everything is left to
    /// it.
    #[new]
    #[pyo3(signature = (*_args, **_kwargs))]
    fn new(_args: &Bound<'_, PyTuple>, _kwargs: Option<&Bound<'_, PyDict>>) -> Connection {
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
        Ok((PyBytes::new(py, bytes), eof))
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
            return Err(crate::connection::ReceivedAfterEof.into());
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
            events::received(py, event)
        });
        if version.is_some() {
            self.their_http_version = version;
        }
        event.map_err(|error| remote(py, &error))?
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
        let py = slf.py();
        Ok(match Self::transmit(slf, event)? {
            Outgoing::Nothing => None,
            Outgoing::Empty => Some(shared(py)?.empty.bind(py).clone().into_any()),
            Outgoing::Bytes(bytes) => Some(bytes.into_any()),
            Outgoing::Data { chunk_header, data } => {
                Some(match (data.cast_exact::<PyBytes>(), chunk_header) {
                    (Ok(_), None) => data,
                    (Ok(bytes), Some(header)) => {
                        chunk(py, header.as_bytes(), bytes.as_bytes())?.into_any()
                    }
                    (Err(_), header) => {
                        let pieces = data_pieces(py, header, data)?;
                        shared(py)?.empty.bind(py).call_method1(intern!(py, "join"), (pieces,))?
                    }
                })
            }
        })
    }

    /// As :meth:`send`, but as a list of pieces, in which the data of a
    /// :class:`Data` event is the very object that was passed: for sendfile and
    /// the like it may be anything that has a length.
    fn send_with_data_passthrough<'py>(
        slf: &Bound<'py, Self>,
        event: &Bound<'py, PyAny>,
    ) -> PyResult<Option<Bound<'py, PyList>>> {
        let py = slf.py();
        Ok(match Self::transmit(slf, event)? {
            Outgoing::Nothing => None,
            Outgoing::Empty => Some(PyList::empty(py)),
            Outgoing::Bytes(bytes) => {
                let lines = bytes.as_bytes().split_inclusive(|&b| b == b'\n');
                Some(PyList::new(py, lines.map(|line| PyBytes::new(py, line)).collect::<Vec<_>>())?)
            }
            Outgoing::Data { chunk_header, data } => Some(data_pieces(py, chunk_header, data)?),
        })
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

    fn __reduce_ex__(&self, _protocol: &Bound<'_, PyAny>) -> PyResult<()> {
        Err(PyTypeError::new_err("a Connection cannot be copied or pickled"))
    }

    // Released programs read and assign these. Reading gives a copy; assigning
    // is accepted and has no effect.

    #[getter]
    fn _receive_buffer(&self) -> PyResult<ReceiveBuffer> {
        Ok(ReceiveBuffer::holding(self.core()?.trailing_data().0))
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

fn data_pieces<'py>(
    py: Python<'py>,
    chunk_header: Option<Bound<'py, PyBytes>>,
    data: Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyList>> {
    match chunk_header {
        None => PyList::new(py, [data]),
        Some(header) => {
            PyList::new(py, [header.into_any(), data, PyBytes::new(py, b"\r\n").into_any()])
        }
    }
}
