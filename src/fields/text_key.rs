//! The first and last bytes of a short text as two integers, which distinguish most texts.

/// The first bytes and the last, which overlap in a short text.
#[derive(Debug, Clone, Copy, Default)]
pub struct TextKey {
    /// The first eight bytes, or fewer.
    pub first: u64,
    /// The last eight bytes, or fewer.
    pub last: u64,
}

impl TextKey {
    /// None for an empty text.
    #[inline]
    pub const fn of(text: &[u8]) -> Option<TextKey> {
        if let (Some(first), Some(last)) = (text.first_chunk::<8>(), text.last_chunk::<8>()) {
            return Some(TextKey {
                first: u64::from_le_bytes(*first),
                last: u64::from_le_bytes(*last),
            });
        }
        if let (Some(first), Some(last)) = (text.first_chunk::<4>(), text.last_chunk::<4>()) {
            let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
            return Some(TextKey { first: first as u64, last: last as u64 });
        }
        match text {
            [first, second, .., last] | [first, second @ last] => {
                Some(TextKey { first: *first as u64 | (*second as u64) << 8, last: *last as u64 })
            }
            [only] => Some(TextKey { first: *only as u64, last: *only as u64 }),
            [] => None,
        }
    }
}
