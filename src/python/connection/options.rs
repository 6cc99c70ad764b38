//! The options of a connection: size limit, policy and limits.

use std::ffi::CStr;
use std::sync::OnceLock;

use pyo3::exceptions::{PyOverflowError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyString;

use super::state_word::CoreConnection;
use crate::connection::DEFAULT_MAX_INCOMPLETE_EVENT_SIZE;
use crate::policy::limits::Limits;
use crate::policy::{COMPATIBLE, Policy};
use crate::python::object::arguments::Arguments;
use crate::python::object::new::{attribute, int};
use crate::python::object::raise::{drop_error, error, error_about};
use crate::python::once::Definition;
use crate::python::sentinels::sentinels;

/// The optional arguments of `Connection`.
#[derive(Clone, Copy)]
pub(super) struct ConnectionOptions<'a, 'py> {
    pub(super) max_incomplete_event_size: Option<&'a Bound<'py, PyAny>>,
    pub(super) policy: Option<&'a Bound<'py, PyAny>>,
    pub(super) limits: Option<&'a Bound<'py, PyAny>>,
}

impl<'a, 'py> ConnectionOptions<'a, 'py> {
    /// The options among the arguments of `Connection`.
    #[inline]
    pub(super) fn of(arguments: &'a Arguments<'_, 'py>) -> ConnectionOptions<'a, 'py> {
        let [_, size, policy, limits] = arguments;
        ConnectionOptions {
            max_incomplete_event_size: size.as_deref(),
            policy: policy.as_deref(),
            limits: limits.as_deref(),
        }
    }
}

/// A connection of the core with these options.
pub(super) fn new_core(
    our_role: &Bound<'_, PyAny>,
    options: ConnectionOptions<'_, '_>,
) -> PyResult<CoreConnection> {
    let Some(role) = sentinels(our_role.py())?.to_role(our_role) else {
        let message = c"expected CLIENT or SERVER, not ";
        return Err(error_about::<PyValueError>(message, our_role));
    };
    let limit = match options.max_incomplete_event_size {
        None => DEFAULT_MAX_INCOMPLETE_EVENT_SIZE,
        Some(limit) => size_limit(limit)?,
    };
    let policy = resolve(options.policy)?;
    let core = CoreConnection::new(role, limit).with_policy(policy);
    match options.limits.filter(|limits| !limits.is_none()) {
        None => Ok(core),
        Some(asked) => Ok(core.with_limits(limits(policy, asked)?)),
    }
}

/// Converts any number to a limit; one beyond 64 bits is unlimited.
pub(crate) fn size_limit(limit: &Bound<'_, PyAny>) -> PyResult<i64> {
    let py = limit.py();
    let wrong = match limit.extract::<i64>() {
        Ok(limit) => return Ok(limit),
        Err(wrong) => wrong,
    };
    let is_too_large = wrong.is_instance_of::<PyOverflowError>(py);
    drop_error(py, wrong);
    if is_too_large {
        return Ok(if limit.gt(int(py, 0)?)? { i64::MAX } else { i64::MIN });
    }
    // Sizes are integers: above 9.5 is above 9. Nothing is above NaN.
    match limit.extract::<f64>() {
        Ok(limit) if limit.is_nan() => Ok(i64::MAX),
        Ok(limit) => Ok(limit.floor() as i64), // the cast saturates
        Err(wrong) => {
            drop_error(py, wrong);
            let message = c"max_incomplete_event_size must be a number, not ";
            Err(error_about::<PyTypeError>(message, &limit.get_type()))
        }
    }
}

/// The environment variable with the policy of connections that are not given one.
const POLICY_ENV_VAR: &str = "H11_POLICY";

/// `h11.Limits`.
static LIMITS: Definition = Definition::of("h11.Limits");

static DEFAULT: OnceLock<&'static Policy> = OnceLock::new();

/// Reads the environment when the module is imported. Returns the name of the default policy.
pub(crate) fn init(py: Python<'_>) -> PyResult<&'static str> {
    let policy = match std::env::var_os(POLICY_ENV_VAR).filter(|name| !name.is_empty()) {
        None => &COMPATIBLE,
        Some(name) => {
            let name = name.to_string_lossy();
            by_name(&name).ok_or_else(|| {
                let message = format!("{POLICY_ENV_VAR} must be {}, not {name:?}", names());
                error::<PyValueError>(py, &message)
            })?
        }
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

/// The requested policy, or else the one from the environment.
fn resolve(policy: Option<&Bound<'_, PyAny>>) -> PyResult<&'static Policy> {
    let Some(asked) = policy.filter(|policy| !policy.is_none()) else {
        return Ok(DEFAULT.get().copied().unwrap_or(&COMPATIBLE));
    };
    let py = asked.py();
    let Ok(name) = asked.cast::<PyString>() else {
        return Err(error_about::<PyTypeError>(c"policy must be a str, not ", &asked.get_type()));
    };
    match Policy::ALL.into_iter().find(|policy| *name == *policy.name) {
        Some(policy) => Ok(policy),
        None => {
            let message = format!("policy must be {}, not {}", names(), name.repr()?.to_str()?);
            Err(error::<PyValueError>(py, &message))
        }
    }
}

/// The requested limits; those that are None are the policy's.
fn limits(policy: &Policy, asked: &Bound<'_, PyAny>) -> PyResult<Limits> {
    let py = asked.py();
    if !asked.is_instance(LIMITS.get(py)?)? {
        let message = c"limits must be h11.Limits or None, not ";
        return Err(error_about::<PyTypeError>(message, &asked.get_type()));
    }
    let of_policy = policy.default_limits();
    let limit = |name: &CStr, of_policy: usize| -> PyResult<usize> {
        let limit = attribute(asked, name)?;
        if limit.is_none() {
            Ok(of_policy)
        } else {
            limit.extract().or_else(|wrong: PyErr| {
                // One beyond 64 bits is unlimited.
                if wrong.is_instance_of::<PyOverflowError>(py) && limit.gt(int(py, 0)?)? {
                    drop_error(py, wrong);
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
