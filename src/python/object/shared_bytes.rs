//! Bytes objects that outlive a call.

use std::mem::ManuallyDrop;
use std::ops::Deref;

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

/// A reference to a bytes object, read as a slice.
///
/// In a [`Callable`](super::call::Callable), PyO3 does not know that the thread is attached:
/// dropping a `Py<PyBytes>` would defer the release of the object to a later call of PyO3.
pub(crate) struct SharedBytes(ManuallyDrop<Py<PyBytes>>);

impl SharedBytes {
    /// Another reference to the same object.
    #[inline]
    pub(crate) fn clone_ref(&self, py: Python<'_>) -> SharedBytes {
        SharedBytes(ManuallyDrop::new(self.0.clone_ref(py)))
    }

    /// The object.
    #[inline]
    pub(crate) fn object<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        self.0.bind(py).clone()
    }
}

impl From<Bound<'_, PyBytes>> for SharedBytes {
    #[inline]
    fn from(object: Bound<'_, PyBytes>) -> SharedBytes {
        SharedBytes(ManuallyDrop::new(object.unbind()))
    }
}

impl Deref for SharedBytes {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        let object = self.0.as_ptr();
        // SAFETY: the object is a bytes object, which never changes, and lives as long as
        // `self` does.
        unsafe {
            let bytes = ffi::PyBytes_AS_STRING(object).cast();
            std::slice::from_raw_parts(bytes, ffi::Py_SIZE(object) as usize)
        }
    }
}

impl AsRef<[u8]> for SharedBytes {
    #[inline]
    fn as_ref(&self) -> &[u8] {
        self
    }
}

impl Drop for SharedBytes {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: the reference is released once. Only Python objects hold these, so the
        // thread that drops one is attached.
        unsafe { ffi::Py_DECREF(self.0.as_ptr()) }
    }
}
