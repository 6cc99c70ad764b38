//! How much may come in chunk extensions and trailers beside the content.
//!
//! Nobody sees an extension, and few look at trailers, so a program that limits
//! the content it takes would not notice a peer that sends a gigabyte of these
//! with hardly any content. RFC 9112 section 7.1.1 asks for a limit on their
//! total. Ours has the shape of an account: a message begins with a fixed sum,
//! each byte of content adds to it, and each chunk-size line that is more than a
//! size, and the trailer section, must be paid out of it.

use crate::error::{Error, Result};
use crate::packed::Packed;
use crate::parser::chunk::MAX_SIZE_DIGITS;
use crate::policy::limits::Limits;

/// What a message may carry without any content: sixteen times as much as may
/// wait to be complete by default, so that whoever raises that limit for long
/// trailers is unlikely to meet this one.
const ALLOWANCE: u128 = 256 * 1024;

/// What each byte of content adds. The least content that can pay for an
/// extension is a chunk of one byte: it pays for a line of 32. Signatures, which
/// are the long extensions in use, take some 90 bytes for chunks of kilobytes.
const PER_CONTENT_BYTE: u128 = 32;

// A size alone is always paid for by its chunk, whatever zeros it begins with.
const _: () = assert!(MAX_SIZE_DIGITS + b"\r\n".len() <= PER_CONTENT_BYTE as usize);

/// The account of one message.
#[derive(Debug, Default)]
pub struct ChunkOverhead {
    content: Packed<u128>,
    spent: u64,
    /// Of it, what stood between sizes and line ends.
    extensions: usize,
}

impl ChunkOverhead {
    /// Credits a chunk of this size, whose data arrives before anything can be charged.
    #[inline]
    pub(super) fn credit(&mut self, size: u128) {
        // A size has at most 80 bits, and its chunk must arrive before the next:
        // no peer lives to see this overflow.
        self.content = (self.content.get() + size).into();
    }

    /// Pays for a chunk-size line, or the beginning of one.
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

    /// Pays for the line or section that was `found`, by its length. Where it is
    /// still incomplete, all that is `waiting` belongs to it and must be affordable:
    /// so the same bytes are refused however they are cut.
    pub(super) fn charge(&mut self, found: Option<usize>, waiting: usize) -> Result<Option<usize>> {
        let spent = self.spent.saturating_add(found.unwrap_or(waiting) as u64);
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
    fn what_was_earned_can_be_spent_once() {
        let mut overhead = ChunkOverhead::default();
        overhead.credit(3);
        let all = (ALLOWANCE + 3 * PER_CONTENT_BYTE) as usize;
        assert_eq!(overhead.charge(None, all), Ok(None));
        assert_eq!(overhead.charge(None, all + 1), Err(Error::ChunkOverheadTooLarge));
        assert_eq!(overhead.charge(Some(all), 0), Ok(Some(all)));
        assert_eq!(overhead.charge(Some(1), 1), Err(Error::ChunkOverheadTooLarge));
    }

    #[test]
    fn sizes_past_any_number_are_enough_for_everything() {
        let mut overhead = ChunkOverhead::default();
        overhead.credit((1 << 80) - 1);
        overhead.credit((1 << 80) - 1);
        for _ in 0..3 {
            assert_eq!(overhead.charge(Some(usize::MAX), 0), Ok(Some(usize::MAX)));
        }
    }
}
