//! `h11.state_diagram`: the tables of the machine as a drawing.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use super::object::raise::error_about;
use super::shared::shared;
use crate::state::diagram::dot;

/// The state machine as it runs, as the source of a Graphviz drawing.
///
/// Solid arcs are what somebody does: an event, or a call. Dashed ones follow at
/// once where what they say is so. Any program that reads dot makes a picture of
/// it, such as ``dot -Tsvg``. States, arcs and names are those of the tables by
/// which every :class:`Connection` goes.
///
/// Args:
///     role: :data:`h11.CLIENT` or :data:`h11.SERVER` for the machine of that end;
///         None for both, beside each other.
///
/// Returns:
///     str, a ``digraph``.
///
/// Raises:
///     ValueError: if *role* is none of these.
///
/// This is not in h11 0.16.0.
///
/// Example:
///     >>> source = h11.state_diagram(h11.CLIENT)
///     >>> source.splitlines()[0]
///     'digraph "h11 CLIENT" {'
///     >>> '"CLIENT.SEND_BODY" -> "CLIENT.DONE"' in source
///     True
#[pyfunction]
#[pyo3(signature = (role = None))]
pub(super) fn state_diagram(role: Option<&Bound<'_, PyAny>>) -> PyResult<String> {
    let Some(object) = role else { return Ok(dot(None)) };
    match shared(object.py())?.to_role(object) {
        Some(role) => Ok(dot(Some(role))),
        None => Err(error_about::<PyValueError>(c"expected CLIENT, SERVER or None, not ", object)),
    }
}
