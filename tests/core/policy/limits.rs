//! Limits: each met exactly, and passed by one, however a message is cut.

use h11::connection::Connection;
use h11::error::Code;
use h11::policy::limits::Limits;
use h11::policy::{COMPATIBLE, LENIENT, STRICT};
use h11::state::Role;
use proptest::prelude::*;

use crate::endpoint::Endpoint;
use crate::proptest_config::cases;
use crate::segments::{in_two, places, segments, single_bytes};
use crate::transcript::Outcome;

/// A limit, what there is of it in a request, and the code when it is less.
type Case = (fn(usize) -> Limits, String, usize, Code);

fn limited() -> Vec<Case> {
    let chunked = "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    let get = "GET /path HTTP/1.1\r\nHost: a\r\nA:12345678901234567890\r\n\r\n";
    let head: fn(usize) -> Limits = |max_head_size| Limits { max_head_size, ..Limits::NONE };
    let count: fn(usize) -> Limits = |max_fields| Limits { max_fields, ..Limits::NONE };
    let line: fn(usize) -> Limits = |max_line_size| Limits { max_line_size, ..Limits::NONE };
    let extensions: fn(usize) -> Limits =
        |max_chunk_extensions_size| Limits { max_chunk_extensions_size, ..Limits::NONE };
    let trailers: fn(usize) -> Limits =
        |max_trailers_size| Limits { max_trailers_size, ..Limits::NONE };
    vec![
        (head, get.into(), get.len(), Code::HeadTooLarge),
        (head, "GET / HTTP/1.0\n\n".into(), 16, Code::HeadTooLarge),
        (count, get.into(), 2, Code::TooManyFields),
        (count, format!("{chunked}0\r\nA: b\r\nA: b\r\nA: b\r\n\r\n"), 3, Code::TooManyFields),
        (line, get.into(), 22, Code::FieldLineTooLong),
        (line, "GET /p HTTP/1.0\r\n\r\n".into(), 15, Code::RequestLineTooLong),
        (
            line,
            "GET /p HTTP/1.0\r\nA: b\r\n 12345678901\r\n\r\n".into(),
            16,
            Code::FieldLineTooLong,
        ),
        (line, format!("{chunked}0\r\nA:{}\r\n\r\n", "b".repeat(30)), 32, Code::FieldLineTooLong),
        (extensions, format!("{chunked}1;ab\r\nx\r\n"), 3, Code::ChunkExtensionsTooLarge),
        (
            extensions,
            format!("{chunked}1;a\r\nx\r\n2 \r\nyz\r\n0;\r\n"),
            4,
            Code::ChunkExtensionsTooLarge,
        ),
        (trailers, format!("{chunked}0\r\nA: b\r\n\r\n"), 8, Code::TrailersTooLarge),
        (trailers, format!("{chunked}0\r\nA:\r\n\r\n"), 6, Code::TrailersTooLarge),
    ]
}

fn server(limits: Limits) -> Endpoint {
    Endpoint(Connection::new(Role::Server, i64::MAX).with_limits(limits))
}

fn code(limits: Limits, segments: &[&[u8]]) -> Option<Code> {
    match server(limits).feed_all(segments).last() {
        Some(Outcome::Failed(error)) => error.code(),
        _ => None,
    }
}

#[test]
fn each_limit_is_met_and_passed_wherever_a_message_is_cut() {
    for (limits, wire, size, expected) in limited() {
        let wire = wire.as_bytes();
        for segments in in_two(wire).chain([single_bytes(wire), vec![wire]]) {
            assert_eq!(code(limits(size), &segments), None, "{}", wire.escape_ascii());
            let too_small = code(limits(size - 1), &segments);
            assert_eq!(too_small, Some(expected), "{}", wire.escape_ascii());
        }
    }
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn whatever_the_limit_is(number in 0..limited().len(), places in places(), size in 0usize..120) {
        let (limits, wire, _, _) = limited().swap_remove(number);
        let whole = code(limits(size), &[wire.as_bytes()]);
        prop_assert_eq!(code(limits(size), &segments(wire.as_bytes(), &places)), whole);
    }
}

