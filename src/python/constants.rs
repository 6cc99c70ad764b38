//! Python objects that are created once, such as byte strings that occur in most messages.

use pyo3::exceptions::PyImportError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyString};

use super::object::new::{interned, lower_case, new_bytes, new_str};
use super::object::raise::error;
use crate::error::Code;
use crate::fields::{FieldName, KNOWN};

/// The objects, which [`constants`] returns.
pub(super) struct Constants {
    /// `operator.iadd`.
    pub(super) iadd: Py<PyAny>,
    pub(super) names: Names,
    pub(super) empty: Py<PyBytes>,
    pub(super) http_1_1: Py<PyBytes>,
    http_1_0: Py<PyBytes>,
    /// `KNOWN` in lower case, and as most peers write it: `Content-Type`.
    lower_names: Vec<Py<PyBytes>>,
    title_names: Vec<Py<PyBytes>>,
    methods: Vec<Py<PyBytes>>,
    reasons: Vec<Py<PyBytes>>,
    codes: Vec<Py<PyString>>,
}

/// Names of attributes and methods.
pub(super) struct Names {
    pub(super) add: Py<PyString>,
    pub(super) ascii: Py<PyString>,
    pub(super) discard: Py<PyString>,
    pub(super) encode: Py<PyString>,
    pub(super) join: Py<PyString>,
    pub(super) keep_alive: Py<PyString>,
    pub(super) reversed: Py<PyString>,
    pub(super) title: Py<PyString>,
    pub(super) headers_repr: Py<PyString>,
}

impl Names {
    fn new(py: Python<'_>) -> PyResult<Names> {
        Ok(Names {
            add: interned(py, "add")?,
            ascii: interned(py, "ascii")?,
            discard: interned(py, "discard")?,
            encode: interned(py, "encode")?,
            join: interned(py, "join")?,
            keep_alive: interned(py, "keep_alive")?,
            reversed: interned(py, "__reversed__")?,
            title: interned(py, "title")?,
            headers_repr: interned(py, "<Headers(%r)>")?,
        })
    }
}

const METHODS: [&[u8]; 7] = [b"GET", b"POST", b"HEAD", b"PUT", b"DELETE", b"OPTIONS", b"PATCH"];

const REASONS: [&[u8]; 9] = [
    b"OK",
    b"Not Found",
    b"Created",
    b"No Content",
    b"Partial Content",
    b"Moved Permanently",
    b"Found",
    b"Not Modified",
    b"Internal Server Error",
];

static CONSTANTS: PyOnceLock<Constants> = PyOnceLock::new();

/// Creates the objects when the module is imported.
pub(super) fn init(py: Python<'_>) -> PyResult<()> {
    CONSTANTS.get_or_try_init(py, || Constants::new(py)).map(|_| ())
}

/// The objects, which [`init`] has created.
#[inline]
pub(super) fn constants(py: Python<'_>) -> PyResult<&'static Constants> {
    CONSTANTS.get(py).ok_or_else(|| error::<PyImportError>(py, "h11 is not fully imported"))
}

impl Constants {
    fn new(py: Python<'_>) -> PyResult<Constants> {
        let make = |text: &[u8]| new_bytes(py, text).map(Bound::unbind);
        let all = |texts: &[&[u8]]| texts.iter().map(|text| make(text)).collect::<PyResult<_>>();
        let known = |spell: fn(&str) -> Vec<u8>| {
            KNOWN.iter().map(|name| make(&spell(name))).collect::<PyResult<_>>()
        };
        Ok(Constants {
            iadd: py.import("operator")?.getattr("iadd")?.unbind(),
            names: Names::new(py)?,
            empty: make(b"")?,
            http_1_1: make(b"1.1")?,
            http_1_0: make(b"1.0")?,
            lower_names: known(|name| name.into())?,
            title_names: known(|name| title(name.as_bytes()))?,
            methods: all(&METHODS)?,
            reasons: all(&REASONS)?,
            codes: Code::ALL
                .iter()
                .map(|code| interned(py, code.info().code))
                .collect::<PyResult<_>>()?,
        })
    }

    /// The name of a code.
    pub(super) fn code<'py>(&self, py: Python<'py>, code: Code) -> PyResult<Bound<'py, PyString>> {
        let known = self.codes.get(code as usize).map(|known| known.bind(py).clone());
        known.map_or_else(|| new_str(py, code.info().code), Ok)
    }

    /// An HTTP version, such as `b"1.1"`.
    pub(super) fn version<'py>(
        &self,
        py: Python<'py>,
        version: &[u8],
    ) -> PyResult<Bound<'py, PyBytes>> {
        match version {
            b"1.1" => Ok(self.http_1_1.bind(py).clone()),
            b"1.0" => Ok(self.http_1_0.bind(py).clone()),
            _ => new_bytes(py, version),
        }
    }

    /// A request method.
    pub(super) fn method<'py>(
        &self,
        py: Python<'py>,
        method: &[u8],
    ) -> PyResult<Bound<'py, PyBytes>> {
        one_of(py, &METHODS, &self.methods, method)
    }

    /// A reason phrase.
    pub(super) fn reason<'py>(
        &self,
        py: Python<'py>,
        reason: &[u8],
    ) -> PyResult<Bound<'py, PyBytes>> {
        match reason {
            [] => Ok(self.empty.bind(py).clone()),
            _ => one_of(py, &REASONS, &self.reasons, reason),
        }
    }

    /// A known field name in lower case; None for [`FieldName::OTHER`].
    #[inline]
    pub(super) fn known_name(&self, name: FieldName) -> Option<&Py<PyBytes>> {
        self.lower_names.get(name.index())
    }

    /// A field name in lower case.
    #[inline]
    pub(super) fn lower_name<'py>(
        &self,
        py: Python<'py>,
        name: FieldName,
        raw_name: &[u8],
    ) -> PyResult<Bound<'py, PyBytes>> {
        match self.known_name(name) {
            Some(known) => Ok(known.bind(py).clone()),
            None => lower_case(py, raw_name),
        }
    }

    /// A field name in its original spelling.
    #[inline]
    pub(super) fn raw_name<'py>(
        &self,
        py: Python<'py>,
        name: FieldName,
        raw_name: &[u8],
    ) -> PyResult<Bound<'py, PyBytes>> {
        for spelling in [&self.title_names, &self.lower_names] {
            match spelling.get(name.index()).map(|known| known.bind(py)) {
                Some(known) if known.as_bytes() == raw_name => return Ok(known.clone()),
                _ => {}
            }
        }
        new_bytes(py, raw_name)
    }
}

/// Capitalizes each letter after a non-letter, as Python's `bytes.title`.
fn title(name: &[u8]) -> Vec<u8> {
    let mut after_letter = false;
    name.iter()
        .map(|&byte| {
            let spelled =
                if after_letter { byte.to_ascii_lowercase() } else { byte.to_ascii_uppercase() };
            after_letter = byte.is_ascii_alphabetic();
            spelled
        })
        .collect()
}

#[inline]
fn one_of<'py>(
    py: Python<'py>,
    texts: &[&[u8]],
    objects: &[Py<PyBytes>],
    text: &[u8],
) -> PyResult<Bound<'py, PyBytes>> {
    let known = texts.iter().position(|&candidate| candidate == text);
    match known.and_then(|index| objects.get(index)) {
        Some(object) => Ok(object.bind(py).clone()),
        None => new_bytes(py, text),
    }
}
