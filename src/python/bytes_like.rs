//! Conversion of what programs pass as byte strings.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyInt, PyIterator, PyString};

use super::constants::constants;
use super::object::arguments::Arguments;
use super::object::call::{functions, required};
use super::object::new::{ascii, bytearray, snapshot_bytearray};
use super::object::raise::{drop_error, error, expect};

functions! {
    /// Convert *s* to bytes: bytes are returned unchanged, a str must be ASCII, and all
    /// others are passed to ``bytes``, except int, which would result in zero bytes.
    "bytesify" "(s)" => call_bytesify;
}

fn call_bytesify<'py>(
    module: &Bound<'py, PyAny>,
    arguments: Arguments<'_, 'py>,
) -> PyResult<Bound<'py, PyAny>> {
    let [s] = required(module, &arguments)?;
    Ok(bytesify(s)?.into_any())
}

/// Converts to bytes by the rules of Python's `bytesify`.
pub(super) fn bytesify<'py>(s: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyBytes>> {
    let py = s.py();
    if let Ok(bytes) = s.cast_exact::<PyBytes>() {
        return Ok(bytes.clone());
    }
    if let Ok(text) = s.cast_exact::<PyString>() {
        return ascii(text);
    }
    let names = &constants(py)?.names;
    let s = match s.cast::<PyString>() {
        Ok(_) => s.call_method1(names.encode.bind(py), (names.ascii.bind(py),))?,
        Err(_) => s.clone(),
    };
    if s.is_instance_of::<PyInt>() {
        return Err(error::<PyTypeError>(py, "expected bytes-like object, not int"));
    }
    expect(py.get_type::<PyBytes>().call1((s,))?)
}

/// The bytes of a name or value, without a Python object if possible.
pub(super) enum BytesLike<'a, 'py> {
    Borrowed(&'a [u8]),
    Owned(Bound<'py, PyBytes>),
}

impl<'a, 'py> BytesLike<'a, 'py> {
    /// Converts by the rules of [`bytesify`].
    #[inline]
    pub(super) fn of(object: &'a Bound<'py, PyAny>) -> PyResult<BytesLike<'a, 'py>> {
        match object.cast_exact::<PyBytes>() {
            Ok(bytes) => Ok(BytesLike::Borrowed(bytes.as_bytes())),
            Err(_) => BytesLike::of_other(object),
        }
    }

    fn of_other(object: &'a Bound<'py, PyAny>) -> PyResult<BytesLike<'a, 'py>> {
        match object.cast_exact::<PyString>().ok().and_then(as_str) {
            Some(text) if text.is_ascii() => Ok(BytesLike::Borrowed(text.as_bytes())),
            _ => bytesify(object).map(BytesLike::Owned),
        }
    }

    #[inline]
    pub(super) fn as_bytes(&self) -> &[u8] {
        match self {
            BytesLike::Borrowed(bytes) => bytes,
            BytesLike::Owned(bytes) => bytes.as_bytes(),
        }
    }
}

/// The contents of a str, or None if it has surrogates.
fn as_str<'a>(text: &'a Bound<'_, PyString>) -> Option<&'a str> {
    text.to_str().map_err(|error| drop_error(text.py(), error)).ok()
}

/// What `iter(object)` returns.
///
/// For a released memoryview, CPython returns an iterator and sets an exception as well.
pub(super) fn iterate<'py>(object: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyIterator>> {
    let items = object.try_iter()?;
    PyErr::take(object.py()).map_or(Ok(items), Err)
}

/// A copy of any buffer that can be added to a bytearray. It is copied immediately, since a
/// buffer may change or be released later.
pub(super) fn copy_of<'py>(data: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyBytes>> {
    let py = data.py();
    if let Ok(bytearray) = data.cast_exact::<PyByteArray>() {
        return snapshot_bytearray(bytearray);
    }
    // Python's own operator has the rules and the messages.
    let add = constants(py)?.iadd.bind(py);
    snapshot_bytearray(&expect(add.call1((bytearray(py, b"")?, data))?)?)
}
