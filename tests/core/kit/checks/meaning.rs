//! What a received head means, and that it can be sent on.

use h11::connection::Event;
use h11::error::Result;
use h11::fields::{FieldSummary, Leniency, ParsedSection};
use h11::parser::head::{RequestHead, ResponseHead};
use h11::serializer::{Encode, RequestEncoder, ResponseEncoder};

use crate::fields::{Pairs, pairs, parsed};

/// Checks the fields of a head, and that what is written for it reads the same.
/// Returns whether the event is a head.
pub(crate) fn check<S>(event: Event<'_, S>) -> bool {
    match event {
        Event::Request { method, target, version, fields } => {
            let section = fields.section();
            check_fields(&pairs(section), section.index.summary());
            let wire = RequestEncoder { method, target, fields: section }.to_vec();
            if version == b"1.1" {
                let start = [method, b" ", target, b" HTTP/1.1\r\n"].concat();
                let again = RequestHead::parse(&wire, Leniency::NONE).map(|head| head.fields);
                assert_reads(&wire, &start, again, pairs(section));
            }
            true
        }
        Event::Response { status, reason, fields, .. } => {
            let section = fields.section();
            check_fields(&pairs(section), section.index.summary());
            let amendment = Default::default();
            let wire = ResponseEncoder { status, reason, fields: section, amendment }.to_vec();
            let start = [format!("HTTP/1.1 {status:03} ").as_bytes(), reason, b"\r\n"].concat();
            let again = ResponseHead::parse(&wire, Leniency::NONE).map(|head| head.fields);
            assert_reads(&wire, &start, again, pairs(section));
            true
        }
        _ => false,
    }
}

fn assert_reads(wire: &[u8], start: &[u8], again: Result<ParsedSection>, fields: Pairs) {
    assert!(wire.starts_with(start), "{wire:?}");
    assert_eq!(pairs(parsed(&again.unwrap(), wire)), host_first(fields));
}

/// As fields are sent.
pub(crate) fn host_first(fields: Pairs) -> Pairs {
    let (hosts, others): (Pairs, Pairs) =
        fields.into_iter().partition(|field| named(field, "host"));
    [hosts, others].concat()
}

/// Whether this is the field's name, in whatever case.
pub(crate) fn named((name, _): &(Vec<u8>, Vec<u8>), lower: &str) -> bool {
    name.eq_ignore_ascii_case(lower.as_bytes())
}

/// The members of the lists in the fields of this name, in lower case.
pub(crate) fn members(fields: &Pairs, lower: &str) -> Vec<Vec<u8>> {
    let values = fields.iter().filter(|field| named(field, lower)).map(|(_, value)| value);
    let parts = values.flat_map(|value| value.split(|&b| b == b','));
    let members = parts.map(|part| part.trim_ascii().to_ascii_lowercase());
    members.filter(|member| !member.is_empty()).collect()
}

fn check_fields(fields: &Pairs, summary: &FieldSummary) {
    for (name, value) in fields {
        let is_tchar = |b: &u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(b);
        assert!(!name.is_empty() && name.iter().all(is_tchar), "{name:?}");
        assert!(!value.iter().any(|b| b"\0\n\x0b\x0c\r".contains(b)), "{value:?}");
        assert_eq!(value.trim_ascii(), value);
    }
    let count = |lower| fields.iter().filter(|field| named(field, lower)).count();
    let says = |lower, member: &str| members(fields, lower).contains(&member.as_bytes().to_vec());
    let value_of = |lower| fields.iter().find(|field| named(field, lower)).map(|field| &field.1);
    assert_eq!(summary.hosts as usize, count("host"));
    assert!(count("content-length") < 2 && count("transfer-encoding") < 2);
    let length = value_of("content-length").map(|v| str::from_utf8(v).unwrap().parse().unwrap());
    assert_eq!(summary.content_length(), length);
    assert_eq!(
        value_of("transfer-encoding"),
        summary.chunked.then(|| b"chunked".to_vec()).as_ref()
    );
    assert_eq!(summary.connection, count("connection") > 0);
    assert_eq!(summary.close, says("connection", "close"));
    assert_eq!(summary.upgrade, !members(fields, "upgrade").is_empty());
    assert_eq!(summary.expect_continue, says("expect", "100-continue"));
}
