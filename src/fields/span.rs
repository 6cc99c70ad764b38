//! Where a part of a block of bytes lies.

use std::ops::Range;

/// The place of a part of a block, in eight bytes: blocks of 4 GiB and more are rejected before
/// spans of them are made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// The part of `bytes` that lies here.
    #[inline]
    pub fn slice(self, bytes: &[u8]) -> &[u8] {
        bytes.get(self.start as usize..self.end as usize).unwrap_or_default()
    }

    /// What lies before it.
    pub(crate) fn before(self, bytes: &[u8]) -> &[u8] {
        bytes.get(..self.start as usize).unwrap_or_default()
    }

    /// What lies after it.
    pub(crate) fn after(self, bytes: &[u8]) -> &[u8] {
        bytes.get(self.end as usize..).unwrap_or_default()
    }
}

impl From<Range<usize>> for Span {
    #[inline]
    fn from(range: Range<usize>) -> Span {
        debug_assert!(u32::try_from(range.end).is_ok());
        Span { start: range.start as u32, end: range.end as u32 }
    }
}
