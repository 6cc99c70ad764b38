//! Objects that cannot be part of a cycle with an event.

use std::ptr::null_mut;
use std::sync::atomic::{AtomicPtr, Ordering};

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyType;

/// `Headers`, whose objects refer only to bytes and tuples of bytes.
static HEADERS: AtomicPtr<ffi::PyTypeObject> = AtomicPtr::new(null_mut());

/// Records the class `Headers`.
pub(crate) fn register_headers(class: &Bound<'_, PyType>) {
    HEADERS.store(class.as_type_ptr(), Ordering::Relaxed);
}

/// Whether objects of this very class are leaves: they refer to nothing that could
/// refer to an event.
#[inline]
pub(crate) fn is_leaf_class(class: *mut ffi::PyTypeObject) -> bool {
    class == &raw mut ffi::PyBytes_Type
        || class == &raw mut ffi::PyBool_Type
        || class == &raw mut ffi::PyLong_Type
        || class == &raw mut ffi::PyByteArray_Type
        || class == HEADERS.load(Ordering::Relaxed)
}
