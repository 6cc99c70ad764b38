//! What programs pass for byte strings.

use pyo3::exceptions::PyTypeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyInt, PyString};

use super::object::slots::bytes_of_bytearray;

/// Make `s` a bytes object: bytes stay as they are, str must be ASCII,
/// everything else goes through `bytes(s)`, except int, which would give that
/// many zero bytes.
#[pyfunction]
pub(super) fn bytesify<'py>(s: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyBytes>> {
    let py = s.py();
    if let Ok(bytes) = s.cast_exact::<PyBytes>() {
        return Ok(bytes.clone());
    }
    let s = match s.cast::<PyString>() {
        Ok(_) => s.call_method1(intern!(py, "encode"), (intern!(py, "ascii"),))?,
        Err(_) => s.clone(),
    };
    if s.is_instance_of::<PyInt>() {
        return Err(PyTypeError::new_err("expected bytes-like object, not int"));
    }
    Ok(py.get_type::<PyBytes>().call1((s,))?.cast_into()?)
}

/// A field's name or value, which need not become an object.
pub(super) enum Text<'a, 'py> {
    Given(&'a [u8]),
    Made(Bound<'py, PyBytes>),
}

impl<'a, 'py> Text<'a, 'py> {
    /// By the rules of [`bytesify`].
    #[inline]
    pub(super) fn of(object: &'a Bound<'py, PyAny>) -> PyResult<Text<'a, 'py>> {
        match object.cast_exact::<PyBytes>() {
            Ok(bytes) => Ok(Text::Given(bytes.as_bytes())),
            Err(_) => Text::of_other(object),
        }
    }

    fn of_other(object: &'a Bound<'py, PyAny>) -> PyResult<Text<'a, 'py>> {
        match object.cast_exact::<PyString>().ok().and_then(as_str) {
            Some(text) if text.is_ascii() => Ok(Text::Given(text.as_bytes())),
            _ => bytesify(object).map(Text::Made),
        }
    }

    #[inline]
    pub(super) fn as_bytes(&self) -> &[u8] {
        match self {
            Text::Given(bytes) => bytes,
            Text::Made(bytes) => bytes.as_bytes(),
        }
    }
}

/// The text of a str, if it has no surrogates.
fn as_str<'a>(text: &'a Bound<'_, PyString>) -> Option<&'a str> {
    text.to_str().map_err(|error| discard(text.py(), error)).ok()
}

/// Lets go of an error that does not matter. A class of ours is called without
/// PyO3's knowing, and PyO3 would put this off to the next call that it knows.
pub(super) fn discard(py: Python<'_>, error: PyErr) {
    Python::attach(|_| error.into_value(py));
}

/// A copy of something that can be added to a bytearray: any buffer. It is made
/// at once, since a buffer may change or be released later.
pub(super) fn copy_of<'py>(data: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyBytes>> {
    let py = data.py();
    if let Ok(bytearray) = data.cast_exact::<PyByteArray>() {
        return bytes_of_bytearray(bytearray);
    }
    // Python's own operator, for its rules and its messages.
    let add = py.import(intern!(py, "operator"))?.getattr(intern!(py, "iadd"))?;
    bytes_of_bytearray(add.call1((PyByteArray::new(py, b""), data))?.cast::<PyByteArray>()?)
}

/// An argument that may be left out; None is a value like any other.
#[derive(Default)]
pub(super) struct Given<'py>(pub(super) Option<Bound<'py, PyAny>>);

impl<'a, 'py> FromPyObject<'a, 'py> for Given<'py> {
    type Error = std::convert::Infallible;

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> Result<Self, Self::Error> {
        Ok(Given(Some(object.to_owned())))
    }
}

impl<'py> Given<'py> {
    pub(super) fn as_borrowed(&self) -> Option<Borrowed<'_, 'py, PyAny>> {
        self.0.as_ref().map(Bound::as_borrowed)
    }
}
