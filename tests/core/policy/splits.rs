//! Under strict an event or error is the same however the bytes are split: its code, its text,
//! its hint and the offending bytes.
//!
//! (Under the other policies, two errors of h11 0.16.0 depend on it: see
//! `tests/core/parser/segmentation.rs`.)

use std::fs;
use std::path::Path;

use h11::error::Code;
use h11::policy::limits::Limits;
use proptest::prelude::*;

use super::{however_split, strict_client, strict_server};
use crate::endpoint::Endpoint;
use crate::proptest_config::cases;
use crate::segments::{in_two, places, segments, single_bytes};
use crate::transcript::{Outcome, coalesced, lines};

/// A receiver, and a head that it receives before a stream.
type Receiver = (fn() -> Endpoint, &'static str);

const RECEIVERS: &[Receiver] = &[
    (strict_server, ""),
    (strict_server, "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"),
    (strict_client, ""),
    (strict_client, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
];

/// Limits that some of the streams exceed.
const NARROW: Limits = Limits {
    max_head_size: 150,
    max_fields: 3,
    max_line_size: 40,
    max_chunk_extensions_size: 5,
    max_trailers_size: 20,
};

/// Starts of messages and ends of chunks that are reported differently by h11 0.16.0.
const STREAMS: &[&str] = &[
    "\r\nHTTP/1.1 200 OK\r\n\r\n",
    "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
    "\nHTTP/1.1 200 OK\r\n\r\n",
    "\r\r\nHTTP/1.1 200 OK\r\n\r\n",
    "\rGET / HTTP/1.1\r\nHost: a\r\n\r\n",
    "\r\n\rGET / HTTP/1.1\r\nHost: a\r\n\r\n",
    " GET / HTTP/1.1\r\nHost: a\r\n\r\n",
    "\t\r\n\r\n",
    "\0 / HTTP/1.1\r\n\r\n",
    "\x01HTTP/1.1 200 OK\r\n\r\n",
    "\x7f / HTTP/1.1\r\n\r\n",
    "\x16\x03\x01\n\n",
    "1\r\nxab",
    "1\r\nx\rb",
    "1\r\nx\n0\r\n\r\n",
    "1\r\nx\r\r\n",
    "1\r\nx0\r\n\r\n",
    "1\r\nx\r\nz\r\n",
    "1\nx\r\n",
    "5\rhello\r\n0\r\n\r\n",
    "1;aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\nx\r\n0\r\nA: b\r\nB: c\r\nC: d\r\nD: e\r\n\r\n",
    "GET /aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa HTTP/1.1\r\nHost: a\r\n\r\n",
    "HTTP/1.1 200 OK\r\nA: b\r\n\tc\r\nContent-Length: 1\r\n\r\nxHTTP/1.1 200 OK\r\n\r\n",
];

/// The streams above and those of the fuzzing corpus, which follow a line that configures the
/// fuzzer.
fn streams() -> Vec<Vec<u8>> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    let folders = ["heads", "bodies", "policies"].map(|target| corpus.join(target));
    let seeds = folders.iter().flat_map(|folder| fs::read_dir(folder).unwrap());
    let of_seed = |path| {
        let seed = fs::read(path).unwrap();
        let end = seed.iter().position(|&b| b == b'\n').unwrap_or(seed.len() - 1);
        seed[end + 1..].to_vec()
    };
    let mut streams: Vec<_> = seeds.map(|seed| of_seed(seed.unwrap().path())).collect();
    streams.sort();
    streams.extend(STREAMS.iter().map(|stream| stream.as_bytes().to_vec()));
    streams
}

/// All that is reported of the segments, and of the end of input if there is no error.
fn outcomes(mut end: Endpoint, segments: &[&[u8]]) -> Vec<Outcome> {
    let mut outcomes = end.feed_all(segments);
    if !matches!(outcomes.last(), Some(Outcome::Failed(_))) {
        end.0.receive_eof();
        outcomes.extend(end.drain());
    }
    coalesced(outcomes)
}

/// A receiver with its default limits or narrow ones.
fn limited(make: fn() -> Endpoint, is_narrow: bool) -> Endpoint {
    let end = make();
    if is_narrow { Endpoint(end.0.with_limits(NARROW)) } else { end }
}

#[test]
fn in_two_at_every_place_and_byte_by_byte() {
    let streams = streams();
    assert!(streams.len() > 100, "the corpus has lost its seeds");
    for (make, head) in RECEIVERS {
        for is_narrow in [false, true] {
            for stream in &streams {
                let wire = [head.as_bytes(), stream].concat();
                let whole = outcomes(limited(*make, is_narrow), &[&wire]);
                for segments in in_two(&wire).chain([single_bytes(&wire)]) {
                    let split = outcomes(limited(*make, is_narrow), &segments);
                    assert_eq!(split, whole, "{}", wire.escape_ascii());
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(cases(1000))]

    #[test]
    fn anywhere(
        stream in proptest::sample::select(streams()),
        receiver in proptest::sample::select(RECEIVERS),
        is_narrow in any::<bool>(),
        places in places(),
    ) {
        let (make, head) = receiver;
        let wire = [head.as_bytes(), &stream].concat();
        let whole = outcomes(limited(make, is_narrow), &[&wire]);
        prop_assert_eq!(outcomes(limited(make, is_narrow), &segments(&wire, &places)), whole);
    }
}

/// The code of the error that ends this stream, and the bytes that it shows.
fn fault(make: fn() -> Endpoint, wire: &str) -> (Option<Code>, Option<String>) {
    match however_split(make, wire.as_bytes()).pop() {
        Some(Outcome::Failed(error)) => {
            let shown = error.offending().map(|bytes| bytes.escape_ascii().to_string());
            (error.code(), shown)
        }
        other => panic!("{wire:?}: {other:?}"),
    }
}

#[test]
fn what_cannot_begin_a_message() {
    for start in ["\0", " ", "\t", "\x16", "\x1f", "\rx", "\r\r\n"] {
        for rest in ["", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n"] {
            for make in [strict_server, strict_client] {
                let shown = &start.as_bytes()[..wrong_len(start)];
                let expected = (Some(Code::NotHttp), Some(shown.escape_ascii().to_string()));
                assert_eq!(fault(make, &format!("{start}{rest}")), expected);
            }
        }
    }
    assert_eq!(fault(strict_server, "\n").0, Some(Code::RequestLineMissing));
    assert_eq!(fault(strict_client, "\nHTTP/1.1 200 OK\r\n\r\n").0, Some(Code::StatusLineMissing));
    assert_eq!(fault(strict_client, "\r\nHTTP/1.1 200 \r\n\r\n").0, Some(Code::StatusLineMissing));
}

#[test]
fn a_lone_cr_may_begin_an_empty_line() {
    for make in [strict_server, strict_client] {
        let mut end = make();
        assert_eq!(end.feed("\r"), ["need data"]);
        assert_eq!(end.feed_eof(), ["400: peer unexpectedly closed connection"]);
    }
}

/// How many of the bytes are needed to see that they are wrong.
fn wrong_len(found: &str) -> usize {
    if found.starts_with('\r') { 2 } else { 1 }
}

#[test]
fn bytes_after_a_chunk_are_shown_up_to_the_first_that_is_wrong() {
    let head = "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx";
    for (end, shown) in
        [("ab", "a"), ("a", "a"), ("\rab", r"\ra"), ("\n", r"\n"), ("\r\r", r"\r\r")]
    {
        let wire = format!("{head}{end}");
        assert_eq!(
            fault(strict_server, &wire),
            (Some(Code::ChunkCrlfMissing), Some(shown.to_string()))
        );
        let text = format!(r"400: malformed chunk footer: b'{shown}' (expected b'\r\n')");
        assert_eq!(lines(&however_split(strict_server, wire.as_bytes())).pop(), Some(text));
        let mut server = strict_server();
        server.feed(format!("{wire}rest"));
        let unread = [&end[wrong_len(end)..], "rest"].concat();
        assert_eq!(server.0.trailing_data().0, unread.as_bytes(), "{end:?}");
    }
}
