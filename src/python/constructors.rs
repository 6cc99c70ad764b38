//! Calling a class straight into Rust.
//!
//! `h11.Data(b"...")` would otherwise go through a tuple, a dict, `__new__` and
//! a Python `__init__`. A class may name a function of the fast calling
//! convention instead (`tp_vectorcall`, PEP 590); ours passes the call on,
//! unchanged, to one of the functions below. Subclasses do not inherit it: they
//! are made the long way, `__init__` and all.

use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyCFunction, PyType};

use super::connection::Connection;
use super::convert::Given;
use super::events::{self, classes};
use super::shared::shared;
use super::slots::SlottedClass;

#[pyfunction(name = "Request")]
#[pyo3(signature = (*, method, headers, target, http_version = Given(None), _parsed = Given(None)))]
fn new_request<'py>(
    py: Python<'py>,
    method: Bound<'py, PyAny>,
    headers: Bound<'py, PyAny>,
    target: Bound<'py, PyAny>,
    http_version: Given<'py>,
    _parsed: Given<'py>,
) -> PyResult<Bound<'py, PyAny>> {
    let http_version = http_version.or(shared(py)?.http_1_1.bind(py));
    let fields = events::request_fields(method, headers, target, http_version)?;
    classes(py)?.request.create(py, fields)
}

#[pyfunction(name = "InformationalResponse")]
#[pyo3(signature = (*, headers, status_code, http_version = Given(None), reason = Given(None), _parsed = Given(None)))]
fn new_informational_response<'py>(
    headers: Bound<'py, PyAny>,
    status_code: Bound<'py, PyAny>,
    http_version: Given<'py>,
    reason: Given<'py>,
    _parsed: Given<'py>,
) -> PyResult<Bound<'py, PyAny>> {
    let class = &classes(headers.py())?.informational_response;
    make_response(class, true, headers, status_code, http_version, reason)
}

#[pyfunction(name = "Response")]
#[pyo3(signature = (*, headers, status_code, http_version = Given(None), reason = Given(None), _parsed = Given(None)))]
fn new_response<'py>(
    headers: Bound<'py, PyAny>,
    status_code: Bound<'py, PyAny>,
    http_version: Given<'py>,
    reason: Given<'py>,
    _parsed: Given<'py>,
) -> PyResult<Bound<'py, PyAny>> {
    let class = &classes(headers.py())?.response;
    make_response(class, false, headers, status_code, http_version, reason)
}

fn make_response<'py>(
    class: &SlottedClass<4>,
    informational: bool,
    headers: Bound<'py, PyAny>,
    status_code: Bound<'py, PyAny>,
    http_version: Given<'py>,
    reason: Given<'py>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = headers.py();
    let http_version = http_version.or(shared(py)?.http_1_1.bind(py));
    let reason = reason.or(shared(py)?.empty.bind(py));
    let fields =
        events::response_fields(informational, headers, status_code, http_version, reason)?;
    class.create(py, fields)
}

#[pyfunction(name = "Data")]
#[pyo3(signature = (data, chunk_start = Given(None), chunk_end = Given(None)))]
fn new_data<'py>(
    py: Python<'py>,
    data: Bound<'py, PyAny>,
    chunk_start: Given<'py>,
    chunk_end: Given<'py>,
) -> PyResult<Bound<'py, PyAny>> {
    let no = PyBool::new(py, false);
    classes(py)?.data.create(py, [data, chunk_start.or(&no), chunk_end.or(&no)])
}

#[pyfunction(name = "EndOfMessage")]
#[pyo3(signature = (*, headers = None, _parsed = Given(None)))]
fn new_end_of_message<'py>(
    py: Python<'py>,
    headers: Option<Bound<'py, PyAny>>,
    _parsed: Given<'py>,
) -> PyResult<Bound<'py, PyAny>> {
    let fields = events::end_of_message_fields(py, headers)?;
    classes(py)?.end_of_message.create(py, fields)
}

#[pyfunction(name = "ConnectionClosed")]
fn new_connection_closed(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    classes(py)?.connection_closed.create(py, [])
}

