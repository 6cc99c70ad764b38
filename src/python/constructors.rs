//! Calling a class straight into Rust.
//!
//! `h11.Data(b"...")` would otherwise go through a tuple, a dict, `__new__` and
//! a Python `__init__`. A class may name a function of the fast calling
//! convention instead (`tp_vectorcall`, PEP 590). Ours finds the arguments of a
//! plain call itself; any other call it passes on, unchanged, to a function
//! whose arguments PyO3 finds, and complains of. Subclasses do not inherit it:
//! they are made the long way, `__init__` and all.

use std::panic::{AssertUnwindSafe, catch_unwind};

use pyo3::exceptions::PyTypeError;
use pyo3::ffi;
use pyo3::panic::PanicException;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBool, PyCFunction, PyType};

use super::connection::Connection;
use super::convert::Given;
use super::events::{self, classes};
use super::object::arguments::{Arguments, Parameters};
use super::shared::shared;

/// A class of ours, and how it is called.
trait Class {
    /// Its place among [`CALLS`].
    const INDEX: usize;
    /// Its parameters, those first that must be given.
    const NAMES: &[&str];
    /// How many must be given,
    const REQUIRED: usize = 0;
    /// and how many may be given by position.
    const POSITIONAL: usize = 0;

    /// An object of it.
    fn create<'py>(py: Python<'py>, arguments: Arguments<'_, 'py>) -> PyResult<Bound<'py, PyAny>>;
}

struct Request;
struct InformationalResponse;
struct Response;
struct Data;
struct EndOfMessage;
struct ConnectionClosed;

impl Class for Request {
    const INDEX: usize = 0;
    const NAMES: &[&str] = &["method", "headers", "target", "http_version"];
    const REQUIRED: usize = 3;

    #[inline]
    fn create<'py>(py: Python<'py>, arguments: Arguments<'_, 'py>) -> PyResult<Bound<'py, PyAny>> {
        let [Some(method), Some(headers), Some(target), version] = arguments else {
            return missing();
        };
        let version = given_or(version, shared(py)?.http_1_1.bind(py));
        let fields = events::request_fields(&method, &headers, &target, &version)?;
        classes(py)?.request.create(py, fields)
    }
}

const RESPONSE: &[&str] = &["headers", "status_code", "http_version", "reason"];

impl Class for InformationalResponse {
    const INDEX: usize = 1;
    const NAMES: &[&str] = RESPONSE;
    const REQUIRED: usize = 2;

    #[inline]
    fn create<'py>(py: Python<'py>, arguments: Arguments<'_, 'py>) -> PyResult<Bound<'py, PyAny>> {
        classes(py)?.informational_response.create(py, response(py, true, arguments)?)
    }
}

impl Class for Response {
    const INDEX: usize = 2;
    const NAMES: &[&str] = RESPONSE;
    const REQUIRED: usize = 2;

    #[inline]
    fn create<'py>(py: Python<'py>, arguments: Arguments<'_, 'py>) -> PyResult<Bound<'py, PyAny>> {
        classes(py)?.response.create(py, response(py, false, arguments)?)
    }
}

#[inline]
fn response<'py>(
    py: Python<'py>,
    informational: bool,
    arguments: Arguments<'_, 'py>,
) -> PyResult<[Bound<'py, PyAny>; 4]> {
    let [Some(headers), Some(status_code), version, reason] = arguments else {
        return missing();
    };
    let version = given_or(version, shared(py)?.http_1_1.bind(py));
    let reason = given_or(reason, shared(py)?.empty.bind(py));
    events::response_fields(informational, &headers, &status_code, &version, &reason)
}

impl Class for Data {
    const INDEX: usize = 3;
    const NAMES: &[&str] = &["data", "chunk_start", "chunk_end"];
    const REQUIRED: usize = 1;
    const POSITIONAL: usize = 3;

    #[inline]
    fn create<'py>(py: Python<'py>, arguments: Arguments<'_, 'py>) -> PyResult<Bound<'py, PyAny>> {
        let [Some(data), chunk_start, chunk_end, _] = arguments else {
            return missing();
        };
        let no = PyBool::new(py, false);
        let (chunk_start, chunk_end) = (given_or(chunk_start, &no), given_or(chunk_end, &no));
        let fields = [data, chunk_start, chunk_end].map(|field| field.to_owned());
        classes(py)?.data.create(py, fields)
    }
}

impl Class for EndOfMessage {
    const INDEX: usize = 4;
    const NAMES: &[&str] = &["headers"];

    #[inline]
    fn create<'py>(py: Python<'py>, arguments: Arguments<'_, 'py>) -> PyResult<Bound<'py, PyAny>> {
        let [headers, ..] = arguments;
        let headers = headers.filter(|headers| !headers.is_none());
        let fields = events::end_of_message_fields(py, headers.as_deref())?;
        classes(py)?.end_of_message.create(py, fields)
    }
}

