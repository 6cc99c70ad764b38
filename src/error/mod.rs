//! Everything that can go wrong, as one enum.
//!
//! The texts and the status hints are h11 0.16.0's, word for word: programs
//! log them and tests compare them. Our own are [`Error::SurplusTooLarge`] and
//! [`Error::Policy`].
//! Whether an error is *local* (the program asked for something illegal) or
//! *remote* (the peer sent it) is not the enum's business: it follows from the
//! call that returned it.

mod code;
mod quote;

pub use code::{Code, Row};

use std::collections::TryReserveError;
use std::fmt::{self, Display, Formatter};

use crate::alloc::copy;
use crate::packed::Wide;
use crate::state::TransitionError;
use quote::quote;

/// The result of everything in the core that can fail.
pub type Result<T> = std::result::Result<T, Error>;

/// A violation of HTTP/1.1 by either side, but for the last two.
///
/// `Display` gives the exact message, [`Error::code`] the rule that is broken.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // the message of each variant, below, says what it is
pub enum Error {
    // The start line and the fields of a head (RFC 9112 sections 3 to 5).
    NotAnHttpMessage,
    NoRequestLine,
    NoStatusLine,
    RequestLine(Box<[u8]>),
    StatusLine(Box<[u8]>),
    LeadingObsFold,
    HeaderLine(Box<[u8]>),
    FieldName(Box<[u8]>),
    FieldValue(Box<[u8]>),
    ContentLengthConflict(Excerpt),
    ContentLength(Excerpt),
    TransferEncodingRepeated(Excerpt),
    TransferEncodingUnknown(Excerpt),
    HostMissing,
    HostRepeated,
    Method(Excerpt),
    Target(Excerpt),
    ReasonPhrase(Box<[u8]>),
    StatusNotInteger,
    FinalStatus(Box<str>),
    InformationalStatus(Box<str>),
    HeadTooLarge,

    // Content and its framing (RFC 9112 sections 6 to 8).
    ChunkHeader(Box<[u8]>),
    ChunkFooter { found: Box<[u8]>, expected: &'static [u8] },
    ContentCutShort { received: Wide<u128>, expected: Wide<u128> },
    ChunkedCutShort,
    SurplusTooLarge,
    DataAfterEnd,
    UnexpectedClose,
    TooMuchData,
    TooLittleData,
    TrailersWithContentLength,
    TrailersToHttp10,
    VersionToSend,

    // The state machine.
    Transition(TransitionError),
    PeerInError,
    WeAreInError,

    // Rules that only some policies have, and limits.
    Policy(Code, Option<Excerpt>),

    // Neither end broke the protocol.
    ReceivedAfterEof,
    OutOfMemory,
}

/// So many of the bytes at fault are kept for a program to look at.
pub const EXCERPT_MAX: usize = 100;

/// The first of the bytes at fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt(Box<[u8]>);

impl Excerpt {
    /// The first of these bytes.
    #[cold]
    pub(crate) fn of(bytes: &[u8]) -> Excerpt {
        Excerpt(beginning(bytes).into())
    }
}

fn beginning(bytes: &[u8]) -> &[u8] {
    bytes.get(..EXCERPT_MAX).unwrap_or(bytes)
}

impl Error {
    /// An error that shows the bytes at fault, all of them.
    #[cold]
    pub(crate) fn quoting(error: fn(Box<[u8]>) -> Error, bytes: &[u8]) -> Error {
        copy(bytes).map_or(Error::OutOfMemory, |bytes| error(bytes.into()))
    }

    /// Which rule is broken; None if it is none of HTTP's.
    pub fn code(&self) -> Option<Code> {
        Some(match self {
            Error::NotAnHttpMessage => Code::NotHttp,
            Error::NoRequestLine => Code::RequestLineMissing,
            Error::NoStatusLine => Code::StatusLineMissing,
            Error::RequestLine(_) => Code::RequestLineMalformed,
            Error::StatusLine(_) => Code::StatusLineMalformed,
            Error::LeadingObsFold => Code::ObsFoldFirst,
            Error::HeaderLine(_) => Code::FieldLineMalformed,
            Error::FieldName(_) => Code::FieldNameMalformed,
            Error::FieldValue(_) => Code::FieldValueMalformed,
            Error::ContentLengthConflict(_) => Code::ContentLengthConflict,
            Error::ContentLength(_) => Code::ContentLengthMalformed,
            Error::TransferEncodingRepeated(_) => Code::TransferEncodingRepeated,
            Error::TransferEncodingUnknown(_) => Code::TransferEncodingUnknown,
            Error::HostMissing => Code::HostMissing,
            Error::HostRepeated => Code::HostRepeated,
            Error::Method(_) => Code::MethodMalformed,
            Error::Target(_) => Code::TargetMalformed,
            Error::ReasonPhrase(_) => Code::ReasonMalformed,
            Error::StatusNotInteger => Code::StatusNotInteger,
            Error::FinalStatus(_) | Error::InformationalStatus(_) => Code::StatusOutOfRange,
            Error::HeadTooLarge => Code::HeadTooLarge,
            Error::ChunkHeader(_) => Code::ChunkSizeMalformed,
            Error::ChunkFooter { .. } => Code::ChunkEndMalformed,
            Error::ContentCutShort { .. } | Error::ChunkedCutShort => Code::ContentCutShort,
            Error::SurplusTooLarge => Code::SurplusTooLarge,
            Error::DataAfterEnd => Code::DataAfterEnd,
            Error::UnexpectedClose => Code::UnexpectedClose,
            Error::TooMuchData => Code::ContentTooLong,
            Error::TooLittleData => Code::ContentTooShort,
            Error::TrailersWithContentLength => Code::TrailersNotChunked,
            Error::TrailersToHttp10 => Code::TrailersToHttp10,
            Error::VersionToSend => Code::VersionNotSent,
            Error::Transition(error) => match error {
                TransitionError::UnexpectedEvent { .. } => Code::State,
                TransitionError::SwitchNotProposed => Code::SwitchNotProposed,
                TransitionError::NotReusable { .. } => Code::NotReusable,
            },
            Error::PeerInError => Code::PeerInError,
            Error::WeAreInError => Code::WeAreInError,
            Error::Policy(code, _) => *code,
            Error::ReceivedAfterEof | Error::OutOfMemory => return None,
        })
    }

