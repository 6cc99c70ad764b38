//! Errors of the core as Python exceptions.

use std::fmt::{self, Write};

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyList, PyString};

use super::constants::constants;
use super::object::new::{int, list, new_bytes, new_str, tuple};
use super::object::raise::{self, Details, ExceptionClass, expect, noted};
use super::once::find_definition;
use crate::error::{Code, Error};

/// A violation by the program, as `h11.LocalProtocolError`.
#[cold]
pub(super) fn local_error(py: Python<'_>, error: &Error) -> PyErr {
    static CLASS: PyOnceLock<ExceptionClass> = PyOnceLock::new();
    let raised = exception(py, error, &CLASS, "h11._util.LocalProtocolError");
    noted(py, raised, error.note_to_sender())
}

/// A violation by the peer, as `h11.RemoteProtocolError`.
#[cold]
pub(super) fn remote_error(py: Python<'_>, error: &Error) -> PyErr {
    static CLASS: PyOnceLock<ExceptionClass> = PyOnceLock::new();
    let raised = exception(py, error, &CLASS, "h11._util.RemoteProtocolError");
    noted(py, raised, error.note_to_receiver())
}

fn exception(
    py: Python<'_>,
    error: &Error,
    class: &'static PyOnceLock<ExceptionClass>,
    name: &str,
) -> PyErr {
    let raised = match error.code() {
        Some(code) => class
            .get_or_try_init(py, || find_class(py, name))
            .and_then(|class| protocol_error(py, error, code, class)),
        None if *error == Error::ReceivedAfterEof => {
            Ok(raise::error::<PyRuntimeError>(py, "received close, then received more data?"))
        }
        None => Ok(raise::no_memory(py)),
    };
    raised.unwrap_or_else(|other| other)
}

fn find_class(py: Python<'_>, name: &str) -> PyResult<ExceptionClass> {
    let init = find_definition(py, "h11._util.ProtocolError.__init__")?;
    ExceptionClass::new(expect(find_definition(py, name)?)?, init)
}

fn protocol_error(
    py: Python<'_>,
    error: &Error,
    code: Code,
    class: &ExceptionClass,
) -> PyResult<PyErr> {
    let constants = constants(py)?;
    let message = message(py, error)?;
    let details = Details {
        status_hint: error.status_hint(),
        code: constants.code(py, code)?,
        offending: error.offending().map(|excerpt| new_bytes(py, excerpt)).transpose()?,
        field: error.field().map(|name| new_bytes(py, name)).transpose()?,
    };
    Ok(class.error(py, message, details))
}

/// The message, which may quote a whole head.
fn message<'py>(py: Python<'py>, error: &Error) -> PyResult<Bound<'py, PyString>> {
    let mut message = FallibleString::default();
    match write!(message, "{error}") {
        Ok(()) => new_str(py, &message.0),
        Err(_) => Err(raise::no_memory(py)),
    }
}

/// A string that reports a failed allocation as [`fmt::Error`].
#[derive(Default)]
struct FallibleString(String);

impl Write for FallibleString {
    fn write_str(&mut self, part: &str) -> fmt::Result {
        self.0.try_reserve(part.len()).map_err(|_| fmt::Error)?;
        self.0.push_str(part);
        Ok(())
    }
}

/// The table of codes, with ``(code, status hint, enforced by, section, meaning)`` for each.
#[pyfunction]
pub(super) fn codes(py: Python<'_>) -> PyResult<Bound<'_, PyList>> {
    let codes = list(py)?;
    let object = |part| PyResult::Ok(new_str(py, part)?.into_any());
    for row in Code::ALL.iter().map(|code| code.info()) {
        let hint = int(py, row.status_hint.into())?.into_any();
        let (enforced_by, section) = (object(row.enforced_by.name())?, object(row.section)?);
        let row = [object(row.code)?, hint, enforced_by, section, object(row.meaning)?];
        codes.append(tuple(py, row)?)?;
    }
    Ok(codes)
}