impl Class for ConnectionClosed {
    const INDEX: usize = 5;
    const NAMES: &[&str] = &[];

    fn create<'py>(py: Python<'py>, _: Arguments<'_, 'py>) -> PyResult<Bound<'py, PyAny>> {
        classes(py)?.connection_closed.create(py, [])
    }
}

impl Class for Connection {
    const INDEX: usize = 6;
    const NAMES: &[&str] = &["our_role", "max_incomplete_event_size", "policy", "limits"];
    const REQUIRED: usize = 1;
    const POSITIONAL: usize = 2;

    #[inline]
    fn create<'py>(_: Python<'py>, arguments: Arguments<'_, 'py>) -> PyResult<Bound<'py, PyAny>> {
        let [Some(our_role), size, policy, limits] = arguments else {
            return missing();
        };
        let settings = [size.as_deref(), policy.as_deref(), limits.as_deref()];
        Ok(Connection::new(&our_role, settings)?.into_any())
    }
}

#[inline]
fn given_or<'a, 'py, T>(
    given: Option<Borrowed<'a, 'py, PyAny>>,
    default: &'a Bound<'py, T>,
) -> Borrowed<'a, 'py, PyAny> {
    given.unwrap_or(default.as_any().as_borrowed())
}

/// For arguments that [`Parameters::REQUIRED`] has seen to.
#[cold]
fn missing<T>() -> PyResult<T> {
    Err(PyTypeError::new_err("a required argument is missing"))
}

// The functions for all other calls.

#[pyfunction(name = "Request")]
#[pyo3(signature = (*, method, headers, target, http_version = Given(None), _parsed = Given(None)))]
fn call_request<'py>(
    method: Bound<'py, PyAny>,
    headers: Bound<'py, PyAny>,
    target: Bound<'py, PyAny>,
    http_version: Given<'py>,
    _parsed: Given<'py>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = method.py();
    Request::create(
        py,
        [
            Some(method.as_borrowed()),
            Some(headers.as_borrowed()),
            Some(target.as_borrowed()),
            http_version.as_borrowed(),
        ],
    )
}

#[pyfunction(name = "InformationalResponse")]
#[pyo3(signature = (*, headers, status_code, http_version = Given(None), reason = Given(None), _parsed = Given(None)))]
fn call_informational_response<'py>(
    headers: Bound<'py, PyAny>,
    status_code: Bound<'py, PyAny>,
    http_version: Given<'py>,
    reason: Given<'py>,
    _parsed: Given<'py>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = headers.py();
    let arguments = [
        Some(headers.as_borrowed()),
        Some(status_code.as_borrowed()),
        http_version.as_borrowed(),
        reason.as_borrowed(),
    ];
    InformationalResponse::create(py, arguments)
}

#[pyfunction(name = "Response")]
#[pyo3(signature = (*, headers, status_code, http_version = Given(None), reason = Given(None), _parsed = Given(None)))]
fn call_response<'py>(
    headers: Bound<'py, PyAny>,
    status_code: Bound<'py, PyAny>,
    http_version: Given<'py>,
    reason: Given<'py>,
    _parsed: Given<'py>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = headers.py();
    Response::create(
        py,
        [
            Some(headers.as_borrowed()),
            Some(status_code.as_borrowed()),
            http_version.as_borrowed(),
            reason.as_borrowed(),
        ],
    )
}

#[pyfunction(name = "Data")]
#[pyo3(signature = (data, chunk_start = Given(None), chunk_end = Given(None)))]
fn call_data<'py>(
    data: Bound<'py, PyAny>,
    chunk_start: Given<'py>,
    chunk_end: Given<'py>,
) -> PyResult<Bound<'py, PyAny>> {
    Data::create(
        data.py(),
        [Some(data.as_borrowed()), chunk_start.as_borrowed(), chunk_end.as_borrowed(), None],
    )
}

#[pyfunction(name = "EndOfMessage")]
#[pyo3(signature = (*, headers = Given(None), _parsed = Given(None)))]
fn call_end_of_message<'py>(
    py: Python<'py>,
    headers: Given<'py>,
    _parsed: Given<'py>,
) -> PyResult<Bound<'py, PyAny>> {
    EndOfMessage::create(py, [headers.as_borrowed(), None, None, None])
}

#[pyfunction(name = "ConnectionClosed")]
fn call_connection_closed(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    ConnectionClosed::create(py, Arguments::default())
}

