//! Validation of the fields of an event, for `__init__` and for calls of the class.

use pyo3::prelude::*;
use pyo3::types::{PyInt, PyType};

use super::{EventClasses, classes};
use crate::error::{Error, Excerpt};
use crate::grammar::octets::{is_reason_phrase, is_target, is_token};
use crate::python::bytes_like::bytesify;
use crate::python::exceptions::local_error;
use crate::python::headers::Headers;
use crate::python::object::raise::drop_error;

/// A `Headers` object unchanged, or one from an iterable of pairs.
fn headers_from<'py>(headers: &Bound<'py, PyAny>) -> PyResult<Bound<'py, Headers>> {
    match headers.cast::<Headers>() {
        Ok(headers) => Ok(headers.clone()),
        Err(_) => Headers::from_pairs(headers),
    }
}

/// The fields of a `Request`.
pub(super) fn request_fields<'py>(
    method: &Bound<'py, PyAny>,
    headers: &Bound<'py, PyAny>,
    target: &Bound<'py, PyAny>,
    http_version: &Bound<'py, PyAny>,
) -> PyResult<[Bound<'py, PyAny>; 4]> {
    let py = method.py();
    let headers = headers_from(headers)?;
    let method = bytesify(method)?;
    let target = bytesify(target)?;
    let http_version = bytesify(http_version)?;
    let hosts = headers.get().summary().hosts;
    if hosts == 0 && http_version.as_bytes() == b"1.1" {
        return Err(local_error(py, &Error::HostMissing));
    }
    if hosts > 1 {
        return Err(local_error(py, &headers.get().section().host_repeated()));
    }
    if !is_token(method.as_bytes()) {
        return Err(local_error(py, &Error::MethodMalformed(Excerpt::of(method.as_bytes()))));
    }
    if !is_target(target.as_bytes()) {
        let target = Excerpt::of(target.as_bytes());
        return Err(local_error(py, &Error::RequestTargetMalformed(target)));
    }
    Ok([method.into_any(), headers.into_any(), target.into_any(), http_version.into_any()])
}

/// The fields of a `Response` or an `InformationalResponse`.
pub(super) fn response_fields<'py>(
    informational: bool,
    headers: &Bound<'py, PyAny>,
    status_code: &Bound<'py, PyAny>,
    http_version: &Bound<'py, PyAny>,
    reason: &Bound<'py, PyAny>,
) -> PyResult<[Bound<'py, PyAny>; 4]> {
    let py = headers.py();
    let headers = headers_from(headers)?;
    let reason = bytesify(reason)?;
    let http_version = bytesify(http_version)?;
    if !status_code.is_instance_of::<PyInt>() {
        return Err(local_error(py, &Error::StatusCodeNotInteger));
    }
    let status_code = if status_code.is_exact_instance_of::<PyInt>() {
        status_code.clone()
    } else {
        // A plain int, since an IntEnum has another repr.
        py.get_type::<PyInt>().call1((status_code,))?
    };
    let allowed = if informational { 100..200 } else { 200..1000 };
    let code = status_code.extract().map_err(|error| drop_error(py, error));
    if !code.is_ok_and(|code: i64| allowed.contains(&code)) {
        let code = status_code.str()?.to_str()?.into();
        let is_informational = informational;
        return Err(local_error(py, &Error::StatusCodeOutOfRange { code, is_informational }));
    }
    if !is_reason_phrase(reason.as_bytes()) {
        return Err(local_error(
            py,
            &Error::with_bytes(Error::ReasonPhraseMalformed, reason.as_bytes()),
        ));
    }
    Ok([headers.into_any(), http_version.into_any(), reason.into_any(), status_code])
}

/// The fields of an `EndOfMessage`.
pub(super) fn end_of_message_fields<'py>(
    py: Python<'py>,
    headers: Option<&Bound<'py, PyAny>>,
) -> PyResult<[Bound<'py, PyAny>; 1]> {
    Ok([match headers {
        None => Headers::empty(py)?.clone().into_any(),
        Some(headers) => headers_from(headers)?.into_any(),
    }])
}

/// Validates and sets the fields for ``Request.__init__``.
#[pyfunction]
pub(crate) fn init_request<'py>(
    event: &Bound<'py, PyAny>,
    method: Bound<'py, PyAny>,
    headers: Bound<'py, PyAny>,
    target: Bound<'py, PyAny>,
    http_version: Bound<'py, PyAny>,
) -> PyResult<()> {
    let fields = request_fields(&method, &headers, &target, &http_version)?;
    classes(event.py())?.request.fill(event, fields)
}

/// Validates and sets the fields for the ``__init__`` of both kinds of response.
#[pyfunction]
pub(crate) fn init_response<'py>(
    event: &Bound<'py, PyAny>,
    headers: Bound<'py, PyAny>,
    status_code: Bound<'py, PyAny>,
    http_version: Bound<'py, PyAny>,
    reason: Bound<'py, PyAny>,
) -> PyResult<()> {
    let classes = classes(event.py())?;
    let informational = is_informational(classes, event)?;
    let fields = response_fields(informational, &headers, &status_code, &http_version, &reason)?;
    classes.response.fill(event, fields)
}

/// Whether an object has the status codes of an `InformationalResponse`. An instance of both
/// kinds of response is of the kind that is first in its method resolution order.
fn is_informational(classes: &EventClasses, event: &Bound<'_, PyAny>) -> PyResult<bool> {
    let py = event.py();
    let is = |class: &Bound<'_, PyType>| event.is_instance(class);
    let (informational, response) =
        (classes.informational_response.class(py), classes.response.class(py));
    if !(is(informational)? && is(response)?) {
        return is(informational);
    }
    let bases = event.get_type().mro();
    let first = bases.iter().find(|base| base.is(informational) || base.is(response));
    Ok(first.is_some_and(|base| base.is(informational)))
}

/// Validates and sets the fields for ``EndOfMessage.__init__``.
#[pyfunction]
pub(crate) fn init_end_of_message<'py>(
    event: &Bound<'py, PyAny>,
    headers: Option<Bound<'py, PyAny>>,
) -> PyResult<()> {
    let fields = end_of_message_fields(event.py(), headers.as_ref())?;
    classes(event.py())?.end_of_message.fill(event, fields)
}
