//! `h11._connection`: framing and keep-alive of a message.

use pyo3::exceptions::{PyAssertionError, PyAttributeError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};

use crate::body::{Framing, MethodKind};
use crate::connection::version::is_pre_http_1_1;
use crate::python::events::classes;
use crate::python::events::parts::{RequestParts, ResponseParts};
use crate::python::headers::Headers;
use crate::python::object::arguments::Arguments;
use crate::python::object::call::{functions, required};
use crate::python::object::new::{attribute, big_int, boolean, new_bytes, new_str, tuple};
use crate::python::object::raise::{drop_error, error, expect, expect_ref};

functions! {
    /// The framing of the message with this head, as ``(name, arguments)`` for readers and
    /// writers (RFC 9112 section 6.3).
    "_body_framing" "(request_method, event)" => body_framing;

    /// Whether the message with this head permits another one on the connection (RFC 9112
    /// section 9.3).
    "_keep_alive" "(event)" => keep_alive;
}

/// The names of the framings in `READERS` and `WRITERS`.
pub(super) const CONTENT_LENGTH: &str = "content-length";
pub(super) const CHUNKED: &str = "chunked";
pub(super) const CLOSE_DELIMITED: &str = "http/1.0";

/// The framing with this name.
pub(super) fn framing_of(
    name: &Bound<'_, PyAny>,
    length: Option<Borrowed<'_, '_, PyAny>>,
) -> PyResult<Framing> {
    let name = expect_ref::<PyString>(name)?;
    Ok(match name.to_str()? {
        CONTENT_LENGTH => Framing::ContentLength(match length {
            Some(length) => length.extract()?,
            None => 0,
        }),
        CHUNKED => Framing::Chunked,
        _ => Framing::CloseDelimited,
    })
}

fn body_framing<'py>(
    module: &Bound<'py, PyAny>,
    arguments: Arguments<'_, 'py>,
) -> PyResult<Bound<'py, PyAny>> {
    let [request_method, event] = required(module, &arguments)?;
    let py = module.py();
    let classes = classes(py)?;
    let framing = if classes.request.is_exact(event) {
        Framing::of_request(RequestParts::from_event(event)?.headers.get().summary())
    } else if classes.response.is_exact(event) {
        let parts = ResponseParts::from_event(&classes.response, event)?;
        let method = method_of(request_method)?;
        Framing::of_response(Some(method), parts.status_code, parts.summary())
    } else {
        return Err(error::<PyAssertionError>(py, "expected a Request or a Response"));
    };
    framing_tuple(py, framing)
}

/// The name of a framing, and the arguments of its readers and writers.
pub(super) fn framing_tuple(py: Python<'_>, framing: Framing) -> PyResult<Bound<'_, PyAny>> {
    let (name, arguments) = match framing {
        Framing::ContentLength(length) => {
            (CONTENT_LENGTH, tuple(py, [big_int(py, length)?.into_any()])?)
        }
        Framing::Chunked => (CHUNKED, tuple(py, [])?),
        Framing::CloseDelimited => (CLOSE_DELIMITED, tuple(py, [])?),
    };
    Ok(tuple(py, [new_str(py, name)?.into_any(), arguments.into_any()])?.into_any())
}

/// The method that an object is equal to. Anything but bytes is `Other`.
fn method_of(object: &Bound<'_, PyAny>) -> PyResult<MethodKind> {
    for method in [b"HEAD".as_slice(), b"CONNECT"] {
        if object.eq(new_bytes(object.py(), method)?)? {
            return Ok(MethodKind::from(method));
        }
    }
    Ok(MethodKind::Other)
}

fn keep_alive<'py>(
    module: &Bound<'py, PyAny>,
    arguments: Arguments<'_, 'py>,
) -> PyResult<Bound<'py, PyAny>> {
    let [event] = required(module, &arguments)?;
    let py = module.py();
    let headers = expect::<Headers>(attribute(event, c"headers")?)?;
    // An event without a version, such as an `EndOfMessage`, counts as HTTP/1.1.
    let version = match attribute(event, c"http_version") {
        Ok(version) => Some(expect::<PyBytes>(version)?),
        Err(missing) if missing.is_instance_of::<PyAttributeError>(py) => {
            drop_error(py, missing);
            None
        }
        Err(error) => return Err(error),
    };
    let is_pre_http_1_1 = version.is_some_and(|version| is_pre_http_1_1(version.as_bytes()));
    let keeps = !headers.get().summary().close && !is_pre_http_1_1;
    Ok(boolean(py, keeps))
}
