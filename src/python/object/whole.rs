//! What a class written in Rust holds, once it is there.
//!
//! CPython fills a new object with zeros and shows it to the garbage collector before PyO3
//! writes what it holds. In between, CPython 3.9 to 3.11 may run the collector, whose
//! callbacks and finalizers can find the object; and where there is no memory for the
//! object's `__dict__`, it dies like that. So what the object holds says by a byte that it
//! is there, and zeros say that it is not.

use std::mem::MaybeUninit;

/// A value that is not there while all its bytes are zero.
pub(crate) struct Whole<T> {
    is_there: bool,
    value: MaybeUninit<T>,
}

impl<T> Whole<T> {
    pub(crate) const fn new(value: T) -> Whole<T> {
        Whole { is_there: true, value: MaybeUninit::new(value) }
    }

    /// The value, if it is there.
    #[inline]
    pub(crate) fn get(&self) -> Option<&T> {
        // SAFETY: `is_there` is only ever true beside a value.
        self.is_there.then(|| unsafe { self.value.assume_init_ref() })
    }
}

impl<T> Drop for Whole<T> {
    fn drop(&mut self) {
        if self.is_there {
            // SAFETY: as above.
            unsafe { self.value.assume_init_drop() };
        }
    }
}
