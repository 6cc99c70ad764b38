//! Policies, limits and the table of codes, as programs name and see them.

use std::ffi::CStr;
use std::sync::OnceLock;

use pyo3::exceptions::{PyOverflowError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyList, PyString};

use super::object::new::{attribute, int, list, text as text_object, tuple};
use super::object::raise::{discard, error, error_about};
use super::once::Definition;
use crate::error::Code;
use crate::policy::limits::Limits;
use crate::policy::{COMPATIBLE, Policy};
use crate::state::Role;

/// What sets the policy of connections that are not given one.
const VARIABLE: &str = "H11_POLICY";

/// `h11.Limits`.
static LIMITS: Definition = Definition::of("h11.Limits");

static DEFAULT: OnceLock<&'static Policy> = OnceLock::new();

/// Reads the environment, once, when the module is imported; the name of the
/// policy is what it says.
pub(super) fn init(py: Python<'_>) -> PyResult<&'static str> {
    let policy = match std::env::var_os(VARIABLE).filter(|name| !name.is_empty()) {
        None => &COMPATIBLE,
        Some(name) => by_name(&name.to_string_lossy()).ok_or_else(|| {
            let message = format!("{VARIABLE} must be {}, not {name:?}", names());
            error::<PyValueError>(py, &message)
        })?,
    };
    Ok(DEFAULT.get_or_init(|| policy).name)
}

fn by_name(name: &str) -> Option<&'static Policy> {
    Policy::ALL.into_iter().find(|policy| policy.name == name)
}

fn names() -> String {
    let [first, second, third] = Policy::ALL.map(|policy| policy.name);
    format!("'{first}', '{second}' or '{third}'")
}

/// The policy that a program asks for, or else the one that the environment
/// sets, where it may be had.
pub(super) fn chosen(role: Role, policy: Option<&Bound<'_, PyAny>>) -> PyResult<&'static Policy> {
    let may_have = |policy: &Policy| role == Role::Client || policy.is_for_servers();
    let Some(asked) = policy.filter(|policy| !policy.is_none()) else {
        let default = DEFAULT.get().copied().unwrap_or(&COMPATIBLE);
        return Ok(if may_have(default) { default } else { &COMPATIBLE });
    };
    let py = asked.py();
    let Ok(name) = asked.cast::<PyString>() else {
        return Err(error_about::<PyTypeError>(c"policy must be a str, not ", &asked.get_type()));
    };
    match Policy::ALL.into_iter().find(|policy| *name == *policy.name) {
        Some(policy) if may_have(policy) => Ok(policy),
        Some(policy) => {
            let message = format!("the policy '{}' is for clients only", policy.name);
            Err(error::<PyValueError>(py, &message))
        }
        None => {
            let message = format!("policy must be {}, not {}", names(), name.repr()?.to_str()?);
            Err(error::<PyValueError>(py, &message))
        }
    }
}

/// The limits that a program asks for; those that it leaves out are the policy's.
pub(super) fn limits(policy: &Policy, asked: &Bound<'_, PyAny>) -> PyResult<Limits> {
    let py = asked.py();
    if !asked.is_instance(LIMITS.get(py)?)? {
        let message = c"limits must be h11.Limits or None, not ";
        return Err(error_about::<PyTypeError>(message, &asked.get_type()));
    }
    let of_policy = policy.limits();
    let limit = |name: &CStr, of_policy: usize| -> PyResult<usize> {
        let limit = attribute(asked, name)?;
        if limit.is_none() {
            Ok(of_policy)
        } else {
            limit.extract().or_else(|wrong: PyErr| {
                // What is past 64 bits is no limit.
                if wrong.is_instance_of::<PyOverflowError>(py) && limit.gt(int(py, 0)?)? {
                    discard(py, wrong);
                    Ok(usize::MAX)
                } else {
                    Err(wrong)
                }
            })
        }
    };
    Ok(Limits {
        max_head_size: limit(c"max_head_size", of_policy.max_head_size)?,
        max_fields: limit(c"max_fields", of_policy.max_fields)?,
        max_line_size: limit(c"max_line_size", of_policy.max_line_size)?,
        max_chunk_extensions_size: limit(
            c"max_chunk_extensions_size",
            of_policy.max_chunk_extensions_size,
        )?,
        max_trailers_size: limit(c"max_trailers_size", of_policy.max_trailers_size)?,
    })
}

/// The table of codes: ``(code, status hint, enforced by, section, meaning)`` each.
#[pyfunction]
pub(super) fn codes(py: Python<'_>) -> PyResult<Bound<'_, PyList>> {
    let codes = list(py)?;
    let text = |text| PyResult::Ok(text_object(py, text)?.into_any());
    for row in Code::ALL.iter().map(|code| code.info()) {
        let hint = int(py, row.status_hint.into())?.into_any();
        let (enforced_by, section) = (text(row.enforced_by.name())?, text(row.section)?);
        let row = [text(row.code)?, hint, enforced_by, section, text(row.meaning)?];
        codes.append(tuple(py, row)?)?;
    }
    Ok(codes)
}
