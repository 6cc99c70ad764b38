//! The byte classes of the grammar, with their names in the RFCs.
//!
//! A class that accepts more octets than the RFC, as in h11 0.16.0, has a comment.

use crate::work;

const TCHAR: u8 = 1;
const VCHAR: u8 = 2;
const DIGIT: u8 = 4;
const HEXDIG: u8 = 8;
const FIELD_VCHAR: u8 = 16;
const REASON: u8 = 32;
const REG_NAME: u8 = 64;
const URI: u8 = 128;

/// Which classes each byte belongs to.
#[allow(clippy::indexing_slicing)] // while compiling
static CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut i = 0;
    while i < 256 {
        let byte = i as u8;
        if byte.is_ascii_alphanumeric() {
            classes[i] |= TCHAR;
        }
        if byte.is_ascii_graphic() {
            classes[i] |= VCHAR;
        }
        if byte.is_ascii_digit() {
            classes[i] |= DIGIT;
        }
        if byte.is_ascii_hexdigit() {
            classes[i] |= HEXDIG;
        }
        if !is_invalid_in_field_value(byte) && !is_ows(byte) {
            classes[i] |= FIELD_VCHAR;
        }
        if !is_ctl_except_htab(byte) {
            classes[i] |= REASON;
        }
        if byte.is_ascii_alphanumeric() {
            classes[i] |= REG_NAME;
        }
        if byte.is_ascii_graphic() && !matches!(byte, b'#' | b'%' | b'\\') {
            classes[i] |= URI;
        }
        i += 1;
    }
    let specials = b"!#$%&'*+-.^_`|~";
    let mut i = 0;
    while i < specials.len() {
        classes[specials[i] as usize] |= TCHAR;
        i += 1;
    }
    let specials = b"-._~!$&'()*+,;=";
    let mut i = 0;
    while i < specials.len() {
        classes[specials[i] as usize] |= REG_NAME;
        i += 1;
    }
    classes
};

#[inline]
fn is(byte: u8, class: u8) -> bool {
    CLASSES.get(usize::from(byte)).is_some_and(|c| c & class != 0)
}

