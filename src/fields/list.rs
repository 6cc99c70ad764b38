//! Comma-separated lists (RFC 9110 section 5.6.1).

use crate::grammar::octets::{find_octet, is_same_ignoring_case, split_at_commas, trim_ows};

/// The members of a comma-separated value, without OWS and empty ones.
pub fn list_members(value: &[u8]) -> impl Iterator<Item = &[u8]> {
    split_at_commas(value).map(trim_ows).filter(|member| !member.is_empty())
}

/// Whether a comma-separated value has each of these members, ignoring case.
pub(super) fn has_members<const N: usize>(value: &[u8], members: [&[u8]; N]) -> [bool; N] {
    let mut found = [false; N];
    let mut look = |word: &[u8]| {
        for (found, member) in found.iter_mut().zip(members) {
            *found |= is_same_ignoring_case(word, member);
        }
    };
    if find_octet(value, |octet| octet == b',').is_some() {
        list_members(value).for_each(look);
    } else {
        look(value);
    }
    found
}
