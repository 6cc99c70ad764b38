//! Errors of the core as Python exceptions.

use std::fmt::{self, Write};

use pyo3::exceptions::{PyBaseException, PyMemoryError, PyRuntimeError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyString, PyType};

use super::object::slots::{bytes, text};
use super::shared::{Shared, shared};
use crate::codes::Code;
use crate::error::Error;

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

/// The exception is made when it is raised, so that the one that is being
/// handled at that moment becomes its context.
fn raise(
    py: Python<'_>,
    error: &Error,
    class: impl Fn(&'static Shared) -> &'static Py<PyType>,
) -> PyErr {
    match (error.code(), message(py, error), shared(py)) {
        (Some(code), Ok(message), Ok(shared)) => {
            let arguments = (message, error.status_hint());
            let raised = PyErr::from_type(class(shared).bind(py).clone(), arguments);
            match explain(raised.value(py), code, error.offending()) {
                Ok(()) => raised,
                Err(other) => other,
            }
        }
        (None, Ok(message), _) if *error == Error::ReceivedAfterEof => {
            PyRuntimeError::new_err(message)
        }
        (None, ..) => PyMemoryError::new_err(()),
        (_, Err(other), _) | (.., Err(other)) => other,
    }
}

/// Tells programs which rule is broken, and by what.
fn explain(
    raised: &Bound<'_, PyBaseException>,
    code: Code,
    offending: Option<&[u8]>,
) -> PyResult<()> {
    let py = raised.py();
    raised.setattr(intern!(py, "code"), PyString::intern(py, code.row().code))?;
    match offending {
        Some(excerpt) => raised.setattr(intern!(py, "offending"), bytes(py, excerpt)?),
        None => Ok(()),
    }
}

/// The text, which may quote the whole of what a peer has sent.
fn message(py: Python<'_>, error: &Error) -> PyResult<Py<PyString>> {
    let mut message = Message::default();
    match write!(message, "{error}") {
        Ok(()) => text(py, &message.0).map(Bound::unbind),
        Err(_) => Err(PyMemoryError::new_err(())),
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
