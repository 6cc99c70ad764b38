//! What an error says beside its text: the code of the broken rule, the bytes at fault
//! and a status for the answer.

use h11::error::{Code, EXCERPT_MAX, Error};
use h11::fields::SectionBuilder;

use crate::endpoint::Endpoint;
use crate::transcript::Outcome;

/// The error that ends what this end receives.
fn error(mut end: Endpoint, wire: &str) -> Error {
    match end.feed_all(&[wire.as_bytes()]).pop() {
        Some(Outcome::Failed(error)) => error,
        other => panic!("{wire:?}: {other:?}"),
    }
}

#[test]
fn of_requests() {
    let field = |line: &str| format!("GET / HTTP/1.1\r\nHost: a\r\n{line}\r\n\r\n");
    for (wire, code, offending) in [
        ("\0ab".into(), Code::NotHttp, Some("\0ab")),
        ("\x16a\n\n".into(), Code::NotHttp, Some("\x16a")),
        ("\r\n".into(), Code::RequestLineMissing, None),
        ("GET\r\n\r\n".into(), Code::RequestLineMalformed, Some("GET")),
        ("GET / HTTP/1.1\r\n\r\n".into(), Code::HostMissing, None),
        (field("host: b"), Code::HostRepeated, Some("b")),
        (field("A b"), Code::FieldLineMalformed, Some("A b")),
        (field("Content-Length: x"), Code::ContentLengthMalformed, Some("x")),
        (field("Content-Length: 1\r\nContent-Length: 2"), Code::ContentLengthConflict, Some("2")),
        (field("Transfer-Encoding: gzip"), Code::TransferCodingUnknown, Some("gzip")),
        (
            field("Transfer-Encoding: chunked\r\nTransfer-Encoding: Chunked"),
            Code::TransferEncodingRepeated,
            Some("Chunked"),
        ),
        (field("Transfer-Encoding: chunked") + "x\r\n", Code::ChunkSizeMalformed, Some("x\r\n")),
        (field("Transfer-Encoding: chunked") + "1\r\nabc", Code::ChunkCrlfMissing, Some("bc")),
    ] {
        let error = error(Endpoint::server(), &wire);
        assert_eq!(error.code(), Some(code), "{wire:?}");
        assert_eq!(error.offending(), offending.map(str::as_bytes), "{wire:?}");
        let hint = match code {
            Code::TransferCodingUnknown | Code::TransferEncodingRepeated => 501,
            _ => 400,
        };
        assert_eq!(error.status_hint(), hint, "{wire:?}");
    }
}

#[test]
fn names_of_fields() {
    for (line, field) in [
        ("hOST: b", Some("hOST")),
        ("Name : b", Some("Name")),
        ("Name: a\0", Some("Name")),
        ("Na me: b", None),
        ("name", None),
        ("Content-length: x", Some("Content-length")),
        ("Content-Length: 1\r\ncontent-length: 2", Some("content-length")),
        ("Transfer-encoding: gzip", Some("Transfer-encoding")),
        ("Transfer-Encoding: chunked\r\nTRANSFER-ENCODING: chunked", Some("TRANSFER-ENCODING")),
    ] {
        let wire = format!("GET / HTTP/1.1\r\nHost: a\r\n{line}\r\n\r\n");
        let error = error(Endpoint::server(), &wire);
        assert_eq!(error.field(), field.map(str::as_bytes), "{line:?}");
    }
    let folded = error(Endpoint::server(), "GET / HTTP/1.1\r\n Host: a\r\n\r\n");
    assert_eq!((folded.field(), folded.offending()), (None, Some(&b" Host: a"[..])));
}

#[test]
fn of_responses() {
    for (wire, code, offending) in [
        ("\n", Code::StatusLineMissing, None),
        ("\x15a\n\n", Code::NotHttp, Some("\x15a")),
        ("HTTP/1.1 20\r\n\r\n", Code::StatusLineMalformed, Some("HTTP/1.1 20")),
        ("HTTP/1.1 099 \r\n\r\n", Code::StatusCodeOutOfRange, Some("99")),
    ] {
        let error = error(Endpoint::client_after("GET /"), wire);
        assert_eq!(error.code(), Some(code), "{wire:?}");
        assert_eq!(error.offending(), offending.map(str::as_bytes), "{wire:?}");
    }
}

#[test]
fn of_fields_to_send() {
    let push = |name: &str, value: &str| {
        SectionBuilder::with_capacity(1).push(name.as_bytes(), value.as_bytes()).unwrap_err()
    };
    let name = push("a b", "");
    assert_eq!(name.code(), Some(Code::FieldNameMalformed));
    assert_eq!(
        (name.offending(), name.to_string()),
        (Some(&b"a b"[..]), "Illegal header name b'a b'".into())
    );
    let value = push("a", "b\n");
    assert_eq!(value.code(), Some(Code::FieldValueMalformed));
    assert_eq!(
        (value.offending(), value.to_string()),
        (Some(&b"b\n"[..]), r"Illegal header value b'b\n'".into())
    );
}

/// The Python half looks at start lines that a program makes.
#[test]
fn of_start_lines_to_send() {
    let reason = Error::ReasonPhraseMalformed(b"a\r"[..].into());
    assert_eq!(
        (reason.code(), reason.offending()),
        (Some(Code::ReasonPhraseMalformed), Some(&b"a\r"[..]))
    );
    assert_eq!(reason.to_string(), r"Illegal reason phrase b'a\r'");
    let final_status = Error::StatusCodeOutOfRange { code: "1000".into(), is_informational: false };
    assert_eq!(final_status.offending(), Some(&b"1000"[..]));
    assert_eq!(
        final_status.to_string(),
        "Response status_code should be in range [200, 1000), not 1000"
    );
    assert_eq!(Error::StatusCodeNotInteger.code(), Some(Code::StatusCodeNotInteger));
    assert_eq!(Error::StatusCodeNotInteger.to_string(), "status code must be integer");
}

#[test]
fn only_the_first_of_many_bytes_are_shown() {
    for len in [EXCERPT_MAX, EXCERPT_MAX + 1] {
        let error = error(Endpoint::server(), &format!("{}\r\n\r\n", "a".repeat(len)));
        assert_eq!(error.offending(), Some("a".repeat(EXCERPT_MAX).as_bytes()));
        assert!(error.to_string().contains(&"a".repeat(len)), "the text has them all");
    }
}

#[test]
fn of_what_is_no_violation() {
    let mut server = Endpoint::server();
    server.feed_eof();
    let error = server.0.receive(b"GET".to_vec()).unwrap_err();
    assert_eq!(error, Error::ReceivedAfterEof);
    assert_eq!((error.code(), error.offending(), error.status_hint()), (None, None, 400));
    assert_eq!(error.to_string(), "received close, then received more data?");
    let mut bytes: Vec<u8> = Vec::new();
    let no_memory = Error::from(bytes.try_reserve(usize::MAX).unwrap_err());
    assert_eq!((no_memory.code(), no_memory.to_string()), (None, "out of memory".into()));
}
