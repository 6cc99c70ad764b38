//! How the compiled module was built.

use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict};

use super::object::new::{dict, new_str};

/// Set by the build script: whether the compiler was given a profile.
const HAS_PROFILE: bool = matches!(env!("H11_HAS_PROFILE").as_bytes(), b"yes");

/// The dict `h11.__build__`.
pub(super) fn info(py: Python<'_>) -> PyResult<Bound<'_, PyDict>> {
    let info = dict(py)?;
    info.set_item(new_str(py, "core")?, new_str(py, "rust")?)?;
    info.set_item(new_str(py, "profile")?, PyBool::new(py, HAS_PROFILE))?;
    info.set_item(new_str(py, "debug")?, PyBool::new(py, cfg!(debug_assertions)))?;
    Ok(info)
}
