//! The Python face of the core: spans become objects here, and nowhere else.

mod by_steps;
mod connection;
mod constructors;
mod convert;
mod error;
mod events;
mod headers;
mod object;
mod once;
mod outgoing;
mod pairs;
mod policy;
mod private;
mod replaced;
mod sending;
mod sentinels;
mod shared;
mod standing;

use pyo3::prelude::*;

/// The compiled half of the package `h11`.
///
/// Its names are private: `h11` and its modules hand them on.
#[pymodule(name = "_h11", gil_used = false)]
fn extension(module: &Bound<'_, PyModule>) -> PyResult<()> {
    // First of all: nothing must be made that belongs to a subinterpreter.
    object::interpreter::refuse_subinterpreters(module.py())?;
    if once::restore(module)? {
        return Ok(());
    }
    once::add_functions(module)?;

    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    connection::add_to(module)?;
    headers::add_to(module)?;
    module.add_function(wrap_pyfunction!(constructors::install_connection, module)?)?;
    module.add_function(wrap_pyfunction!(constructors::install_events, module)?)?;
    convert::add_functions(module)?;
    module.add_function(wrap_pyfunction!(events::init_end_of_message, module)?)?;
    module.add_function(wrap_pyfunction!(events::init_request, module)?)?;
    module.add_function(wrap_pyfunction!(events::init_response, module)?)?;
    module.add_function(wrap_pyfunction!(policy::codes, module)?)?;
    module.add("DEFAULT_POLICY", policy::init(module.py())?)?;
    private::add_to(module)?;
    replaced::add_functions(module)?;

    shared::init(module.py())?;
    once::keep(module)
}
