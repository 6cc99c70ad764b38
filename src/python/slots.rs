//! Objects at the speed of C.
//!
//! Events are Python classes, dataclasses with `__slots__`, so that they behave
//! as such in every respect. Made through their `__init__` one would take most
//! of a microsecond; here the core makes and reads them as the interpreter
//! itself does, by the places of their slots.
//!
//! This is the one module of the crate with unsafe code, but for the entry
//! point that `constructors` installs.
#![allow(unsafe_code)]

use pyo3::exceptions::{PyAttributeError, PyTypeError};
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString, PyType};

/// A class with `N` slots.
pub(super) struct SlottedClass<const N: usize> {
    class: Py<PyType>,
    names: [Py<PyString>; N],
    offsets: [isize; N],
}

impl<const N: usize> SlottedClass<N> {
    /// Learns where the slots of `class` lie.
    pub(super) fn adopt(class: &Bound<'_, PyType>, names: [&str; N]) -> PyResult<Self> {
        let mut offsets = [0; N];
        for (name, place) in names.iter().zip(&mut offsets) {
            *place = slot_offset(class, name)?;
        }
        Ok(SlottedClass {
            class: class.clone().unbind(),
            names: names.map(|name| PyString::intern(class.py(), name).unbind()),
            offsets,
        })
    }

    /// The class.
    pub(super) fn class<'py>(&self, py: Python<'py>) -> &Bound<'py, PyType> {
        self.class.bind(py)
    }

    /// Whether `object` is of this very class: subclasses are other events.
    #[inline]
    pub(super) fn is_exact(&self, object: &Bound<'_, PyAny>) -> bool {
        object.get_type_ptr() == self.class.as_ptr().cast()
    }

    /// A new object with these values in its slots.
    #[inline]
    pub(super) fn create<'py>(
        &self,
        py: Python<'py>,
        values: [Bound<'py, PyAny>; N],
    ) -> PyResult<Bound<'py, PyAny>> {
        let class = self.class.as_ptr().cast::<ffi::PyTypeObject>();
        // SAFETY: `class` is a heap type made by a `class` statement, whose
        // allocator this is; the object is new, so nobody else sees it, its
        // slots are null, and each offset was taken from the slot's own member
        // descriptor, so that it lies within the object.
        unsafe {
            let object = ffi::PyType_GenericAlloc(class, 0);
            let object = Bound::from_owned_ptr_or_err(py, object)?;
            for (value, offset) in values.into_iter().zip(self.offsets) {
                slot(object.as_ptr(), offset).write(value.into_ptr());
            }
            Ok(object)
        }
    }

    /// The value of a slot of an object that [`Self::is_exact`] holds for.
    #[inline]
    pub(super) fn read<'py>(
        &self,
        object: &Bound<'py, PyAny>,
        index: usize,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (Some(offset), Some(name)) = (self.offsets.get(index), self.names.get(index)) else {
            return Err(PyAttributeError::new_err("no such slot"));
        };
        if cfg!(Py_GIL_DISABLED) || !self.is_exact(object) {
            // Another thread may be changing the slot.
            return object.getattr(name.bind(object.py()));
        }
        // SAFETY: the object is of the class that the offset belongs to, and
        // the GIL keeps the slot from changing before the reference is taken.
        let value = unsafe {
            let value = slot(object.as_ptr(), *offset).read();
            Bound::from_borrowed_ptr_or_opt(object.py(), value)
        };
        value.ok_or_else(|| PyAttributeError::new_err(name.to_string()))
    }

    /// Fills the slots of an object of this class or a subclass, from its
    /// `__init__`: the class is frozen, so not by assignment.
    pub(super) fn fill<'py>(
        &self,
        object: &Bound<'py, PyAny>,
        values: [Bound<'py, PyAny>; N],
    ) -> PyResult<()> {
        let py = object.py();
        for (name, value) in self.names.iter().zip(values) {
            // SAFETY: all three are valid objects.
            let result = unsafe {
                ffi::PyObject_GenericSetAttr(object.as_ptr(), name.as_ptr(), value.as_ptr())
            };
            if result != 0 {
                return Err(PyErr::fetch(py));
            }
        }
        Ok(())
    }
}

/// A bytes object, or MemoryError: how many bytes there are is up to the peer,
/// and PyO3's own constructor panics where there is no memory for them.
#[inline]
pub(super) fn bytes<'py>(py: Python<'py>, bytes: &[u8]) -> PyResult<Bound<'py, PyBytes>> {
    // SAFETY: the pointer is valid for the length, of which a slice has no more
    // than `isize` can hold, and what is returned is a new bytes object or null.
    unsafe {
        let object =
            ffi::PyBytes_FromStringAndSize(bytes.as_ptr().cast(), bytes.len() as ffi::Py_ssize_t);
        Ok(Bound::from_owned_ptr_or_err(py, object)?.cast_into_unchecked())
    }
}

/// The place of a slot.
///
/// # Safety
///
/// `object` must be of a class in which a slot lies at `offset`.
#[inline]
unsafe fn slot(object: *mut ffi::PyObject, offset: isize) -> *mut *mut ffi::PyObject {
    unsafe { object.byte_offset(offset).cast() }
}

/// Where the member descriptor that a `class` statement made for the slot says
/// that the slot lies.
fn slot_offset(class: &Bound<'_, PyType>, name: &str) -> PyResult<isize> {
    let member = class.getattr(name)?;
    // SAFETY: the type is checked before the object is read as one of it, and
    // the definition that it points to lives as long as the class. (PyO3 gives
    // that pointer another type before CPython 3.11.)
    let offset = unsafe {
        (ffi::Py_TYPE(member.as_ptr()) == &raw mut ffi::PyMemberDescr_Type)
            .then(|| (*member.as_ptr().cast::<ffi::PyMemberDescrObject>()).d_member)
            .map(|definition| *definition.cast::<ffi::PyMemberDef>())
            .filter(|definition| definition.type_code == ffi::Py_T_OBJECT_EX)
            .map(|definition| definition.offset)
    };
    offset.ok_or_else(|| PyTypeError::new_err(format!("{name} is not a slot of {class}")))
}
