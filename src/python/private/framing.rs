//! `h11._connection`: what a head says about the message and the connection.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyString};

use crate::body::{Framing, Method};
use crate::connection::version::is_old;
use crate::python::events::{RequestParts, ResponseParts, classes};
use crate::python::object::arguments::Arguments;
use crate::python::object::call::{add_function, callables, missing_argument};
use crate::python::object::new::{big_int, text, tuple};
use crate::python::object::raise::{error, expect};

callables! {
    /// The framing of the message that *event* begins: ``(name, arguments)``, by
    /// which the readers and writers are chosen.
    BodyFraming = "_body_framing" "(request_method, event)" => body_framing;

    /// Whether the connection may be used again after the message that *event*
    /// begins, as far as this message goes.
    KeepAlive = "_keep_alive" "(event)" => keep_alive;
}

/// Adds the functions to the module.
pub(super) fn add_to(module: &Bound<'_, PyModule>) -> PyResult<()> {
    add_function::<BodyFraming>(module)?;
    add_function::<KeepAlive>(module)
}

/// The framing of that name.
pub(super) fn framing_of(
    name: &Bound<'_, PyAny>,
    length: Option<Borrowed<'_, '_, PyAny>>,
) -> PyResult<Framing> {
    let name = expect::<PyString>(name.clone())?;
    Ok(match name.to_str()? {
        "content-length" => Framing::ContentLength(match length {
            Some(length) => length.extract()?,
            None => 0,
        }),
        "chunked" => Framing::Chunked,
        _ => Framing::CloseDelimited,
    })
}

fn body_framing<'py>(
    module: &Bound<'py, PyAny>,
    [request_method, event, ..]: Arguments<'_, 'py>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = module.py();
    let event = event.ok_or_else(|| missing_argument(py))?;
    let classes = classes(py)?;
    let framing = if classes.request.is_exact(&event) {
        Framing::of_request(RequestParts::of(&event)?.headers.get().facts())
    } else if classes.response.is_exact(&event) {
        let parts = ResponseParts::of(&classes.response, &event)?;
        let method = match request_method.filter(|method| !method.is_none()) {
            Some(method) => Some(Method::from(expect::<PyBytes>(method.to_owned())?.as_bytes())),
            None => None,
        };
        Framing::of_response(method, parts.status_code, parts.facts())
    } else {
        return Err(error::<PyTypeError>(py, "expected a Request or a Response"));
    };
    let (name, arguments) = match framing {
        Framing::ContentLength(length) => {
            ("content-length", tuple(py, [big_int(py, length)?.into_any()])?)
        }
        Framing::Chunked => ("chunked", tuple(py, [])?),
        Framing::CloseDelimited => ("http/1.0", tuple(py, [])?),
    };
    Ok(tuple(py, [text(py, name)?.into_any(), arguments.into_any()])?.into_any())
}

fn keep_alive<'py>(
    module: &Bound<'py, PyAny>,
    [event, ..]: Arguments<'_, 'py>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = module.py();
    let event = event.ok_or_else(|| missing_argument(py))?;
    let classes = classes(py)?;
    let (headers, http_version) = match classes.request.is_exact(&event) {
        true => RequestParts::of(&event).map(|parts| (parts.headers, parts.http_version))?,
        false => ResponseParts::of(&classes.response, &event)
            .map(|parts| (parts.headers, parts.http_version))?,
    };
    let keeps = !headers.get().facts().close && !is_old(http_version.as_bytes());
    Ok(PyBool::new(py, keeps).to_owned().into_any())
}
