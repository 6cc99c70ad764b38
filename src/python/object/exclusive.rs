//! Exclusive access of a method to its object, and of a caller to the pair cache.
//!
//! A method may run a program's code, which may call another method of the same object;
//! without the GIL, another thread may call one as well. The second caller gets a
//! RuntimeError. PyO3's own cell does the same by an atomic exchange in each call, which is
//! expensive and unnecessary with the GIL.
//!
//! All zeros are a value that is not initialized, as in [`MaybeZeroed`](super::maybe_zeroed::MaybeZeroed).

use std::cell::UnsafeCell;
use std::marker::PhantomData;
use std::mem::MaybeUninit;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicU8, Ordering};

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;

use super::raise::{error, uninitialized};

/// A value that one caller at a time may use.
pub(crate) struct Exclusive<T> {
    state: AtomicU8,
    value: UnsafeCell<MaybeUninit<T>>,
}

/// The values of [`Exclusive::state`].
const ABSENT: u8 = 0;
const FREE: u8 = 1;
const IN_USE: u8 = 2;

// SAFETY: the value is reached by one thread at a time only.
unsafe impl<T: Send> Sync for Exclusive<T> {}

impl<T> Exclusive<T> {
    pub(crate) const fn new(value: T) -> Exclusive<T> {
        let value = UnsafeCell::new(MaybeUninit::new(value));
        Exclusive { state: AtomicU8::new(FREE), value }
    }

    /// Locks the value until the guard is dropped.
    #[inline]
    pub(crate) fn try_lock<'py>(&self, attached: Python<'py>) -> Result<Guard<'_, T>, Busy<'py>> {
        let was_free = if cfg!(Py_GIL_DISABLED) {
            self.state.compare_exchange(FREE, IN_USE, Ordering::Acquire, Ordering::Relaxed).is_ok()
        } else {
            // The GIL is held, and is not released between the two.
            let was_free = self.state.load(Ordering::Relaxed) == FREE;
            if was_free {
                self.state.store(IN_USE, Ordering::Relaxed);
            }
            was_free
        };
        if was_free { Ok(Guard(self, PhantomData)) } else { Err(self.busy(attached)) }
    }

    #[cold]
    fn busy<'py>(&self, py: Python<'py>) -> Busy<'py> {
        Busy { py, is_absent: self.state.load(Ordering::Relaxed) == ABSENT }
    }

    /// Waits until the value is free. Callers must not run a program's code while they hold the
    /// guard, so waits are short. None if the value is not initialized.
    #[inline]
    pub(crate) fn lock(&self, attached: Python<'_>) -> Option<Guard<'_, T>> {
        loop {
            match self.try_lock(attached) {
                Ok(value) => return Some(value),
                Err(busy) if busy.is_absent => return None,
                Err(_) => std::thread::yield_now(),
            }
        }
    }
}

impl<T> Drop for Exclusive<T> {
    fn drop(&mut self) {
        if *self.state.get_mut() != ABSENT {
            // SAFETY: the value is there, and nobody refers to it any more.
            unsafe { self.value.get_mut().assume_init_drop() };
        }
    }
}

/// Another method is running, or the object is not initialized.
pub(crate) struct Busy<'py> {
    py: Python<'py>,
    /// Whether waiting is in vain, since there is no value yet.
    pub(crate) is_absent: bool,
}

impl From<Busy<'_>> for PyErr {
    #[cold]
    fn from(busy: Busy<'_>) -> PyErr {
        if busy.is_absent {
            return uninitialized(busy.py);
        }
        let message = "this object is in use: one of its methods is running";
        error::<PyRuntimeError>(busy.py, message)
    }
}

/// A locked value, which stays in its thread.
pub(crate) struct Guard<'a, T>(&'a Exclusive<T>, PhantomData<*mut T>);

impl<T> Deref for Guard<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: there is no other `Guard` of this value, which is there.
        unsafe { (*self.0.value.get()).assume_init_ref() }
    }
}

impl<T> DerefMut for Guard<'_, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: there is no other `Guard` of this value, which is there.
        unsafe { (*self.0.value.get()).assume_init_mut() }
    }
}

impl<T> Drop for Guard<'_, T> {
    #[inline]
    fn drop(&mut self) {
        self.0.state.store(FREE, Ordering::Release);
    }
}
