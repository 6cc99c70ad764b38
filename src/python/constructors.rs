//! Calling an event class, or `Connection`, straight into Rust.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBool, PyType};

use super::by_steps;
use super::connection::Connection;
use super::events::{self, classes};
use super::object::arguments::Arguments;
use super::object::call::{CallResult, callable, install, required};
use super::object::originals::{Known, Originals};
use super::shared::shared;

#[inline]
fn request<'py>(class: &Bound<'py, PyAny>, arguments: Arguments<'_, 'py>) -> CallResult<'py> {
    let py = class.py();
    let [method, headers, target] = required(class, &arguments)?;
    let [_, _, _, version] = arguments;
    let version = given_or(version, shared(py)?.http_1_1.bind(py));
    let fields = events::request_fields(method, headers, target, &version)?;
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
    let [headers, status_code] = required(class, &arguments)?;
    let [_, _, version, reason] = arguments;
    let version = given_or(version, shared(py)?.http_1_1.bind(py));
    let reason = given_or(reason, shared(py)?.empty.bind(py));
    events::response_fields(informational, headers, status_code, &version, &reason)
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
    let fields = events::end_of_message_fields(py, headers.as_deref())?;
    classes(py)?.end_of_message.create(py, fields)
}

fn connection_closed<'py>(class: &Bound<'py, PyAny>, _: Arguments<'_, 'py>) -> CallResult<'py> {
    let py = class.py();
    classes(py)?.connection_closed.create(py, [])
}

#[inline]
fn connection<'py>(class: &Bound<'py, PyAny>, arguments: Arguments<'_, 'py>) -> CallResult<'py> {
    let [our_role] = required(class, &arguments)?;
    let [_, size, policy, limits] = arguments;
    let settings = [size.as_deref(), policy.as_deref(), limits.as_deref()];
    Ok(Connection::new(our_role, settings)?.into_any())
}

#[inline]
fn given_or<'a, 'py, T>(
    given: Option<Borrowed<'a, 'py, PyAny>>,
    default: &'a Bound<'py, T>,
) -> Borrowed<'a, 'py, PyAny> {
    given.unwrap_or(default.as_any().as_borrowed())
}

/// Has calls of the event classes, which ``h11._events`` has defined, go straight into Rust.
#[pyfunction]
pub(super) fn install_events(py: Python<'_>) -> PyResult<()> {
    const REQUEST: &str = "(*, method, headers, target, http_version=b'1.1')";
    const RESPONSE: &str = "(*, headers, status_code, http_version=b'1.1', reason=b'')";
    const DATA: &str = "(data, chunk_start=False, chunk_end=False)";
    let classes = classes(py)?;
    classes.install_dealloc(py);
    let informational = classes.informational_response.class(py);
    install(classes.request.class(py), callable!(REQUEST => request), None)?;
    install(informational, callable!(RESPONSE => informational_response), None)?;
    install(classes.response.class(py), callable!(RESPONSE => response), None)?;
    install(classes.data.class(py), callable!(DATA => data), None)?;
    install(
        classes.end_of_message.class(py),
        callable!("(*, headers=None)" => end_of_message),
        None,
    )?;
    install(classes.connection_closed.class(py), callable!("()" => connection_closed), None)
}

/// Does the same for ``Connection``, once ``h11._connection`` has given it its ``__init__``.
#[pyfunction]
pub(super) fn install_connection(py: Python<'_>) -> PyResult<()> {
    const SIGNATURE: &str =
        "(our_role, max_incomplete_event_size=16384, *, policy=None, limits=None)";
    let class = py.get_type::<Connection>();
    by_steps::init(&class)?;
    INIT.get_or_try_init(py, || Originals::note(&class, ["__init__"], &INIT_IS_ORIGINAL))?;
    install(&class, callable!(SIGNATURE => connection), Some(has_original_init))
}

/// `Connection.__init__` as the package defines it.
static INIT: PyOnceLock<Originals<1>> = PyOnceLock::new();

/// The class, while that is its `__init__`.
static INIT_IS_ORIGINAL: Known = Known::new();

#[inline]
fn has_original_init(class: &Bound<'_, PyType>) -> bool {
    INIT_IS_ORIGINAL.has(class.as_type_ptr())
        || INIT.get(class.py()).is_some_and(|init| init.are_in_place(class))
}
