//! Calls that go through the steps of 0.16.0, because a program has replaced one of them.
//!
//! The methods of h11 0.16.0 call each other: `send` calls `send_with_data_passthrough`, which
//! reads `our_state`, and so on. Programs replace some of these. If none is replaced, the
//! difference cannot be observed and everything is done in Rust; otherwise the functions of
//! `h11._stepwise` are called, which call each other as in 0.16.0.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyString, PyType};

use crate::python::object::new::interned;
use crate::python::object::originals::{
    Originals, UnpatchedClasses, has_attributes, own_attribute,
};
use crate::python::once::find_definition;

/// The attributes that a program may replace, in a subclass or in the class itself.
const REPLACEABLE: [&str; 13] = [
    "send_with_data_passthrough",
    "our_state",
    "their_state",
    "_process_event",
    "_process_error",
    "_extract_next_receive_event",
    "_clean_up_response_headers_for_sending",
    "_get_io_object",
    "_cstate",
    "_reader",
    "_writer",
    "_server_switch_event",
    "_respond_to_state_changes",
];

struct Stepwise {
    originals: Originals<{ REPLACEABLE.len() }>,
    passthrough: Py<PyString>,
    functions: Functions,
}

/// The functions of `h11._stepwise`.
pub(super) struct Functions {
    pub(super) send: Py<PyAny>,
    pub(super) send_with_data_passthrough: Py<PyAny>,
    pub(super) next_event: Py<PyAny>,
    pub(super) send_failed: Py<PyAny>,
    pub(super) start_next_cycle: Py<PyAny>,
    sync_cstate: Py<PyAny>,
}

/// The classes in which nothing was found to be replaced.
static UNPATCHED: UnpatchedClasses = UnpatchedClasses::new();

static STEPWISE: PyOnceLock<Stepwise> = PyOnceLock::new();

/// Records the attributes of the class as the package defines them, and the functions.
pub(super) fn init(class: &Bound<'_, PyType>) -> PyResult<()> {
    let py = class.py();
    let function = |name| find_definition(py, &format!("h11._stepwise.{name}")).map(Bound::unbind);
    STEPWISE.get_or_try_init(py, || {
        Ok::<_, PyErr>(Stepwise {
            originals: Originals::record(class, REPLACEABLE, &UNPATCHED)?,
            passthrough: interned(py, "send_with_data_passthrough")?,
            functions: Functions {
                send: function("send")?,
                send_with_data_passthrough: function("send_with_data_passthrough")?,
                next_event: function("next_event")?,
                send_failed: function("send_failed")?,
                start_next_cycle: function("start_next_cycle")?,
                sync_cstate: function("sync_cstate")?,
            },
        })
    })?;
    Ok(())
}

/// The functions to call in place of a method, if one of its steps is replaced in the class or,
/// with `is_stepwise`, in the connection.
#[inline]
pub(super) fn functions(
    connection: &Bound<'_, PyAny>,
    is_stepwise: bool,
) -> Option<&'static Functions> {
    if UNPATCHED.contains_class_of(connection) && !is_stepwise {
        None
    } else {
        find_functions(connection, is_stepwise)
    }
}

/// Copies the states of a `_cstate` that a program has assigned, if any, to the connection.
#[cold]
pub(super) fn sync_cstate(connection: &Bound<'_, PyAny>) -> PyResult<()> {
    match STEPWISE.get(connection.py()) {
        None => Ok(()),
        Some(stepwise) => {
            stepwise.functions.sync_cstate.bind(connection.py()).call1((connection,)).map(drop)
        }
    }
}

#[cold]
fn find_functions(connection: &Bound<'_, PyAny>, is_stepwise: bool) -> Option<&'static Functions> {
    let stepwise = STEPWISE.get(connection.py())?;
    let is_unpatched = stepwise.originals.are_unpatched_in(&connection.get_type()) && !is_stepwise;
    (!is_unpatched).then_some(&stepwise.functions)
}

/// The same for `send`, which also calls a `send_with_data_passthrough` that is an attribute of
/// the object itself.
#[inline]
pub(super) fn functions_to_send(
    connection: &Bound<'_, PyAny>,
    is_stepwise: bool,
) -> PyResult<Option<&'static Functions>> {
    match functions(connection, is_stepwise) {
        None if has_attributes(connection) => find_own_passthrough(connection),
        functions => Ok(functions),
    }
}

#[cold]
fn find_own_passthrough(connection: &Bound<'_, PyAny>) -> PyResult<Option<&'static Functions>> {
    let Some(stepwise) = STEPWISE.get(connection.py()) else { return Ok(None) };
    let own = own_attribute(connection, &stepwise.passthrough)?;
    Ok(own.map(|_| &stepwise.functions))
}
