//! Errors of the core as Python exceptions.

use pyo3::exceptions::{PyMemoryError, PyRuntimeError};
use pyo3::prelude::*;
use pyo3::types::PyType;

use super::shared::{Shared, shared};
use crate::connection::Refused;
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
    match shared(py) {
        Ok(shared) => {
            let arguments = (error.to_string(), error.status_hint());
            PyErr::from_type(class(shared).bind(py).clone(), arguments)
        }
        Err(other) => other,
    }
}

impl From<Refused> for PyErr {
    fn from(refused: Refused) -> PyErr {
        match refused {
            Refused::AfterEof => {
                PyRuntimeError::new_err("received close, then received more data?")
            }
            Refused::OutOfMemory => PyMemoryError::new_err(()),
        }
    }
}
