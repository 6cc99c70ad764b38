//! What there is to send of an event, and why an event is not sent.

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList};

use crate::body::{BodyWriter, DataFraming};
use crate::python::constants::constants;
use crate::python::headers::Headers;
use crate::python::object::exclusive::Busy;
use crate::python::object::new::{encode_bytes, list, new_bytes};
use crate::python::replaced;
use crate::serializer::{Amendment, ChunkHeader, ChunkWire};

/// What there is to send of an event.
pub(crate) enum SendOutput<'py> {
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

impl<'py> SendOutput<'py> {
    /// A piece of content of this length.
    #[inline]
    pub(crate) fn data(
        framing: DataFraming,
        len: usize,
        data: Bound<'py, PyAny>,
    ) -> SendOutput<'py> {
        match framing {
            DataFraming::Chunk if len == 0 => SendOutput::Empty,
            DataFraming::Chunk => SendOutput::Data { chunk: Some(len), data },
            DataFraming::Identity => SendOutput::Data { chunk: None, data },
        }
    }

    /// All in one, as bytes.
    #[inline]
    pub(crate) fn joined(self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        Ok(Some(match self {
            SendOutput::Nothing => return Ok(None),
            SendOutput::Empty => constants(py)?.empty.bind(py).clone().into_any(),
            SendOutput::Bytes(bytes) => bytes.into_any(),
            SendOutput::Data { chunk, data } => match (data.cast_exact::<PyBytes>(), chunk) {
                (Ok(_), None) => data,
                (Ok(bytes), Some(len)) => {
                    let header = ChunkHeader::new(len);
                    encode_bytes(py, &ChunkWire { header, data: bytes.as_bytes() })?.into_any()
                }
                (Err(_), chunk) => join(py, SendOutput::Data { chunk, data }.pieces(py)?)?,
            },
            SendOutput::Pieces(pieces) => join(py, Some(pieces))?,
        }))
    }

    /// A head, or the end of a message: `wire`, unless a function of the program writes the
    /// section that it ends in.
    #[inline]
    pub(crate) fn head(
        wire: Bound<'py, PyBytes>,
        headers: &Bound<'py, Headers>,
        amendment: Amendment,
    ) -> PyResult<SendOutput<'py>> {
        match replaced::write_headers(wire.py()) {
            None => Ok(SendOutput::Bytes(wire)),
            Some(write) => replaced::written_by(&write, wire.as_bytes(), headers, amendment)
                .map(SendOutput::Pieces),
        }
    }

    /// One by one, the data untouched.
    pub(crate) fn pieces(self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyList>>> {
        let pieces = list(py)?;
        match self {
            SendOutput::Nothing => return Ok(None),
            SendOutput::Empty => {}
            SendOutput::Bytes(lines) => {
                let mut lines = lines.as_bytes().split_inclusive(|&b| b == b'\n');
                lines.try_for_each(|line| pieces.append(new_bytes(py, line)?))?;
            }
            SendOutput::Pieces(pieces) => return Ok(Some(pieces)),
            SendOutput::Data { chunk: None, data } => pieces.append(data)?,
            SendOutput::Data { chunk: Some(len), data } => {
                pieces.append(new_bytes(py, ChunkHeader::new(len).as_bytes())?)?;
                pieces.append(data)?;
                pieces.append(new_bytes(py, b"\r\n")?)?;
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
pub(super) enum DataMode {
    /// As a copy.
    Copy,
    /// As the object that the program passed.
    Passthrough,
}

/// Why an event is not sent.
pub(crate) enum SendError<'py> {
    /// Another method of the connection is running. Nothing has happened, but
    /// that an object was asked for its length; the call can be made again.
    Busy(Busy<'py>),
    /// Something is wrong.
    Failed(PyErr),
}

impl<'py> From<Busy<'py>> for SendError<'py> {
    fn from(busy: Busy<'py>) -> SendError<'py> {
        SendError::Busy(busy)
    }
}

impl From<PyErr> for SendError<'_> {
    fn from(error: PyErr) -> Self {
        SendError::Failed(error)
    }
}

impl From<SendError<'_>> for PyErr {
    fn from(unsent: SendError<'_>) -> PyErr {
        match unsent {
            SendError::Busy(busy) => busy.into(),
            SendError::Failed(error) => error,
        }
    }
}
