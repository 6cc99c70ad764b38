//! Exceptions that are created where they are raised.
//!
//! `PyErr::new` stores a message and creates the exception later, by functions that panic
//! without memory. These create it immediately; without memory it is a `MemoryError`. CPython
//! sets the exception that is being handled as its context.

use std::ffi::CStr;

use pyo3::exceptions::{PyAttributeError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString, PyType};
use pyo3::{PyTypeCheck, PyTypeInfo, ffi};

use super::new::{interned, new_str, tuple};

/// An exception of the class `T`.
#[cold]
pub(crate) fn error<T: PyTypeInfo>(py: Python<'_>, message: &str) -> PyErr {
    match new_str(py, message) {
        Ok(message) => raised(py, T::type_object_raw(py).cast(), message.as_any()),
        Err(error) => error,
    }
}

/// For an object whose `__init__` has not been called.
#[cold]
pub(crate) fn uninitialized(py: Python<'_>) -> PyErr {
    error::<PyAttributeError>(py, "__init__ has not been called")
}

/// An exception of the class `T` whose message ends with the `repr` of an object.
#[cold]
pub(crate) fn error_about<T: PyTypeInfo>(message: &CStr, object: &Bound<'_, PyAny>) -> PyErr {
    let py = object.py();
    // SAFETY: the format takes a C string and an object, and is given both; what is returned
    // is a str or null. (`PyErr_Format` of older CPythons drops what the `repr` raises.)
    let message = unsafe {
        let message =
            ffi::PyUnicode_FromFormat(c"%s%R".as_ptr(), message.as_ptr(), object.as_ptr());
        Bound::from_owned_ptr_or_err(py, message)
    };
    match message {
        Ok(message) => raised(py, T::type_object_raw(py).cast(), &message),
        Err(error) => error,
    }
}

/// A MemoryError.
#[cold]
pub(crate) fn no_memory(py: Python<'_>) -> PyErr {
    // SAFETY: the interpreter keeps an exception for this.
    unsafe { ffi::PyErr_NoMemory() };
    PyErr::fetch(py)
}

/// Drops an ignored error immediately. PyO3 would defer that to the next time that it knows the
/// thread to be attached.
#[cold]
pub(crate) fn drop_error(py: Python<'_>, error: PyErr) {
    error.restore(py);
    // SAFETY: the thread is attached.
    unsafe { ffi::PyErr_Clear() };
}

/// The attributes of an exception of the package.
pub(crate) struct Details<'py> {
    pub(crate) status_hint: u16,
    pub(crate) code: Bound<'py, PyString>,
    pub(crate) offending: Option<Bound<'py, PyBytes>>,
    pub(crate) field: Option<Bound<'py, PyBytes>>,
}

/// An exception class that is defined in Python, and what its `__init__` does.
pub(crate) struct ExceptionClass {
    class: Py<PyType>,
    /// The `__init__` that the package defined.
    init: Py<PyAny>,
    names: [Py<PyString>; 5],
}

impl ExceptionClass {
    /// The class, with the `__init__` that the package defines.
    pub(crate) fn new<'py>(
        class: Bound<'py, PyType>,
        init: Bound<'py, PyAny>,
    ) -> PyResult<ExceptionClass> {
        let py = class.py();
        let names = ["__init__", "error_status_hint", "code", "offending", "field"];
        let [init_name, hint, code, offending, field] = names.map(|name| interned(py, name));
        let names = [init_name?, hint?, code?, offending?, field?];
        Ok(ExceptionClass { class: class.unbind(), init: init.unbind(), names })
    }

    /// An exception of the class. No Python code runs, unless a program has replaced `__init__`.
    #[cold]
    pub(crate) fn error<'py>(
        &self,
        py: Python<'py>,
        message: Bound<'py, PyString>,
        details: Details<'py>,
    ) -> PyErr {
        match self.create(py, message, details) {
            Ok(exception) => raised(py, self.class.as_ptr(), &exception),
            Err(error) => error,
        }
    }

    fn create<'py>(
        &self,
        py: Python<'py>,
        message: Bound<'py, PyString>,
        details: Details<'py>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let [init, status_hint, code, offending, field] = &self.names;
        let class = self.class.bind(py);
        let hint = super::new::int(py, details.status_hint.into())?;
        let is_ours = class.getattr(init.bind(py))?.is(self.init.bind(py));
        let exception = if is_ours {
            let arguments = tuple(py, [message.into_any()])?;
            let exception = new_exception(class, arguments.as_any())?;
            set(&exception, status_hint, hint.as_any())?;
            exception
        } else {
            class.call1((message, hint))?
        };
        set(&exception, code, details.code.as_any())?;
        for (name, value) in [(offending, details.offending), (field, details.field)] {
            match value {
                Some(value) => set(&exception, name, value.as_any())?,
                None if is_ours => set(&exception, name, py.None().bind(py))?,
                None => {}
            }
        }
        Ok(exception)
    }
}

