//! A limit on chunk extensions and trailers in proportion to the content.
//!
//! Programs do not see extensions, and rarely read trailers, so a program that limits
//! the size of content would not notice a peer that sends a gigabyte of these
//! with hardly any content. RFC 9112 section 7.1.1 requires a limit on their
//! total. It works like an account: a message begins with an allowance,
//! each byte of content adds to it, and each chunk-size line with an extension,
//! and the trailer section, is charged to it.

use crate::error::{Error, Result};
use crate::packed::Packed;
use crate::parser::chunk::MAX_SIZE_DIGITS;
use crate::policy::limits::Limits;

/// The bytes that a message may have without any content: sixteen times the default of
/// `max_incomplete_event_size`, so that a program that raises that limit for long
/// trailers is unlikely to exceed this one.
const ALLOWANCE: u128 = 256 * 1024;

/// The bytes that each byte of content adds: a chunk of one byte may have a chunk-size line
/// of 32. The longest extensions in use are signatures, of some 90 bytes for chunks of
/// kilobytes.
const PER_CONTENT_BYTE: u128 = 32;

// The content of a chunk covers its size line, even with leading zeros, unless it has an
// extension.
const _: () = assert!(MAX_SIZE_DIGITS + b"\r\n".len() <= PER_CONTENT_BYTE as usize);

/// The account of one message.
#[derive(Debug, Default)]
pub struct ChunkOverhead {
    content: Packed<u128>,
    spent: u64,
    /// The part of `spent` between sizes and line ends.
    extensions: usize,
}

impl ChunkOverhead {
    /// Credits a chunk of this size, whose data arrives before anything can be charged.
    #[inline]
    pub(super) fn credit(&mut self, size: u128) {
        // This cannot overflow: a size has at most 80 bits, and its chunk must arrive before
        // the next size.
        self.content = (self.content.get() + size).into();
    }

    /// Charges a chunk-size line, or the beginning of one.
    pub(super) fn charge_extension(
        &mut self,
        found: Option<usize>,
        line: &[u8],
        limits: &Limits,
    ) -> Result<()> {
        let extensions = limits.add_extension(self.extensions, line)?;
        if self.charge(found, line.len())?.is_some() {
            self.extensions = extensions;
        }
        Ok(())
    }

    /// Charges a line or section of the length `found`. While it is incomplete, all
    /// `buffered` bytes belong to it and are checked, but not charged, so that the same bytes
    /// are rejected however they are split.
    pub(super) fn charge(
        &mut self,
        found: Option<usize>,
        buffered: usize,
    ) -> Result<Option<usize>> {
        let spent = self.spent.saturating_add(found.unwrap_or(buffered) as u64);
        if u128::from(spent)
            > ALLOWANCE.saturating_add(self.content.get().saturating_mul(PER_CONTENT_BYTE))
        {
            return Err(Error::ChunkOverheadTooLarge);
        }
        if found.is_some() {
            self.spent = spent;
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::{ALLOWANCE, ChunkOverhead, Error, PER_CONTENT_BYTE};

    #[test]
    fn credit_can_be_spent_once() {
        let mut overhead = ChunkOverhead::default();
        overhead.credit(3);
        let all = (ALLOWANCE + 3 * PER_CONTENT_BYTE) as usize;
        assert_eq!(overhead.charge(None, all), Ok(None));
        assert_eq!(overhead.charge(None, all + 1), Err(Error::ChunkOverheadTooLarge));
        assert_eq!(overhead.charge(Some(all), 0), Ok(Some(all)));
        assert_eq!(overhead.charge(Some(1), 1), Err(Error::ChunkOverheadTooLarge));
    }

    #[test]
    fn the_largest_sizes_cover_any_line() {
        let mut overhead = ChunkOverhead::default();
        overhead.credit((1 << 80) - 1);
        overhead.credit((1 << 80) - 1);
        for _ in 0..3 {
            assert_eq!(overhead.charge(Some(usize::MAX), 0), Ok(Some(usize::MAX)));
        }
    }
}
