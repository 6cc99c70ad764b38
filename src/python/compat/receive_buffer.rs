//! `h11._receivebuffer.ReceiveBuffer`.

use pyo3::exceptions::PyOverflowError;
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes};

use crate::grammar::lines::{cannot_start_message, lines, strip_line_end};
use crate::parser::receive_buffer::ReceiveBuffer as Core;
use crate::python::bytes_like::copy_of;
use crate::python::connection::handle_and;
use crate::python::exceptions::local_error;
use crate::python::object::arguments::Arguments;
use crate::python::object::call::{CallResult, functions, methods, none, or_none, required};
use crate::python::object::construct::{adapt_new, add_class};
use crate::python::object::exclusive::Exclusive;
use crate::python::object::new::{bytearray, int, list, new_bytes};
use crate::python::object::raise::drop_error;
use crate::python::object::shared_bytes::SharedBytes;

/// Received bytes, which can be removed from the front by count, by line and by section.
#[pyclass(frozen, subclass, dict, weakref, module = "h11._receivebuffer")]
pub(crate) struct ReceiveBuffer(pub(super) Exclusive<Core<SharedBytes>>);

/// Bytes removed from the front, if there are enough.
type Taken<'py> = PyResult<Option<Bound<'py, PyByteArray>>>;

impl ReceiveBuffer {
    fn holding(core: Core<SharedBytes>) -> ReceiveBuffer {
        ReceiveBuffer(Exclusive::new(core))
    }
}

fn take<'py>(py: Python<'py>, core: &mut Core<SharedBytes>, len: usize) -> Taken<'py> {
    let taken = bytearray(py, core.view(len).bytes)?;
    core.consume(len);
    Ok(Some(taken))
}

#[pymethods]
impl ReceiveBuffer {
    #[new]
    fn new() -> ReceiveBuffer {
        ReceiveBuffer::holding(Core::default())
    }

    fn __iadd__(slf: &Bound<'_, Self>, byteslike: &Bound<'_, PyAny>) -> PyResult<()> {
        let py = slf.py();
        let bytes = copy_of(byteslike)?;
        let added = slf.get().0.try_lock(py)?.push(bytes.into());
        added.map_err(|error| local_error(py, &error))
    }

    fn __bool__(&self, py: Python<'_>) -> PyResult<bool> {
        Ok(!self.0.try_lock(py)?.is_empty())
    }

    fn __len__(&self, py: Python<'_>) -> PyResult<usize> {
        Ok(self.0.try_lock(py)?.len())
    }

    fn __bytes__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        new_bytes(py, self.0.try_lock(py)?.unread())
    }

    /// Remove and return the first line with its CRLF; None if it is not complete.
    fn maybe_extract_next_line<'py>(&self, py: Python<'py>) -> Taken<'py> {
        let core = &mut *self.0.try_lock(py)?;
        match core.find_line() {
            Some(len) => take(py, core, len),
            None => Ok(None),
        }
    }

    /// Remove and return the lines up to the first empty one, without line endings; None if
    /// there is no empty line yet.
    fn maybe_extract_lines<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let mut core = self.0.try_lock(py)?;
        let Some(len) = core.find_section() else {
            return Ok(None);
        };
        let extracted = list(py)?;
        for line in lines(core.view(len).bytes).map(strip_line_end).filter(|line| !line.is_empty())
        {
            extracted.append(bytearray(py, line)?)?;
        }
        core.consume(len);
        Ok(Some(extracted.into_any()))
    }

    /// Whether no message can start with the buffered bytes.
    fn is_next_line_obviously_invalid_request_line(&self, py: Python<'_>) -> PyResult<bool> {
        Ok(cannot_start_message(self.0.try_lock(py)?.unread()))
    }
}

adapt_new!(ReceiveBuffer);

methods! {
    "__init__" "($self)" => init;

    /// Remove and return up to *count* bytes; None if there are none.
    "maybe_extract_at_most" "($self, count)" => maybe_extract_at_most;
}

functions! {
    /// A copy of the bytes that a connection has received and not parsed.
    "_unread" "(connection)" => unread;
}

/// Adds the class to the module.
pub(super) fn add_to(module: &Bound<'_, PyModule>) -> PyResult<()> {
    add_class::<ReceiveBuffer>(module, add_methods)?;
    add_functions(module)
}

fn init<'py>(this: &Bound<'py, PyAny>, _: Arguments<'_, 'py>) -> CallResult<'py> {
    let py = this.py();
    let mut core = this.cast::<ReceiveBuffer>()?.get().0.try_lock(py)?;
    *core = Core::default();
    none(py)
}

fn maybe_extract_at_most<'py>(
    this: &Bound<'py, PyAny>,
    arguments: Arguments<'_, 'py>,
) -> CallResult<'py> {
    let [count] = required(this, &arguments)?;
    let py = this.py();
    let count = match count.extract::<isize>() {
        Err(wrong) if wrong.is_instance_of::<PyOverflowError>(py) => {
            let is_negative = count.lt(int(py, 0)?)?;
            drop_error(py, wrong);
            if is_negative { isize::MIN } else { isize::MAX }
        }
        other => other?,
    };
    let core = &mut *this.cast::<ReceiveBuffer>()?.get().0.try_lock(py)?;
    // As a slice: a negative count leaves as many bytes at the end.
    let len = match usize::try_from(count) {
        Ok(count) => count.min(core.len()),
        Err(_) => core.len().saturating_sub(count.unsigned_abs()),
    };
    let taken = match len {
        0 => None,
        _ => take(py, core, len)?,
    };
    Ok(or_none(py, taken))
}

fn unread<'py>(module: &Bound<'py, PyAny>, arguments: Arguments<'_, 'py>) -> CallResult<'py> {
    let (connection, []) = handle_and(module, &arguments)?;
    let py = module.py();
    let copied = connection.with_core(py, |core| {
        let mut copy = Core::default();
        copy.extend(core.trailing_data().0).map(|()| copy)
    })?;
    let copied = copied.map_err(|error| local_error(py, &error))?;
    Ok(Bound::new(py, ReceiveBuffer::holding(copied))?.into_any())
}
