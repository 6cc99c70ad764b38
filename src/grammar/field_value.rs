//! Field values, and received reason phrases, for which the same octets are valid.

use super::octets::{is_field_vchar, is_invalid_in_field_value};
use super::swar::has_non_printable;
use crate::work;

/// The octets of a field value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueClass {
    /// Only SP and VCHAR.
    Printable,
    /// Other valid octets too: HTAB, obs-text, some control characters.
    Other,
    /// Octets that are invalid in a field value.
    Invalid,
}

impl ValueClass {
    /// The class of these bytes.
    #[inline]
    pub fn of(bytes: &[u8]) -> ValueClass {
        work::count(bytes.len());
        if !has_non_printable(bytes) {
            ValueClass::Printable
        } else if bytes.iter().any(|&b| is_invalid_in_field_value(b)) {
            ValueClass::Invalid
        } else {
            ValueClass::Other
        }
    }

    /// The class of a `field-value` (RFC 9110 section 5.5) without OWS around it.
    #[inline]
    pub fn of_field_value(bytes: &[u8]) -> ValueClass {
        let ends_well = |end: Option<&u8>| end.is_none_or(|&b| is_field_vchar(b));
        if ends_well(bytes.first()) && ends_well(bytes.last()) {
            ValueClass::of(bytes)
        } else {
            ValueClass::Invalid
        }
    }
}

/// Whether all octets of `bytes` are valid in a field value or a received reason phrase.
#[inline]
pub fn has_no_invalid_octets(bytes: &[u8]) -> bool {
    ValueClass::of(bytes) != ValueClass::Invalid
}

/// A `field-value` (RFC 9110 section 5.5), without OWS around it.
#[inline]
pub fn is_field_value(bytes: &[u8]) -> bool {
    ValueClass::of_field_value(bytes) != ValueClass::Invalid
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
