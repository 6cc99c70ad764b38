//! Objects at the speed of C.
//!
//! Events are Python classes, dataclasses with `__slots__`, so that they behave
//! as such in every respect. Made through their `__init__` one would take most
//! of a microsecond; here the core makes and reads them as the interpreter
//! itself does, by the places of their slots.
//!
//! Unsafe code is here and in `dealloc`, in the entry point that `constructors`
//! installs with its `arguments`, in `exclusive` and in `interpreter`, and nowhere
//! else.

use std::ptr::null_mut;
use std::sync::atomic::{AtomicPtr, Ordering};

use pyo3::exceptions::{PyAttributeError, PySystemError, PyTypeError};
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::sync::critical_section::with_critical_section;
use pyo3::types::{PyByteArray, PyBytes, PyList, PyString, PyTuple, PyType};

use super::dealloc;
use crate::wire::Wire;

/// A class with `N` slots.
pub(crate) struct SlottedClass<const N: usize> {
    class: Py<PyType>,
    names: [Py<PyString>; N],
    offsets: [isize; N],
    /// Whether its objects have slots and nothing else: no `__dict__`, and no
    /// place for weak references.
    is_plain: bool,
}

impl<const N: usize> SlottedClass<N> {
    /// Learns where the slots of `class` lie.
    pub(crate) fn adopt(class: &Bound<'_, PyType>, names: [&str; N]) -> PyResult<Self> {
        let mut offsets = [0; N];
        for (name, place) in names.iter().zip(&mut offsets) {
            *place = slot_offset(class, name)?;
        }
        Ok(SlottedClass {
            class: class.clone().unbind(),
            names: names.map(|name| PyString::intern(class.py(), name).unbind()),
            offsets,
            is_plain: is_plain(class, N),
        })
    }

    /// Has its objects end in `dealloc`, if they have slots and nothing else. The class
    /// must be held for good.
    pub(crate) fn install_dealloc(&'static self, py: Python<'_>) {
        // That passes a class on to CPython and takes it back, which other threads
        // must not see.
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

    /// A new object with these values in its slots. Where they are leaves, it cannot be
    /// part of a cycle, unless by force, and the garbage collector is not told of it.
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
        // offset was taken from a slot's own member descriptor; if the object is
        // not to be tracked the slots are all it has. The references are ours to
        // give away.
        unsafe {
            let object = new_object(class, untracked, &self.offsets, &values);
            Bound::from_owned_ptr_or_err(py, object)
        }
    }

    /// The value of a slot of an object that [`Self::is_exact`] holds for.
    #[inline]
    pub(crate) fn read<'py>(
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
    pub(crate) fn fill<'py>(
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

/// `Headers`, whose objects refer to byte strings only, and tuples of them.
static HEADERS: AtomicPtr<ffi::PyTypeObject> = AtomicPtr::new(null_mut());

/// Notes which class `Headers` is.
pub(crate) fn adopt_headers(class: &Bound<'_, PyType>) {
    HEADERS.store(class.as_type_ptr(), Ordering::Relaxed);
}

/// Whether objects of this very class are leaves: they refer to nothing that could
/// refer to an event.
#[inline]
pub(crate) fn is_leaf_class(class: *mut ffi::PyTypeObject) -> bool {
    class == &raw mut ffi::PyBytes_Type
        || class == &raw mut ffi::PyBool_Type
        || class == &raw mut ffi::PyLong_Type
        || class == &raw mut ffi::PyByteArray_Type
        || class == HEADERS.load(Ordering::Relaxed)
}

/// A new object, filled; null, with an exception set, if there is no memory.
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
        let object = match untracked {
            true => ffi::PyObject_GC_New::<ffi::PyObject>(class),
            false => ffi::PyType_GenericAlloc(class, 0),
        };
        for (&value, &offset) in values.iter().zip(offsets) {
            match object.is_null() {
                true => ffi::Py_DECREF(value),
                false => slot(object, offset).write(value),
            }
        }
        object
    }
}

/// What is to be sent, as an object that is written but once.
#[inline]
pub(crate) fn bytes_of<'py>(py: Python<'py>, wire: &impl Wire) -> PyResult<Bound<'py, PyBytes>> {
    let len = wire.len();
    // SAFETY: a new bytes object has room for as many bytes as it was made for.
    // Nobody else sees it before they are written; that all of them are is not
    // taken on trust.
    unsafe {
        let object = ffi::PyBytes_FromStringAndSize(std::ptr::null(), len as ffi::Py_ssize_t);
        let object = Bound::from_owned_ptr_or_err(py, object)?;
        let place = ffi::PyBytes_AS_STRING(object.as_ptr()).cast_mut().cast();
        match wire.write(std::slice::from_raw_parts_mut(place, len)) {
            true => Ok(object.cast_into_unchecked()),
            false => Err(PySystemError::new_err("h11 miscounted what it sends")),
        }
    }
}

