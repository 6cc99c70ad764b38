//! Where a received message ends: what outranks what (RFC 9112 section 6.3).

use h11::state::State::*;

use crate::endpoint::Endpoint;

/// What a client is reported of a response to a request with this method, and of
/// the bytes and the end of input that follow. Heads are left out.
fn response(method: &str, head: &str, rest: &str) -> String {
    let mut client = Endpoint::client_after(&format!("{method} a"));
    let mut outcomes = client.feed(format!("{head}\r\n\r\n{rest}"));
    outcomes.remove(0);
    if outcomes.last().is_some_and(|last| last == "need data") {
        outcomes.pop();
        outcomes.extend(client.feed_eof());
    }
    outcomes.join(", ")
}

fn request(fields: &str, rest: &str) -> String {
    let mut server = Endpoint::server();
    let mut outcomes = server.feed(format!("PUT / HTTP/1.1\r\nHost: a\r\n{fields}\r\n\r\n{rest}"));
    outcomes.remove(0);
    outcomes.join(", ")
}

const LENGTH: &str = "Content-Length: 3";
const CHUNKED: &str = "Transfer-Encoding: chunked";

#[test]
fn a_request_without_framing_has_no_content() {
    assert_eq!(request("A: b", ""), "end, need data");
    assert_eq!(request("A: b", "GET /"), "end, paused");
    assert_eq!(request("Content-Length: 0", ""), "end, need data");
}

#[test]
fn a_request_with_framing() {
    assert_eq!(request(LENGTH, "abcd"), "data abc, end, paused");
    assert_eq!(request(CHUNKED, "1\r\na\r\n0\r\n\r\nb"), "data [a], end, paused");
    assert_eq!(request("Transfer-Encoding: CHUNKED", "0\r\n\r\n"), "end, need data");
}

#[test]
fn chunks_outrank_a_length() {
    for fields in [[LENGTH, CHUNKED], [CHUNKED, LENGTH]] {
        let fields = fields.join("\r\n");
        assert_eq!(request(&fields, "1\r\na\r\n0\r\n\r\n"), "data [a], end, need data");
        let head = format!("HTTP/1.1 200 x\r\n{fields}");
        assert_eq!(response("GET", &head, "1\r\na\r\n0\r\n\r\n"), "data [a], end, closed");
    }
}

#[test]
fn a_response_with_framing() {
    let with = |field| format!("HTTP/1.1 200 x\r\n{field}");
    assert_eq!(response("GET", &with(LENGTH), "abc"), "data abc, end, closed");
    assert_eq!(response("GET", &with(LENGTH), "abcd"), "data abc, end, paused");
    assert_eq!(response("GET", &with("Content-Length: 0"), ""), "end, closed");
    assert_eq!(response("GET", &with(CHUNKED), "0\r\nA: b\r\n\r\n"), "end {A: b}, closed");
}

#[test]
fn a_response_without_framing_lasts_until_the_end_of_input() {
    assert_eq!(response("GET", "HTTP/1.1 200 x", "a\r\n\r\nb"), "data a\\r\\n\\r\\nb, end, closed");
    assert_eq!(response("GET", "HTTP/1.1 200 x", ""), "end, closed");
}

#[test]
fn the_answer_to_head_has_no_content_whatever_it_says() {
    for fields in ["A: b", LENGTH, CHUNKED] {
        for status in [200, 404] {
            let head = format!("HTTP/1.1 {status} x\r\n{fields}");
            assert_eq!(response("HEAD", &head, ""), "end, closed");
            assert_eq!(response("HEAD", &head, "abc"), "end, paused");
        }
    }
    let lower_case = response("head", "HTTP/1.1 200 x", "abc");
    assert_eq!(lower_case, "data abc, end, closed", "methods have a case");
}

#[test]
fn neither_has_an_answer_that_never_has() {
    for status in [204, 304] {
        for fields in ["A: b", LENGTH, CHUNKED] {
            let head = format!("HTTP/1.1 {status} x\r\n{fields}");
            assert_eq!(response("GET", &head, ""), "end, closed");
        }
    }
    let not_205 = response("GET", &format!("HTTP/1.1 205 x\r\n{LENGTH}"), "abc");
    assert_eq!(not_205, "data abc, end, closed");
}

#[test]
fn a_tunnel_has_no_end() {
    for fields in ["A: b", LENGTH, CHUNKED] {
        assert_eq!(response("CONNECT", &format!("HTTP/1.1 200 x\r\n{fields}"), "abc"), "paused");
        let refused = format!("HTTP/1.1 500 x\r\n{fields}");
        let content = if fields == CHUNKED { "0\r\n\r\n" } else { "abc" };
        assert!(response("CONNECT", &refused, content).ends_with("end, closed"));
    }
}

#[test]
fn even_answers_without_content_must_not_contradict_themselves() {
    for (field, text) in [
        ("Content-Length: 3, 4", "400: conflicting Content-Length headers"),
        ("Transfer-Encoding: gzip", "501: Only Transfer-Encoding: chunked is supported"),
    ] {
        let mut client = Endpoint::client_after("HEAD /");
        assert_eq!(client.feed(format!("HTTP/1.1 304 x\r\n{field}\r\n\r\n")), [text]);
    }
}

#[test]
fn an_answer_to_nothing_is_framed_like_any_other() {
    let mut client = Endpoint::client();
    assert_eq!(
        client.feed("HTTP/1.1 408 x\r\nContent-Length: 1\r\n\r\na"),
        ["HTTP/1.1 408 x {Content-Length: 1}", "data a", "end", "need data"]
    );
    assert_eq!(client.states(), (Idle, Done));
}

#[test]
fn the_method_is_forgotten_with_its_cycle() {
    let mut client = Endpoint::client_after("HEAD /");
    client.feed("HTTP/1.1 200 x\r\nContent-Length: 1\r\n\r\n");
    client.start_next_cycle();
    assert_eq!(
        client.feed("HTTP/1.1 200 x\r\nContent-Length: 1\r\n\r\na")[1..],
        ["data a", "end", "need data"]
    );
}