    /// The first [`EXCERPT_MAX`] of the bytes at fault, where there are some.
    pub fn offending(&self) -> Option<&[u8]> {
        Some(beginning(match self {
            Error::RequestLine(bytes)
            | Error::StatusLine(bytes)
            | Error::HeaderLine(bytes)
            | Error::FieldName(bytes)
            | Error::FieldValue(bytes)
            | Error::ReasonPhrase(bytes)
            | Error::ChunkHeader(bytes)
            | Error::ChunkFooter { found: bytes, .. } => bytes,
            Error::ContentLengthConflict(excerpt)
            | Error::ContentLength(excerpt)
            | Error::TransferEncodingRepeated(excerpt)
            | Error::TransferEncodingUnknown(excerpt)
            | Error::Method(excerpt)
            | Error::Target(excerpt)
            | Error::Policy(_, Some(excerpt)) => &excerpt.0,
            Error::FinalStatus(code) | Error::InformationalStatus(code) => code.as_bytes(),
            _ => return None,
        }))
    }

    /// The status code that a server might answer with, were this the error of
    /// a request: 400 unless a better one exists (RFC 9110 section 15).
    pub fn status_hint(&self) -> u16 {
        self.code().map_or(400, |code| code.row().status_hint)
    }
}

impl Display for Error {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        use Error::*;
        f.write_str(match self {
            NotAnHttpMessage => "illegal request line",
            NoRequestLine => "no request line received",
            NoStatusLine => "no response line received",
            RequestLine(line) => return write!(f, "illegal request line: {}", quote(line)),
            StatusLine(line) => return write!(f, "illegal status line: {}", quote(line)),
            LeadingObsFold => "continuation line at start of headers",
            HeaderLine(line) => return write!(f, "illegal header line: {}", quote(line)),
            FieldName(name) => return write!(f, "Illegal header name {}", quote(name)),
            FieldValue(value) => return write!(f, "Illegal header value {}", quote(value)),
            ContentLengthConflict(_) => "conflicting Content-Length headers",
            ContentLength(_) => "bad Content-Length",
            TransferEncodingRepeated(_) => "multiple Transfer-Encoding headers",
            TransferEncodingUnknown(_) => "Only Transfer-Encoding: chunked is supported",
            HostMissing => "Missing mandatory Host: header",
            HostRepeated => "Found multiple Host: headers",
            Method(_) => "Illegal method characters",
            Target(_) => "Illegal target characters",
            ReasonPhrase(reason) => return write!(f, "Illegal reason phrase {}", quote(reason)),
            StatusNotInteger => "status code must be integer",
            FinalStatus(code) => {
                return write!(
                    f,
                    "Response status_code should be in range [200, 1000), not {code}"
                );
            }
            InformationalStatus(code) => {
                return write!(
                    f,
                    "InformationalResponse status_code should be in range [100, 200), not {code}"
                );
            }
            HeadTooLarge => "Receive buffer too long",
            ChunkHeader(line) => return write!(f, "illegal chunk header: {}", quote(line)),
            ChunkFooter { found, expected } => {
                return write!(
                    f,
                    "malformed chunk footer: {} (expected {})",
                    quote(found),
                    quote(expected)
                );
            }
            ContentCutShort { received, expected } => {
                return write!(
                    f,
                    "peer closed connection without sending complete message body \
                     (received {} bytes, expected {})",
                    received.get(),
                    expected.get()
                );
            }
            ChunkedCutShort => {
                "peer closed connection without sending complete message body \
                 (incomplete chunked read)"
            }
            SurplusTooLarge => "Chunk extensions and trailers too long for the data received",
            DataAfterEnd => "Got data when expecting EOF",
            UnexpectedClose => "peer unexpectedly closed connection",
            TooMuchData => "Too much data for declared Content-Length",
            TooLittleData => "Too little data for declared Content-Length",
            TrailersWithContentLength => "Content-Length and trailers don't mix",
            TrailersToHttp10 => "can't send trailers to HTTP/1.0 client",
            VersionToSend => "I only send HTTP/1.1",
            Transition(error) => return error.fmt(f),
            PeerInError => "Can't receive data when peer state is ERROR",
            WeAreInError => "Can't send data when our state is ERROR",
            Policy(code, None) => code.row().meaning,
            Policy(code, Some(at_fault)) => {
                return write!(f, "{}: {}", code.row().meaning, quote(&at_fault.0));
            }
            ReceivedAfterEof => "received close, then received more data?",
            OutOfMemory => "out of memory",
        })
    }
}

impl std::error::Error for Error {}

impl From<TransitionError> for Error {
    fn from(error: TransitionError) -> Error {
        Error::Transition(error)
    }
}

impl From<TryReserveError> for Error {
    #[cold]
    fn from(_: TryReserveError) -> Error {
        Error::OutOfMemory
    }
}
