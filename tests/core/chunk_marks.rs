//! Where a chunk begins and where it ends, as far as can be told. In the lines
//! below `[` stands for the beginning and `]` for the end.

use crate::cuts::single_bytes;
use crate::end::End;

/// A server that waits for the first chunk.
fn server() -> End {
    End::asked("PUT / HTTP/1.1", "Transfer-Encoding: chunked\r\n")
}

/// What is told of these segments, but for "need data".
fn told(segments: &[&str]) -> Vec<String> {
    let mut server = server();
    let told = segments.iter().flat_map(|segment| server.hear(segment));
    told.filter(|line| line != "need data").collect()
}

#[test]
fn a_chunk_that_arrives_whole() {
    assert_eq!(told(&["3\r\nabc"]), ["data [abc]"]);
    assert_eq!(told(&["3\r\nabc\r\n1\r\nd\r\n"]), ["data [abc]", "data [d]"]);
}

#[test]
fn a_chunk_that_arrives_in_pieces() {
    assert_eq!(told(&["3\r\na", "b", "c"]), ["data [a", "data b", "data c]"]);
    assert_eq!(told(&["3\r\nab", "c\r\n2\r\nde"]), ["data [ab", "data c]", "data [de]"]);
}

#[test]
fn a_beginning_that_arrives_before_its_data_goes_unnoticed() {
    assert_eq!(told(&["3\r\n", "abc"]), ["data abc]"]);
    assert_eq!(told(&["3\r\n", "ab", "c"]), ["data ab", "data c]"]);
    assert_eq!(told(&["1\r\na\r\n2\r\n", "bc\r\n1\r\nd"]), ["data [a]", "data bc]", "data [d]"]);
}

#[test]
fn the_end_is_told_before_its_line_end_arrives() {
    assert_eq!(told(&["1\r\na", "\r", "\n", "0\r\n\r\n"]), ["data [a]", "end"]);
}

#[test]
fn byte_by_byte_only_ends_are_noticed() {
    let mut server = server();
    let bytes = single_bytes(b"2;x\r\nab\r\n1\r\nc\r\n0\r\nA: b\r\n\r\n");
    let told = bytes.into_iter().flat_map(|byte| server.hear(byte));
    assert_eq!(
        told.filter(|line| line != "need data").collect::<Vec<_>>(),
        ["data a", "data b]", "data c]", "end {A: b}"]
    );
}

#[test]
fn content_that_comes_in_no_chunks_is_not_marked() {
    let mut server = End::server();
    let told = server.hear("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab");
    assert_eq!(told[1], "data ab");
    let mut client = End::client();
    assert_eq!(client.hear("HTTP/1.1 200 x\r\n\r\nab")[1], "data ab");
}

#[test]
fn a_program_on_the_other_side_makes_the_chunks() {
    let (mut client, mut server) = (End::client(), server());
    client.request("PUT /", &["Host: a", "Transfer-Encoding: chunked"]);
    let chunks = ["a", "bcd", "e"].map(|data| client.data(data)).concat();
    assert_eq!(server.hear(chunks), ["data [a]", "data [bcd]", "data [e]", "need data"]);
}
