//! The compiled half of the package: it converts between the core and Python objects.

mod build;
mod bytes_like;
mod compat;
mod connection;
mod constants;
mod events;
mod exceptions;
mod headers;
mod object;
mod once;
mod replacements;
mod sentinels;

use pyo3::prelude::*;

/// The compiled half of the package `h11`.
///
/// Its names are private; `h11` and its modules export them.
#[pymodule(name = "_h11", gil_used = false)]
fn extension(module: &Bound<'_, PyModule>) -> PyResult<()> {
    // This comes first, since objects belong to the interpreter that creates them.
    object::interpreter::refuse_subinterpreters(module.py())?;
    if once::restore_names(module)? {
        return Ok(());
    }
    once::add_functions(module)?;

    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add("__build__", build::info(module.py())?)?;
    connection::add_to(module)?;
    headers::add_to(module)?;
    module.add_function(wrap_pyfunction!(connection::constructor::install_connection, module)?)?;
    module.add_function(wrap_pyfunction!(events::constructors::install_events, module)?)?;
    bytes_like::add_functions(module)?;
    module.add_function(wrap_pyfunction!(events::validate::init_end_of_message, module)?)?;
    module.add_function(wrap_pyfunction!(events::validate::init_request, module)?)?;
    module.add_function(wrap_pyfunction!(events::validate::init_response, module)?)?;
    module.add_function(wrap_pyfunction!(exceptions::codes, module)?)?;
    module.add("DEFAULT_POLICY", connection::options::init(module.py())?)?;
    compat::add_to(module)?;
    replacements::add_functions(module)?;

    constants::init(module.py())?;
    once::keep_names(module)
}
