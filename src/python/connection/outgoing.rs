//! What there is to send of an event, and why an event is not sent.

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList};

use crate::body::{BodyWriter, DataFraming};
use crate::python::constants::constants;
use crate::python::headers::Headers;
use crate::python::object::exclusive::Busy;
use crate::python::object::new::{bytes, bytes_of, list};
use crate::python::replaced;
use crate::serializer::{Amendment, ChunkHeader, ChunkWire};

/// What there is to send of an event.
pub(crate) enum Outgoing<'py> {
    /// Not even an empty string: the connection is closed.
    Nothing,
    /// Nothing on the wire.
    Empty,
    /// A head, or the end of a message.
    Bytes(Bound<'py, PyBytes>),
    /// What a function of the program has written.
    Pieces(Bound<'py, PyList>),
    /// A piece of content as the program gave it, possibly as a chunk of this
    /// many bytes.
    Data { chunk: Option<usize>, data: Bound<'py, PyAny> },
}

impl<'py> Outgoing<'py> {
    /// A piece of content of this length.
    #[inline]
    pub(crate) fn data(framing: DataFraming, len: usize, data: Bound<'py, PyAny>) -> Outgoing<'py> {
        match framing {
            DataFraming::Chunk if len == 0 => Outgoing::Empty,
            DataFraming::Chunk => Outgoing::Data { chunk: Some(len), data },
            DataFraming::Identity => Outgoing::Data { chunk: None, data },
        }
    }

    /// All in one, as bytes.
    #[inline]
    pub(crate) fn joined(self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        Ok(Some(match self {
            Outgoing::Nothing => return Ok(None),
            Outgoing::Empty => constants(py)?.empty.bind(py).clone().into_any(),
            Outgoing::Bytes(bytes) => bytes.into_any(),
            Outgoing::Data { chunk, data } => match (data.cast_exact::<PyBytes>(), chunk) {
                (Ok(_), None) => data,
                (Ok(bytes), Some(len)) => {
                    let header = ChunkHeader::new(len);
                    bytes_of(py, &ChunkWire { header, data: bytes.as_bytes() })?.into_any()
                }
                (Err(_), chunk) => join(py, Outgoing::Data { chunk, data }.pieces(py)?)?,
            },
            Outgoing::Pieces(pieces) => join(py, Some(pieces))?,
        }))
    }

    /// A head, or the end of a message: `wire`, unless a function of the program writes the
    /// section that it ends in.
    #[inline]
    pub(crate) fn head(
        wire: Bound<'py, PyBytes>,
        headers: &Bound<'py, Headers>,
        amendment: Amendment,
    ) -> PyResult<Outgoing<'py>> {
        match replaced::write_headers(wire.py()) {
            None => Ok(Outgoing::Bytes(wire)),
            Some(write) => replaced::written_by(&write, wire.as_bytes(), headers, amendment)
                .map(Outgoing::Pieces),
        }
    }

    /// One by one, the data untouched.
    pub(crate) fn pieces(self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyList>>> {
        let pieces = list(py)?;
        match self {
            Outgoing::Nothing => return Ok(None),
            Outgoing::Empty => {}
            Outgoing::Bytes(lines) => {
                let mut lines = lines.as_bytes().split_inclusive(|&b| b == b'\n');
                lines.try_for_each(|line| pieces.append(bytes(py, line)?))?;
            }
            Outgoing::Pieces(pieces) => return Ok(Some(pieces)),
            Outgoing::Data { chunk: None, data } => pieces.append(data)?,
            Outgoing::Data { chunk: Some(len), data } => {
                pieces.append(bytes(py, ChunkHeader::new(len).as_bytes())?)?;
                pieces.append(data)?;
                pieces.append(bytes(py, b"\r\n")?)?;
            }
        }
        Ok(Some(pieces))
    }
}

/// The length of a piece of content, where its framing depends on it. As in h11 0.16.0, a
/// close-delimited body takes objects without a length, and a chunked one skips what is
/// false.
pub(crate) fn data_len(writer: &BodyWriter, data: &Bound<'_, PyAny>) -> PyResult<usize> {
    match writer {
        BodyWriter::CloseDelimited => Ok(0),
        BodyWriter::Chunked if !data.is_truthy()? => Ok(0),
        BodyWriter::Chunked | BodyWriter::ContentLength(_) => data.len(),
    }
}

/// Python's own join, for its rules and its messages.
fn join<'py>(py: Python<'py>, pieces: Option<Bound<'py, PyList>>) -> PyResult<Bound<'py, PyAny>> {
    let constants = constants(py)?;
    constants.empty.bind(py).call_method1(constants.names.join.bind(py), (pieces,))
}

/// What is sent of a `Data` event.
#[derive(Clone, Copy)]
pub(super) enum DataSent {
    Copied,
    Itself,
}

/// Why an event is not sent.
pub(crate) enum Unsent<'py> {
    /// Another method of the connection is running. Nothing has happened, but
    /// that an object was asked for its length; the call can be made again.
    Refused(Busy<'py>),
    /// Something is wrong.
    Failed(PyErr),
}

impl<'py> From<Busy<'py>> for Unsent<'py> {
    fn from(busy: Busy<'py>) -> Unsent<'py> {
        Unsent::Refused(busy)
    }
}

impl From<PyErr> for Unsent<'_> {
    fn from(error: PyErr) -> Self {
        Unsent::Failed(error)
    }
}

impl From<Unsent<'_>> for PyErr {
    fn from(unsent: Unsent<'_>) -> PyErr {
        match unsent {
            Unsent::Refused(busy) => busy.into(),
            Unsent::Failed(error) => error,
        }
    }
}
