//! The private names of h11 0.16.0.
//!
//! Released programs import some names that are not public: mitmproxy uses `ReceiveBuffer` and
//! the body readers, urllib3-future subclasses `ConnectionState`. Each is a thin wrapper of the
//! part of the core that a connection uses.

mod attributes;
mod connection_state;
mod framing;
mod headers;
mod readers;
mod receive_buffer;
mod stepwise;
mod transitions;
pub(super) mod writers;

use pyo3::prelude::*;

/// Adds their implementations to the module.
pub(super) fn add_to(module: &Bound<'_, PyModule>) -> PyResult<()> {
    receive_buffer::add_to(module)?;
    readers::add_to(module)?;
    writers::add_to(module)?;
    connection_state::add_functions(module)?;
    transitions::add_functions(module)?;
    headers::add_functions(module)?;
    attributes::add_functions(module)?;
    stepwise::add_functions(module)?;
    framing::add_functions(module)
}
