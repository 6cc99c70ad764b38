//! Where a chunk begins and where it ends, as far as can be reported. In the lines
//! below `[` stands for the beginning and `]` for the end.

use crate::endpoint::Endpoint;
use crate::segments::single_bytes;

/// A server that waits for the first chunk.
fn server() -> Endpoint {
    Endpoint::server_after("PUT / HTTP/1.1", "Transfer-Encoding: chunked\r\n")
}

/// What is reported of these segments, but for "need data".
fn outcomes(segments: &[&str]) -> Vec<String> {
    let mut server = server();
    let outcomes = segments.iter().flat_map(|segment| server.feed(segment));
    outcomes.filter(|line| line != "need data").collect()
}

#[test]
fn a_chunk_that_arrives_whole() {
    assert_eq!(outcomes(&["3\r\nabc"]), ["data [abc]"]);
    assert_eq!(outcomes(&["3\r\nabc\r\n1\r\nd\r\n"]), ["data [abc]", "data [d]"]);
}

#[test]
fn a_chunk_that_arrives_in_pieces() {
    assert_eq!(outcomes(&["3\r\na", "b", "c"]), ["data [a", "data b", "data c]"]);
    assert_eq!(outcomes(&["3\r\nab", "c\r\n2\r\nde"]), ["data [ab", "data c]", "data [de]"]);
}

#[test]
fn a_beginning_that_arrives_before_its_data_goes_unnoticed() {
    assert_eq!(outcomes(&["3\r\n", "abc"]), ["data abc]"]);
    assert_eq!(outcomes(&["3\r\n", "ab", "c"]), ["data ab", "data c]"]);
    assert_eq!(
        outcomes(&["1\r\na\r\n2\r\n", "bc\r\n1\r\nd"]),
        ["data [a]", "data bc]", "data [d]"]
    );
}

#[test]
fn the_end_is_reported_before_its_line_end_arrives() {
    assert_eq!(outcomes(&["1\r\na", "\r", "\n", "0\r\n\r\n"]), ["data [a]", "end"]);
}

#[test]
fn byte_by_byte_only_ends_are_noticed() {
    let mut server = server();
    let bytes = single_bytes(b"2;x\r\nab\r\n1\r\nc\r\n0\r\nA: b\r\n\r\n");
    let outcomes = bytes.into_iter().flat_map(|byte| server.feed(byte));
    assert_eq!(
        outcomes.filter(|line| line != "need data").collect::<Vec<_>>(),
        ["data a", "data b]", "data c]", "end {A: b}"]
    );
}

#[test]
fn content_that_comes_in_no_chunks_is_not_marked() {
    let mut server = Endpoint::server();
    let outcomes = server.feed("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab");
    assert_eq!(outcomes[1], "data ab");
    let mut client = Endpoint::client();
    assert_eq!(client.feed("HTTP/1.1 200 x\r\n\r\nab")[1], "data ab");
}

#[test]
fn a_program_on_the_other_side_makes_the_chunks() {
    let (mut client, mut server) = (Endpoint::client(), server());
    client.request("PUT /", &["Host: a", "Transfer-Encoding: chunked"]);
    let chunks = ["a", "bcd", "e"].map(|data| client.data(data)).concat();
    assert_eq!(server.feed(chunks), ["data [a]", "data [bcd]", "data [e]", "need data"]);
}
