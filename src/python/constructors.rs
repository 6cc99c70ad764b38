//! Calling an event class, or `Connection`, straight into Rust.

use pyo3::prelude::*;
use pyo3::types::{PyBool, PyType};

use super::by_steps;
use super::connection::Connection;
use super::events::{self, classes};
use super::object::arguments::Arguments;
use super::object::call::{callables, install, mark_init, missing_argument};
use super::policy;
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

/// Takes over the event classes that ``h11._events`` has defined.
#[pyfunction]
pub(super) fn adopt_events(
    request: Bound<'_, PyType>,
    informational_response: Bound<'_, PyType>,
    response: Bound<'_, PyType>,
    data: Bound<'_, PyType>,
    end_of_message: Bound<'_, PyType>,
    connection_closed: Bound<'_, PyType>,
) -> PyResult<()> {
    let py = request.py();
    let adopted =
        [request, informational_response, response, data, end_of_message, connection_closed];
    events::adopt(py, &adopted)?;
    let [request, informational_response, response, data, end, closed] = &adopted;
    install::<Request>(request)?;
    install::<InformationalResponse>(informational_response)?;
    install::<Response>(response)?;
    install::<Data>(data)?;
    install::<EndOfMessage>(end)?;
    install::<ConnectionClosed>(closed)
}

/// Does the same for ``Connection``, once ``h11._connection`` has given it its
/// ``__init__``; *limits* is the class ``Limits``, *steps* the module ``h11._by_steps``.
#[pyfunction]
pub(super) fn adopt_connection(
    limits: Bound<'_, PyType>,
    steps: Bound<'_, PyModule>,
) -> PyResult<()> {
    let class = limits.py().get_type::<Connection>();
    policy::adopt_limits(limits);
    by_steps::adopt(&class, &steps)?;
    mark_init(&class);
    install::<CallConnection>(&class)
}
