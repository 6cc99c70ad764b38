//! The same bytes are reported the same way, however they are cut.
//!
//! Two things do depend on the split, as they do in h11: how content is divided into
//! events, and how much of an invalid start of a message is quoted. Content is joined
//! before it is compared; the other has a test of its own.

use h11::state::Role;
use proptest::prelude::*;

use crate::endpoint::Endpoint;
use crate::proptest_config::cases;
use crate::segments::{in_two, places, segments, single_bytes};
use crate::transcript::{Outcome, coalesced, lines};

/// What a server receives.
const TO_SERVERS: &[&[u8]] = &[
    b"GET / HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET / HTTP/1.1\nHost:\ta \nA: b\n c\n\r\n",
    b"PUT /x HTTP/1.1\r\nHost: a\r\nContent-Length: 7\r\n\r\n\r\n\r\nabcand more",
    b"PUT /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\
      3\r\nabc\r\n00A;x=\"y\"\r\n\r\n0\r\n\r\nab\n\r\n0\r\nSum: 1\r\n two\r\n\r\nnext",
    b"GET / HTTP/1.0\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: x\r\n\r\nno HTTP",
    b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\nmore",
    b"GET / HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost : a\r\n\r\nGET /",
    b"PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nx\r\nabc",
    b"PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nbad\r\n\r\nabc",
];

/// What a client receives that has asked with this method.
const TO_CLIENTS: &[(&str, &[u8])] = &[
    ("GET", b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcd"),
    ("GET", b"HTTP/1.1 100 \r\n\r\nHTTP/1.1 103 x\r\nA: b\r\n\r\nHTTP/1.1 204\r\n\r\n"),
    ("GET", b"HTTP/1.0 200 OK\r\n\r\nto the end\r\n\r\n"),
    ("GET", b"HTTP/1.1 200 OK\nTransfer-Encoding: Chunked\n\n1\r\n\n\r\n0\r\n\n"),
    ("HEAD", b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n"),
    ("CONNECT", b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n\x16\x03\x01"),
    ("CONNECT", b"HTTP/1.1 407 No\r\nContent-Length: 3\r\n\r\nabc"),
    ("GET", b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\nabc"),
    ("GET", b"HTTP/1.1 099 no\r\n\r\n"),
    ("GET", b"HTTP/1.1 101 no\r\n\r\n"),
];

/// An end that is to receive the stream of this number, and the stream.
fn stream(number: usize) -> (Endpoint, &'static [u8]) {
    if let Some(stream) = TO_SERVERS.get(number) {
        return (Endpoint::server(), stream);
    }
    let (method, stream) = TO_CLIENTS[number - TO_SERVERS.len()];
    (Endpoint::client_after(&format!("{method} a")), stream)
}

const STREAMS: usize = TO_SERVERS.len() + TO_CLIENTS.len();

/// All that is reported of the segments and of the end of input after them, and
/// what has not been read.
fn outcomes(mut end: Endpoint, segments: &[&[u8]]) -> (Vec<String>, Vec<u8>) {
    let mut outcomes = end.feed_all(segments);
    if matches!(outcomes.last(), Some(Outcome::Failed(_))) {
        return (lines(&coalesced(outcomes)), Vec::new());
    }
    end.0.receive_eof();
    outcomes.extend(end.drain());
    (lines(&coalesced(outcomes)), end.0.trailing_data().0.to_vec())
}

/// What is reported of a stream that arrives in one piece.
fn whole(number: usize) -> (Vec<String>, Vec<u8>) {
    let (end, bytes) = stream(number);
    outcomes(end, &[bytes])
}

#[test]
fn cut_once_at_every_place_and_at_every_byte() {
    for number in 0..STREAMS {
        let expected = whole(number);
        let bytes = stream(number).1;
        for segments in in_two(bytes).chain([single_bytes(bytes)]) {
            assert_eq!(outcomes(stream(number).0, &segments), expected, "{segments:?}");
        }
    }
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn cut_anywhere(number in 0..STREAMS, places in places()) {
        let (end, bytes) = stream(number);
        prop_assert_eq!(outcomes(end, &segments(bytes, &places)), whole(number));
    }
}

#[test]
fn a_head_of_64_kib_byte_by_byte() {
    let field = "name: value";
    let head = format!("GET / HTTP/1.1\r\nHost: a\r\n{}\r\n", format!("{field}\r\n").repeat(6000));
    assert!(head.len() > 64 * 1024);
    let mut server = Endpoint::new(Role::Server, i64::MAX);
    let outcomes = server.feed_all(&single_bytes(head.as_bytes()));
    let fields = [vec!["Host: a"], vec![field; 6000]].concat().join(", ");
    assert_eq!(lines(&outcomes), [format!("GET / HTTP/1.1 {{{fields}}}"), "end".into()]);
}

#[test]
fn content_of_10_000_chunks_byte_by_byte() {
    let mut server = Endpoint::server_after("PUT / HTTP/1.1", "Transfer-Encoding: chunked\r\n");
    let content = "1;x\r\na\r\n".repeat(10_000) + "0\r\n\r\n";
    let outcomes = lines(&coalesced(server.feed_all(&single_bytes(content.as_bytes()))));
    assert_eq!(outcomes, [format!("data {}", "a".repeat(10_000)), "end".into()]);
}

#[test]
fn an_invalid_start_is_reported_as_soon_as_it_is_received() {
    for (beginning, rest) in [
        (" ", "GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("\r", "\n"),
        ("\x16", "\x03\x01\x02\n\n"),
        ("\0", "\r\n\r\n"),
    ] {
        let mut early = Endpoint::server();
        assert_eq!(early.feed(beginning), ["400: illegal request line"]);
        let late = Endpoint::server().feed(format!("{beginning}{rest}"));
        assert_ne!(late, ["400: illegal request line"], "a whole one is quoted");
    }
    assert_eq!(Endpoint::server().feed("\r\n"), ["400: no request line received"]);
    assert_eq!(Endpoint::server().feed("\n"), ["400: no request line received"]);
    assert_eq!(Endpoint::server().feed(" \r\n\r\n"), ["400: illegal request line: b' '"]);
    assert_eq!(Endpoint::server().feed("!"), ["need data"]);
}

#[test]
fn of_a_wrong_chunk_end_as_much_is_quoted_as_has_arrived() {
    let head = "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx";
    let received = |segments: &[&str]| {
        let mut server = Endpoint::server();
        server.feed(head);
        segments.iter().flat_map(|segment| server.feed(segment)).last()
    };
    let text = |found, wanted| {
        Some(format!("400: malformed chunk footer: b'{found}' (expected b'{wanted}')"))
    };
    assert_eq!(received(&["ab"]), text("ab", r"\r\n"));
    assert_eq!(received(&["a"]), text("a", r"\r\n"));
    assert_eq!(received(&["\ra"]), text(r"\ra", r"\r\n"));
    assert_eq!(received(&["\r", "a"]), text("a", r"\n"));
    assert_eq!(received(&["\n"]), text(r"\n", r"\r\n"));
}
