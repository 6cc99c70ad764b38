//! New objects of CPython's own classes, or a MemoryError.
//!
//! The peer determines the size of many of them, and PyO3's constructors panic without memory.

use std::ffi::CStr;
use std::mem::MaybeUninit;

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::sync::critical_section::with_critical_section;
use pyo3::types::{PyBool, PyByteArray, PyBytes, PyDict, PyInt, PyList, PyString, PyTuple};

use crate::serializer::Encode;

/// A bytes object.
#[inline]
pub(crate) fn new_bytes<'py>(py: Python<'py>, bytes: &[u8]) -> PyResult<Bound<'py, PyBytes>> {
    // SAFETY: the pointer is valid for the length, of which a slice has no more
    // than `isize` can hold, and what is returned is a new bytes object or null.
    unsafe {
        let object =
            ffi::PyBytes_FromStringAndSize(bytes.as_ptr().cast(), bytes.len() as ffi::Py_ssize_t);
        Ok(Bound::from_owned_ptr_or_err(py, object)?.cast_into_unchecked())
    }
}

/// The bytes to be sent, encoded directly into a bytes object.
#[inline]
pub(crate) fn encode_bytes<'py>(
    py: Python<'py>,
    wire: &impl Encode,
) -> PyResult<Bound<'py, PyBytes>> {
    let written = bytes_written(py, wire.len(), |place| wire.encode_into(place))?;
    written.ok_or_else(|| miscounted(py))
}

/// The same bytes in lower case.
pub(crate) fn lower_case<'py>(py: Python<'py>, text: &[u8]) -> PyResult<Bound<'py, PyBytes>> {
    let written = bytes_written(py, text.len(), |place| {
        for (place, byte) in place.iter_mut().zip(text) {
            place.write(byte.to_ascii_lowercase());
        }
        place.len() == text.len()
    })?;
    written.ok_or_else(|| miscounted(py))
}

#[cold]
fn miscounted(py: Python<'_>) -> PyErr {
    let message = c"internal error: a length was miscounted";
    // SAFETY: the class is one of exceptions, and the message a C string.
    unsafe { ffi::PyErr_SetString(ffi::PyExc_SystemError, message.as_ptr()) };
    PyErr::fetch(py)
}

/// A bytes object of this length; None if `write` returns that it has not filled it.
#[inline]
fn bytes_written(
    py: Python<'_>,
    len: usize,
    write: impl FnOnce(&mut [MaybeUninit<u8>]) -> bool,
) -> PyResult<Option<Bound<'_, PyBytes>>> {
    // SAFETY: a new bytes object has room for as many bytes as it was made for.
    // Nobody else sees it before they are written, and it is only returned if `write`
    // reports that all of them are.
    unsafe {
        let object = ffi::PyBytes_FromStringAndSize(std::ptr::null(), len as ffi::Py_ssize_t);
        let object = Bound::from_owned_ptr_or_err(py, object)?;
        let place = ffi::PyBytes_AS_STRING(object.as_ptr()).cast_mut().cast();
        let written = write(std::slice::from_raw_parts_mut(place, len));
        Ok(written.then(|| object.cast_into_unchecked()))
    }
}

/// An atomic copy of a bytearray.
pub(crate) fn snapshot_bytearray<'py>(
    bytearray: &Bound<'py, PyByteArray>,
) -> PyResult<Bound<'py, PyBytes>> {
    with_critical_section(bytearray, || {
        // SAFETY: nobody else changes it meanwhile: without the GIL, its own lock
        // is held, and creating a bytes object runs no code of a program.
        new_bytes(bytearray.py(), unsafe { bytearray.as_bytes() })
    })
}

/// A bytearray.
pub(crate) fn bytearray<'py>(py: Python<'py>, bytes: &[u8]) -> PyResult<Bound<'py, PyByteArray>> {
    // SAFETY: as in `new_bytes`.
    unsafe {
        let object = ffi::PyByteArray_FromStringAndSize(
            bytes.as_ptr().cast(),
            bytes.len() as ffi::Py_ssize_t,
        );
        Ok(Bound::from_owned_ptr_or_err(py, object)?.cast_into_unchecked())
    }
}

