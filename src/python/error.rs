//! Errors of the core as Python exceptions.

use std::fmt::{self, Write};

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::PyString;

use super::object::new::{bytes, text};
use super::object::raise::{self, Details, ExceptionClass};
use super::shared::{Shared, shared};
use crate::error::{Code, Error};

/// The program did it: `h11.LocalProtocolError`.
#[cold]
pub(super) fn local(py: Python<'_>, error: &Error) -> PyErr {
    raise(py, error, |shared| &shared.local_protocol_error)
}

/// The peer did it: `h11.RemoteProtocolError`.
#[cold]
pub(super) fn remote(py: Python<'_>, error: &Error) -> PyErr {
    raise(py, error, |shared| &shared.remote_protocol_error)
}

fn raise(
    py: Python<'_>,
    error: &Error,
    class: impl Fn(&'static Shared) -> &'static ExceptionClass,
) -> PyErr {
    let raised = match error.code() {
        Some(code) => protocol_error(py, error, code, class),
        None if *error == Error::ReceivedAfterEof => {
            Ok(raise::error::<PyRuntimeError>(py, "received close, then received more data?"))
        }
        None => Ok(raise::no_memory(py)),
    };
    raised.unwrap_or_else(|other| other)
}

fn protocol_error(
    py: Python<'_>,
    error: &Error,
    code: Code,
    class: impl Fn(&'static Shared) -> &'static ExceptionClass,
) -> PyResult<PyErr> {
    let shared = shared(py)?;
    let message = message(py, error)?;
    let details = Details {
        status_hint: error.status_hint(),
        code: shared.code(py, code)?,
        offending: error.offending().map(|excerpt| bytes(py, excerpt)).transpose()?,
    };
    Ok(class(shared).error(py, message, details))
}

/// The text, which may quote the whole of what a peer has sent.
fn message<'py>(py: Python<'py>, error: &Error) -> PyResult<Bound<'py, PyString>> {
    let mut message = Message::default();
    match write!(message, "{error}") {
        Ok(()) => text(py, &message.0),
        Err(_) => Err(raise::no_memory(py)),
    }
}

/// Text as long as there is memory for it.
#[derive(Default)]
struct Message(String);

impl Write for Message {
    fn write_str(&mut self, part: &str) -> fmt::Result {
        self.0.try_reserve(part.len()).map_err(|_| fmt::Error)?;
        self.0.push_str(part);
        Ok(())
    }
}
