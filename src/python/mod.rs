//! The Python face of the core: spans become objects here, and nowhere else.

mod arguments;
mod connection;
mod constructors;
mod convert;
mod error;
mod events;
mod exclusive;
mod headers;
mod private;
mod sending;
mod shared;
mod slots;

use pyo3::prelude::*;

/// The compiled half of the package `h11`.
///
/// Its names are private: `h11` and its modules hand them on.
#[pymodule(name = "_h11", gil_used = false)]
mod extension {
    use super::*;

    #[pymodule_export]
    use super::connection::Connection;
    #[pymodule_export]
    use super::constructors::adopt_events;
    #[pymodule_export]
    use super::convert::bytesify;
    #[pymodule_export]
    use super::events::{init_end_of_message, init_request, init_response};
    #[pymodule_export]
    use super::headers::Headers;
    #[pymodule_export]
    use super::private::fields::{
        get_comma_header, has_expect_100_continue, normalize_and_validate, set_comma_header,
    };
    #[pymodule_export]
    use super::private::framing::{body_framing, keep_alive};
    #[pymodule_export]
    use super::private::readers::{
        ChunkedReader, ContentLengthReader, Http10Reader, decode_header_lines, expect_nothing,
        obsolete_line_fold, read_request_head, read_response_head,
    };
    #[pymodule_export]
    use super::private::receive_buffer::ReceiveBuffer;
    #[pymodule_export]
    use super::private::state::ConnectionState;
    #[pymodule_export]
    use super::private::writers::{
        ChunkedWriter, ContentLengthWriter, Http10Writer, write_any_response, write_headers,
        write_request,
    };

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        super::shared::init(module.py())?;
        super::constructors::adopt_connection(module.py())
    }
}