/// A str.
pub(crate) fn new_str<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyString>> {
    // SAFETY: as in `new_bytes`; and a `str` is UTF-8.
    unsafe {
        let object =
            ffi::PyUnicode_FromStringAndSize(text.as_ptr().cast(), text.len() as ffi::Py_ssize_t);
        Ok(Bound::from_owned_ptr_or_err(py, object)?.cast_into_unchecked())
    }
}

/// An interned str: equal names in a program's code are the same object.
pub(crate) fn interned(py: Python<'_>, name: &str) -> PyResult<Py<PyString>> {
    let mut name = new_str(py, name)?.into_ptr();
    // SAFETY: the reference is ours, and is exchanged for one to the interned str.
    unsafe {
        ffi::PyUnicode_InternInPlace(&raw mut name);
        Ok(Bound::from_owned_ptr(py, name).cast_into_unchecked().unbind())
    }
}

/// The ASCII bytes of a str, or a UnicodeEncodeError.
pub(crate) fn ascii<'py>(text: &Bound<'py, PyString>) -> PyResult<Bound<'py, PyBytes>> {
    // SAFETY: the object is a str, and what is returned is a new bytes object or null.
    unsafe {
        let object = ffi::PyUnicode_AsASCIIString(text.as_ptr());
        Ok(Bound::from_owned_ptr_or_err(text.py(), object)?.cast_into_unchecked())
    }
}

/// A bool.
#[inline]
pub(crate) fn boolean(py: Python<'_>, value: bool) -> Bound<'_, PyAny> {
    PyBool::new(py, value).to_owned().into_any()
}

/// An int.
#[inline]
pub(crate) fn int(py: Python<'_>, value: i64) -> PyResult<Bound<'_, PyInt>> {
    // SAFETY: what is returned is an int or null.
    unsafe {
        let object = ffi::PyLong_FromLongLong(value);
        Ok(Bound::from_owned_ptr_or_err(py, object)?.cast_into_unchecked())
    }
}

/// An int of up to 128 bits.
pub(crate) fn big_int(py: Python<'_>, value: u128) -> PyResult<Bound<'_, PyAny>> {
    // SAFETY: the text is a C string of decimal digits.
    unsafe {
        let digits = std::ffi::CString::new(value.to_string())?;
        let object = ffi::PyLong_FromString(digits.as_ptr(), std::ptr::null_mut(), 10);
        Bound::from_owned_ptr_or_err(py, object)
    }
}

/// A tuple.
pub(crate) fn tuple<'py, const N: usize>(
    py: Python<'py>,
    items: [Bound<'py, PyAny>; N],
) -> PyResult<Bound<'py, PyTuple>> {
    tuple_of(py, items.iter().map(Bound::as_borrowed))
}

/// A tuple of borrowed objects.
pub(crate) fn tuple_of<'a, 'py: 'a>(
    py: Python<'py>,
    items: impl ExactSizeIterator<Item = Borrowed<'a, 'py, PyAny>>,
) -> PyResult<Bound<'py, PyTuple>> {
    // SAFETY: a new tuple has room for as many references as it was made for.
    unsafe {
        let len = items.len();
        let tuple = ffi::PyTuple_New(len as ffi::Py_ssize_t);
        let tuple = Bound::from_owned_ptr_or_err(py, tuple)?;
        for (place, item) in (0..).zip(items.take(len)) {
            ffi::PyTuple_SET_ITEM(tuple.as_ptr(), place, item.to_owned().into_ptr());
        }
        Ok(tuple.cast_into_unchecked())
    }
}

