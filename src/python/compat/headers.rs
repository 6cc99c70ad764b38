//! `h11._headers`: the field rules as functions.

use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::connection::version::is_pre_http_1_1;
use crate::fields::SectionBuilder;
use crate::python::bytes_like::iterate;
use crate::python::constants::constants;
use crate::python::exceptions::local_error;
use crate::python::headers::{Headers, push};
use crate::python::object::arguments::Arguments;
use crate::python::object::call::{CallResult, functions, required};
use crate::python::object::new::{attribute, boolean, list, new_bytes};
use crate::python::object::raise::{expect, expect_ref};

functions! {
    /// Convert pairs to :class:`Headers`, by the rules for names, values, Content-Length and
    /// Transfer-Encoding.
    "normalize_and_validate" "(headers, _parsed=False)" => normalize_and_validate;

    /// The members of the comma-separated list in all fields of this name, in lower case.
    "get_comma_header" "(headers, name)" => get_comma_header;

    /// A copy of *headers* with the fields of this name replaced by one for each value.
    "set_comma_header" "(headers, name, new_values)" => set_comma_header;

    /// Whether a request expects ``100 Continue``; one in HTTP/1.0 is ignored.
    "has_expect_100_continue" "(request)" => has_expect_100_continue;
}

fn normalize_and_validate<'py>(
    module: &Bound<'py, PyAny>,
    arguments: Arguments<'_, 'py>,
) -> CallResult<'py> {
    let [headers] = required(module, &arguments)?;
    Ok(Headers::from_pairs(headers)?.into_any())
}

fn get_comma_header<'py>(
    module: &Bound<'py, PyAny>,
    arguments: Arguments<'_, 'py>,
) -> CallResult<'py> {
    let py = module.py();
    let [headers, name] = required(module, &arguments)?;
    let headers = expect_ref::<Headers>(headers)?;
    let members = headers.get().section().list_members(lower_case(name).unwrap_or_default());
    let list = list(py)?;
    for member in members {
        list.append(new_bytes(py, &member)?)?;
    }
    Ok(list.into_any())
}

/// The bytes of a name in lower case; None for others, which match no field.
fn lower_case<'a>(name: &'a Bound<'_, PyAny>) -> Option<&'a [u8]> {
    let name = name.cast::<PyBytes>().ok()?.as_bytes();
    (!name.iter().any(u8::is_ascii_uppercase)).then_some(name)
}

fn set_comma_header<'py>(
    module: &Bound<'py, PyAny>,
    arguments: Arguments<'_, 'py>,
) -> CallResult<'py> {
    let py = module.py();
    let [headers, name, new_values] = required(module, &arguments)?;
    let headers = expect_ref::<Headers>(headers)?;
    let replaced = lower_case(name).unwrap_or_default();
    let title = constants(py)?.names.title.bind(py);
    let lines = iterate(new_values)?
        .map(|value| Ok((name.call_method0(title)?, value?)))
        .collect::<PyResult<Vec<_>>>()?;
    let mut builder = SectionBuilder::default();
    let kept = headers.get().section();
    for line in kept.iter().filter(|line| !line.raw_name.eq_ignore_ascii_case(replaced)) {
        builder.push(line.raw_name, line.value).map_err(|error| local_error(py, &error))?;
    }
    for (name, value) in lines {
        push(&mut builder, &name, &value)?;
    }
    Ok(Bound::new(py, Headers::built(builder))?.into_any())
}

fn has_expect_100_continue<'py>(
    module: &Bound<'py, PyAny>,
    arguments: Arguments<'_, 'py>,
) -> CallResult<'py> {
    let [request] = required(module, &arguments)?;
    let py = module.py();
    let version = expect::<PyBytes>(attribute(request, c"http_version")?)?;
    let headers = expect::<Headers>(attribute(request, c"headers")?)?;
    let expects = headers.get().summary().expect_continue && !is_pre_http_1_1(version.as_bytes());
    Ok(boolean(py, expects))
}
