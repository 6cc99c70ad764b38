//! Fields that a program gives and the same fields off the wire: both ways of
//! making a section come to the same.

use h11::error::Error;
use h11::fields::FieldSummary;
use h11::fields::Leniency;
use h11::parser::field_lines::parse_fields;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::field_strategies::{token, value};
use crate::fields::{Fields, Pairs, pairs, parsed};
use crate::proptest_config::cases;

/// Values that mean something, and some that almost do.
#[rustfmt::skip]
const VALUES: &[&str] = &[
    "", "5", "05", "5, 5", "5 ,5,5", "6", "5,", "x", "chunked", "CHUNKED", "gzip", "close",
    "a, Close", "keep-alive", "100-continue", "websocket", ",", "99999999999999999999",
    "100000000000000000000",
];

/// Names that mean something, in two cases.
#[rustfmt::skip]
const NAMES: &[&str] = &[
    "Host", "Content-Length", "content-length", "Transfer-Encoding", "TRANSFER-ENCODING",
    "Connection", "Upgrade", "Expect",
];

fn meaningful_field() -> impl Strategy<Value = (Vec<u8>, Vec<u8>)> {
    let text = |all| prop::sample::select(all).prop_map(|text: &str| text.as_bytes().to_vec());
    let name = prop_oneof![4 => text(NAMES), 1 => token()];
    let value = prop_oneof![4 => text(VALUES), 1 => value()];
    (name, value)
}

/// How a field line may be written: what stands between name and value, and
/// what after the value.
fn ways_to_write() -> impl Strategy<Value = (&'static str, &'static str)> {
    let before = prop::sample::select(vec![":", ": ", ":\t  ", ":\r\n ", ": \n\t"]);
    let after = prop::sample::select(vec!["\r\n", "\n", " \r\n", "\t\t\n"]);
    (before, after)
}

fn parse(section: &[u8]) -> Result<(Pairs, FieldSummary), Error> {
    let read = parse_fields(section, 0, Leniency::NONE)?;
    Ok((pairs(parsed(&read, section)), read.index.summary().clone()))
}

fn build(given: Pairs) -> Result<(Pairs, FieldSummary), Error> {
    let fields = Fields::build(given)?;
    Ok((pairs(fields.section()), fields.summary().clone()))
}

proptest! {
    #![proptest_config(cases(1024))]

    #[test]
    fn fields_and_facts_and_errors(
        fields in vec((meaningful_field(), ways_to_write()), 0..7),
    ) {
        let mut section = Vec::new();
        for ((name, value), (before, after)) in &fields {
            section.extend([name, before.as_bytes(), value, after.as_bytes()].concat());
        }
        section.extend(b"\r\n");
        let given = fields.into_iter().map(|(pair, _)| pair).collect();
        prop_assert_eq!(parse(&section), build(given));
    }

    #[test]
    fn a_section_parses_the_same_behind_a_start_line(fields in vec(meaningful_field(), 0..7)) {
        let Ok(built) = Fields::build(fields) else { return Ok(()) };
        let start = b"GET / HTTP/1.1\r\n";
        let block: Vec<u8> = built.section().canonical_bytes().expect("it is built as it is sent").into();
        let head = [start, &block[..], b"\r\n"].concat();
        let read = parse_fields(&head, start.len(), Leniency::NONE).unwrap();
        // What was said twice is written once.
        let mut written = built.summary().clone();
        written.length_repeated = false;
        prop_assert_eq!(read.index.summary(), &written);
        prop_assert!(read.rewritten.is_none());
        let section = parsed(&read, &head);
        prop_assert_eq!(section.canonical_bytes(), Some(&block[..]));
        prop_assert!(section.iter().eq(built.section().iter()));
    }
}

#[test]
fn a_section_knows_whether_it_stands_as_it_would_be_sent() {
    for (section, stands) in [
        ("A: b\r\nC: \r\n\r\n", true),
        ("\r\n", true),
        ("A: b\r\n\n", true),
        ("A: b\n\r\n", false),
        ("A:b\r\n\r\n", false),
        ("A: b \r\n\r\n", false),
        ("A:  b\r\n\r\n", false),
        ("A:\tb\r\n\r\n", false),
        ("A:\r\n\r\n", false),
        ("Content-Length: 5,5\r\n\r\n", false),
        ("Content-Length: 5\r\nContent-Length: 5\r\n\r\n", false),
        ("Content-Length: 5\r\nContent-Length: 5\r\nA: b\r\n\r\n", false),
    ] {
        let read = parse_fields(section.as_bytes(), 0, Leniency::NONE).unwrap();
        assert!(read.rewritten.is_none(), "{section:?}");
        let found = parsed(&read, section.as_bytes());
        assert_eq!(found.canonical_bytes().is_some(), stands, "{section:?}");
    }
}

#[test]
fn a_section_that_had_to_be_rewritten_stands_as_it_would_be_sent() {
    for (section, sent) in [
        ("A: b\r\n c\r\nD:e\n\r\n", "A: b c\r\nD: e\r\n"),
        ("Transfer-Encoding: Chunked\r\n\r\n", "Transfer-Encoding: chunked\r\n"),
    ] {
        let read = parse_fields(section.as_bytes(), 0, Leniency::NONE).unwrap();
        assert!(read.rewritten.is_some(), "it had to be");
        let found = parsed(&read, section.as_bytes());
        assert_eq!(found.canonical_bytes(), Some(sent.as_bytes()));
    }
}
