//! The same bytes are reported the same way, however they are cut.
//!
//! What may depend on the cut, and how:
//!
//! * content comes in other pieces. Where chunks end is reported all the same; that
//!   one begins is reported unless its first byte is the first of a segment;
//! * a head that begins with a blank or a control character is given up at the
//!   end of the segment that brought it, unless it is complete by then, in which
//!   case its first line is quoted;
//! * of a wrong line end after a chunk as much is quoted as has arrived;
//! * the size limit judges what has arrived and does not make an event yet.

use h11::error::Error;

use super::input::Control;
use super::recording::{Item, Recording, feed};
use crate::endpoint::Endpoint;
use crate::transcript::{Outcome, coalesced};

/// Checks all of the above for `stream`, received by the end that `make` makes
/// for a size limit, first `head`, which comes in one piece. Returns what is
/// reported if everything arrives at once and there is no limit.
pub(crate) fn check(
    make: impl Fn(i64) -> Endpoint,
    head: &[u8],
    stream: &[u8],
    control: &Control,
) -> Recording {
    let all = [head, stream].concat();
    let single: Vec<&[u8]> = stream.chunks(1).collect();
    let whole = [all.as_slice()];
    let cuts =
        [&whole[..all.len().min(1)], &after(head, control.cut(stream)), &after(head, single)]
            .map(<[&[u8]]>::to_vec);
    let [whole, cut, single] = cuts.clone().map(|cut| feed(make(i64::MAX), &cut, control.eof));
    assert_same(&cut, &whole);
    assert_same(&single, &whole);
    if control.limit < i64::MAX {
        for (cut, unlimited) in cuts.iter().zip([&whole, &cut, &single]) {
            let limited = feed(make(control.limit), cut, control.eof);
            assert_eq!(limited.items, stopped(&unlimited.items, control.limit), "{cut:?}");
        }
    }
    whole
}

fn after<'a>(head: &'a [u8], mut segments: Vec<&'a [u8]>) -> Vec<&'a [u8]> {
    if !head.is_empty() {
        segments.insert(0, head);
    }
    segments
}

/// What is reported under a limit, where these things are reported without one.
fn stopped(unlimited: &[Item], limit: i64) -> Vec<Item> {
    let mut items = Vec::new();
    for item in unlimited {
        items.push(item.clone());
        let waits =
            matches!(item.outcomes, Outcome::NeedData | Outcome::Failed(Error::UnexpectedClose));
        if waits && item.unread as i64 > limit {
            items.last_mut().unwrap().outcomes = Outcome::Failed(Error::HeadTooLarge);
            break;
        }
    }
    items
}

fn assert_same(cut: &Recording, whole: &Recording) {
    assert_eq!(events(cut), events(whole));
    assert_eq!(chunk_ends(cut), chunk_ends(whole));
    let noticed = chunk_starts(whole).filter(|(_, place)| !cut.cuts.contains(place));
    assert!(chunk_starts(cut).eq(noticed), "chunks begin elsewhere");
    assert_eq!(cut.end.0.machine(), whole.end.0.machine());
    let waits = |end: &Endpoint| end.0.client_is_waiting_for_100_continue();
    assert_eq!(waits(&cut.end), waits(&whole.end));
    match (cut.error(), whole.error()) {
        (Some(early), Some(late)) => assert_same_error(cut, early, whole, late),
        _ => {
            assert_eq!(cut.last(), whole.last());
            assert_eq!(cut.end.0.trailing_data(), whole.end.0.trailing_data());
        }
    }
}

/// The events, content joined.
fn events(recording: &Recording) -> Vec<Outcome> {
    let outcomes = recording.items.iter().map(|item| item.outcomes.clone());
    coalesced(outcomes.filter(|outcomes| *outcomes == Outcome::Closed || !outcomes.is_terminal()))
}

/// Where chunks end: how much content there was by then.
pub(crate) fn chunk_ends(recording: &Recording) -> Vec<usize> {
    content(recording).filter(|piece| piece.chunk_end).map(|piece| piece.after).collect()
}

/// Where chunks begin: how much content there was before, and the place in the
/// stream.
pub(crate) fn chunk_starts(recording: &Recording) -> impl Iterator<Item = (usize, usize)> {
    content(recording).filter(|p| p.chunk_start).map(|p| (p.after - p.len, p.read - p.len))
}

struct Piece {
    len: usize,
    after: usize,
    read: usize,
    chunk_start: bool,
    chunk_end: bool,
}

fn content(recording: &Recording) -> impl Iterator<Item = Piece> {
    let mut after = 0;
    recording.items.iter().filter_map(move |item| match &item.outcomes {
        Outcome::Data { bytes, chunk_start, chunk_end } => {
            let (len, read) = (bytes.len(), item.read);
            after += len;
            Some(Piece { len, after, read, chunk_start: *chunk_start, chunk_end: *chunk_end })
        }
        _ => None,
    })
}

fn assert_same_error(cut: &Recording, early: &Error, whole: &Recording, late: &Error) {
    match (early, late) {
        (Error::NotHttp(_), Error::NotHttp(_)) if early != late => {
            let (early, late) = (early.offending().unwrap(), late.offending().unwrap());
            assert!(!early.is_empty() && late.starts_with(early), "{early:?}, {late:?}");
        }
        (Error::NotHttp(_), late) if early != late => {
            let unread = &cut.end.0.trailing_data().0[..cut.last().unread];
            assert!(unread[0] <= b' ' && section_end(unread).is_none(), "{unread:?}");
            let quoted = match late {
                Error::RequestLineMalformed(line) | Error::StatusLineMalformed(line) => line,
                Error::RequestLineMissing | Error::StatusLineMissing => &b"\r"[..],
                _ => panic!("{late}"),
            };
            assert_eq!(quoted[0], unread[0]);
        }
        (Error::ChunkCrlfMissing { .. }, Error::ChunkCrlfMissing { .. }) => {
            let (early, late) = (footer(early), footer(late));
            assert!(!early.is_empty() && late.starts_with(&early), "{early:?}, {late:?}");
            assert_eq!(cut.last().read - early.len(), whole.last().read - late.len());
        }
        _ => {
            assert_eq!(early, late);
            assert_eq!(cut.last().read, whole.last().read);
        }
    }
}

/// What was found instead of a CRLF, from its first byte on.
fn footer(error: &Error) -> Vec<u8> {
    match error {
        Error::ChunkCrlfMissing { found, expected: b"\n" } => [b"\r", &found[..]].concat(),
        Error::ChunkCrlfMissing { found, .. } => found.to_vec(),
        _ => panic!("{error}"),
    }
}

/// Where the first section of `bytes` ends: with the first empty line.
pub(crate) fn section_end(bytes: &[u8]) -> Option<usize> {
    let mut end = 0;
    for line in bytes.split_inclusive(|&b| b == b'\n') {
        end += line.len();
        if matches!(line, b"\n" | b"\r\n") {
            return Some(end);
        }
    }
    None
}
