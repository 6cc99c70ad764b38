//! The end of input after every single byte.

use crate::endpoint::Endpoint;

/// A stream in pieces, each with what is reported when the input ends before it or
/// within it, and at last what is reported after all of them.
type Stream<'a> = (&'a [(&'a str, &'a str)], &'a str);

const UNEXPECTED: &str = "400: peer unexpectedly closed connection";
const CHUNKED_CUT_SHORT: &str = "400: peer closed connection without sending complete message \
                                 body (incomplete chunked read)";
const NO_RESPONSE: &str =
    "400: can't handle event type ConnectionClosed when role=SERVER and state=SEND_RESPONSE";

fn length_cut_short(received: usize, expected: &str) -> String {
    format!(
        "400: peer closed connection without sending complete message body \
         (received {received} bytes, expected {expected})"
    )
}

/// Lets the stream end after each of its bytes.
fn check(new_end: impl Fn() -> Endpoint, (pieces, finally): Stream) {
    let whole: String = pieces.iter().map(|piece| piece.0).collect();
    let outcomes = |len: usize| {
        let mut end = new_end();
        if len > 0 {
            end.feed(&whole[..len]);
        }
        end.feed_eof().join(", ")
    };
    let mut len = 0;
    for (piece, expected) in pieces {
        for _ in 0..piece.len() {
            assert_eq!(outcomes(len), *expected, "after {:?}", &whole[..len]);
            len += 1;
        }
    }
    assert_eq!(outcomes(len), finally, "after all of {whole:?}");
}

#[test]
fn in_a_request_head() {
    let pieces = [("G", "closed"), ("ET / HTTP/1.1\r\nHost: a\r\n\r\n", UNEXPECTED)];
    check(Endpoint::server, (&pieces, "closed"));
}

#[test]
fn in_content_of_known_length() {
    let short = |received| length_cut_short(received, "3");
    let pieces = [
        ("P", "closed"),
        ("UT / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n", UNEXPECTED),
        ("a", &short(0)),
        ("b", &short(1)),
        ("c", &short(2)),
    ];
    check(Endpoint::server, (&pieces, "closed"));
}

#[test]
fn in_chunked_content() {
    let pieces = [
        ("P", "closed"),
        ("UT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", UNEXPECTED),
        ("2", CHUNKED_CUT_SHORT),
        ("\r\n", UNEXPECTED),
        ("ab\r\n0", CHUNKED_CUT_SHORT),
        ("\r\n", UNEXPECTED),
        ("A", CHUNKED_CUT_SHORT),
        (": b\r\n\r\n", UNEXPECTED),
    ];
    check(Endpoint::server, (&pieces, "closed"));
}

#[test]
fn in_a_response() {
    let pieces = [
        ("H", NO_RESPONSE),
        ("TTP/1.1 100 \r\n\r\n", UNEXPECTED),
        ("H", NO_RESPONSE),
        ("TTP/1.1 200 \r\nContent-Length: 2\r\n\r\n", UNEXPECTED),
        ("a", &length_cut_short(0, "2")),
        ("b", &length_cut_short(1, "2")),
    ];
    check(|| Endpoint::client_after("GET /"), (&pieces, "closed"));
}

#[test]
fn in_content_that_the_end_of_input_ends() {
    let pieces = [("H", NO_RESPONSE), ("TTP/1.1 200 \r\n\r\n", UNEXPECTED), ("abc", "end, closed")];
    check(|| Endpoint::client_after("GET /"), (&pieces, "end, closed"));
}

#[test]
fn before_anything_was_asked() {
    let pieces = [
        ("H", "closed"),
        ("TTP/1.1 408 \r\nConnection: close\r\nContent-Length: 0\r\n\r\n", UNEXPECTED),
    ];
    check(Endpoint::client, (&pieces, "closed"));
}

#[test]
fn with_another_request_begun() {
    let first = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    let mut server = Endpoint::server();
    server.feed(format!("{first}G"));
    assert_eq!(server.feed_eof(), ["paused"], "what is there comes first");
    server.response(204, &[]);
    server.end();
    server.start_next_cycle();
    assert_eq!(server.feed_eof(), [UNEXPECTED]);
}

#[test]
fn past_64_bits_the_whole_length_is_reported() {
    let length = "99999999999999999999";
    let mut server = Endpoint::server();
    server.feed(format!("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\nabc"));
    assert_eq!(server.feed_eof(), [length_cut_short(3, length)]);
}

#[test]
fn nothing_can_follow_it() {
    let mut server = Endpoint::server();
    assert_eq!(server.feed_eof(), ["closed"]);
    assert!(server.0.receive(b"G".to_vec()).is_err());
    assert_eq!(server.feed_eof(), ["closed"], "it may come twice");
    assert_eq!(server.0.trailing_data(), (&b""[..], true));
}
