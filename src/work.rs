//! How much work the core does, counted in bytes.
//!
//! The primitives in `grammar` and `alloc`, which contain every loop over bytes of a
//! message, count the bytes that they examine or copy; a byte counts once for each loop.
//! (Loops over at most some twenty bytes are not counted.) The growth tests and the fuzz
//! targets read the total, to show that work is linear in what a peer sends.
//!
//! Without the feature `count-work`, which only they enable, the counting is not compiled.

#[cfg(feature = "count-work")]
mod total {
    use std::cell::Cell;

    thread_local! {
        static TOTAL: Cell<u64> = const { Cell::new(0) };
    }

    /// Counts from zero again, on this thread.
    pub fn reset() {
        TOTAL.set(0);
    }

    /// The bytes examined or moved on this thread since [`reset`].
    pub fn total() -> u64 {
        TOTAL.get()
    }

    pub(super) fn add(bytes: usize) {
        TOTAL.set(TOTAL.get().saturating_add(bytes as u64));
    }
}

#[cfg(feature = "count-work")]
pub use total::{reset, total};

/// Counts bytes that were examined.
#[inline(always)]
pub(crate) fn count(bytes: usize) {
    #[cfg(feature = "count-work")]
    total::add(bytes);
    #[cfg(not(feature = "count-work"))]
    let _ = bytes;
}

/// Counts bytes that are about to be copied.
#[inline(always)]
pub(crate) fn count_copy(bytes: &[u8]) -> &[u8] {
    count(bytes.len());
    bytes
}

/// Counts the bytes that a search has examined: those up to the match, or all `len` of them.
#[inline(always)]
pub(crate) fn count_search(len: usize, found: Option<usize>) -> Option<usize> {
    count(found.map_or(len, |at| at + 1));
    found
}

/// Counts a comparison, which takes a loop only if both are of the same length.
#[inline(always)]
pub(crate) fn count_comparison(one: &[u8], other: &[u8]) {
    if one.len() == other.len() {
        count(one.len());
    }
}

/// Counts the bytes that a vector has moved, if it has grown since it had this capacity.
#[inline(always)]
pub(crate) fn count_growth(capacity: usize, vector: &Vec<u8>) {
    if vector.capacity() != capacity {
        count(vector.len());
    }
}
