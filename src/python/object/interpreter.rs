//! The check that this is the main interpreter.
//!
//! A process may have several interpreters (PEP 554, PEP 684; mod_wsgi has one for each
//! application). Objects that are created once, such as sentinels and constants, belong to one
//! of them.

use pyo3::exceptions::PyImportError;
use pyo3::ffi;
use pyo3::prelude::*;

use super::raise::error;

/// An ImportError, unless this is the main interpreter.
pub(crate) fn refuse_subinterpreters(attached: Python<'_>) -> PyResult<()> {
    // SAFETY: both may be called by any thread that is attached to an interpreter.
    if unsafe { ffi::PyInterpreterState_Get() == ffi::PyInterpreterState_Main() } {
        Ok(())
    } else {
        let message = "h11 cannot be imported in a subinterpreter, only in the main \
                       interpreter: use threads or processes, and under mod_wsgi set \
                       WSGIApplicationGroup %{GLOBAL}";
        Err(error::<PyImportError>(attached, message))
    }
}
