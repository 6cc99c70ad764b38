//! The constructor of `Connection`, called by vectorcall.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyType;

use super::options::ConnectionOptions;
use super::{Connection, stepwise};
use crate::python::object::arguments::Arguments;
use crate::python::object::call::{CallResult, callable, install, required};
use crate::python::object::originals::{Originals, UnpatchedClasses};

#[inline]
fn construct<'py>(class: &Bound<'py, PyAny>, arguments: Arguments<'_, 'py>) -> CallResult<'py> {
    let [our_role] = required(class, &arguments)?;
    Ok(Connection::new(our_role, ConnectionOptions::of(&arguments))?.into_any())
}

/// Have calls of ``Connection``, which ``h11._connection`` has completed, go directly into Rust.
#[pyfunction]
pub(crate) fn install_connection(py: Python<'_>) -> PyResult<()> {
    const SIGNATURE: &str =
        "(our_role, max_incomplete_event_size=16384, *, policy=None, limits=None)";
    let class = py.get_type::<Connection>();
    stepwise::init(&class)?;
    INIT.get_or_try_init(py, || Originals::record(&class, ["__init__"], &WITH_ORIGINAL_INIT))?;
    install(&class, callable!(SIGNATURE => construct), Some(has_original_init))
}

/// `Connection.__init__` as the package defines it.
static INIT: PyOnceLock<Originals<1>> = PyOnceLock::new();

/// The classes with this `__init__`.
static WITH_ORIGINAL_INIT: UnpatchedClasses = UnpatchedClasses::new();

#[inline]
fn has_original_init(class: &Bound<'_, PyType>) -> bool {
    WITH_ORIGINAL_INIT.contains(class.as_type_ptr())
        || INIT.get(class.py()).is_some_and(|init| init.are_unpatched_in(class))
}
