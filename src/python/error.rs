//! Errors of the core as Python exceptions.

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;

use super::shared::shared;
use crate::connection::ReceivedAfterEof;
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

fn raise(
    py: Python<'_>,
    error: &Error,
    class: impl Fn(&super::shared::Shared) -> &Py<pyo3::types::PyType>,
) -> PyErr {
    let arguments = (error.to_string(), error.status_hint());
    match shared(py).and_then(|shared| class(shared).bind(py).call1(arguments)) {
        Ok(exception) => PyErr::from_value(exception),
        Err(other) => other,
    }
}

impl From<ReceivedAfterEof> for PyErr {
    fn from(_: ReceivedAfterEof) -> PyErr {
        PyRuntimeError::new_err("received close, then received more data?")
    }
}