/// An empty dict.
pub(crate) fn dict(py: Python<'_>) -> PyResult<Bound<'_, PyDict>> {
    // SAFETY: what is returned is a new dict or null.
    unsafe { Ok(Bound::from_owned_ptr_or_err(py, ffi::PyDict_New())?.cast_into_unchecked()) }
}

/// An empty list.
#[inline]
pub(crate) fn list(py: Python<'_>) -> PyResult<Bound<'_, PyList>> {
    // SAFETY: what is returned is a new list or null.
    unsafe { Ok(Bound::from_owned_ptr_or_err(py, ffi::PyList_New(0))?.cast_into_unchecked()) }
}

/// A tuple of bytes, which cannot be part of a reference cycle, so the garbage collector does not
/// track it.
#[inline]
pub(crate) fn untracked_tuple<'py, const N: usize>(
    py: Python<'py>,
    items: [Bound<'py, PyBytes>; N],
) -> PyResult<Bound<'py, PyTuple>> {
    // SAFETY: a new tuple has room for as many references as it was made for.
    unsafe {
        let tuple = ffi::PyTuple_New(N as ffi::Py_ssize_t);
        let tuple = Bound::from_owned_ptr_or_err(py, tuple)?;
        ffi::PyObject_GC_UnTrack(tuple.as_ptr().cast());
        for (place, item) in (0..).zip(items) {
            ffi::PyTuple_SET_ITEM(tuple.as_ptr(), place, item.into_ptr());
        }
        Ok(tuple.cast_into_unchecked())
    }
}

/// A tuple of `len` untracked tuples. It is not tracked either, so it cannot be found half full.
#[inline]
pub(crate) fn untracked_tuple_from<'py>(
    py: Python<'py>,
    len: usize,
    leaves: impl Iterator<Item = PyResult<Bound<'py, PyTuple>>>,
) -> PyResult<Bound<'py, PyTuple>> {
    // SAFETY: as in `untracked_tuple`.
    unsafe {
        let tuple = ffi::PyTuple_New(len as ffi::Py_ssize_t);
        let tuple = Bound::from_owned_ptr_or_err(py, tuple)?;
        ffi::PyObject_GC_UnTrack(tuple.as_ptr().cast());
        fill(py, len, leaves, |place, leaf| ffi::PyTuple_SET_ITEM(tuple.as_ptr(), place, leaf))?;
        Ok(tuple.cast_into_unchecked())
    }
}

/// A list of `len` untracked tuples, which is tracked once it is full.
#[inline]
pub(crate) fn list_from<'py>(
    py: Python<'py>,
    len: usize,
    leaves: impl Iterator<Item = PyResult<Bound<'py, PyTuple>>>,
) -> PyResult<Bound<'py, PyList>> {
    // SAFETY: a new list has room for as many references as it was made for.
    unsafe {
        let list = ffi::PyList_New(len as ffi::Py_ssize_t);
        let list = Bound::from_owned_ptr_or_err(py, list)?;
        ffi::PyObject_GC_UnTrack(list.as_ptr().cast());
        fill(py, len, leaves, |place, leaf| ffi::PyList_SET_ITEM(list.as_ptr(), place, leaf))?;
        ffi::PyObject_GC_Track(list.as_ptr().cast());
        Ok(list.cast_into_unchecked())
    }
}

/// Fills `len` places, and checks that there are as many items.
#[inline]
fn fill<'py>(
    py: Python<'py>,
    len: usize,
    items: impl Iterator<Item = PyResult<Bound<'py, PyTuple>>>,
    put: impl Fn(ffi::Py_ssize_t, *mut ffi::PyObject),
) -> PyResult<()> {
    let mut filled = 0;
    for item in items.take(len) {
        put(filled, item?.into_ptr());
        filled += 1;
    }
    if filled == len as ffi::Py_ssize_t { Ok(()) } else { Err(miscounted(py)) }
}

/// An attribute of an object.
pub(crate) fn attribute<'py>(
    object: &Bound<'py, PyAny>,
    name: &CStr,
) -> PyResult<Bound<'py, PyAny>> {
    // SAFETY: both pointers are valid, and what is returned is an object or null.
    unsafe {
        let value = ffi::PyObject_GetAttrString(object.as_ptr(), name.as_ptr());
        Bound::from_owned_ptr_or_err(object.py(), value)
    }
}
