//! What is written parses back to what was written, and its length is known
//! beforehand.

use h11::fields::Leniency;
use h11::parser::chunk::parse_chunk_size_line;
use h11::parser::field_lines::parse_fields;
use h11::parser::head::{RequestHead, ResponseHead};
use h11::serializer::{
    ChunkHeader, LastChunkEncoder, RequestEncoder, ResponseEncoder, SectionEncoder,
};
use proptest::prelude::*;

use crate::field_strategies::{plain_fields, token, value};
use crate::fields::{Fields, Pairs, pairs, parsed};
use crate::proptest_config::cases;
use crate::serializer::encoders::written;

/// Fields with the one named Host at the front, as they are written.
fn host_first(mut pairs: Pairs) -> Pairs {
    pairs.sort_by_key(|(name, _)| !name.eq_ignore_ascii_case(b"host"));
    pairs
}

/// Any fields, with a Host somewhere among them.
fn fields_with_host() -> impl Strategy<Value = Pairs> {
    (plain_fields(), value(), plain_fields())
        .prop_map(|(before, host, after)| [before, vec![(b"Host".to_vec(), host)], after].concat())
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn requests(method in token(), target in "[!-~]{1,30}", given in fields_with_host()) {
        let fields = Fields::build(given.clone()).unwrap();
        let target = target.as_bytes();
        let bytes = written(&RequestEncoder { method: &method, target, fields: fields.section() });
        let head = RequestHead::parse(&bytes, Leniency::NONE).unwrap();
        prop_assert_eq!(head.start.method.slice(&bytes), method);
        prop_assert_eq!(head.start.target.slice(&bytes), target);
        prop_assert_eq!(head.start.version.slice(&bytes), b"1.1");
        prop_assert_eq!(pairs(parsed(&head.fields, &bytes)), host_first(given));
        prop_assert_eq!(head.fields.index.summary(), fields.summary());
    }

    #[test]
    fn responses(
        status in 100u16..1000,
        // What may be sent, and what may not but is read: control characters.
        reason in prop_oneof!["[ -~]{0,20}", "[^\0\n\x0b\x0c\r]{0,20}"],
        given in fields_with_host(),
    ) {
        let fields = Fields::build(given.clone()).unwrap();
        let wire = ResponseEncoder {
            status,
            reason: reason.as_bytes(),
            fields: fields.section(),
            amendment: Default::default(),
        };
        let bytes = written(&wire);
        let head = ResponseHead::parse(&bytes, Leniency::NONE).unwrap();
        prop_assert_eq!(head.start.status, status);
        prop_assert_eq!(head.start.reason.slice(&bytes), reason.as_bytes());
        prop_assert_eq!(head.start.version.slice(&bytes), b"1.1");
        prop_assert_eq!(pairs(parsed(&head.fields, &bytes)), host_first(given));
    }

    #[test]
    fn sections(given in plain_fields()) {
        let fields = Fields::build(given.clone()).unwrap();
        prop_assert_eq!(pairs(fields.section()), given.clone());
        let bytes = written(&SectionEncoder(fields.section()));
        let read = parse_fields(&bytes, 0, Leniency::NONE).unwrap();
        prop_assert_eq!(pairs(parsed(&read, &bytes)), given);
        let last_chunk = written(&LastChunkEncoder(fields.section()));
        prop_assert_eq!(last_chunk.strip_prefix(b"0\r\n"), Some(&bytes[..]));
    }

    #[test]
    fn chunk_headers(bits in 0u32..=usize::BITS, size: usize) {
        // As many sizes of few digits as of many.
        let size = size.checked_shr(bits).unwrap_or(0);
        let header = ChunkHeader::new(size);
        let line = format!("{size:x}\r\n");
        prop_assert_eq!(header.as_bytes(), line.as_bytes());
        prop_assert_eq!(parse_chunk_size_line(header.as_bytes(), Leniency::NONE), Ok(size as u128));
    }

    #[test]
    fn a_section_that_was_read_is_written_as_it_stands(given in plain_fields()) {
        let fields = Fields::build(given).unwrap();
        let bytes = written(&SectionEncoder(fields.section()));
        let read = parse_fields(&bytes, 0, Leniency::NONE).unwrap();
        let section = parsed(&read, &bytes);
        prop_assert!(read.rewritten.is_none(), "there was nothing to change");
        prop_assert_eq!(section.canonical_bytes(), bytes.strip_suffix(b"\r\n"));
        prop_assert_eq!(written(&SectionEncoder(section)), bytes.clone());
    }
}
