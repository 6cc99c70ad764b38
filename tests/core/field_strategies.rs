//! Any fields that a program could make.

use proptest::collection::vec;
use proptest::prelude::*;

use crate::fields::Pairs;

/// Any `token`.
pub(crate) fn token() -> impl Strategy<Value = Vec<u8>> {
    "[!#$%&'*+.^_`|~0-9A-Za-z-]{1,12}".prop_map(String::into_bytes)
}

/// Any field value: whatever h11 accepts, without OWS around it.
pub(crate) fn value() -> impl Strategy<Value = Vec<u8>> {
    let byte = any::<u8>().prop_filter("not in a value", |b| !b"\0\n\x0b\x0c\r".contains(b));
    vec(byte, 0..16).prop_map(|bytes| bytes.trim_ascii().to_vec())
}

/// Fields that mean nothing to framing or to the state machine, but for the
/// names everybody knows, which are written in any case.
pub(crate) fn plain_fields() -> impl Strategy<Value = Pairs> {
    let known = prop::sample::select(vec!["accept", "DATE", "Set-Cookie", "x-ReQuest-Id"]);
    let name = prop_oneof![token(), known.prop_map(|name| name.as_bytes().to_vec())];
    let meaningless = name.prop_filter("means something", |name| {
        let rules =
            ["host", "content-length", "transfer-encoding", "connection", "upgrade", "expect"];
        !rules.iter().any(|rule| name.eq_ignore_ascii_case(rule.as_bytes()))
    });
    vec((meaningless, value()), 0..8)
}
