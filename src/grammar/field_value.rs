//! Field values, and the received reason phrases that obey the same rule.

use super::octets::{is_field_vchar, is_forbidden_in_values};
use super::swar::has_odd;
use crate::work;

/// What stands in a field value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// SP and visible characters of ASCII.
    Plain,
    /// Others that pass: HTAB, obs-text, some control characters.
    Odd,
    /// What must not stand in one.
    Forbidden,
}

impl Content {
    /// What stands in these bytes.
    #[inline]
    pub fn of(bytes: &[u8]) -> Content {
        work::examined(bytes.len());
        match has_odd(bytes) {
            false => Content::Plain,
            true if bytes.iter().any(|&b| is_forbidden_in_values(b)) => Content::Forbidden,
            true => Content::Odd,
        }
    }

    /// What stands in a `field-value` (RFC 9110 section 5.5), without white space
    /// around it.
    #[inline]
    pub fn of_field_value(bytes: &[u8]) -> Content {
        let ends_well = |end: Option<&u8>| end.is_none_or(|&b| is_field_vchar(b));
        match ends_well(bytes.first()) && ends_well(bytes.last()) {
            true => Content::of(bytes),
            false => Content::Forbidden,
        }
    }
}

/// Whether nothing stands in `bytes` that a field value or a received reason
/// phrase must not hold.
#[inline]
pub fn is_field_content(bytes: &[u8]) -> bool {
    Content::of(bytes) != Content::Forbidden
}

/// A `field-value` (RFC 9110 section 5.5), without white space around it.
#[inline]
pub fn is_field_value(bytes: &[u8]) -> bool {
    Content::of_field_value(bytes) != Content::Forbidden
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_may_hold_all_but_five_bytes() {
        for byte in 0..=255u8 {
            let inside = !b"\0\n\x0b\x0c\r".contains(&byte);
            assert_eq!(is_field_value(&[b'a', byte, b'a']), inside, "{byte:#x}");
            let at_the_end = inside && byte != b' ' && byte != b'\t';
            assert_eq!(is_field_value(&[b'a', byte]), at_the_end, "{byte:#x}");
            assert_eq!(is_field_value(&[byte, b'a']), at_the_end, "{byte:#x}");
        }
        assert!(is_field_value(b""));
    }
}
