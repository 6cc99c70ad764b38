//! Direct access to the slots of events.
//!
//! The event classes are Python dataclasses with `__slots__`, and behave as such in every
//! respect. Creating one by its `__init__` would take almost a microsecond; here events are
//! created and read by slot offset, as the interpreter itself does.

use pyo3::exceptions::{PySystemError, PyTypeError};
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyString, PyType};

use super::dealloc;
use super::leaf::is_leaf_class;
use super::new::interned;
use super::raise::{error, error_about};

/// A class with `N` slots.
pub(crate) struct SlottedClass<const N: usize> {
    class: Py<PyType>,
    /// The class that defines the slots: `class` or a base of it.
    owner: Py<PyType>,
    names: [Py<PyString>; N],
    offsets: [isize; N],
    /// Whether its objects have only slots: no `__dict__` and no weak references.
    is_plain: bool,
}

impl<const N: usize> SlottedClass<N> {
    /// Determines the slot offsets of `class`.
    pub(crate) fn new(class: Bound<'_, PyType>, names: [&str; N]) -> PyResult<Self> {
        let names = interned_names(class.py(), names)?;
        let mut offsets = [0; N];
        let mut owner = class.clone();
        for (name, place) in names.iter().zip(&mut offsets) {
            (owner, *place) = find_slot(&class, name)?;
        }
        let is_plain = is_plain(&class, N);
        let (class, owner) = (class.unbind(), owner.unbind());
        Ok(SlottedClass { class, owner, names, offsets, is_plain })
    }

    /// Has its objects deallocated by `dealloc`, if they have only slots.
    pub(crate) fn install_dealloc(&'static self, py: Python<'_>) {
        // `dealloc` restores `tp_dealloc` for a moment, which other threads must not see.
        if self.is_plain && !cfg!(Py_GIL_DISABLED) {
            // SAFETY: the class was made by a `class` statement, and has slots alone.
            unsafe { dealloc::install(self.class(py)) };
        }
    }

