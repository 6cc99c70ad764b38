//! What is defined once in a process, however often it is imported.
//!
//! A program that empties `sys.modules` and imports h11 again, or reloads one of its
//! modules, executes the modules again. Each of their definitions goes through [`once`],
//! so that it gets the classes, functions and sentinels that the core already knows, and
//! objects from before and after work together.

use pyo3::exceptions::PyImportError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyString};

use super::object::arguments::Arguments;
use super::object::call::{functions, required};
use super::object::new::{attribute, dict, new_str};
use super::object::raise::{error, expect};

functions! {
    /// The definition of that name that was passed first in this process: itself, unless
    /// the module that defines it is executed again.
    ///
    /// Args:
    ///     definition: a class, a function, or another object.
    ///     name (str): its module and name; without one, those that the definition has.
    "once" "(definition, name=None)" => once;
}

/// The definitions by their names.
static DEFINITIONS: PyOnceLock<Py<PyDict>> = PyOnceLock::new();

/// The names of the compiled module when it was complete for the first time.
static NAMES: PyOnceLock<Py<PyDict>> = PyOnceLock::new();

/// Fills the compiled module with what it had when it was first imported. False if this is
/// the first time.
pub(super) fn restore(module: &Bound<'_, PyModule>) -> PyResult<bool> {
    let Some(names) = NAMES.get(module.py()) else { return Ok(false) };
    let present = module.dict();
    for (name, object) in names.bind(module.py()).iter() {
        // The import system has set `__spec__` and its like.
        if !present.contains(&name)? {
            present.set_item(name, object)?;
        }
    }
    Ok(true)
}

/// Keeps what the compiled module has, now that it is complete.
pub(super) fn keep(module: &Bound<'_, PyModule>) -> PyResult<()> {
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

/// What the Python half of the package has defined under a name such as
/// `h11._util.Sentinel`.
///
/// It is found whatever a program has done to `sys.modules`, and without running Python
/// code. An ImportError if the module that defines it has not been executed.
pub(super) fn defined<'py>(py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
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
        let find = || defined(py, self.name).map(Bound::unbind);
        self.object.get_or_try_init(py, find).map(|object| object.bind(py))
    }
}

/// The module and the name of a class or function.
fn full_name<'py>(definition: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyString>> {
    let module = expect::<PyString>(attribute(definition, c"__module__")?)?;
    let name = expect::<PyString>(attribute(definition, c"__qualname__")?)?;
    new_str(definition.py(), &format!("{}.{}", module.to_str()?, name.to_str()?))
}