#[test]
fn what_never_ends_is_refused_where_it_passes_the_limit() {
    for (limits, begun, count, expected) in [
        (
            Limits { max_head_size: 100, ..Limits::NONE },
            "GET / HTTP/1.1\r\nA: ",
            81,
            Code::HeadTooLarge,
        ),
        (Limits { max_head_size: 100, ..Limits::NONE }, "GET /", 95, Code::RequestLineTooLong),
        (Limits { max_head_size: 100, ..Limits::NONE }, "GET", 97, Code::MethodTooLong),
    ] {
        let mut server = server(limits);
        server.feed(begun);
        assert_eq!(server.feed("x".repeat(count)), ["need data"]);
        let outcomes = server.next();
        assert_eq!(outcomes, Outcome::NeedData);
        server.receive("x");
        assert!(matches!(server.next(), Outcome::Failed(error) if error.code() == Some(expected)));
    }
}

#[test]
fn limits_change_nothing_else_of_a_policy() {
    for policy in [&COMPATIBLE, &STRICT, &LENIENT] {
        let limits = Limits { max_fields: 3, ..Limits::NONE };
        let connection: Connection<Vec<u8>> =
            Connection::new(Role::Client, 0).with_policy(policy).with_limits(limits);
        assert_eq!(connection.policy().name, policy.name);
        assert_eq!(connection.policy().limits(), &limits);
    }
    assert_eq!(COMPATIBLE.default_limits(), &Limits::NONE);
    assert_eq!(LENIENT.default_limits(), &Limits::NONE);
    assert_eq!(STRICT.default_limits(), &Limits::STRICT);
}

#[test]
fn of_a_head_that_is_too_large_the_request_line_may_be_the_reason() {
    let limits = |max_line_size| Limits { max_head_size: 20, max_line_size, ..Limits::NONE };
    let head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    let line = "GET / HTTP/1.1".len();
    assert_eq!(code(limits(line), &[head.as_bytes()]), Some(Code::HeadTooLarge));
    assert_eq!(code(limits(line - 1), &[head.as_bytes()]), Some(Code::RequestLineTooLong));
    let mut client = Endpoint(Connection::new(Role::Client, i64::MAX).with_limits(limits(line)));
    client.request("GET /", &["Host: a"]);
    client.receive("HTTP/1.1 200 a reason that is long\r\n");
    assert!(
        matches!(client.next(), Outcome::Failed(error) if error.code() == Some(Code::HeadTooLarge))
    );
}

#[test]
fn of_a_long_request_line_the_method_may_be_the_reason() {
    let limits = Limits { max_head_size: 40, max_line_size: 10, ..Limits::NONE };
    for (line, expected) in [
        ("METHODMET / HTTP/1.0", Code::RequestLineTooLong),
        ("METHODMETH / HTTP/1.0", Code::MethodTooLong),
        ("GET /methodmethodmethodmethodmethodmethod", Code::RequestLineTooLong),
        ("METHODMETHODMETHODMETHODMETHODMETHOD / HTTP", Code::MethodTooLong),
    ] {
        let wire = format!("{line}\r\n\r\n");
        for segments in in_two(wire.as_bytes()).chain([single_bytes(wire.as_bytes())]) {
            assert_eq!(code(limits, &segments), Some(expected), "{segments:?}");
        }
    }
}

#[test]
fn an_extension_is_shown_up_to_the_byte_that_is_too_much() {
    let limits = Limits { max_chunk_extensions_size: 5, ..Limits::NONE };
    let mut server = server(limits);
    server.feed("PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    assert_eq!(server.feed("1;a\r\nx\r\n"), ["data [x]", "need data"]);
    server.receive("02;bcdefgh\r\n");
    match server.next() {
        Outcome::Failed(error) => assert_eq!(error.offending(), Some(&b"02;bcd"[..])),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_message_that_is_longer_than_a_line_may_be_has_all_its_fields() {
    let limits = |max_fields| Limits { max_fields, max_line_size: 20, ..Limits::NONE };
    let wire = b"GET / HTTP/1.1\r\nHost: a\r\nA: b\r\n\r\n";
    assert_eq!(code(limits(2), &[wire]), None);
    assert_eq!(code(limits(1), &[wire]), Some(Code::TooManyFields));
}

#[test]
fn fields_that_repeat_others_are_counted() {
    let limits = |max_fields| Limits { max_fields, ..Limits::NONE };
    let repeated = "Content-Length: 1\r\n".repeat(3);
    for (others, count) in [("Host: a\r\n", 4), ("Host: a\r\nA: b\r\n c\r\n", 5)] {
        let wire = format!("PUT / HTTP/1.1\r\n{others}{repeated}\r\n");
        assert_eq!(code(limits(count), &[wire.as_bytes()]), None, "{wire:?}");
        let too_small = code(limits(count - 1), &[wire.as_bytes()]);
        assert_eq!(too_small, Some(Code::TooManyFields), "{wire:?}");
    }
}
