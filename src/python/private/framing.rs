//! `h11._connection`: what a head says about the message and the connection.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyAny, PyBytes, PyTuple};

use crate::connection::is_old;
use crate::framing::{Framing, Method};
use crate::python::events::{RequestParts, ResponseParts, classes};

/// The framing of the message that *event* begins: ``(name, arguments)``, by
/// which the readers and writers are chosen.
#[pyfunction(name = "_body_framing")]
pub(crate) fn body_framing<'py>(
    request_method: Option<&Bound<'py, PyBytes>>,
    event: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyTuple>> {
    let py = event.py();
    let classes = classes(py)?;
    let framing = if classes.request.is_exact(event) {
        Framing::of_request(RequestParts::of(event)?.headers.get().facts())
    } else if classes.response.is_exact(event) {
        let parts = ResponseParts::of(&classes.response, event)?;
        let method = request_method.map(|method| Method::from(method.as_bytes()));
        Framing::of_response(method, parts.status_code, parts.facts())
    } else {
        return Err(PyTypeError::new_err("expected a Request or a Response"));
    };
    match framing {
        Framing::ContentLength(length) => ("content-length", (length,)).into_pyobject(py),
        Framing::Chunked => ("chunked", ()).into_pyobject(py),
        Framing::CloseDelimited => ("http/1.0", ()).into_pyobject(py),
    }
}

/// Whether the connection may be used again after the message that *event*
/// begins, as far as this message goes.
#[pyfunction(name = "_keep_alive")]
pub(crate) fn keep_alive(event: &Bound<'_, PyAny>) -> PyResult<bool> {
    let classes = classes(event.py())?;
    let (headers, http_version) = match classes.request.is_exact(event) {
        true => RequestParts::of(event).map(|parts| (parts.headers, parts.http_version))?,
        false => ResponseParts::of(&classes.response, event)
            .map(|parts| (parts.headers, parts.http_version))?,
    };
    Ok(!headers.get().facts().close && !is_old(http_version.as_bytes()))
}
