//! `h11.state_diagram`: the tables of the machine as a drawing.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use super::object::arguments::Arguments;
use super::object::call::{add_function, callables};
use super::object::new::text;
use super::object::raise::error_about;
use super::sentinels::sentinels;
use crate::state::diagram::dot;

callables! {
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
    StateDiagram = "state_diagram" "(role=None)" => state_diagram;
}

/// Adds `state_diagram` to the module.
pub(super) fn add_to(module: &Bound<'_, PyModule>) -> PyResult<()> {
    add_function::<StateDiagram>(module)
}

fn state_diagram<'py>(
    module: &Bound<'py, PyAny>,
    [role, ..]: Arguments<'_, 'py>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = module.py();
    let role = match role {
        None => None,
        Some(object) if object.is_none() => None,
        Some(object) => match sentinels(py)?.to_role(&object) {
            Some(role) => Some(role),
            None => {
                let message = c"expected CLIENT, SERVER or None, not ";
                return Err(error_about::<PyValueError>(message, &object));
            }
        },
    };
    Ok(text(py, &dot(role))?.into_any())
}
