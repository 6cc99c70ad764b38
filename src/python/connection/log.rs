//! The log of errors of the peer.

use pyo3::exceptions::PyException;
use pyo3::prelude::*;

use super::state_word::Snapshot;
use crate::python::object::raise::drop_error;
use crate::python::once::Definition;
use crate::python::sentinels::sentinels;
use crate::state::Role;

static LOG_REMOTE_ERROR: Definition = Definition::of("h11._log.log_remote_error");

/// Logs an error that is about to be raised, and returns it. This runs a program's code, its
/// log handlers, so nothing may be locked. What that raises is ignored, except for exceptions
/// that end the program, such as KeyboardInterrupt, which are returned instead.
#[cold]
pub(super) fn logged(py: Python<'_>, error: PyErr, before: Option<Snapshot>) -> PyErr {
    let Some(states) = before else { return error };
    match log(py, &error, states) {
        Ok(()) => error,
        Err(failure) if failure.is_instance_of::<PyException>(py) => {
            drop_error(py, failure);
            error
        }
        Err(end) => end,
    }
}

fn log(py: Python<'_>, error: &PyErr, states: Snapshot) -> PyResult<()> {
    let sentinels = sentinels(py)?;
    let role = sentinels.role(py, states.our_role());
    let client = sentinels.state(py, states.state(Role::Client));
    let server = sentinels.state(py, states.state(Role::Server));
    LOG_REMOTE_ERROR.get(py)?.call1((error.value(py), role, client, server)).map(drop)
}
