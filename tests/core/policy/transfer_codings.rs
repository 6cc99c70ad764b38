//! Transfer codings under strict: lists of them, and why they are rejected.

use h11::error::Code;

use super::{however_split, strict_client, strict_server};
use crate::transcript::{Outcome, lines};

const REPEATED: Code = Code::TransferEncodingRepeated;
const UNKNOWN: Code = Code::TransferCodingUnknown;

/// The values of Transfer-Encoding, the code and hint in a request, the code in a response, and
/// the offending bytes.
type Row = (&'static [&'static str], (Code, u16), Code, &'static str);

const REJECTED: &[Row] = &[
    (&["gzip"], (Code::ChunkedNotLast, 400), UNKNOWN, "gzip"),
    (&["identity"], (Code::ChunkedNotLast, 400), UNKNOWN, "identity"),
    (&["xchunked"], (Code::ChunkedNotLast, 400), UNKNOWN, "xchunked"),
    (&["\"chunked\""], (Code::ChunkedNotLast, 400), UNKNOWN, "\"chunked\""),
    (&["chunked;a=b"], (Code::ChunkedNotLast, 400), UNKNOWN, "chunked;a=b"),
    (&["chunked, gzip"], (Code::ChunkedNotLast, 400), UNKNOWN, "chunked, gzip"),
    (&["chunked", "gzip"], (Code::ChunkedNotLast, 400), REPEATED, "gzip"),
    (&["gzip", "chunked", "gzip"], (Code::ChunkedNotLast, 400), UNKNOWN, "gzip"),
    (&["gzip, chunked"], (UNKNOWN, 501), UNKNOWN, "gzip, chunked"),
    (&["gzip", "chunked"], (UNKNOWN, 501), UNKNOWN, "gzip"),
    (&["gzip", "chunked", ""], (UNKNOWN, 501), UNKNOWN, "gzip"),
    (&["chunked, chunked"], (UNKNOWN, 501), UNKNOWN, "chunked, chunked"),
    (&["chunked", "chunked"], (REPEATED, 501), REPEATED, "chunked"),
    (&["chunked", "Chunked"], (REPEATED, 501), REPEATED, "Chunked"),
];

fn section(values: &[&str]) -> String {
    values.iter().flat_map(|value| ["Transfer-Encoding: ", value, "\r\n"]).collect()
}

#[test]
fn unsupported_codings() {
    for (values, in_request, in_response, offending) in REJECTED {
        let section = section(values);
        let request = format!("PUT / HTTP/1.1\r\nHost: a\r\n{section}\r\n");
        match &however_split(strict_server, request.as_bytes())[..] {
            [Outcome::Failed(error)] => {
                assert_eq!((error.code(), error.status_hint()), (Some(in_request.0), in_request.1));
                assert_eq!(error.offending(), Some(offending.as_bytes()), "{values:?}");
            }
            other => panic!("{values:?}: {other:?}"),
        }
        let response = format!("HTTP/1.1 200 OK\r\n{section}\r\n");
        match &however_split(strict_client, response.as_bytes())[..] {
            [Outcome::Failed(error)] => assert_eq!(error.code(), Some(*in_response), "{values:?}"),
            other => panic!("{values:?}: {other:?}"),
        }
    }
}

#[test]
fn a_field_without_a_coding() {
    for values in [&[""][..], &[","], &["", "chunked"]] {
        let request = format!("PUT / HTTP/1.1\r\nHost: a\r\n{}\r\n", section(values));
        match &however_split(strict_server, request.as_bytes())[..] {
            [Outcome::Failed(error)] => {
                let expected = if values.len() == 1 { Code::ChunkedNotLast } else { UNKNOWN };
                assert_eq!(error.code(), Some(expected), "{values:?}");
            }
            other => panic!("{values:?}: {other:?}"),
        }
    }
}

#[test]
fn empty_members_of_a_list_are_ignored() {
    for value in ["chunked", "CHUNKED", ",chunked", "chunked,", ", \t,Chunked ,,"] {
        let wire = format!(
            "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: {value}\r\n\r\n1\r\nx\r\n0\r\n\r\n"
        );
        assert_eq!(
            lines(&however_split(strict_server, wire.as_bytes())),
            ["PUT / HTTP/1.1 {Host: a, Transfer-Encoding: chunked}", "data x", "end"]
        );
    }
}

#[test]
fn codings_are_rejected_before_the_length() {
    let wire = "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\nContent-Length: 1\r\n\r\n";
    let outcomes = however_split(strict_server, wire.as_bytes());
    assert_eq!(
        lines(&outcomes),
        ["400: last transfer coding of a request is not chunked: b'gzip'"]
    );
}
