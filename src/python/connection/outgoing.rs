//! The result of sending an event: the output, or the reason why there is none.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList, PyString};

use crate::body::{BodyWriter, DataFraming};
use crate::python::constants::constants;
use crate::python::headers::Headers;
use crate::python::object::exclusive::Busy;
use crate::python::object::new::{encode_bytes, list, new_bytes};
use crate::python::object::raise::error;
use crate::python::replacements;
use crate::serializer::{Amendment, ChunkEncoder, ChunkHeader, Encode};

/// The output for an event.
pub(crate) enum SendOutput<'py> {
    /// None, for `ConnectionClosed`.
    Nothing,
    /// An empty string.
    Empty,
    /// A head, or the end of a message.
    Bytes(Bound<'py, PyBytes>),
    /// The output of a writer that the program has replaced.
    Pieces(Bound<'py, PyList>),
    /// Content as the program passed it, possibly as a chunk of this many bytes.
    Data { chunk: Option<usize>, data: Bound<'py, PyAny> },
}

impl<'py> SendOutput<'py> {
    /// Content of this length.
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

    /// The output as one bytes object.
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
                    encode_bytes(py, &ChunkEncoder { header, data: bytes.as_bytes() })?.into_any()
                }
                (Err(_), _) if data.is_instance_of::<PyString>() => {
                    let message = "the data of a Data event must be bytes-like, not str: encode it";
                    return Err(error::<PyTypeError>(py, message));
                }
                (Err(_), chunk) => join(py, SendOutput::Data { chunk, data }.pieces(py)?)?,
            },
            SendOutput::Pieces(pieces) => join(py, Some(pieces))?,
        }))
    }

    /// A head, or the end of a message, which ends in the section of `headers`. A program that
    /// has replaced `write_headers` writes the section itself.
    #[inline]
    pub(crate) fn encoded(
        wire: &impl Encode,
        headers: &Bound<'py, Headers>,
        amendment: Amendment,
    ) -> PyResult<SendOutput<'py>> {
        let wire = encode_bytes(headers.py(), wire)?;
        match replacements::write_headers(wire.py()) {
            None => Ok(SendOutput::Bytes(wire)),
            Some(write) => replacements::written_by(&write, wire.as_bytes(), headers, amendment)
                .map(SendOutput::Pieces),
        }
    }

    /// The output as a list in which the data is the object that the program passed.
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

/// The length of content, or 0 if its framing does not depend on it. As in h11 0.16.0, a
/// close-delimited body takes objects without a length, and a chunked one skips false ones.
pub(crate) fn data_len(writer: &BodyWriter, data: &Bound<'_, PyAny>) -> PyResult<usize> {
    match writer {
        BodyWriter::CloseDelimited => Ok(0),
        BodyWriter::Chunked if !data.is_truthy()? => Ok(0),
        BodyWriter::Chunked | BodyWriter::ContentLength(_) => data.len(),
    }
}

/// Calls Python's own join, which has the rules and the messages.
fn join<'py>(py: Python<'py>, pieces: Option<Bound<'py, PyList>>) -> PyResult<Bound<'py, PyAny>> {
    let constants = constants(py)?;
    constants.empty.bind(py).call_method1(constants.names.join.bind(py), (pieces,))
}

/// How the data of a `Data` event is returned.
#[derive(Clone, Copy)]
pub(super) enum DataMode {
    /// As a copy.
    Copy,
    /// As the object that the program passed.
    Passthrough,
}

/// The reason why an event is not sent.
pub(crate) enum SendError<'py> {
    /// Another method of the connection is running. The states are unchanged, so the call can
    /// be repeated.
    Busy(Busy<'py>),
    /// An exception was raised.
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