/// `OWS` and `obs-fold` are made of these: SP and HTAB (RFC 9110 section 5.6.3).
#[inline]
pub const fn is_ows(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// NUL, LF, VT, FF and CR. RFC 9110 section 5.5 prohibits all control characters in field
/// values. The others are accepted, since they occur in cookies and do not affect framing.
#[inline]
pub const fn is_invalid_in_field_value(byte: u8) -> bool {
    byte == 0 || byte.wrapping_sub(b'\n') < 4
}

/// `CTL` except HTAB, which RFC 9110 section 5.5 prohibits in field values.
#[inline]
pub const fn is_ctl_except_htab(byte: u8) -> bool {
    (byte < b' ' && byte != b'\t') || byte == 0x7f
}

/// How many bytes from the start of `bytes` are hexadecimal digits.
#[inline]
pub(crate) fn hex_len(bytes: &[u8]) -> usize {
    run_len(bytes, HEXDIG)
}

/// A decimal digit.
#[inline]
pub fn is_digit(byte: u8) -> bool {
    is(byte, DIGIT)
}

/// The digits of a number without leading zeros; none of 0.
pub(crate) fn without_leading_zeros(digits: &[u8]) -> &[u8] {
    let zeros = digits.iter().take_while(|&&b| b == b'0').count();
    work::count(zeros + 1);
    digits.split_at(zeros).1
}

/// A hexadecimal digit of either case.
#[inline]
pub fn is_hexdig(byte: u8) -> bool {
    is(byte, HEXDIG)
}

/// A character of a token.
#[inline]
pub fn is_tchar(byte: u8) -> bool {
    is(byte, TCHAR)
}

/// How many bytes from the start of `bytes` are `tchar` (RFC 9110 section 5.6.2).
#[inline]
pub fn token_len(bytes: &[u8]) -> usize {
    run_len(bytes, TCHAR)
}

/// How many bytes from the start of `bytes` are `VCHAR`. Any of them are accepted as a request
/// target, of which RFC 9112 section 3.2 defines four forms.
#[inline]
pub fn target_len(bytes: &[u8]) -> usize {
    run_len(bytes, VCHAR)
}

/// How many bytes from the start of `bytes` are `VCHAR`, or octets from 0x80, which are not
/// valid in a request target.
pub(crate) fn raw_target_len(bytes: &[u8]) -> usize {
    find_octet(bytes, |b| b.is_ascii() && !is(b, VCHAR)).unwrap_or(bytes.len())
}

/// The first or last octet of a field value: `VCHAR`, `obs-text`, or one of the accepted
/// control characters.
#[inline]
pub(super) fn is_field_vchar(byte: u8) -> bool {
    is(byte, FIELD_VCHAR)
}

/// A `reg-name` without percent-encoded octets (RFC 3986 section 3.2.2), which may be empty.
#[inline]
pub(super) fn is_plain_reg_name(bytes: &[u8]) -> bool {
    are_all(bytes, REG_NAME)
}

/// `unreserved / sub-delims` (RFC 3986 section 3.2.2).
#[inline]
pub(super) fn is_reg_name_octet(byte: u8) -> bool {
    is(byte, REG_NAME)
}

/// `pchar / "/" / "?"` but `%`: what a path and a query are made of (RFC 3986 sections 3.3 and
/// 3.4), and the characters that clients send without encoding them: `"<>[]^` and `` `{|} ``.
#[inline]
pub(super) fn is_uri_octet(byte: u8) -> bool {
    is(byte, URI)
}

#[inline]
fn run_len(bytes: &[u8], class: u8) -> usize {
    let end = bytes.iter().position(|&b| !is(b, class));
    work::count_search(bytes.len(), end).unwrap_or(bytes.len())
}

/// Whether all are of a class, without a branch for each byte: where it is asked, nearly all are.
#[inline]
fn are_all(bytes: &[u8], class: u8) -> bool {
    work::count(bytes.len());
    bytes.iter().fold(true, |all, &b| all & is(b, class))
}

/// How many bytes from the start of `bytes` are plain or percent-encoded (RFC 3986 section 2.1).
/// The caller counts them.
#[inline]
pub(super) fn encoded_len(bytes: &[u8], is_plain: impl Fn(u8) -> bool) -> usize {
    let mut rest = bytes;
    loop {
        let plain = rest.iter().position(|&b| !is_plain(b)).unwrap_or(rest.len());
        rest = match rest.split_at(plain).1 {
            [b'%', high, low, rest @ ..] if is_hexdig(*high) && is_hexdig(*low) => rest,
            rest => return bytes.len() - rest.len(),
        }
    }
}

/// Whether `is_it` holds for any of the bytes.
#[inline]
pub(crate) fn has_any(bytes: &[u8], is_it: impl Fn(u8) -> bool) -> bool {
    find_octet(bytes, is_it).is_some()
}

/// Where the first byte is for which `is_it` holds.
#[inline]
pub(crate) fn find_octet(bytes: &[u8], is_it: impl Fn(u8) -> bool) -> Option<usize> {
    work::count_search(bytes.len(), bytes.iter().position(|&b| is_it(b)))
}

/// Whether both are the same.
#[inline]
pub(crate) fn is_same(one: &[u8], other: &[u8]) -> bool {
    work::count_comparison(one, other);
    one == other
}

/// Whether both are the same, ignoring ASCII case.
#[inline]
pub(crate) fn is_same_ignoring_case(one: &[u8], other: &[u8]) -> bool {
    work::count_comparison(one, other);
    one.eq_ignore_ascii_case(other)
}

/// Whether `part` is anywhere in `bytes`, ignoring ASCII case.
pub(crate) fn contains_ignoring_case(bytes: &[u8], part: &[u8]) -> bool {
    work::count(bytes.len());
    bytes.windows(part.len()).any(|window| window.eq_ignore_ascii_case(part))
}

/// Whether `bytes` without its octets other than `tchar` is the lower-case `name`, ignoring
/// ASCII case.
pub(crate) fn has_same_tchars(bytes: &[u8], name: &[u8]) -> bool {
    lower_tchars(bytes).eq(name.iter().copied())
}

/// Whether it begins with the lower-case `name`.
pub(crate) fn starts_with_same_tchars(bytes: &[u8], name: &[u8]) -> bool {
    lower_tchars(bytes).take(name.len()).eq(name.iter().copied())
}

fn lower_tchars(bytes: &[u8]) -> impl Iterator<Item = u8> {
    work::count(bytes.len());
    bytes.iter().filter(|&&b| is_tchar(b)).map(u8::to_ascii_lowercase)
}

/// The parts between commas.
pub(crate) fn split_at_commas(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split(|&b| b == b',').inspect(|part| work::count(part.len() + 1))
}

/// A `token`: a method, a field name.
#[inline]
pub fn is_token(bytes: &[u8]) -> bool {
    !bytes.is_empty() && are_all(bytes, TCHAR)
}

/// A request target.
#[inline]
pub fn is_target(bytes: &[u8]) -> bool {
    !bytes.is_empty() && target_len(bytes) == bytes.len()
}

/// A `reason-phrase` that may be sent (RFC 9112 section 4). Received ones are checked by
/// [`has_no_invalid_octets`](super::field_value::has_no_invalid_octets), which accepts more.
pub fn is_reason_phrase(bytes: &[u8]) -> bool {
    run_len(bytes, REASON) == bytes.len()
}

/// `bytes` without leading and trailing OWS.
#[inline]
pub fn trim_ows(bytes: &[u8]) -> &[u8] {
    trim_ows_end(trim_ows_start(bytes))
}

/// `bytes` without leading OWS.
#[inline]
pub fn trim_ows_start(bytes: &[u8]) -> &[u8] {
    let mut rest = bytes;
    while let [b' ' | b'\t', after @ ..] = rest {
        rest = after;
    }
    // The trimmed bytes, and the one after them.
    work::count(bytes.len() - rest.len() + 1);
    rest
}

/// `bytes` without trailing OWS.
#[inline]
pub fn trim_ows_end(bytes: &[u8]) -> &[u8] {
    let mut rest = bytes;
    while let [before @ .., b' ' | b'\t'] = rest {
        rest = before;
    }
    work::count(bytes.len() - rest.len() + 1);
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens() {
        assert!(is_token(b"x-!#$%&'*+-.^_`|~09AZaz"));
        for byte in 0..=255u8 {
            let expected = byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
            assert_eq!(is_token(&[b'a', byte]), expected, "{byte:#x}");
        }
        assert!(!is_token(b""));
    }

    #[test]
    fn targets_stop_at_the_last_visible_character() {
        for byte in 0..=255u8 {
            assert_eq!(is_target(&[b'/', byte]), (0x21..=0x7e).contains(&byte), "{byte:#x}");
        }
        assert!(!is_target(b""));
    }

    #[test]
    fn paths_and_queries_hold_all_visible_characters_but_three() {
        for byte in 0..=255u8 {
            let expected = (0x21..=0x7e).contains(&byte) && !br"#%\".contains(&byte);
            assert_eq!(is_uri_octet(byte), expected, "{byte:#x}");
        }
    }

    #[test]
    fn reason_phrases_to_send_hold_no_controls() {
        for byte in 0..=255u8 {
            let expected = byte == b'\t' || !byte.is_ascii_control();
            assert_eq!(is_reason_phrase(&[byte]), expected, "{byte:#x}");
        }
    }

    #[test]
    fn controls() {
        for byte in 0..=255u8 {
            assert_eq!(
                is_ctl_except_htab(byte),
                byte.is_ascii_control() && byte != b'\t',
                "{byte:#x}"
            );
        }
    }

    #[test]
    fn ows_is_trimmed_at_both_ends_only() {
        assert_eq!(trim_ows(b" \ta b\t "), b"a b");
        assert_eq!(trim_ows(b" \t "), b"");
        assert_eq!(trim_ows(b"\x0ba\x0b"), b"\x0ba\x0b");
    }
}
