//! Whether a class still has the attributes that the package gave it.
//!
//! CPython gives each class a version tag, which changes when the class or a base changes. The
//! tags of classes with the original attributes are cached, so the common check is one
//! comparison.

use std::ptr::null_mut;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};

use pyo3::exceptions::PySystemError;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyString, PyType};

use super::new::interned;
use super::raise::{drop_error, error};

/// The number of cached classes. Each has one place, by its tag; a later one replaces it.
const PLACES: usize = 32;

/// Attributes as the package defined them.
pub(crate) struct Originals<const N: usize> {
    attributes: [(Py<PyString>, Py<PyAny>); N],
    unpatched: &'static UnpatchedClasses,
}

/// A cache of the classes that have the original attributes.
pub(crate) struct UnpatchedClasses([AtomicUsize; PLACES]);

impl UnpatchedClasses {
    pub(crate) const fn new() -> UnpatchedClasses {
        UnpatchedClasses([const { AtomicUsize::new(0) }; PLACES])
    }

    /// Whether the class of an object is among them.
    #[inline]
    pub(crate) fn contains_class_of(&self, object: &Bound<'_, PyAny>) -> bool {
        self.contains(object.get_type_ptr())
    }

    /// Whether a class is among them.
    #[inline]
    pub(crate) fn contains(&self, class: *mut ffi::PyTypeObject) -> bool {
        let tag = version_tag(class);
        // A class without a tag is never cached, and its key is not zero.
        self.place(tag).is_some_and(|place| place.load(Ordering::Relaxed) == key(class, tag))
    }

    fn insert(&self, class: *mut ffi::PyTypeObject, tag: u32) {
        if let Some(place) = self.place(tag) {
            place.store(key(class, tag), Ordering::Relaxed);
        }
    }

    #[inline]
    fn place(&self, tag: u32) -> Option<&AtomicUsize> {
        self.0.get(tag as usize % PLACES)
    }
}

impl<const N: usize> Originals<N> {
    /// Records the current values of these attributes of a class.
    pub(crate) fn record(
        class: &Bound<'_, PyType>,
        names: [&str; N],
        unpatched: &'static UnpatchedClasses,
    ) -> PyResult<Self> {
        let py = class.py();
        let attribute = |name| {
            let name = interned(py, name)?;
            let value = class_attribute(class, name.bind(py))?.unbind();
            Ok((name, value))
        };
        let attributes = names.into_iter().map(attribute).collect::<PyResult<Vec<_>>>()?;
        let lost = |_| error::<PySystemError>(py, "internal error: attributes were lost");
        Ok(Originals { attributes: attributes.try_into().map_err(lost)?, unpatched })
    }

    /// Whether a class has or inherits all of them. Callers check [`UnpatchedClasses`] first.
    #[cold]
    pub(crate) fn are_unpatched_in(&self, class: &Bound<'_, PyType>) -> bool {
        let py = class.py();
        // The first look-up makes CPython assign a tag, if the class has none.
        for _ in 0..2 {
            let tag = version_tag(class.as_type_ptr());
            for (name, original) in &self.attributes {
                match class_attribute(class, name.bind(py)) {
                    Ok(found) if found.is(original) => {}
                    Ok(_) => return false,
                    Err(error) => {
                        drop_error(py, error);
                        return false;
                    }
                }
            }
            if tag != 0 && tag == version_tag(class.as_type_ptr()) {
                self.unpatched.insert(class.as_type_ptr(), tag);
                break;
            }
        }
        true
    }
}

/// A number that is unique to the class and changes with it.
#[inline]
fn key(class: *mut ffi::PyTypeObject, tag: u32) -> usize {
    (class as usize).rotate_left(usize::BITS / 2) ^ tag as usize
}

/// The version tag of a class; zero if it has none.
#[inline]
fn version_tag(class: *mut ffi::PyTypeObject) -> u32 {
    // SAFETY: the class is valid. Other threads may change the tag meanwhile, where there
    // is no GIL, but not otherwise than atomically.
    unsafe {
        // CPython 3.9 keeps the tag of a changed class and clears a flag.
        #[cfg(not(Py_3_10))]
        if (*class).tp_flags & ffi::Py_TPFLAGS_VALID_VERSION_TAG == 0 {
            return 0;
        }
        AtomicU32::from_ptr(&raw mut (*class).tp_version_tag).load(Ordering::Acquire)
    }
}

/// Calls `type.__getattribute__`, whatever the metaclass.
fn class_attribute<'py>(
    class: &Bound<'py, PyType>,
    name: &Bound<'py, PyString>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = class.py();
    // SAFETY: the function takes a class and a str, and returns an object or null.
    unsafe {
        let value = match ffi::PyType_Type.tp_getattro {
            Some(get) => get(class.as_ptr(), name.as_ptr()),
            None => null_mut(),
        };
        Bound::from_owned_ptr_or_err(py, value)
    }
}

/// Whether the `__dict__` of an object of a class in Rust may have entries. PyO3 keeps the dict
/// at a fixed offset.
#[inline]
pub(crate) fn has_attributes(object: &Bound<'_, PyAny>) -> bool {
    // SAFETY: the class is valid. At a positive offset lies a pointer to the dict, or null,
    // and the GIL keeps the object from getting another dict before this one is asked.
    unsafe {
        let offset = (*object.get_type_ptr()).tp_dictoffset;
        if cfg!(Py_GIL_DISABLED) || offset <= 0 {
            return true;
        }
        let dict = *object.as_ptr().byte_offset(offset).cast::<*mut ffi::PyObject>();
        !dict.is_null() && ffi::PyDict_Size(dict) != 0
    }
}

/// The entry of this name in the `__dict__` of an object of a class in Rust.
pub(crate) fn own_attribute<'py>(
    object: &Bound<'py, PyAny>,
    name: &Py<PyString>,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    let py = object.py();
    // SAFETY: the object has a place for a dict, which is what the first function returns, or
    // null. The second one finds an object or null, and is negative if there is an exception.
    unsafe {
        let dict = ffi::PyObject_GenericGetDict(object.as_ptr(), null_mut());
        let dict = Bound::from_owned_ptr_or_err(py, dict)?;
        let mut found = null_mut();
        match ffi::compat::PyDict_GetItemRef(dict.as_ptr(), name.as_ptr(), &raw mut found) {
            0.. => Ok(Bound::from_owned_ptr_or_opt(py, found)),
            _ => Err(PyErr::fetch(py)),
        }
    }
}
