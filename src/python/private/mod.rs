//! Behind h11's private names.
//!
//! Released programs import some of the names that h11 never meant to publish:
//! mitmproxy reads with `ReceiveBuffer` and the body readers, urllib3-future
//! subclasses `ConnectionState`. Each is a thin cover over the part of the core
//! that a connection uses.

mod fields;
mod framing;
mod readers;
pub(super) mod receive_buffer;
pub(super) mod state;
mod writers;

use pyo3::prelude::*;

/// Adds what is behind them to the module.
pub(super) fn add_to(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<readers::ChunkedReader>()?;
    module.add_class::<readers::ContentLengthReader>()?;
    module.add_class::<readers::Http10Reader>()?;
    module.add_class::<receive_buffer::ReceiveBuffer>()?;
    module.add_class::<state::ConnectionState>()?;
    module.add_class::<writers::ChunkedWriter>()?;
    module.add_class::<writers::ContentLengthWriter>()?;
    module.add_class::<writers::Http10Writer>()?;

    let functions = [
        wrap_pyfunction!(fields::get_comma_header, module)?,
        wrap_pyfunction!(fields::has_expect_100_continue, module)?,
        wrap_pyfunction!(fields::normalize_and_validate, module)?,
        wrap_pyfunction!(fields::set_comma_header, module)?,
        wrap_pyfunction!(framing::body_framing, module)?,
        wrap_pyfunction!(framing::keep_alive, module)?,
        wrap_pyfunction!(readers::decode_header_lines, module)?,
        wrap_pyfunction!(readers::expect_nothing, module)?,
        wrap_pyfunction!(readers::obsolete_line_fold, module)?,
        wrap_pyfunction!(readers::read_request_head, module)?,
        wrap_pyfunction!(readers::read_response_head, module)?,
        wrap_pyfunction!(writers::write_any_response, module)?,
        wrap_pyfunction!(writers::write_headers, module)?,
        wrap_pyfunction!(writers::write_request, module)?,
    ];
    functions.into_iter().try_for_each(|function| module.add_function(function))
}
