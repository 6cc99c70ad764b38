//! Searches for bytes, eight at a time (SIMD within a register).
//!
//! Names and values are short, so a search that is called for each of them must have no
//! setup cost. Integer arithmetic tests the eight bytes of a word together. Only the first
//! byte that a test marks is certain to be a match.

use memchr::memchr;

use super::octets::is_invalid_in_field_value;
use crate::work;

const ONES: u64 = u64::from_le_bytes([1; 8]);
const HIGH_BITS: u64 = ONES << 7;

/// Marks the bytes below `limit`, which is at most 128.
#[inline]
fn below(word: u64, limit: u8) -> u64 {
    word.wrapping_sub(ONES * u64::from(limit)) & !word & HIGH_BITS
}

/// Marks the bytes other than SP and VCHAR.
#[inline]
fn non_printable(word: u64) -> u64 {
    (word.wrapping_sub(ONES * u64::from(b' ')) | word.wrapping_add(ONES) | word) & HIGH_BITS
}

#[inline]
fn is_non_printable(byte: u8) -> bool {
    !matches!(byte, b' '..=b'~')
}

/// Where the first byte is that `mark` marks and `is_it` accepts.
#[inline]
fn find(bytes: &[u8], mark: impl Fn(u64) -> u64, is_it: impl Fn(u8) -> bool) -> Option<usize> {
    let mut rest = bytes;
    while let Some((block, after)) = rest.split_first_chunk::<8>() {
        let marked = mark(u64::from_le_bytes(*block));
        if marked == 0 {
            rest = after;
            continue;
        }
        let (unmarked, from) = rest.split_at_checked(marked.trailing_zeros() as usize / 8)?;
        match from.split_first() {
            Some((&byte, _)) if is_it(byte) => {
                return Some(bytes.len() - rest.len() + unmarked.len());
            }
            Some((_, after)) => rest = after,
            None => return None,
        }
    }
    rest.iter().position(|&b| is_it(b)).map(|at| bytes.len() - rest.len() + at)
}

/// Where the first `byte` is, in a block that may be long.
#[inline]
pub(crate) fn find_byte(byte: u8, bytes: &[u8]) -> Option<usize> {
    work::count_search(bytes.len(), memchr(byte, bytes))
}

/// Where the first colon is.
#[inline]
pub(crate) fn find_colon(bytes: &[u8]) -> Option<usize> {
    let colons = ONES * u64::from(b':');
    work::count_search(bytes.len(), find(bytes, |word| below(word ^ colons, 1), |b| b == b':'))
}

/// Where the first byte is that no field value may hold; line ends are among
/// them. `has_non_printable` is set if another octet than SP and VCHAR comes before it.
#[inline]
pub(crate) fn find_forbidden(bytes: &[u8], has_non_printable: &mut bool) -> Option<usize> {
    work::count_search(bytes.len(), forbidden(bytes, has_non_printable))
}

#[inline]
fn forbidden(bytes: &[u8], has_non_printable: &mut bool) -> Option<usize> {
    // Long values in long blocks, which the compiler turns into vectors.
    let mut rest = bytes;
    while let Some((block, after)) = rest.split_first_chunk::<32>() {
        if any_non_printable(block) {
            break;
        }
        rest = after;
    }
    let found_at = bytes.len() - rest.len() + find(rest, non_printable, is_non_printable)?;
    let from = bytes.get(found_at..)?;
    if from.first().is_some_and(|&byte| is_invalid_in_field_value(byte)) {
        return Some(found_at);
    }
    // There may be many more, so they are not examined one by one.
    *has_non_printable = true;
    let found = find(from, |word| below(word, b'\r' + 1), is_invalid_in_field_value)?;
    Some(found_at + found)
}

/// Whether any byte is neither SP nor VCHAR, which is rare in values.
#[inline]
pub(super) fn has_non_printable(bytes: &[u8]) -> bool {
    // The last block may overlap the one before it.
    if let Some(last) = bytes.last_chunk::<16>() {
        let (blocks, _) = bytes.as_chunks::<16>();
        return blocks.iter().any(|block| any_non_printable(block)) || any_non_printable(last);
    }
    if let (Some(first), Some(last)) = (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        return non_printable(u64::from_le_bytes(*first))
            | non_printable(u64::from_le_bytes(*last))
            != 0;
    }
    if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
        return non_printable(u64::from(first) | u64::from(last) << 32) != 0;
    }
    any_non_printable(bytes)
}

/// [`has_non_printable`] without a branch for each byte.
#[inline]
fn any_non_printable(bytes: &[u8]) -> bool {
    bytes.iter().fold(false, |found, &byte| found | is_non_printable(byte))
}

#[cfg(test)]
mod tests {
    use super::{find_colon, find_forbidden, has_non_printable, is_non_printable};
    use crate::grammar::octets::is_invalid_in_field_value;

    /// Where the first forbidden byte is, and whether a non-printable one comes before it.
    fn found_forbidden(bytes: &[u8]) -> (Option<usize>, bool) {
        let mut has_non_printable = false;
        (find_forbidden(bytes, &mut has_non_printable), has_non_printable)
    }

    /// Every byte at every place, among others that come close to being found.
    #[test]
    fn every_byte_at_every_place() {
        for filler in [b'a', b'\t', b';', 0x0e, 0x7f, 0xff, 0x80] {
            let non_printable_filler = is_non_printable(filler);
            for len in 0..75 {
                let mut bytes = vec![filler; len];
                assert_eq!(find_colon(&bytes), None);
                assert_eq!(found_forbidden(&bytes), (None, non_printable_filler && len > 0));
                for at in 0..len {
                    for byte in 0..=255 {
                        bytes[at] = byte;
                        assert_eq!(find_colon(&bytes), (byte == b':').then_some(at));
                        let expected = if is_invalid_in_field_value(byte) {
                            (Some(at), non_printable_filler && at > 0)
                        } else {
                            (None, is_non_printable(byte) || (non_printable_filler && len > 1))
                        };
                        assert_eq!(found_forbidden(&bytes), expected, "{byte} in {filler}");
                        let expected = bytes.iter().any(|&b| !(b' '..=b'~').contains(&b));
                        assert_eq!(has_non_printable(&bytes), expected, "{byte} in {filler}");
                        bytes[at] = filler;
                    }
                }
            }
        }
    }

    #[test]
    fn the_first_of_several() {
        for first in 0..70 {
            for second in first..74 {
                let mut bytes = [b'x'; 74];
                (bytes[first], bytes[second]) = (b'\n', b'\x01');
                if first < second {
                    assert_eq!(found_forbidden(&bytes), (Some(first), false));
                    bytes.swap(first, second);
                    assert_eq!(found_forbidden(&bytes), (Some(second), true));
                }
                (bytes[first], bytes[second]) = (b':', b':');
                assert_eq!(find_colon(&bytes), Some(first));
            }
        }
    }
}
