//! `tp_new` of the classes in Rust.
//!
//! PyO3's own function parses the arguments, and panics without memory for a dict or a
//! TypeError. So it is only called with valid arguments: none, or the single required one.

use std::ffi::CStr;
use std::ptr::null_mut;
use std::sync::OnceLock;

use pyo3::PyClass;
use pyo3::exceptions::{PySystemError, PyTypeError};
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple, PyType};

use super::new::tuple;
use super::raise::{error, set_error};

/// A class whose `tp_new` is adapted.
pub(crate) trait AdaptedNew {
    /// The single argument of `__new__`, or None if `__init__` takes the arguments.
    const ARGUMENT: Option<&'static CStr>;

    /// PyO3's `tp_new`.
    fn original() -> &'static OnceLock<ffi::newfunc>;
}

/// Implements [`AdaptedNew`] for a class, with the name of its argument if it has one.
macro_rules! adapt_new {
    ($class:ty) => {
        adapt_new!(@ $class, None);
    };
    ($class:ty, $argument:literal) => {
        adapt_new!(@ $class, Some($argument));
    };
    (@ $class:ty, $argument:expr) => {
        impl $crate::python::object::construct::AdaptedNew for $class {
            const ARGUMENT: Option<&'static std::ffi::CStr> = $argument;

            fn original() -> &'static std::sync::OnceLock<pyo3::ffi::newfunc> {
                static ORIGINAL: std::sync::OnceLock<pyo3::ffi::newfunc> =
                    std::sync::OnceLock::new();
                &ORIGINAL
            }
        }
    };
}
pub(crate) use adapt_new;

/// Adds a class to the module, with an adapted `tp_new` and the methods that `add_methods` adds.
pub(crate) fn add_class<C: AdaptedNew + PyClass>(
    module: &Bound<'_, PyModule>,
    add_methods: impl FnOnce(&Bound<'_, PyType>) -> PyResult<()>,
) -> PyResult<()> {
    let class = module.py().get_type::<C>();
    adapt::<C>(&class);
    add_methods(&class)?;
    module.add_class::<C>()
}

/// Replaces PyO3's `tp_new`. Subclasses that are defined later inherit it.
fn adapt<C: AdaptedNew>(class: &Bound<'_, PyType>) {
    let class = class.as_type_ptr();
    // SAFETY: the class is a heap type of ours, and the new function keeps to the same rules.
    unsafe {
        if let Some(original) = (*class).tp_new {
            C::original().get_or_init(|| original);
            (*class).tp_new = Some(new::<C>);
        }
    }
}

unsafe extern "C" fn new<C: AdaptedNew>(
    subtype: *mut ffi::PyTypeObject,
    arguments: *mut ffi::PyObject,
    keywords: *mut ffi::PyObject,
) -> *mut ffi::PyObject {
    // SAFETY: the interpreter calls this with a tuple, and with a dict or null.
    let (py, arguments, keywords) = unsafe {
        let py = Python::assume_attached();
        let arguments = Borrowed::from_ptr(py, arguments).cast_unchecked::<PyTuple>();
        let keywords = Borrowed::from_ptr_or_opt(py, keywords);
        (py, arguments, keywords.map(|keywords| keywords.cast_unchecked::<PyDict>()))
    };
    let arguments = match C::ARGUMENT {
        None => tuple(py, []),
        Some(name) => only_argument(name, &arguments, keywords.as_deref()),
    };
    let original = C::original().get();
    match (arguments, original) {
        // SAFETY: the class is the one that this was called for.
        (Ok(arguments), Some(original)) => unsafe {
            original(subtype, arguments.as_ptr(), null_mut())
        },
        (Ok(_), None) => {
            set_error(py, error::<PySystemError>(py, "internal error: the class is not adapted"))
        }
        (Err(error), _) => set_error(py, error),
    }
}

/// A tuple of the single argument, which was passed by position or by name.
fn only_argument<'py>(
    name: &CStr,
    arguments: &Bound<'py, PyTuple>,
    keywords: Option<&Bound<'py, PyDict>>,
) -> PyResult<Bound<'py, PyTuple>> {
    let py = arguments.py();
    let keywords = keywords.filter(|keywords| !keywords.is_empty());
    if let (1, None) = (arguments.len(), keywords) {
        return Ok(arguments.clone());
    }
    let named = keywords.filter(|keywords| keywords.len() == 1 && arguments.is_empty());
    // SAFETY: the object is a dict, the name a C string; what is returned is borrowed from
    // the dict, or null.
    let value = named.and_then(|named| unsafe {
        let value = ffi::PyDict_GetItemString(named.as_ptr(), name.as_ptr());
        Bound::from_borrowed_ptr_or_opt(py, value)
    });
    match value {
        Some(value) => tuple(py, [value]),
        None => Err(error::<PyTypeError>(py, "expected exactly one argument")),
    }
}
