//! The constructors of the event classes, called by vectorcall.

use pyo3::prelude::*;
use pyo3::types::PyBool;

use super::{classes, fields, validate};
use crate::python::constants::constants;
use crate::python::object::arguments::Arguments;
use crate::python::object::call::{CallResult, callable, install, required};

#[inline]
fn request<'py>(class: &Bound<'py, PyAny>, arguments: Arguments<'_, 'py>) -> CallResult<'py> {
    let py = class.py();
    let [method, headers, target] = required(class, &arguments)?;
    let [_, _, _, version] = arguments;
    let version = given_or(version, constants(py)?.http_1_1.bind(py));
    let fields = validate::request_fields(method, headers, target, &version)?;
    classes(py)?.request.create(py, fields)
}

#[inline]
fn informational_response<'py>(
    class: &Bound<'py, PyAny>,
    arguments: Arguments<'_, 'py>,
) -> CallResult<'py> {
    let py = class.py();
    let fields = response_fields(class, true, arguments)?;
    classes(py)?.informational_response.create(py, fields)
}

#[inline]
fn response<'py>(class: &Bound<'py, PyAny>, arguments: Arguments<'_, 'py>) -> CallResult<'py> {
    let py = class.py();
    let fields = response_fields(class, false, arguments)?;
    classes(py)?.response.create(py, fields)
}

#[inline]
fn response_fields<'py>(
    class: &Bound<'py, PyAny>,
    informational: bool,
    arguments: Arguments<'_, 'py>,
) -> PyResult<[Bound<'py, PyAny>; 4]> {
    let py = class.py();
    let [headers, version, reason, status_code] = arguments;
    let given = [headers, status_code, None, None];
    let [headers, status_code] = required(class, &given)?;
    let version = given_or(version, constants(py)?.http_1_1.bind(py));
    let reason = given_or(reason, constants(py)?.empty.bind(py));
    validate::response_fields(informational, headers, status_code, &version, &reason)
}

#[inline]
fn data<'py>(class: &Bound<'py, PyAny>, arguments: Arguments<'_, 'py>) -> CallResult<'py> {
    let py = class.py();
    let [data] = required(class, &arguments)?;
    let [_, chunk_start, chunk_end, _] = arguments;
    let no = PyBool::new(py, false);
    let [chunk_start, chunk_end] =
        [chunk_start, chunk_end].map(|flag| given_or(flag, &no).to_owned());
    classes(py)?.data.create(py, [data.clone(), chunk_start, chunk_end])
}

#[inline]
fn end_of_message<'py>(
    class: &Bound<'py, PyAny>,
    arguments: Arguments<'_, 'py>,
) -> CallResult<'py> {
    let py = class.py();
    let [headers, ..] = arguments;
    let headers = headers.filter(|headers| !headers.is_none());
    let fields = validate::end_of_message_fields(py, headers.as_deref())?;
    classes(py)?.end_of_message.create(py, fields)
}

fn connection_closed<'py>(class: &Bound<'py, PyAny>, _: Arguments<'_, 'py>) -> CallResult<'py> {
    let py = class.py();
    classes(py)?.connection_closed.create(py, [])
}

#[inline]
fn given_or<'a, 'py, T>(
    given: Option<Borrowed<'a, 'py, PyAny>>,
    default: &'a Bound<'py, T>,
) -> Borrowed<'a, 'py, PyAny> {
    given.unwrap_or(default.as_any().as_borrowed())
}

/// Have calls of the event classes, which ``h11._events`` has defined, go directly into Rust.
#[pyfunction]
pub(crate) fn install_events(py: Python<'_>) -> PyResult<()> {
    let classes = classes(py)?;
    classes.install_dealloc(py);
    let informational = classes.informational_response.class(py);
    install(classes.request.class(py), callable!(fields::request::SIGNATURE => request), None)?;
    install(informational, callable!(fields::response::SIGNATURE => informational_response), None)?;
    install(classes.response.class(py), callable!(fields::response::SIGNATURE => response), None)?;
    install(classes.data.class(py), callable!(fields::data::SIGNATURE => data), None)?;
    install(
        classes.end_of_message.class(py),
        callable!(fields::end_of_message::SIGNATURE => end_of_message),
        None,
    )?;
    install(classes.connection_closed.class(py), callable!("()" => connection_closed), None)
}
