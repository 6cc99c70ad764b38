//! Chunk extensions and trailers: their total is limited by the content that
//! comes with them. 0.16.0 has no such limit.

use h11::connection::{Connection, Event};
use h11::error::{Error, Result};
use h11::state::Role;

use crate::endpoint::Endpoint;

const TOO_LONG: &str = "chunk extensions and trailers out of proportion to the content";

/// What a message may carry without content, and for each byte of it.
const START: usize = 256 * 1024;
const PER_BYTE: usize = 32;

/// A server in a chunked body, whatever may wait.
fn server() -> Connection<Vec<u8>> {
    let mut server = Connection::new(Role::Server, i64::MAX);
    let head = "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    assert_eq!(feed(&mut server, head.as_bytes()), Ok(0));
    server
}

/// Receives a segment and reads all there is; how much of it was content.
fn feed(server: &mut Connection<Vec<u8>>, segment: &[u8]) -> Result<usize> {
    server.receive(segment.to_vec()).unwrap();
    let mut content = 0;
    loop {
        let outcomes = |event: Event<'_, _>| match event {
            Event::NeedData | Event::Paused => None,
            Event::Data { data, .. } => Some(data.bytes.len()),
            _ => Some(0),
        };
        match server.next_event(outcomes)? {
            Some(len) => content += len,
            None => return Ok(content),
        }
    }
}

/// The same for a body, in segments of this length.
fn feed_in_segments(body: &[u8], segment: usize) -> Result<usize> {
    let mut server = server();
    body.chunks(segment).map(|segment| feed(&mut server, segment)).sum()
}

/// How a body ends, whole, in large pieces and byte by byte: the same each time.
fn outcome(body: &[u8]) -> Result<usize> {
    let whole = feed_in_segments(body, body.len());
    for segment in [1, 65_521] {
        assert_eq!(feed_in_segments(body, segment), whole, "in segments of {segment}");
    }
    whole
}

/// A chunk whose size line is of this length.
fn chunk(data: &str, line: usize) -> String {
    let size = format!("{:x};", data.len());
    format!("{size}{}\r\n{data}\r\n", "x".repeat(line - size.len() - 2))
}

/// A trailer section of this length, the line before it included.
fn end(section: usize) -> String {
    format!("0\r\nA:{}\r\n\r\n", "b".repeat(section - 6))
}

#[test]
fn it_is_an_error_of_its_own() {
    let error = outcome((chunk("a", START + 1) + &end(10)).as_bytes()).unwrap_err();
    assert_eq!(error, Error::ChunkOverheadTooLarge);
    assert_eq!((error.to_string().as_str(), error.status_hint()), (TOO_LONG, 431));
}

#[test]
fn extensions_up_to_the_limit_and_no_further() {
    let ended = |line| chunk("a", line) + "0\r\n\r\n";
    assert_eq!(outcome(ended(START).as_bytes()), Ok(1));
    assert_eq!(outcome(ended(START + 1).as_bytes()), Err(Error::ChunkOverheadTooLarge));
    // What a chunk itself earns comes too late for its own line.
    let second = |line| format!("1\r\na\r\n{}0\r\n\r\n", chunk("bcd", line));
    assert_eq!(outcome(second(START + PER_BYTE).as_bytes()), Ok(4));
    assert_eq!(outcome(second(START + PER_BYTE + 1).as_bytes()), Err(Error::ChunkOverheadTooLarge));
}

#[test]
fn trailers_up_to_the_limit_and_no_further() {
    assert_eq!(outcome(end(START).as_bytes()), Ok(0));
    assert_eq!(outcome(end(START + 1).as_bytes()), Err(Error::ChunkOverheadTooLarge));
    let after = |section| format!("10\r\n0123456789abcdef\r\n{}", end(section));
    assert_eq!(outcome(after(START + 16 * PER_BYTE).as_bytes()), Ok(16));
    assert_eq!(
        outcome(after(START + 16 * PER_BYTE + 1).as_bytes()),
        Err(Error::ChunkOverheadTooLarge)
    );
}

#[test]
fn they_share_one_limit() {
    // The empty section at the end costs its two bytes like any other.
    let both = |line| chunk("a", line) + &end(START / 2 + PER_BYTE);
    assert_eq!(outcome(both(START / 2).as_bytes()), Ok(1));
    assert_eq!(outcome(both(START / 2 + 1).as_bytes()), Err(Error::ChunkOverheadTooLarge));
}

#[test]
fn the_last_chunk_may_have_an_extension_too() {
    let last = |line: usize| format!("0;{}\r\n\r\n", "x".repeat(line - 4));
    assert_eq!(outcome(last(START - 2).as_bytes()), Ok(0));
    assert_eq!(outcome(last(START - 1).as_bytes()), Err(Error::ChunkOverheadTooLarge));
}

#[test]
fn blanks_after_a_size_count_like_an_extension() {
    let padded = format!("1{}\r\na\r\n0\r\n\r\n", " ".repeat(START));
    assert_eq!(outcome(padded.as_bytes()), Err(Error::ChunkOverheadTooLarge));
}

#[test]
fn what_never_ends_is_refused_where_it_passes_the_limit() {
    for begun in ["1;", "0\r\nA: b"] {
        let mut server = server();
        feed(&mut server, begun.as_bytes()).unwrap();
        let waiting = begun.len() - if begun.starts_with('0') { 3 } else { 0 };
        assert_eq!(feed(&mut server, &vec![b'x'; START - waiting]), Ok(0));
        assert_eq!(feed(&mut server, b"x"), Err(Error::ChunkOverheadTooLarge));
    }
}

#[test]
fn too_long_is_reported_before_illegal() {
    let illegal = format!("1 {};\r\n", "x".repeat(START));
    assert_eq!(outcome(illegal.as_bytes()), Err(Error::ChunkOverheadTooLarge));
    assert!(matches!(outcome(b"1 x;\r\n"), Err(Error::ChunkSizeMalformed(_))));
}

#[test]
fn chunks_without_extensions_are_free() {
    let bare = "1\r\na\r\n".repeat(300_000) + "0\r\n\r\n";
    assert_eq!(feed_in_segments(bare.as_bytes(), bare.len()), Ok(300_000));
}

#[test]
fn an_extension_of_27_bytes_in_every_chunk_of_one_byte_is_paid_for() {
    let line = format!("1;{}\r\n", "x".repeat(27));
    let paid = (line.clone() + "a\r\n").repeat(20_000) + "0\r\n\r\n";
    assert_eq!(feed_in_segments(paid.as_bytes(), 50_000), Ok(20_000));
    assert!(line.len() <= PER_BYTE);
    // Four bytes more than a chunk earns: the allowance lasts for this many chunks.
    let line = "1;".to_string() + &"x".repeat(32) + "\r\n";
    let unpaid = (line + "a\r\n").repeat(START / 4 + 10);
    let mut server = server();
    let received: usize =
        unpaid.as_bytes().chunks(5_000).map_while(|s| feed(&mut server, s).ok()).sum();
    assert!((START / 4 - 200..START / 4 + 10).contains(&received), "{received}");
}

#[test]
fn every_message_has_its_own() {
    let mut server = Endpoint::server();
    for _ in 0..3 {
        server.feed("PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
        let outcomes = server.feed(chunk("a", START) + "0\r\n\r\n");
        assert_eq!(outcomes, ["data [a]", "end", "need data"]);
        server.response(204, &[]);
        server.end();
        server.start_next_cycle();
    }
}
