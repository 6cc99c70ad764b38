//! One end hears a stream, and all of it is written down.

use h11::error::Error;
use h11::state::State;

use super::work::{assert_linear, counted};
use crate::endpoint::Endpoint;
use crate::transcript::Outcome;

/// Something reported, and how things stood then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Item {
    pub(crate) outcomes: Outcome,
    /// How much of the stream had been read after it.
    pub(crate) read: usize,
    /// How much had arrived and was not read.
    pub(crate) unread: usize,
}

/// All that was reported of a stream.
pub(crate) struct Hearing {
    pub(crate) items: Vec<Item>,
    /// Where the stream was cut.
    pub(crate) cuts: Vec<usize>,
    pub(crate) end: Endpoint,
}

impl Hearing {
    /// The last word: why there is no more to tell.
    pub(crate) fn last(&self) -> &Item {
        self.items.last().expect("there is always an answer")
    }

    /// The error, if there was one.
    pub(crate) fn error(&self) -> Option<&Error> {
        match &self.last().outcomes {
            Outcome::Failed(error) => Some(error),
            _ => None,
        }
    }
}

/// Has `end` hear the segments, asking for all there is after each, and then the
/// end of input, if there is one; up to the first error.
///
/// Checks that the work is linear, and that an error is for good.
pub(crate) fn feed(end: Endpoint, segments: &[&[u8]], eof: bool) -> Hearing {
    let bytes = segments.concat().len();
    let (mut hearing, work) = counted(|| feed_all(end, segments, eof));
    assert_linear(work, bytes, hearing.items.len());
    if hearing.error().is_some() {
        assert_deaf(&mut hearing.end);
    }
    hearing
}

fn feed_all(mut end: Endpoint, segments: &[&[u8]], eof: bool) -> Hearing {
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
            return Hearing { items, cuts, end };
        }
        cuts.push(received);
    }
    if eof {
        end.0.receive_eof();
        drain(&mut end, received, &mut items);
    }
    Hearing { items, cuts, end }
}

/// True after an error.
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
fn assert_deaf(end: &mut Endpoint) {
    let machine = end.0.machine().clone();
    assert_eq!(machine.state(end.0.their_role()), State::Error);
    for _ in 0..2 {
        assert_eq!(end.next(), Outcome::Failed(Error::PeerErrorState));
        assert_eq!(*end.0.machine(), machine);
        // Refused after the end of input, and of no use before.
        let _ = end.0.receive(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n".to_vec());
    }
}
