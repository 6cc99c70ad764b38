//! `h11._readers`: the head parsers and body readers, each on a `ReceiveBuffer`.

use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::{PyByteArray, PyDict, PyList, PyTuple};

use super::receive_buffer::ReceiveBuffer;
use crate::error::{Error, Result};
use crate::event::{Event, ReceivedFields};
use crate::framing::{BodyReader, Framing, Read};
use crate::parser::buffer::View;
use crate::parser::fields::{split_field_line, unfold};
use crate::parser::head::{is_hopeless, parse_request_head, parse_response_head};
use crate::policy::COMPATIBLE;
use crate::python::convert::bytesify;
use crate::python::error::{local, remote};
use crate::python::events::received;
use crate::python::object::slots::bytes;

type MaybeEvent<'py> = PyResult<Option<Bound<'py, PyAny>>>;

/// Reads a request head, as from a client in IDLE.
#[pyfunction(name = "maybe_read_from_IDLE_client")]
pub(crate) fn read_request_head<'py>(buf: &Bound<'py, ReceiveBuffer>) -> MaybeEvent<'py> {
    read_head(buf, parse_request_head, |head, view| Event::of_request(head, view))
}

/// Reads a response head, as from a server in SEND_RESPONSE.
#[pyfunction(name = "maybe_read_from_SEND_RESPONSE_server")]
pub(crate) fn read_response_head<'py>(buf: &Bound<'py, ReceiveBuffer>) -> MaybeEvent<'py> {
    read_head(buf, parse_response_head, |head, view| Event::of_response(head, view))
}

fn read_head<'py, H>(
    buf: &Bound<'py, ReceiveBuffer>,
    parse: impl FnOnce(&[u8]) -> Result<H>,
    event_of: impl for<'a> FnOnce(&'a mut H, View<'a, PyBackedBytes>) -> Event<'a, PyBackedBytes>,
) -> MaybeEvent<'py> {
    let py = buf.py();
    let buffer = &mut buf.try_borrow_mut()?.core;
    match buffer.find_section() {
        Some(len) => {
            let view = buffer.view(len);
            let event = parse(view.bytes)
                .map_err(|error| local(py, &error))
                .and_then(|mut head| received(py, event_of(&mut head, view)));
            buffer.consume(len);
            event.map(Some)
        }
        None if is_hopeless(buffer.unread()) => Err(local(py, &Error::NotAnHttpMessage)),
        None => Ok(None),
    }
}

/// Reads nothing, and wants nothing to be there.
#[pyfunction]
pub(crate) fn expect_nothing(buf: &Bound<'_, ReceiveBuffer>) -> PyResult<()> {
    match buf.try_borrow()?.core.is_empty() {
        true => Ok(()),
        false => Err(local(buf.py(), &Error::DataAfterEnd)),
    }
}

/// Joins continuation lines to the lines that they continue.
#[pyfunction(name = "_obsolete_line_fold")]
pub(crate) fn obsolete_line_fold<'py>(lines: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let py = lines.py();
    let lines = lines.try_iter()?.map(|line| bytesify(&line?)).collect::<PyResult<Vec<_>>>()?;
    let joined = unfold(lines.iter().map(|line| line.as_bytes()))
        .map(|line| Ok(PyByteArray::new(py, &line.map_err(|error| local(py, &error))?)))
        .collect::<PyResult<Vec<_>>>()?;
    Ok(PyList::new(py, joined)?.try_iter()?.into_any())
}

/// Joins continuation lines, and splits each line into name and value.
#[pyfunction(name = "_decode_header_lines")]
pub(crate) fn decode_header_lines<'py>(lines: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let py = lines.py();
    let pairs = obsolete_line_fold(lines)?
        .try_iter()?
        .map(|line| {
            let line = bytesify(&line?)?;
            let line = line.as_bytes();
            let (name, value) =
                split_field_line(line).ok_or_else(|| local(py, &Error::HeaderLine(line.into())))?;
            Ok((bytes(py, name)?, bytes(py, value)?))
        })
        .collect::<PyResult<Vec<_>>>()?;
    Ok(PyList::new(py, pairs)?.try_iter()?.into_any())
}

fn read_body<'py>(reader: &mut BodyReader, buf: &Bound<'py, ReceiveBuffer>) -> MaybeEvent<'py> {
    let py = buf.py();
    let buffer = &mut buf.try_borrow_mut()?.core;
    let read = reader.read(buffer, &COMPATIBLE).map_err(|error| local(py, &error))?;
    let (len, event) = match read {
        Read::NeedData => return Ok(None),
        Read::Data { len, chunk_start, chunk_end } => {
            let data = buffer.view(len);
            (len, received(py, Event::Data { data, chunk_start, chunk_end })?)
        }
        Read::End { len, mut trailers } => {
            let view = buffer.view(len);
            let trailers = trailers.as_deref_mut();
            let trailers = trailers.map(|parsed| ReceivedFields { view, parsed });
            (len, received(py, Event::EndOfMessage { trailers })?)
        }
    };
    buffer.consume(len);
    Ok(Some(event))
}

fn read_eof<'py>(py: Python<'py>, reader: &BodyReader) -> PyResult<Bound<'py, PyAny>> {
    reader.read_eof().map_err(|error| remote(py, &error))?;
    received(py, Event::EndOfMessage { trailers: None })
}

/// A body reader as a class: calling an instance reads the next event off a
/// buffer, or gives None if more bytes are needed.
macro_rules! reader {
    ($(#[$doc:meta])* $class:ident($($argument:ident: $type:ty),*) = $framing:expr) => {
        $(#[$doc])*
        #[pyclass(subclass, dict, weakref, module = "h11._readers")]
        pub(crate) struct $class(BodyReader);

        #[pymethods]
        impl $class {
            #[new]
            #[pyo3(signature = (*_args, **_kwargs))]
            fn new(_args: &Bound<'_, PyTuple>, _kwargs: Option<&Bound<'_, PyDict>>) -> $class {
                $class(BodyReader::new(Framing::ContentLength(0)))
            }

            fn __init__(&mut self, $($argument: $type),*) {
                self.0 = BodyReader::new($framing);
            }

            fn __call__<'py>(&mut self, buf: &Bound<'py, ReceiveBuffer>) -> MaybeEvent<'py> {
                read_body(&mut self.0, buf)
            }

            /// The connection has ended and the buffer is empty.
            fn read_eof<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                read_eof(py, &self.0)
            }
        }
    };
}

reader!(
    /// Reads a body of *length* bytes.
    ContentLengthReader(length: u128) = Framing::ContentLength(length)
);
reader!(
    /// Reads a chunked body.
    ChunkedReader() = Framing::Chunked
);
reader!(
    /// Reads a body that the end of the connection ends.
    Http10Reader() = Framing::CloseDelimited
);
