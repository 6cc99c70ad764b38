//! A specialized `tp_dealloc` for events.
//!
//! `subtype_dealloc`, which CPython has for objects of a `class` statement, costs more than
//! creating an event. Events of the classes that have only slots (`Request`, `Data`,
//! `EndOfMessage`) usually refer to bytes, numbers and headers, and are deallocated here in a
//! few steps; CPython deallocates all others.

use std::ptr::null_mut;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicPtr, Ordering};

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyType;

use super::leaf::is_leaf_class;

/// CPython's `subtype_dealloc`, which is not exported.
static SUBTYPE_DEALLOC: OnceLock<ffi::destructor> = OnceLock::new();

/// The classes with this `tp_dealloc`.
static PATCHED: [AtomicPtr<ffi::PyTypeObject>; 3] = [const { AtomicPtr::new(null_mut()) }; 3];

/// Replaces the `tp_dealloc` of `class`.
///
/// # Safety
///
/// `class` must be the result of a `class` statement and never be released. Its objects must
/// support garbage collection and consist of slots only.
pub(super) unsafe fn install(class: &Bound<'_, PyType>) {
    let class = class.as_type_ptr();
    // SAFETY: the class is valid, and the GIL is held.
    unsafe {
        let Some(before) = (*class).tp_dealloc else { return };
        let is_usual = before as usize == *SUBTYPE_DEALLOC.get_or_init(|| before) as usize;
        let place = PATCHED.iter().find(|ours| ours.load(Ordering::Relaxed).is_null());
        if let (true, Some(place)) = (is_usual, place) {
            place.store(class, Ordering::Relaxed);
            (*class).tp_dealloc = Some(dealloc);
        }
    }
}

/// Deallocates an object of a class that this was installed for, or of a subclass.
unsafe extern "C" fn dealloc(object: *mut ffi::PyObject) {
    // SAFETY: the interpreter calls this for an object that nobody refers to, with
    // the GIL held.
    unsafe {
        let class = ffi::Py_TYPE(object);
        if !has_fast_dealloc(class) {
            // `subtype_dealloc` calls this for a subclass, whose own parts it has released.
            // If the subclass has been given other bases, its layout is unknown: leak it.
            let ours = patched_base(class);
            if !ours.is_null() {
                fast_dealloc(object, ours);
            }
            return;
        }
        if holds_only_leaves(object, class) {
            return fast_dealloc(object, class);
        }
        // `subtype_dealloc` handles finalizers and long chains of objects. It is selected by
        // the `tp_dealloc` of the class, so that is restored for the duration.
        if let Some(&general) = SUBTYPE_DEALLOC.get() {
            (*class).tp_dealloc = Some(general);
            general(object);
            (*class).tp_dealloc = Some(dealloc);
        }
    }
}

/// # Safety
///
/// `class` must be a valid class.
#[inline]
unsafe fn has_fast_dealloc(class: *mut ffi::PyTypeObject) -> bool {
    // SAFETY: the caller's.
    unsafe { (*class).tp_dealloc.is_some_and(|it| it as usize == dealloc as *const () as usize) }
}

/// The patched class that a class is derived from; null if there is none.
///
/// # Safety
///
/// `class` must be a valid class.
unsafe fn patched_base(class: *mut ffi::PyTypeObject) -> *mut ffi::PyTypeObject {
    let is_known = |class| PATCHED.iter().any(|ours| ours.load(Ordering::Relaxed) == class);
    let mut class = class;
    while !class.is_null() && !is_known(class) {
        // SAFETY: the caller's; the bases of a valid class are valid.
        class = unsafe { (*class).tp_base };
    }
    class
}

/// Whether the object has no finalizer and refers only to leaves.
///
/// # Safety
///
/// `object` must be of `class`, which must be ours.
#[inline]
unsafe fn holds_only_leaves(object: *mut ffi::PyObject, class: *mut ffi::PyTypeObject) -> bool {
    // SAFETY: the caller's; what is in a slot is null or a valid object.
    unsafe {
        (*class).tp_finalize.is_none()
            && (*class).tp_del.is_none()
            && slots(object, class).all(|slot| {
                let value = *slot;
                value.is_null() || is_leaf_class(ffi::Py_TYPE(value))
            })
    }
}

/// Releases the values in the slots of `ours`, and frees the object.
///
/// # Safety
///
/// Nobody must refer to `object`, which must be of `ours` or a subclass.
#[inline]
unsafe fn fast_dealloc(object: *mut ffi::PyObject, ours: *mut ffi::PyTypeObject) {
    // SAFETY: the caller's. An object of such a class holds a reference to its class.
    unsafe {
        ffi::PyObject_GC_UnTrack(object.cast());
        for slot in slots(object, ours) {
            let value = slot.replace(null_mut());
            ffi::Py_XDECREF(value);
        }
        let class = ffi::Py_TYPE(object);
        if let Some(free) = (*class).tp_free {
            free(object.cast());
        }
        ffi::Py_DECREF(class.cast());
    }
}

/// The slots of `ours` in an object.
///
/// # Safety
///
/// `object` must be of `ours` or a subclass.
#[inline]
unsafe fn slots(
    object: *mut ffi::PyObject,
    ours: *mut ffi::PyTypeObject,
) -> impl Iterator<Item = *mut *mut ffi::PyObject> {
    // SAFETY: after what every object begins with, such an object is slots up to the
    // size that the class says.
    unsafe {
        let size = (*ours).tp_basicsize as usize - size_of::<ffi::PyObject>();
        let first = object.add(1).cast::<*mut ffi::PyObject>();
        (0..size / size_of::<*mut ffi::PyObject>()).map(move |index| first.add(index))
    }
}