    /// The class.
    pub(crate) fn class<'py>(&self, py: Python<'py>) -> &Bound<'py, PyType> {
        self.class.bind(py)
    }

    /// Whether `object` is of this very class: subclasses are other events.
    #[inline]
    pub(crate) fn is_exact(&self, object: &Bound<'_, PyAny>) -> bool {
        object.get_type_ptr() == self.class.as_ptr().cast()
    }

    /// A new object with these values in its slots. The garbage collector does not track it if
    /// all values are leaves, since it cannot be part of a reference cycle then.
    #[inline]
    pub(crate) fn create<'py>(
        &self,
        py: Python<'py>,
        values: [Bound<'py, PyAny>; N],
    ) -> PyResult<Bound<'py, PyAny>> {
        let class = self.class.as_ptr().cast::<ffi::PyTypeObject>();
        let is_leaf = |value: &Bound<'_, _>| is_leaf_class(value.get_type_ptr());
        let untracked = self.is_plain && values.iter().all(is_leaf);
        let values = values.map(Bound::into_ptr);
        // SAFETY: `class` is a heap type made by a `class` statement, and each
        // offset comes from the member descriptor of a slot. An untracked object has
        // nothing but slots. The references are owned, and passed to the object.
        unsafe {
            let object = new_object(class, untracked, &self.offsets, &values);
            Bound::from_owned_ptr_or_err(py, object)
        }
    }

    /// The value of a slot.
    #[inline]
    pub(crate) fn read<'py>(
        &self,
        object: &Bound<'py, PyAny>,
        index: usize,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (Some(offset), Some(name)) = (self.offsets.get(index), self.names.get(index)) else {
            return Err(error::<PySystemError>(object.py(), "internal error: no such slot"));
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
        // CPython has the message for an empty slot.
        value.map_or_else(|| object.getattr(name.bind(object.py())), Ok)
    }

    /// Sets the slots of an object of this class or a subclass, for `__init__`. By
    /// `object.__setattr__`, since the class is frozen.
    ///
    /// Any other object raises a TypeError: `object.__setattr__` on a class would bypass the
    /// caches of its attributes.
    pub(crate) fn fill<'py>(
        &self,
        object: &Bound<'py, PyAny>,
        values: [Bound<'py, PyAny>; N],
    ) -> PyResult<()> {
        let py = object.py();
        // SAFETY: both are valid classes.
        if unsafe { ffi::PyType_IsSubtype(object.get_type_ptr(), self.owner.as_ptr().cast()) } == 0
        {
            return Err(error_about::<PyTypeError>(c"not an event of this class: ", object));
        }
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

/// A new object with these values; null, with an exception set, without memory.
///
/// # Safety
///
/// Slots must lie at these offsets in the objects of `class`, and with
/// `untracked` there must be nothing else in them. The references to the values
/// are taken over.
unsafe fn new_object(
    class: *mut ffi::PyTypeObject,
    untracked: bool,
    offsets: &[isize],
    values: &[*mut ffi::PyObject],
) -> *mut ffi::PyObject {
    // SAFETY: of the two allocators of such a class, one fills the object with
    // zeros and makes it known to the garbage collector, the other does neither.
    // The object is new: nobody else sees it before its slots are written.
    unsafe {
        let object = if untracked {
            ffi::PyObject_GC_New::<ffi::PyObject>(class)
        } else {
            ffi::PyType_GenericAlloc(class, 0)
        };
        for (&value, &offset) in values.iter().zip(offsets) {
            if object.is_null() { ffi::Py_DECREF(value) } else { slot(object, offset).write(value) }
        }
        object
    }
}

/// The address of a slot.
///
/// # Safety
///
/// `object` must be of a class in which a slot lies at `offset`.
#[inline]
unsafe fn slot(object: *mut ffi::PyObject, offset: isize) -> *mut *mut ffi::PyObject {
    // SAFETY: as the function requires.
    unsafe { object.byte_offset(offset).cast() }
}

/// Whether the objects of a class have this number of slots and nothing else, and support
/// garbage collection.
fn is_plain(class: &Bound<'_, PyType>, slots: usize) -> bool {
    let size = size_of::<ffi::PyObject>() + slots * size_of::<*mut ffi::PyObject>();
    // SAFETY: the class is valid, and what is read of it never changes.
    unsafe {
        let has_gc = ffi::PyType_HasFeature(class.as_type_ptr(), ffi::Py_TPFLAGS_HAVE_GC) != 0;
        let class = &*class.as_type_ptr();
        has_gc
            && class.tp_basicsize as usize == size
            && class.tp_dictoffset == 0
            && class.tp_weaklistoffset == 0
    }
}

/// The names, interned.
fn interned_names<const N: usize>(py: Python<'_>, names: [&str; N]) -> PyResult<[Py<PyString>; N]> {
    let names = names.iter().map(|name| interned(py, name)).collect::<PyResult<Vec<_>>>()?;
    names.try_into().map_err(|_| error::<PySystemError>(py, "internal error: names were lost"))
}

/// The class that defines a slot, and the offset of the slot, both from its member descriptor.
fn find_slot<'py>(
    class: &Bound<'py, PyType>,
    name: &Py<PyString>,
) -> PyResult<(Bound<'py, PyType>, isize)> {
    let member = class.getattr(name.bind(class.py()))?;
    // SAFETY: the type is checked before the object is read as one of it, and
    // the definition that it points to lives as long as the class. (PyO3 gives
    // that pointer another type before CPython 3.11.)
    let slot = unsafe {
        (ffi::Py_TYPE(member.as_ptr()) == &raw mut ffi::PyMemberDescr_Type)
            .then(|| &*member.as_ptr().cast::<ffi::PyMemberDescrObject>())
            .map(|member| (member.d_common.d_type, *member.d_member.cast::<ffi::PyMemberDef>()))
            .filter(|(_, definition)| definition.type_code == ffi::Py_T_OBJECT_EX)
            .map(|(owner, definition)| {
                (PyType::from_borrowed_type_ptr(class.py(), owner), definition.offset)
            })
    };
    slot.ok_or_else(|| error_about::<PyTypeError>(c"internal error: no such slot: ", &member))
}
