//! Under strict, lengths and chunk sizes are compared by value: leading zeros do not count.

use h11::error::Code;

use super::{however_split, strict_client, strict_server};
use crate::endpoint::Endpoint;
use crate::transcript::{Outcome, lines};

fn put(fields: &str, content: &str) -> String {
    format!("PUT / HTTP/1.1\r\nHost: a\r\n{fields}\r\n{content}")
}

fn outcomes(wire: &str) -> Vec<String> {
    lines(&however_split(strict_server, wire.as_bytes()))
}

fn code(wire: &str) -> Option<Code> {
    match however_split(strict_server, wire.as_bytes()).pop() {
        Some(Outcome::Failed(error)) => error.code(),
        _ => None,
    }
}

#[test]
fn of_lengths() {
    for zeros in [0, 1, 19, 20, 21, 300] {
        let wire = put(&format!("Content-Length: {}5\r\n", "0".repeat(zeros)), "hello");
        // With more digits than 0.16.0 accepts, the zeros are dropped.
        let shown = if zeros < 20 { "0".repeat(zeros) } else { String::new() };
        assert_eq!(
            outcomes(&wire),
            [
                format!("PUT / HTTP/1.1 {{Host: a, Content-Length: {shown}5}}"),
                "data hello".into(),
                "end".into()
            ]
        );
    }
    let none = put(&format!("Content-Length: {}\r\n", "0".repeat(30)), "");
    assert_eq!(outcomes(&none), ["PUT / HTTP/1.1 {Host: a, Content-Length: 0}", "end"]);
    let many_digits = put(&format!("Content-Length: 0{}\r\n", "1".repeat(21)), "");
    assert_eq!(code(&many_digits), Some(Code::ContentLengthMalformed));
    let no_number = put(&format!("Content-Length: {}x\r\n", "0".repeat(21)), "");
    assert_eq!(code(&no_number), Some(Code::ContentLengthMalformed));
}

#[test]
fn of_repeated_lengths() {
    let zeros = "0".repeat(30);
    for (fields, expected) in [
        ("Content-Length: 5\r\nContent-Length: 05\r\n".into(), Code::ContentLengthRepeated),
        ("Content-Length: 0, 00\r\n".into(), Code::ContentLengthRepeated),
        (format!("Content-Length: {zeros}5, 5\r\n"), Code::ContentLengthRepeated),
        (format!("Content-Length: 5\r\nContent-Length: {zeros}5\r\n"), Code::ContentLengthRepeated),
        ("Content-Length: 5, 06\r\n".into(), Code::ContentLengthConflict),
        ("Content-Length: 5\r\nContent-Length: 06\r\n".into(), Code::ContentLengthConflict),
        ("Content-Length: 0\r\nContent-Length: 1\r\n".into(), Code::ContentLengthConflict),
    ] {
        assert_eq!(code(&put(&fields, "hello")), Some(expected), "{fields:?}");
    }
}

#[test]
fn of_chunk_sizes() {
    let chunked = "Transfer-Encoding: chunked\r\n";
    for zeros in [1, 15, 20, 300] {
        let zeros = "0".repeat(zeros);
        let wire = put(chunked, &format!("{zeros}5\r\nhello\r\n{zeros}\r\n\r\n"));
        assert_eq!(outcomes(&wire)[1..], ["data hello", "end"]);
    }
    // Those beyond twenty count as extensions, which are limited.
    let wire = put(chunked, &format!("{}5\r\nhello\r\n", "0".repeat(16_020)));
    assert_eq!(lines(&strict_server().feed_all(&[wire.as_bytes()])).len(), 2);
    let too_many = put(chunked, &format!("{}5\r\nhello\r\n", "0".repeat(16_021)));
    match strict_server().feed_all(&[too_many.as_bytes()]).pop() {
        Some(Outcome::Failed(e)) => assert_eq!(e.code(), Some(Code::ChunkExtensionsTooLarge)),
        other => panic!("{other:?}"),
    }
}

#[test]
fn in_responses_too() {
    let wire = format!("HTTP/1.1 200 OK\r\nContent-Length: {}1\r\n\r\nx", "0".repeat(40));
    assert_eq!(
        lines(&however_split(strict_client, wire.as_bytes())),
        ["HTTP/1.1 200 OK {Content-Length: 1}", "data x", "end"]
    );
    assert_eq!(Endpoint::client_after("GET /").feed(&wire), ["400: bad Content-Length"]);
}
