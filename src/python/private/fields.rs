//! `h11._headers`: the field rules as functions.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyAny, PyBytes, PyList};

use crate::connection::is_old;
use crate::headers::SectionBuilder;
use crate::python::convert::Given;
use crate::python::events::RequestParts;
use crate::python::headers::{Headers, push};
use crate::python::object::slots::bytes;

/// Make :class:`Headers` of pairs, under the rules for names, values,
/// Content-Length and Transfer-Encoding.
#[pyfunction]
#[pyo3(signature = (headers, _parsed = Given(None)))]
pub(crate) fn normalize_and_validate<'py>(
    headers: &Bound<'py, PyAny>,
    _parsed: Given<'_>,
) -> PyResult<Bound<'py, Headers>> {
    Headers::from_pairs(headers)
}

/// The members of the comma-separated list that all fields of this name make
/// together, in lower case.
#[pyfunction]
pub(crate) fn get_comma_header<'py>(
    headers: &Bound<'py, Headers>,
    name: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyList>> {
    let py = headers.py();
    let name = lower_case(name);
    let members = headers.get().section().list_members(name.unwrap_or_default());
    let list = PyList::empty(py);
    for member in members {
        list.append(bytes(py, &member)?)?;
    }
    Ok(list)
}

/// A name to look fields up by; no field has one that is not lower-case bytes.
fn lower_case<'a>(name: &'a Bound<'_, PyAny>) -> Option<&'a [u8]> {
    let name = name.cast::<PyBytes>().ok()?.as_bytes();
    (!name.iter().any(u8::is_ascii_uppercase)).then_some(name)
}

/// The fields with those of this name replaced by one for each of the values.
#[pyfunction]
pub(crate) fn set_comma_header(
    headers: &Bound<'_, Headers>,
    name: &Bound<'_, PyAny>,
    new_values: &Bound<'_, PyAny>,
) -> PyResult<Headers> {
    let py = headers.py();
    let replaced = lower_case(name).unwrap_or_default();
    let lines = new_values
        .try_iter()?
        .map(|value| Ok((name.call_method0(intern!(py, "title"))?, value?)))
        .collect::<PyResult<Vec<_>>>()?;
    let mut builder = SectionBuilder::default();
    let kept = headers.get().section();
    for line in kept.iter().filter(|line| !line.raw_name.eq_ignore_ascii_case(replaced)) {
        builder
            .push(line.raw_name, line.value)
            .map_err(|error| crate::python::error::local(py, &error))?;
    }
    for (name, value) in lines {
        push(&mut builder, &name, &value)?;
    }
    Ok(Headers::built(builder))
}

/// Whether a request asks for ``100 Continue``, and may: one of HTTP/1.0 may
/// not.
#[pyfunction]
pub(crate) fn has_expect_100_continue(request: &Bound<'_, PyAny>) -> PyResult<bool> {
    let parts = RequestParts::of(request)?;
    let expects = parts.headers.get().facts().expect_continue;
    Ok(expects && !is_old(parts.http_version.as_bytes()))
}
