//! Feeds a stream to a connection and records every outcome.

use h11::error::Error;
use h11::state::State;

use super::work::{assert_linear, counted};
use crate::endpoint::Endpoint;
use crate::transcript::Outcome;

/// An outcome, and how much of the stream had been consumed when it was reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Item {
    pub(crate) outcomes: Outcome,
    /// The number of bytes of the stream that had been consumed.
    pub(crate) read: usize,
    /// The number of bytes that had been received and not consumed.
    pub(crate) unread: usize,
}

/// All outcomes of a stream.
pub(crate) struct Recording {
    pub(crate) items: Vec<Item>,
    /// The offsets at which the segments ended.
    pub(crate) cuts: Vec<usize>,
    pub(crate) end: Endpoint,
}

impl Recording {
    /// The last outcome, after which no event is available.
    pub(crate) fn last(&self) -> &Item {
        self.items.last().expect("every stream has an outcome")
    }

    /// The error, if there was one.
    pub(crate) fn error(&self) -> Option<&Error> {
        match &self.last().outcomes {
            Outcome::Failed(error) => Some(error),
            _ => None,
        }
    }
}

/// Feeds the segments to `end`, reads all events after each, and then signals the end of
/// input if `eof` is set. Stops at the first error.
///
/// Checks that the work is linear, and that an error is permanent.
pub(crate) fn feed(end: Endpoint, segments: &[&[u8]], eof: bool) -> Recording {
    let bytes = segments.concat().len();
    let (mut recording, work) = counted(|| feed_all(end, segments, eof));
    assert_linear(work, bytes, recording.items.len());
    if recording.error().is_some() {
        assert_stays_failed(&mut recording.end);
    }
    recording
}

fn feed_all(mut end: Endpoint, segments: &[&[u8]], eof: bool) -> Recording {
    let mut items = Vec::new();
    let mut cuts = Vec::new();
    let mut received = 0;
    if segments.is_empty() && !eof {
        drain(&mut end, received, &mut items);
    }
    for segment in segments {
        end.receive(segment);
        received += segment.len();
        if drain(&mut end, received, &mut items) {
            return Recording { items, cuts, end };
        }
        cuts.push(received);
    }
    if eof {
        end.0.receive_eof();
        drain(&mut end, received, &mut items);
    }
    Recording { items, cuts, end }
}

/// Reads events until none is available. Returns true after an error.
fn drain(end: &mut Endpoint, received: usize, items: &mut Vec<Item>) -> bool {
    loop {
        let outcomes = end.next();
        let unread = end.0.trailing_data().0.len();
        let (is_last, failed) = (outcomes.is_terminal(), matches!(outcomes, Outcome::Failed(_)));
        items.push(Item { outcomes, read: received - unread, unread });
        if is_last {
            return failed;
        }
    }
}

/// After an error the peer's state is ERROR, and nothing more is reported.
fn assert_stays_failed(end: &mut Endpoint) {
    let machine = end.0.machine().clone();
    assert_eq!(machine.state(end.0.their_role()), State::Error);
    for _ in 0..2 {
        assert_eq!(end.next(), Outcome::Failed(Error::PeerErrorState));
        assert_eq!(*end.0.machine(), machine);
        // Rejected after the end of input, and without effect before.
        let _ = end.0.receive(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n".to_vec());
    }
}
