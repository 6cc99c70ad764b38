//! Finding bytes, eight at a time.
//!
//! Names and values are short: a search that is called for each of them must
//! begin at once. A word of eight bytes is tested as a whole, in ordinary
//! arithmetic; of the bytes that a test marks, the first is marked rightly.

use super::grammar::is_forbidden_in_values;

const ONES: u64 = u64::from_le_bytes([1; 8]);
const HIGH_BITS: u64 = ONES << 7;

/// Marks the bytes below `limit`, which is at most 128.
#[inline]
fn below(word: u64, limit: u8) -> u64 {
    word.wrapping_sub(ONES * u64::from(limit)) & !word & HIGH_BITS
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

/// Where the first colon is.
#[inline]
pub(super) fn find_colon(bytes: &[u8]) -> Option<usize> {
    let colons = ONES * u64::from(b':');
    find(bytes, |word| below(word ^ colons, 1), |byte| byte == b':')
}

/// Where the first byte is that no field value may hold; line ends are among
/// them.
#[inline]
pub(super) fn find_forbidden(bytes: &[u8]) -> Option<usize> {
    // Long values in long blocks, which the compiler turns into vectors.
    let mut rest = bytes;
    while let Some((block, after)) = rest.split_first_chunk::<32>() {
        if block.iter().fold(false, |found, &byte| found | (byte <= b'\r')) {
            break;
        }
        rest = after;
    }
    let found = find(rest, |word| below(word, b'\r' + 1), is_forbidden_in_values)?;
    Some(bytes.len() - rest.len() + found)
}

/// How many bytes are control characters, HTAB included.
pub(crate) fn count_controls(bytes: &[u8]) -> usize {
    // As many at a time as can be counted in a byte: so the compiler counts in
    // vectors of bytes.
    let blocks = bytes.chunks(usize::from(u8::MAX)).map(|block| {
        block.iter().fold(0, |count, &b| count + u8::from(b < b' ') + u8::from(b == 0x7f))
    });
    blocks.map(usize::from).sum()
}

#[cfg(test)]
mod tests {
    use super::{count_controls, find_colon, find_forbidden};
    use crate::parser::grammar::is_forbidden_in_values;

    /// Every byte at every place, among others that come close to being found.
    #[test]
    fn every_byte_at_every_place() {
        for filler in [b'a', b'\t', b';', 0x0e, 0xff, 0x80] {
            for len in 0..75 {
                let mut bytes = vec![filler; len];
                assert_eq!(find_colon(&bytes), None);
                assert_eq!(find_forbidden(&bytes), None);
                for at in 0..len {
                    for byte in 0..=255 {
                        bytes[at] = byte;
                        assert_eq!(find_colon(&bytes), (byte == b':').then_some(at));
                        let forbidden = is_forbidden_in_values(byte).then_some(at);
                        assert_eq!(find_forbidden(&bytes), forbidden, "{byte} in {filler}");
                        bytes[at] = filler;
                    }
                }
            }
        }
    }

    #[test]
    fn controls_are_counted() {
        for len in [0, 1, 254, 255, 256, 700] {
            assert_eq!(count_controls(&vec![b'\n'; len]), len);
            assert_eq!(count_controls(&vec![0x7f; len]), len);
            assert_eq!(count_controls(&vec![0x80; len]), 0);
        }
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(count_controls(&all), 33);
    }

    #[test]
    fn the_first_of_several() {
        for first in 0..70 {
            for second in first..74 {
                let mut bytes = [b'x'; 74];
                (bytes[first], bytes[second]) = (b'\n', b'\0');
                assert_eq!(find_forbidden(&bytes), Some(first));
                (bytes[first], bytes[second]) = (b':', b':');
                assert_eq!(find_colon(&bytes), Some(first));
            }
        }
    }
}