/// A bytes object, or MemoryError: how many bytes there are is up to the peer,
/// and PyO3's own constructor panics where there is no memory for them.
#[inline]
pub(crate) fn bytes<'py>(py: Python<'py>, bytes: &[u8]) -> PyResult<Bound<'py, PyBytes>> {
    // SAFETY: the pointer is valid for the length, of which a slice has no more
    // than `isize` can hold, and what is returned is a new bytes object or null.
    unsafe {
        let object =
            ffi::PyBytes_FromStringAndSize(bytes.as_ptr().cast(), bytes.len() as ffi::Py_ssize_t);
        Ok(Bound::from_owned_ptr_or_err(py, object)?.cast_into_unchecked())
    }
}

/// A copy of a bytearray as it is at one moment, or MemoryError.
pub(crate) fn bytes_of_bytearray<'py>(
    bytearray: &Bound<'py, PyByteArray>,
) -> PyResult<Bound<'py, PyBytes>> {
    with_critical_section(bytearray, || {
        // SAFETY: nobody else changes it meanwhile: without the GIL its own lock
        // is held, and to make a bytes object runs no program's code.
        bytes(bytearray.py(), unsafe { bytearray.as_bytes() })
    })
}

/// A string, or MemoryError.
pub(crate) fn text<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyString>> {
    // SAFETY: as in `bytes`; and a `str` is UTF-8.
    unsafe {
        let object =
            ffi::PyUnicode_FromStringAndSize(text.as_ptr().cast(), text.len() as ffi::Py_ssize_t);
        Ok(Bound::from_owned_ptr_or_err(py, object)?.cast_into_unchecked())
    }
}

/// A tuple of items that refer to nothing that could refer back, such as byte
/// strings, or MemoryError. The garbage collector need not know of it.
#[inline]
pub(crate) fn leaf_tuple<'py, const N: usize>(
    py: Python<'py>,
    items: [Bound<'py, PyBytes>; N],
) -> PyResult<Bound<'py, PyTuple>> {
    // SAFETY: a new tuple has room for as many references as it was made for.
    unsafe {
        let tuple = ffi::PyTuple_New(N as ffi::Py_ssize_t);
        let tuple = Bound::from_owned_ptr_or_err(py, tuple)?;
        ffi::PyObject_GC_UnTrack(tuple.as_ptr().cast());
        for (place, item) in (0..).zip(items) {
            ffi::PyTuple_SET_ITEM(tuple.as_ptr(), place, item.into_ptr());
        }
        Ok(tuple.cast_into_unchecked())
    }
}

/// A tuple of such tuples, `len` of them. As the garbage collector does not know of
/// it, nobody sees it half full.
#[inline]
pub(crate) fn tuple_of_leaves<'py>(
    py: Python<'py>,
    len: usize,
    leaves: impl Iterator<Item = PyResult<Bound<'py, PyTuple>>>,
) -> PyResult<Bound<'py, PyTuple>> {
    // SAFETY: as in `leaf_tuple`.
    unsafe {
        let tuple = ffi::PyTuple_New(len as ffi::Py_ssize_t);
        let tuple = Bound::from_owned_ptr_or_err(py, tuple)?;
        ffi::PyObject_GC_UnTrack(tuple.as_ptr().cast());
        fill(len, leaves, |place, leaf| ffi::PyTuple_SET_ITEM(tuple.as_ptr(), place, leaf))?;
        Ok(tuple.cast_into_unchecked())
    }
}

/// The same as a list, which the garbage collector knows of once it is full.
#[inline]
pub(crate) fn list_of_leaves<'py>(
    py: Python<'py>,
    len: usize,
    leaves: impl Iterator<Item = PyResult<Bound<'py, PyTuple>>>,
) -> PyResult<Bound<'py, PyList>> {
    // SAFETY: a new list has room for as many references as it was made for.
    unsafe {
        let list = ffi::PyList_New(len as ffi::Py_ssize_t);
        let list = Bound::from_owned_ptr_or_err(py, list)?;
        ffi::PyObject_GC_UnTrack(list.as_ptr().cast());
        fill(len, leaves, |place, leaf| ffi::PyList_SET_ITEM(list.as_ptr(), place, leaf))?;
        ffi::PyObject_GC_Track(list.as_ptr().cast());
        Ok(list.cast_into_unchecked())
    }
}

/// Puts `len` items in their places; that so many are there is not taken on trust.
#[inline]
fn fill<'py>(
    len: usize,
    items: impl Iterator<Item = PyResult<Bound<'py, PyTuple>>>,
    put: impl Fn(ffi::Py_ssize_t, *mut ffi::PyObject),
) -> PyResult<()> {
    let mut filled = 0;
    for item in items.take(len) {
        put(filled, item?.into_ptr());
        filled += 1;
    }
    match filled == len as ffi::Py_ssize_t {
        true => Ok(()),
        false => Err(PySystemError::new_err("h11 miscounted what it holds")),
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

/// Whether the objects of a class have so many slots and nothing else, and are
/// of the kind that the garbage collector may know.
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
