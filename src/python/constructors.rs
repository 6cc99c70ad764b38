//! Calling an event class, or `Connection`, straight into Rust.

use pyo3::prelude::*;
use pyo3::types::PyBool;

use super::by_steps;
use super::connection::Connection;
use super::events::{self, classes};
use super::object::arguments::Arguments;
use super::object::call::{callables, install, mark_init, missing_argument};
use super::shared::shared;

callables! {
    Request = "Request" "(*, method, headers, target, http_version=b'1.1')" => request;
    InformationalResponse = "InformationalResponse"
        "(*, headers, status_code, http_version=b'1.1', reason=b'')" => informational_response;
    Response = "Response"
        "(*, headers, status_code, http_version=b'1.1', reason=b'')" => response;
    Data = "Data" "(data, chunk_start=False, chunk_end=False)" => data;
    EndOfMessage = "EndOfMessage" "(*, headers=None)" => end_of_message;
    ConnectionClosed = "ConnectionClosed" "()" => connection_closed;
    CallConnection = "Connection"
        "(our_role, max_incomplete_event_size=16384, *, policy=None, limits=None)" => connection;
}

type Object<'py> = PyResult<Bound<'py, PyAny>>;

#[inline]
fn request<'py>(class: &Bound<'py, PyAny>, arguments: Arguments<'_, 'py>) -> Object<'py> {
    let py = class.py();
    let [Some(method), Some(headers), Some(target), version] = arguments else {
        return missing(class);
    };
    let version = given_or(version, shared(py)?.http_1_1.bind(py));
    let fields = events::request_fields(&method, &headers, &target, &version)?;
    classes(py)?.request.create(py, fields)
}

#[inline]
fn informational_response<'py>(
    class: &Bound<'py, PyAny>,
    arguments: Arguments<'_, 'py>,
) -> Object<'py> {
    let py = class.py();
    let fields = response_fields(class, true, arguments)?;
    classes(py)?.informational_response.create(py, fields)
}

#[inline]
fn response<'py>(class: &Bound<'py, PyAny>, arguments: Arguments<'_, 'py>) -> Object<'py> {
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
    let [Some(headers), Some(status_code), version, reason] = arguments else {
        return missing(class);
    };
    let version = given_or(version, shared(py)?.http_1_1.bind(py));
    let reason = given_or(reason, shared(py)?.empty.bind(py));
    events::response_fields(informational, &headers, &status_code, &version, &reason)
}

#[inline]
fn data<'py>(class: &Bound<'py, PyAny>, arguments: Arguments<'_, 'py>) -> Object<'py> {
    let py = class.py();
    let [Some(data), chunk_start, chunk_end, _] = arguments else {
        return missing(class);
    };
    let no = PyBool::new(py, false);
    let (chunk_start, chunk_end) = (given_or(chunk_start, &no), given_or(chunk_end, &no));
    let fields = [data, chunk_start, chunk_end].map(|field| field.to_owned());
    classes(py)?.data.create(py, fields)
}

#[inline]
fn end_of_message<'py>(class: &Bound<'py, PyAny>, arguments: Arguments<'_, 'py>) -> Object<'py> {
    let py = class.py();
    let [headers, ..] = arguments;
    let headers = headers.filter(|headers| !headers.is_none());
    let fields = events::end_of_message_fields(py, headers.as_deref())?;
    classes(py)?.end_of_message.create(py, fields)
}

fn connection_closed<'py>(class: &Bound<'py, PyAny>, _: Arguments<'_, 'py>) -> Object<'py> {
    let py = class.py();
    classes(py)?.connection_closed.create(py, [])
}

#[inline]
fn connection<'py>(class: &Bound<'py, PyAny>, arguments: Arguments<'_, 'py>) -> Object<'py> {
    let [Some(our_role), size, policy, limits] = arguments else {
        return missing(class);
    };
    let settings = [size.as_deref(), policy.as_deref(), limits.as_deref()];
    Ok(Connection::new(&our_role, settings)?.into_any())
}

#[inline]
fn given_or<'a, 'py, T>(
    given: Option<Borrowed<'a, 'py, PyAny>>,
    default: &'a Bound<'py, T>,
) -> Borrowed<'a, 'py, PyAny> {
    given.unwrap_or(default.as_any().as_borrowed())
}

/// For arguments that the parameters have seen to.
#[cold]
fn missing<T>(class: &Bound<'_, PyAny>) -> PyResult<T> {
    Err(missing_argument(class.py()))
}

/// Has calls of the event classes, which ``h11._events`` has defined, go straight into Rust.
#[pyfunction]
pub(super) fn install_events(py: Python<'_>) -> PyResult<()> {
    let classes = classes(py)?;
    classes.install_dealloc(py);
    install::<Request>(classes.request.class(py))?;
    install::<InformationalResponse>(classes.informational_response.class(py))?;
    install::<Response>(classes.response.class(py))?;
    install::<Data>(classes.data.class(py))?;
    install::<EndOfMessage>(classes.end_of_message.class(py))?;
    install::<ConnectionClosed>(classes.connection_closed.class(py))
}

/// Does the same for ``Connection``, once ``h11._connection`` has given it its ``__init__``.
#[pyfunction]
pub(super) fn install_connection(py: Python<'_>) -> PyResult<()> {
    let class = py.get_type::<Connection>();
    by_steps::init(&class)?;
    mark_init(&class);
    install::<CallConnection>(&class)
}
