//! `h11._writers`: heads and body writers, each with a function that takes the
//! bytes.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

use crate::connection::speak_http_1_1;
use crate::error::Result;
use crate::framing::{BodyWriter, DataFraming, Framing};
use crate::python::error::local;
use crate::python::events::{RequestParts, ResponseParts, classes, trailers};
use crate::python::headers::Headers;
use crate::python::object::slots::{bytes, bytes_of};
use crate::wire::{ChunkHeader, LastChunkWire, SectionWire, Wire};

fn put(write: &Bound<'_, PyAny>, wire: &impl Wire) -> PyResult<()> {
    write.call1((bytes_of(write.py(), wire)?,))?;
    Ok(())
}

fn check(py: Python<'_>, version: &[u8]) -> PyResult<()> {
    speak_http_1_1(version).map_err(|error| local(py, &error))
}

/// Writes a section, Host first, and the empty line after it.
#[pyfunction]
pub(crate) fn write_headers(
    headers: &Bound<'_, Headers>,
    write: &Bound<'_, PyAny>,
) -> PyResult<()> {
    put(write, &SectionWire(headers.get().section()))
}

/// Writes the head of a request.
#[pyfunction]
pub(crate) fn write_request(request: &Bound<'_, PyAny>, write: &Bound<'_, PyAny>) -> PyResult<()> {
    let parts = RequestParts::of(request)?;
    check(request.py(), parts.http_version.as_bytes())?;
    put(write, &parts.wire())
}

/// Writes the head of a response of either kind.
#[pyfunction]
pub(crate) fn write_any_response(
    response: &Bound<'_, PyAny>,
    write: &Bound<'_, PyAny>,
) -> PyResult<()> {
    let parts = ResponseParts::of(&classes(response.py())?.response, response)?;
    check(response.py(), parts.http_version.as_bytes())?;
    put(write, &parts.wire(Default::default()))
}

fn write_body(
    writer: &mut BodyWriter,
    event: &Bound<'_, PyAny>,
    write: &Bound<'_, PyAny>,
) -> PyResult<()> {
    let py = event.py();
    let locally = |result: Result<()>| result.map_err(|error| local(py, &error));
    let classes = classes(py)?;
    if classes.data.is_exact(event) {
        let data = classes.data.read(event, 0)?;
        match writer.data_framing() {
            DataFraming::Bare => {}
            DataFraming::Counted { owed } => locally(writer.count(owed, data.len()?))?,
            DataFraming::Chunk if !data.is_truthy()? => return Ok(()),
            DataFraming::Chunk => {
                let len = data.len()?;
                if len == 0 {
                    return Ok(());
                }
                let header = ChunkHeader::new(len);
                write.call1((bytes(py, header.as_bytes())?,))?;
                write.call1((data,))?;
                write.call1((bytes(py, b"\r\n")?,))?;
                return Ok(());
            }
        }
        write.call1((data,))?;
        return Ok(());
    }
    if !classes.end_of_message.is_exact(event) {
        return Err(PyTypeError::new_err("expected Data or EndOfMessage"));
    }
    let trailers = trailers(event)?;
    let section = trailers.get().section();
    match writer.end(!section.table.is_empty()) {
        Ok(true) => put(write, &LastChunkWire(section)),
        Ok(false) => Ok(()),
        Err(error) => locally(Err(error)),
    }
}

/// A body writer as a class: calling an instance with an event and a function
/// writes the event.
macro_rules! writer {
    ($(#[$doc:meta])* $class:ident($($argument:ident: $type:ty),*) = $framing:expr) => {
        $(#[$doc])*
        #[pyclass(subclass, dict, weakref, module = "h11._writers")]
        pub(crate) struct $class(BodyWriter);

        #[pymethods]
        impl $class {
            #[new]
            #[pyo3(signature = (*_args, **_kwargs))]
            fn new(_args: &Bound<'_, PyTuple>, _kwargs: Option<&Bound<'_, PyDict>>) -> $class {
                $class(BodyWriter::new(Framing::ContentLength(0)))
            }

            fn __init__(&mut self, $($argument: $type),*) {
                self.0 = BodyWriter::new($framing);
            }

            fn __call__(
                &mut self,
                event: &Bound<'_, PyAny>,
                write: &Bound<'_, PyAny>,
            ) -> PyResult<()> {
                write_body(&mut self.0, event, write)
            }
        }
    };
}

writer!(
    /// Writes a body of *length* bytes.
    ContentLengthWriter(length: u128) = Framing::ContentLength(length)
);
writer!(
    /// Writes a chunked body.
    ChunkedWriter() = Framing::Chunked
);
writer!(
    /// Writes a body that the end of the connection ends.
    Http10Writer() = Framing::CloseDelimited
);
