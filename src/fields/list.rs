//! Comma-separated lists (RFC 9110 section 5.6.1).

use crate::grammar::octets::trim_ows;
use crate::work;

/// The members of a comma-separated value, without OWS and empty ones.
pub fn list_members(value: &[u8]) -> impl Iterator<Item = &[u8]> {
    split_at_commas(value).map(trim_ows).filter(|member| !member.is_empty())
}

/// Whether a comma-separated value has each of these members, in whatever case.
pub(super) fn has_members<const N: usize>(value: &[u8], members: [&[u8]; N]) -> [bool; N] {
    work::count(value.len());
    let mut found = [false; N];
    let mut look = |word: &[u8]| {
        for (found, member) in found.iter_mut().zip(members) {
            *found |= is_same_word(word, member);
        }
    };
    if value.contains(&b',') {
        list_members(value).for_each(look)
    } else {
        look(value)
    }
    found
}

pub(super) fn split_at_commas(value: &[u8]) -> impl Iterator<Item = &[u8]> {
    value.split(|&b| b == b',').inspect(|part| work::count(part.len() + 1))
}

pub(super) fn is_same_word(one: &[u8], other: &[u8]) -> bool {
    work::count_comparison(one, other);
    one.eq_ignore_ascii_case(other)
}
