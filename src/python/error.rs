//! Errors of the core as Python exceptions.

use std::fmt::{self, Write};

use pyo3::exceptions::{PyMemoryError, PyRuntimeError};
use pyo3::prelude::*;
use pyo3::types::{PyString, PyType};

use super::shared::{Shared, shared};
use super::slots::text;
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
    match (error, message(py, error), shared(py)) {
        (Error::OutOfMemory, ..) => PyMemoryError::new_err(()),
        (Error::ReceivedAfterEof, Ok(message), _) => PyRuntimeError::new_err(message),
        (_, Ok(message), Ok(shared)) => {
            PyErr::from_type(class(shared).bind(py).clone(), (message, error.status_hint()))
        }
        (_, Err(other), _) | (.., Err(other)) => other,
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
