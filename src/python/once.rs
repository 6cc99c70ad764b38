//! A registry of definitions that exist once in a process, however often it executes their
//! modules.
//!
//! A program that clears `sys.modules` and imports h11 again, or reloads one of its modules,
//! executes the modules again. Each definition in them goes through [`once`], which returns
//! the first one, so that objects created before and after work together.

use pyo3::exceptions::PyImportError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyString};

use super::object::arguments::Arguments;
use super::object::call::{functions, required};
use super::object::new::{attribute, dict, new_str};
use super::object::raise::{error, expect};

functions! {
    /// Return the definition of this name that was passed first in this process: this one,
    /// unless its module has been executed before.
    ///
    /// Args:
    ///     definition: a class, a function, or another object.
    ///     name (str): module and name; those of the definition by default.
    "once" "(definition, name=None)" => once;
}

/// The definitions by their names.
static DEFINITIONS: PyOnceLock<Py<PyDict>> = PyOnceLock::new();

/// The names of the compiled module after its first import.
static NAMES: PyOnceLock<Py<PyDict>> = PyOnceLock::new();

/// Gives the compiled module the names that it had after its first import. Returns false on
/// the first import.
pub(super) fn restore_names(module: &Bound<'_, PyModule>) -> PyResult<bool> {
    let Some(names) = NAMES.get(module.py()) else { return Ok(false) };
    let present = module.dict();
    for (name, object) in names.bind(module.py()).iter() {
        // The import system has set `__spec__` and others.
        if !present.contains(&name)? {
            present.set_item(name, object)?;
        }
    }
    Ok(true)
}

/// Keeps the names of the compiled module, which must be complete, for [`restore_names`].
pub(super) fn keep_names(module: &Bound<'_, PyModule>) -> PyResult<()> {
    NAMES.get_or_try_init(module.py(), || module.dict().copy().map(Bound::unbind)).map(|_| ())
}

fn once<'py>(
    module: &Bound<'py, PyAny>,
    arguments: Arguments<'_, 'py>,
) -> PyResult<Bound<'py, PyAny>> {
    let [definition] = required(module, &arguments)?;
    let [_, name, ..] = arguments;
    let py = module.py();
    let name = match name.filter(|name| !name.is_none()) {
        Some(name) => expect::<PyString>(name.to_owned())?,
        None => full_name(definition)?,
    };
    let definitions = DEFINITIONS.get_or_try_init(py, || dict(py).map(Bound::unbind))?;
    attribute(definitions.bind(py), c"setdefault")?.call1((name, definition))
}

/// Looks up a definition of the Python half of the package, such as `h11._util.Sentinel`.
///
/// The look-up runs no Python code and does not depend on `sys.modules`. It raises an
/// ImportError if the module has not been executed.
pub(super) fn find_definition<'py>(py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
    let found = match DEFINITIONS.get(py) {
        Some(definitions) => definitions.bind(py).get_item(new_str(py, name)?)?,
        None => None,
    };
    found.ok_or_else(|| error::<PyImportError>(py, "h11 is not fully imported"))
}

/// A definition of the Python half that is looked up at first use.
pub(super) struct Definition {
    name: &'static str,
    object: PyOnceLock<Py<PyAny>>,
}

impl Definition {
    pub(super) const fn of(name: &'static str) -> Definition {
        Definition { name, object: PyOnceLock::new() }
    }

    pub(super) fn get<'py>(&self, py: Python<'py>) -> PyResult<&Bound<'py, PyAny>> {
        let find = || find_definition(py, self.name).map(Bound::unbind);
        self.object.get_or_try_init(py, find).map(|object| object.bind(py))
    }
}

/// The module and the name of a class or function.
fn full_name<'py>(definition: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyString>> {
    let module = expect::<PyString>(attribute(definition, c"__module__")?)?;
    let name = expect::<PyString>(attribute(definition, c"__qualname__")?)?;
    new_str(definition.py(), &format!("{}.{}", module.to_str()?, name.to_str()?))
}