/// The exception with a note, which Python shows below its message (PEP 678, since CPython
/// 3.11). Without memory it has none.
#[cold]
pub(crate) fn noted(py: Python<'_>, error: PyErr, note: Option<&str>) -> PyErr {
    if let (Some(note), true) = (note, cfg!(Py_3_11)) {
        let add_note = super::new::attribute(error.value(py).as_any(), c"add_note");
        let added = add_note.and_then(|add_note| add_note.call1((new_str(py, note)?,)));
        if let Err(failure) = added {
            drop_error(py, failure);
        }
    }
    error
}

/// Calls `BaseException.__new__`.
fn new_exception<'py>(
    class: &Bound<'py, PyType>,
    arguments: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = class.py();
    // SAFETY: the class derives from `Exception`, whose `tp_new` takes any tuple.
    unsafe {
        let new = (*ffi::PyExc_Exception.cast::<ffi::PyTypeObject>()).tp_new;
        let exception = match new {
            Some(new) => new(class.as_type_ptr(), arguments.as_ptr(), std::ptr::null_mut()),
            None => std::ptr::null_mut(),
        };
        Bound::from_owned_ptr_or_err(py, exception)
    }
}

/// Calls `object.__setattr__`.
fn set(object: &Bound<'_, PyAny>, name: &Py<PyString>, value: &Bound<'_, PyAny>) -> PyResult<()> {
    // SAFETY: all three are valid objects.
    let result =
        unsafe { ffi::PyObject_GenericSetAttr(object.as_ptr(), name.as_ptr(), value.as_ptr()) };
    match result {
        0 => Ok(()),
        _ => Err(PyErr::fetch(object.py())),
    }
}

/// Raises an exception of a class: an instance, or one that CPython creates from a message.
fn raised(py: Python<'_>, class: *mut ffi::PyObject, value: &Bound<'_, PyAny>) -> PyErr {
    // SAFETY: the class is one of exceptions.
    unsafe { ffi::PyErr_SetObject(class, value.as_ptr()) };
    PyErr::fetch(py)
}

/// Sets an exception, and returns what the interpreter expects then from a function: null.
#[cold]
pub(super) fn set_error(py: Python<'_>, error: PyErr) -> *mut ffi::PyObject {
    error.restore(py);
    std::ptr::null_mut()
}

/// Casts an object to a class in Rust or C, or raises a TypeError.
#[inline]
pub(crate) fn expect<T: PyTypeCheck>(object: Bound<'_, PyAny>) -> PyResult<Bound<'_, T>> {
    object.cast_into::<T>().map_err(|other| unexpected_type(&other.into_inner()))
}

/// The same for a reference.
#[inline]
pub(crate) fn expect_ref<'a, 'py, T: PyTypeCheck>(
    object: &'a Bound<'py, PyAny>,
) -> PyResult<&'a Bound<'py, T>> {
    object.cast::<T>().map_err(|_| unexpected_type(object))
}

#[cold]
fn unexpected_type(object: &Bound<'_, PyAny>) -> PyErr {
    error_about::<PyTypeError>(c"unexpected type: ", &object.get_type())
}