#[pyfunction(name = "Connection")]
#[pyo3(signature = (our_role, max_incomplete_event_size = Given(None)))]
fn new_connection<'py>(
    our_role: &Bound<'py, PyAny>,
    max_incomplete_event_size: Given<'py>,
) -> PyResult<Bound<'py, Connection>> {
    Connection::create(our_role, max_incomplete_event_size.0.as_ref())
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
    install::<0>(request, wrap_pyfunction!(new_request, py)?);
    install::<1>(informational_response, wrap_pyfunction!(new_informational_response, py)?);
    install::<2>(response, wrap_pyfunction!(new_response, py)?);
    install::<3>(data, wrap_pyfunction!(new_data, py)?);
    install::<4>(end, wrap_pyfunction!(new_end_of_message, py)?);
    install::<5>(closed, wrap_pyfunction!(new_connection_closed, py)?);
    Ok(())
}

/// Does the same for the class of connections.
pub(super) fn adopt_connection(py: Python<'_>) -> PyResult<()> {
    install::<6>(&py.get_type::<Connection>(), wrap_pyfunction!(new_connection, py)?);
    Ok(())
}

/// What calls of a class become.
struct Constructor {
    function: AtomicPtr<ffi::PyObject>,
    /// The class's `tp_init` when the function was installed: should a program
    /// replace `Connection.__init__`, it changes. (That of the events, whose
    /// `__init__` is in Python, never does.)
    init: AtomicUsize,
}

/// By the number of the class.
static CONSTRUCTORS: [Constructor; 7] = [const {
    Constructor { function: AtomicPtr::new(std::ptr::null_mut()), init: AtomicUsize::new(0) }
}; 7];

/// Makes calls of `class` calls of `function`.
#[allow(unsafe_code, clippy::indexing_slicing)] // CLASS is a constant below 7
fn install<const CLASS: usize>(class: &Bound<'_, PyType>, function: Bound<'_, PyCFunction>) {
    let class = class.as_type_ptr();
    let constructor = &CONSTRUCTORS[CLASS];
    // SAFETY: the class is a heap type of ours. Its metaclass is `type` or
    // `ABCMeta`. From CPython 3.12 on, instances of either may be called by
    // vectorcall; before, a heap type like `ABCMeta` lacks the flag, which only
    // permits looking at a class's `tp_vectorcall`. That is null in all classes
    // but ours, and classes without it are called as ever.
    unsafe {
        constructor.function.store(function.into_ptr(), Ordering::Release);
        let init = (*class).tp_init.map_or(0, |init| init as usize);
        constructor.init.store(init, Ordering::Release);
        (*class).tp_vectorcall = Some(call::<CLASS>);
        #[cfg(not(Py_3_12))]
        {
            (*ffi::Py_TYPE(class.cast())).tp_flags |= ffi::Py_TPFLAGS_HAVE_VECTORCALL;
        }
    }
}

/// What a class is called through.
#[allow(unsafe_code, clippy::indexing_slicing)]
unsafe extern "C" fn call<const CLASS: usize>(
    class: *mut ffi::PyObject,
    arguments: *const *mut ffi::PyObject,
    count: usize,
    keywords: *mut ffi::PyObject,
) -> *mut ffi::PyObject {
    let constructor = &CONSTRUCTORS[CLASS];
    let class = class.cast::<ffi::PyTypeObject>();
    // SAFETY: this is called with a class that it was installed for, and with
    // arguments that are passed on as they are; the function is never released.
    unsafe {
        let init = (*class).tp_init.map_or(0, |init| init as usize);
        if init == constructor.init.load(Ordering::Acquire) {
            let function = constructor.function.load(Ordering::Acquire);
            return ffi::PyObject_Vectorcall(function, arguments, count, keywords);
        }
        // From now on the program's own `__init__` is asked.
        (*class).tp_vectorcall = None;
        ffi::PyObject_Vectorcall(class.cast(), arguments, count, keywords)
    }
}
