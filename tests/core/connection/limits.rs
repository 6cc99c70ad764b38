//! How much may wait for the rest of an event. The limit is looked at only when
//! the answer would be "need data".

use h11::connection::DEFAULT_MAX_INCOMPLETE_EVENT_SIZE;
use h11::state::Role;

use crate::endpoint::Endpoint;
use crate::segments::single_bytes;

const TOO_LARGE: &str = "431: Receive buffer too long";

fn server(limit: i64) -> Endpoint {
    Endpoint::new(Role::Server, limit)
}

#[test]
fn an_incomplete_head_may_be_as_long_as_the_limit() {
    let head = "GET / HTTP/1.1\r\nHost: a\r\n";
    let length = head.len() as i64;
    assert_eq!(server(length).feed(head), ["need data"]);
    assert_eq!(server(length - 1).feed(head), [TOO_LARGE]);
}

#[test]
fn the_limit_is_met_at_the_byte_that_crosses_it() {
    let mut server = server(20);
    for (index, byte) in single_bytes(&[b'a'; 21]).into_iter().enumerate() {
        let expected = if index < 20 { "need data" } else { TOO_LARGE };
        assert_eq!(server.feed(byte), [expected], "byte {index}");
    }
}

#[test]
fn unless_another_is_given_it_is_16_kib() {
    let line = "a".repeat(16 * 1024);
    let mut server = server(DEFAULT_MAX_INCOMPLETE_EVENT_SIZE);
    assert_eq!(server.feed(line), ["need data"]);
    assert_eq!(server.feed("a"), [TOO_LARGE]);
}

#[test]
fn a_complete_head_may_be_longer() {
    let cookie = "c".repeat(100_000);
    let head = format!("GET / HTTP/1.1\r\nHost: a\r\nCookie: {cookie}\r\n\r\n");
    let outcomes = format!("GET / HTTP/1.1 {{Host: a, Cookie: {cookie}}}");
    assert_eq!(server(0).feed(&head), [&outcomes, "end", "need data"]);
    let mut in_two = server(head.len() as i64 - 1);
    assert_eq!(in_two.feed(&head[..head.len() - 1]), ["need data"]);
    assert_eq!(in_two.feed("\n"), [&outcomes, "end", "need data"]);
}

#[test]
fn content_of_known_length_is_never_too_long() {
    let mut server = server(10);
    server.feed("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n");
    let half = "x".repeat(50_000);
    let outcomes = format!("data {half}");
    assert_eq!(server.feed(&half), [&outcomes, "need data"]);
    assert_eq!(server.feed(&half), [&outcomes, "end", "need data"]);
}

#[test]
fn chunk_headers_and_trailers_have_the_same_limit() {
    for (begun, more) in [("5;", "extension"), ("0\r\n", "A: trailer")] {
        let mut server = server(10);
        server.feed("PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
        assert_eq!(server.feed(begun), ["need data"]);
        assert_eq!(server.feed(&more[..8]), ["need data"]);
        assert_eq!(server.feed("xyz"), [TOO_LARGE]);
    }
}

#[test]
fn what_waits_for_the_next_cycle_is_never_too_long() {
    let mut server = server(10);
    let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    let outcomes = server.feed(request.to_string() + &"a".repeat(1000));
    assert_eq!(outcomes.last().unwrap(), "paused");
    assert_eq!(server.feed("a"), ["paused"]);
    server.response(204, &[]);
    server.end();
    server.start_next_cycle();
    assert_eq!(server.feed("a"), [TOO_LARGE]);
}

#[test]
fn what_follows_a_switch_is_never_too_long() {
    let mut server = server(10);
    server.feed("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: x\r\n\r\n");
    assert_eq!(server.feed("x".repeat(1000)), ["paused"]);
    server.informational(101, &[]);
    assert_eq!(server.feed("x".repeat(1000)), ["paused"]);
}

#[test]
fn too_long_is_reported_before_the_end_of_input() {
    let mut server = server(3);
    server.receive("GET ");
    assert_eq!(server.feed_eof(), [TOO_LARGE]);
}

#[test]
fn an_invalid_start_is_reported_before_too_long() {
    assert_eq!(server(3).feed("\x16\x03\x01\x02"), ["400: illegal request line"]);
}

#[test]
fn less_than_nothing_is_too_long_already() {
    let mut server = server(-1);
    assert_eq!(server.feed("GET / HTTP/1.0\r\n\r\n"), ["GET / HTTP/1.0 {}", "end", TOO_LARGE]);
    assert_eq!(Endpoint::new(Role::Server, -1).feed_eof(), ["closed"]);
}

#[test]
fn nothing_is_consumed() {
    let mut server = server(3);
    server.feed("GET /");
    assert_eq!(server.0.trailing_data(), (&b"GET /"[..], false));
}
