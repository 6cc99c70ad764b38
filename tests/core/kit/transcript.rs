//! What a connection reports, to be kept, compared and written down in one line:
//!
//! ```text
//! GET / HTTP/1.1 {Host: a}      a head, with its fields as they were written
//! HTTP/1.1 200 OK {}
//! data abc                      content; `[` and `]` where a chunk begins and ends
//! end {Sum: 1}                  the end of a message; without trailers just `end`
//! closed, paused, need data
//! 400: illegal request line     an error after its status hint
//! ```

use std::fmt::{self, Display, Formatter};

use h11::connection::Event;
use h11::error::{Error, Result};

use crate::fields::{Pairs, pairs};

/// An event, NEED_DATA or PAUSED, or an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    Head { line: Vec<u8>, fields: Pairs },
    Data { bytes: Vec<u8>, chunk_start: bool, chunk_end: bool },
    End { trailers: Pairs },
    Closed,
    Paused,
    NeedData,
    Failed(Error),
}

impl Outcome {
    pub(crate) fn of<S>(event: Event<'_, S>) -> Outcome {
        match event {
            Event::NeedData => Outcome::NeedData,
            Event::Paused => Outcome::Paused,
            Event::ConnectionClosed => Outcome::Closed,
            Event::Request { method, target, version, fields } => Outcome::Head {
                line: [method, b" ", target, b" HTTP/", version].concat(),
                fields: pairs(fields.section()),
            },
            Event::Response { status, version, reason, fields } => Outcome::Head {
                line: [b"HTTP/", version, b" ", status.to_string().as_bytes(), b" ", reason]
                    .concat(),
                fields: pairs(fields.section()),
            },
            Event::Data { data, chunk_start, chunk_end } => {
                Outcome::Data { bytes: data.bytes.to_vec(), chunk_start, chunk_end }
            }
            Event::EndOfMessage { trailers } => Outcome::End {
                trailers: trailers.map_or(Vec::new(), |trailers| pairs(trailers.section())),
            },
        }
    }

    /// Whether nothing more is reported before something is done about it.
    pub(crate) fn is_terminal(&self) -> bool {
        matches!(self, Outcome::Closed | Outcome::Paused | Outcome::NeedData | Outcome::Failed(_))
    }
}

impl From<Result<Outcome>> for Outcome {
    fn from(result: Result<Outcome>) -> Outcome {
        result.unwrap_or_else(Outcome::Failed)
    }
}

/// The same outcomes with adjacent pieces of content joined, and without the
/// chunks they came in: what must not depend on how the bytes arrived.
pub(crate) fn coalesced(outcomes: impl IntoIterator<Item = Outcome>) -> Vec<Outcome> {
    let mut coalesced: Vec<Outcome> = Vec::new();
    for item in outcomes {
        match (coalesced.last_mut(), item) {
            (Some(Outcome::Data { bytes, .. }), Outcome::Data { bytes: more, .. }) => {
                bytes.extend(more);
            }
            (_, Outcome::Data { bytes, .. }) => {
                coalesced.push(Outcome::Data { bytes, chunk_start: false, chunk_end: false });
            }
            (_, item) => coalesced.push(item),
        }
    }
    coalesced
}

/// The outcomes, line by line.
pub(crate) fn lines(outcomes: &[Outcome]) -> Vec<String> {
    outcomes.iter().map(Outcome::to_string).collect()
}

impl Display for Outcome {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Outcome::Head { line, fields } => {
                write!(f, "{} ", line.escape_ascii())?;
                write_pairs(f, fields)
            }
            Outcome::Data { bytes, chunk_start, chunk_end } => {
                let mark = |marked, mark| if marked { mark } else { "" };
                let (start, end) = (mark(*chunk_start, "["), mark(*chunk_end, "]"));
                write!(f, "data {start}{}{end}", bytes.escape_ascii())
            }
            Outcome::End { trailers } if trailers.is_empty() => f.write_str("end"),
            Outcome::End { trailers } => {
                f.write_str("end ")?;
                write_pairs(f, trailers)
            }
            Outcome::Closed => f.write_str("closed"),
            Outcome::Paused => f.write_str("paused"),
            Outcome::NeedData => f.write_str("need data"),
            Outcome::Failed(error) => write!(f, "{}: {error}", error.status_hint()),
        }
    }
}

fn write_pairs(f: &mut Formatter<'_>, pairs: &Pairs) -> fmt::Result {
    f.write_str("{")?;
    for (index, (name, value)) in pairs.iter().enumerate() {
        let comma = if index > 0 { ", " } else { "" };
        write!(f, "{comma}{}: {}", name.escape_ascii(), value.escape_ascii())?;
    }
    f.write_str("}")
}
