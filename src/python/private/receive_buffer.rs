//! `h11._receivebuffer.ReceiveBuffer`.

use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::{PyByteArray, PyBytes, PyDict, PyList, PyTuple};

use crate::parser::buffer::ReceiveBuffer as Core;
use crate::parser::head::is_hopeless;
use crate::python::convert::copy_of;
use crate::python::error::local;
use crate::python::object::slots::bytes;

/// Received bytes that can be taken off the front by count, by line and by
/// section.
#[pyclass(subclass, dict, weakref, module = "h11._receivebuffer")]
#[derive(Default)]
pub(crate) struct ReceiveBuffer {
    pub(crate) core: Core<PyBackedBytes>,
}

impl ReceiveBuffer {
    /// A buffer with a copy of these bytes in it.
    pub(crate) fn holding(py: Python<'_>, bytes: &[u8]) -> PyResult<ReceiveBuffer> {
        let mut buffer = ReceiveBuffer::default();
        buffer.core.extend(bytes).map_err(|error| local(py, &error))?;
        Ok(buffer)
    }

    fn extract<'py>(&mut self, py: Python<'py>, len: usize) -> Bound<'py, PyByteArray> {
        let taken = PyByteArray::new(py, self.core.view(len).bytes);
        self.core.consume(len);
        taken
    }
}

#[pymethods]
impl ReceiveBuffer {
    #[new]
    #[pyo3(signature = (*_args, **_kwargs))]
    fn new(_args: &Bound<'_, PyTuple>, _kwargs: Option<&Bound<'_, PyDict>>) -> ReceiveBuffer {
        ReceiveBuffer::default()
    }

    fn __init__(&mut self) {
        *self = ReceiveBuffer::default();
    }

    fn __iadd__(slf: &Bound<'_, Self>, byteslike: &Bound<'_, PyAny>) -> PyResult<()> {
        let bytes = copy_of(byteslike)?;
        let added = slf.try_borrow_mut()?.core.push(bytes.into());
        added.map_err(|error| local(byteslike.py(), &error))
    }

    fn __bool__(&self) -> bool {
        !self.core.is_empty()
    }

    fn __len__(&self) -> usize {
        self.core.len()
    }

    fn __bytes__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        bytes(py, self.core.unread())
    }

    /// Up to *count* bytes; None if there are none.
    fn maybe_extract_at_most<'py>(
        &mut self,
        py: Python<'py>,
        count: isize,
    ) -> Option<Bound<'py, PyByteArray>> {
        // As a slice: a negative count leaves that many at the end.
        let len = match usize::try_from(count) {
            Ok(count) => count.min(self.core.len()),
            Err(_) => self.core.len().saturating_sub(count.unsigned_abs()),
        };
        (len > 0).then(|| self.extract(py, len))
    }

    /// The first line with its CRLF; None if it is not complete.
    fn maybe_extract_next_line<'py>(&mut self, py: Python<'py>) -> Option<Bound<'py, PyByteArray>> {
        self.core.find_line().map(|len| self.extract(py, len))
    }

    /// The lines up to the first empty one, without their line ends; None if
    /// there is no empty line yet.
    fn maybe_extract_lines<'py>(
        &mut self,
        py: Python<'py>,
    ) -> PyResult<Option<Bound<'py, PyList>>> {
        let Some(len) = self.core.find_section() else {
            return Ok(None);
        };
        let section = self.core.view(len).bytes;
        let mut lines: Vec<_> = section
            .split(|&b| b == b'\n')
            .map(|line| PyByteArray::new(py, line.strip_suffix(b"\r").unwrap_or(line)))
            .collect();
        // The empty line, and what follows the last line end.
        lines.truncate(lines.len().saturating_sub(2));
        let lines = PyList::new(py, lines)?;
        self.core.consume(len);
        Ok(Some(lines))
    }

    /// Whether no message could begin like this.
    fn is_next_line_obviously_invalid_request_line(&self) -> bool {
        is_hopeless(self.core.unread())
    }
}
