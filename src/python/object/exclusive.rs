//! One at a time: what belongs to a connection is for the method that runs, and the pairs
//! that are kept are for who looks at fields.
//!
//! A method may run a program's code, and with it another method of the same
//! connection; without the GIL another thread may call one, too. Who comes while
//! another is at work gets a RuntimeError. (PyO3's own cell does the same, but
//! by an atomic exchange in every call, which is dear where the GIL makes it
//! needless.)

use std::cell::UnsafeCell;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicBool, Ordering};

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;

/// A value that one method at a time may use.
pub(crate) struct Exclusive<T> {
    in_use: AtomicBool,
    value: UnsafeCell<T>,
}

// SAFETY: the value is reached by one thread at a time only.
unsafe impl<T: Send> Sync for Exclusive<T> {}

impl<T> Exclusive<T> {
    pub(crate) const fn new(value: T) -> Exclusive<T> {
        Exclusive { in_use: AtomicBool::new(false), value: UnsafeCell::new(value) }
    }

    /// The value, until what is returned is dropped.
    #[inline]
    pub(crate) fn take<'a>(&'a self, _attached: Python<'_>) -> Result<InUse<'a, T>, Busy> {
        let was_in_use = match cfg!(Py_GIL_DISABLED) {
            true => self.in_use.swap(true, Ordering::Acquire),
            // The GIL is held, and cannot be given up between the two.
            false => {
                let was = self.in_use.load(Ordering::Relaxed);
                self.in_use.store(true, Ordering::Relaxed);
                was
            }
        };
        match was_in_use {
            false => Ok(InUse(self, PhantomData)),
            true => Err(Busy),
        }
    }
}

/// Another method is running.
pub(crate) struct Busy;

impl From<Busy> for PyErr {
    #[cold]
    fn from(_: Busy) -> PyErr {
        PyRuntimeError::new_err("this connection is in use: one of its methods is running")
    }
}

/// A value in use. It stays with the thread that took it.
pub(crate) struct InUse<'a, T>(&'a Exclusive<T>, PhantomData<*mut T>);

impl<T> Deref for InUse<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: there is no other `InUse` of this value.
        unsafe { &*self.0.value.get() }
    }
}

impl<T> DerefMut for InUse<'_, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: there is no other `InUse` of this value.
        unsafe { &mut *self.0.value.get() }
    }
}

impl<T> Drop for InUse<'_, T> {
    #[inline]
    fn drop(&mut self) {
        self.0.in_use.store(false, Ordering::Release);
    }
}