#[pyfunction(name = "Connection")]
#[pyo3(signature = (our_role, max_incomplete_event_size = Given(None), *, policy = Given(None), limits = Given(None)))]
fn call_connection<'py>(
    our_role: Bound<'py, PyAny>,
    max_incomplete_event_size: Given<'py>,
    policy: Given<'py>,
    limits: Given<'py>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = our_role.py();
    let arguments = [
        Some(our_role.as_borrowed()),
        max_incomplete_event_size.as_borrowed(),
        policy.as_borrowed(),
        limits.as_borrowed(),
    ];
    Connection::create(py, arguments)
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
    install::<Request>(request, wrap_pyfunction!(call_request, py)?);
    install::<InformationalResponse>(
        informational_response,
        wrap_pyfunction!(call_informational_response, py)?,
    );
    install::<Response>(response, wrap_pyfunction!(call_response, py)?);
    install::<Data>(data, wrap_pyfunction!(call_data, py)?);
    install::<EndOfMessage>(end, wrap_pyfunction!(call_end_of_message, py)?);
    install::<ConnectionClosed>(closed, wrap_pyfunction!(call_connection_closed, py)?);
    Ok(())
}

/// Does the same for the class of connections.
pub(super) fn adopt_connection(py: Python<'_>) -> PyResult<()> {
    install::<Connection>(&py.get_type::<Connection>(), wrap_pyfunction!(call_connection, py)?);
    Ok(())
}

/// What calls of a class become.
struct Call {
    parameters: Parameters,
    /// For calls that are not plain.
    function: Py<PyCFunction>,
    /// The class's `tp_init` when this was installed: should a program replace
    /// `Connection.__init__`, it changes. (That of the events, whose `__init__`
    /// is in Python, never does.)
    init: usize,
}

static CALLS: [PyOnceLock<Call>; 7] = [const { PyOnceLock::new() }; 7];

/// Makes calls of `class` calls of `C::create`.
#[allow(unsafe_code, clippy::indexing_slicing)] // INDEX is a constant below 7
fn install<C: Class>(class: &Bound<'_, PyType>, function: Bound<'_, PyCFunction>) {
    let py = class.py();
    let class = class.as_type_ptr();
    // SAFETY: the class is a heap type of ours. Its metaclass is `type` or
    // `ABCMeta`. From CPython 3.12 on, instances of either may be called by
    // vectorcall; before, a heap type like `ABCMeta` lacks the flag, which only
    // permits looking at a class's `tp_vectorcall`. That is null in all classes
    // but ours, and classes without it are called as ever.
    unsafe {
        CALLS[C::INDEX].get_or_init(py, || Call {
            parameters: Parameters::new(py, C::NAMES, C::POSITIONAL, C::REQUIRED),
            function: function.unbind(),
            init: init_of(class),
        });
        (*class).tp_vectorcall = Some(call::<C>);
        #[cfg(not(Py_3_12))]
        {
            (*ffi::Py_TYPE(class.cast())).tp_flags |= ffi::Py_TPFLAGS_HAVE_VECTORCALL;
        }
    }
}

/// # Safety
///
/// `class` must be a valid class.
#[allow(unsafe_code)]
unsafe fn init_of(class: *mut ffi::PyTypeObject) -> usize {
    // SAFETY: the caller's.
    unsafe { (*class).tp_init.map_or(0, |init| init as usize) }
}

/// What a class is called through.
#[allow(unsafe_code, clippy::indexing_slicing)]
unsafe extern "C" fn call<C: Class>(
    class: *mut ffi::PyObject,
    arguments: *const *mut ffi::PyObject,
    count: usize,
    keywords: *mut ffi::PyObject,
) -> *mut ffi::PyObject {
    let class = class.cast::<ffi::PyTypeObject>();
    // SAFETY: the interpreter calls this, with a class that it was installed
    // for, and with arguments of the vectorcall protocol.
    unsafe {
        let py = Python::assume_attached();
        let Some(call) = CALLS[C::INDEX].get(py) else {
            return std::ptr::null_mut();
        };
        if init_of(class) != call.init {
            // From now on the program's own `__init__` is asked.
            (*class).tp_vectorcall = None;
            return ffi::PyObject_Vectorcall(class.cast(), arguments, count, keywords);
        }
        match call.parameters.bind(py, arguments, count, keywords) {
            Some(arguments) => returned(py, || C::create(py, arguments)),
            None => ffi::PyObject_Vectorcall(call.function.as_ptr(), arguments, count, keywords),
        }
    }
}

/// What a function that the interpreter calls returns, or raises.
///
/// PyO3 did not see the call begin, so it puts off what it should release for
/// us until it sees another. Only errors hold anything of that kind.
#[inline]
fn returned<'py>(
    py: Python<'py>,
    create: impl FnOnce() -> PyResult<Bound<'py, PyAny>>,
) -> *mut ffi::PyObject {
    let error = match catch_unwind(AssertUnwindSafe(create)) {
        Ok(Ok(object)) => return object.into_ptr(),
        Ok(Err(error)) => error,
        Err(_) => PanicException::new_err("a panic in h11"),
    };
    raised(py, error)
}

#[cold]
fn raised(py: Python<'_>, error: PyErr) -> *mut ffi::PyObject {
    Python::attach(|_| error.restore(py));
    std::ptr::null_mut()
}
