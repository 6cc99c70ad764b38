//! The contents of an object of a class in Rust, which may be uninitialized.
//!
//! CPython fills a new object with zeros and tracks it before PyO3 writes its contents. In
//! between, CPython 3.9 to 3.11 may run the garbage collector, whose callbacks and finalizers
//! can find the object; and without memory for its `__dict__` it is deallocated in that state.
//! So a byte records that the contents are initialized; all zeros mean that they are not.

use std::mem::MaybeUninit;

/// A value that is not initialized while all its bytes are zero.
pub(crate) struct MaybeZeroed<T> {
    is_initialized: bool,
    value: MaybeUninit<T>,
}

impl<T> MaybeZeroed<T> {
    pub(crate) const fn new(value: T) -> MaybeZeroed<T> {
        MaybeZeroed { is_initialized: true, value: MaybeUninit::new(value) }
    }

    /// The value, if it is initialized.
    #[inline]
    pub(crate) fn get(&self) -> Option<&T> {
        // SAFETY: `is_initialized` is true only if there is a value.
        self.is_initialized.then(|| unsafe { self.value.assume_init_ref() })
    }
}

impl<T> Drop for MaybeZeroed<T> {
    fn drop(&mut self) {
        if self.is_initialized {
            // SAFETY: as above.
            unsafe { self.value.assume_init_drop() };
        }
    }
}
