//! The end of an event.
//!
//! What CPython does with an object of a `class` statement is made for every such
//! class, and takes longer than making an event does. Events of the classes that have
//! slots alone (`Request`, `Data`, `EndOfMessage`) mostly hold byte strings, numbers and
//! headers, and are let go of here in a few steps; any other is left to CPython.

use std::ptr::null_mut;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicPtr, Ordering};

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyType;

use super::leaf::is_leaf_class;

/// How CPython ends the objects of a `class` statement.
static SUBTYPE_DEALLOC: OnceLock<ffi::destructor> = OnceLock::new();

/// The classes whose objects end here.
static PATCHED: [AtomicPtr<ffi::PyTypeObject>; 3] = [const { AtomicPtr::new(null_mut()) }; 3];

/// Has the objects of `class` end here.
///
/// # Safety
///
/// `class` must be made by a `class` statement and be held for good; its objects must be
/// of a kind for the garbage collector, and consist of slots and nothing else.
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

/// Ends an object of a class that this was installed for, or of a subclass.
unsafe extern "C" fn dealloc(object: *mut ffi::PyObject) {
    // SAFETY: the interpreter calls this for an object that nobody refers to, with
    // the GIL held.
    unsafe {
        let class = ffi::Py_TYPE(object);
        if !has_fast_dealloc(class) {
            // CPython has ended what a subclass has of its own. (Should that have
            // given it other bases, nobody knows what is left of the object.)
            let ours = patched_base(class);
            if !ours.is_null() {
                fast_dealloc(object, ours);
            }
            return;
        }
        if holds_only_leaves(object, class) {
            return fast_dealloc(object, class);
        }
        // It may have a finalizer, or refer to others in a long chain, which CPython
        // knows how to end. While it is at that, other objects of the class end its
        // way, too.
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

/// The class of ours that a class is derived from; null if there is none.
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

/// Whether the object has no finalizer and refers to leaves only.
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

/// Lets go of what is in the slots that `ours` has, and frees the object.
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

/// The slots that `ours` has in an object.
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
