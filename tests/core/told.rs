//! What a connection tells, to be kept, compared and written down in one line:
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

/// An event, an answer that is no event, or an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Told {
    Head { line: Vec<u8>, fields: Pairs },
    Data { bytes: Vec<u8>, chunk_start: bool, chunk_end: bool },
    End { trailers: Pairs },
    Closed,
    Paused,
    NeedData,
    Failed(Error),
}

impl Told {
    pub(crate) fn of<S>(event: Event<'_, S>) -> Told {
        match event {
            Event::NeedData => Told::NeedData,
            Event::Paused => Told::Paused,
            Event::ConnectionClosed => Told::Closed,
            Event::Request { method, target, version, fields } => Told::Head {
                line: [method, b" ", target, b" HTTP/", version].concat(),
                fields: pairs(fields.section()),
            },
            Event::Response { status, version, reason, fields } => Told::Head {
                line: [b"HTTP/", version, b" ", status.to_string().as_bytes(), b" ", reason]
                    .concat(),
                fields: pairs(fields.section()),
            },
            Event::Data { data, chunk_start, chunk_end } => {
                Told::Data { bytes: data.bytes.to_vec(), chunk_start, chunk_end }
            }
            Event::EndOfMessage { trailers } => Told::End {
                trailers: trailers.map_or(Vec::new(), |trailers| pairs(trailers.section())),
            },
        }
    }

    /// Whether nothing more is told before something is done about it.
    pub(crate) fn is_last_word(&self) -> bool {
        matches!(self, Told::Closed | Told::Paused | Told::NeedData | Told::Failed(_))
    }
}

impl From<Result<Told>> for Told {
    fn from(result: Result<Told>) -> Told {
        result.unwrap_or_else(Told::Failed)
    }
}

/// The same telling with adjacent pieces of content joined, and without the
/// chunks they came in: what must not depend on how the bytes arrived.
pub(crate) fn merged(told: impl IntoIterator<Item = Told>) -> Vec<Told> {
    let mut merged: Vec<Told> = Vec::new();
    for item in told {
        match (merged.last_mut(), item) {
            (Some(Told::Data { bytes, .. }), Told::Data { bytes: more, .. }) => bytes.extend(more),
            (_, Told::Data { bytes, .. }) => {
                merged.push(Told::Data { bytes, chunk_start: false, chunk_end: false })
            }
            (_, item) => merged.push(item),
        }
    }
    merged
}

/// The telling, line by line.
pub(crate) fn lines(told: &[Told]) -> Vec<String> {
    told.iter().map(Told::to_string).collect()
}

impl Display for Told {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Told::Head { line, fields } => {
                write!(f, "{} ", line.escape_ascii())?;
                write_pairs(f, fields)
            }
            Told::Data { bytes, chunk_start, chunk_end } => {
                let mark = |marked, mark| if marked { mark } else { "" };
                let (start, end) = (mark(*chunk_start, "["), mark(*chunk_end, "]"));
                write!(f, "data {start}{}{end}", bytes.escape_ascii())
            }
            Told::End { trailers } if trailers.is_empty() => f.write_str("end"),
            Told::End { trailers } => {
                f.write_str("end ")?;
                write_pairs(f, trailers)
            }
            Told::Closed => f.write_str("closed"),
            Told::Paused => f.write_str("paused"),
            Told::NeedData => f.write_str("need data"),
            Told::Failed(error) => write!(f, "{}: {error}", error.status_hint()),
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
