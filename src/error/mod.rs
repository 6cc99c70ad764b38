//! Everything that can go wrong, as one enum.
//!
//! The texts and the status hints are h11 0.16.0's, word for word: programs
//! log them and tests compare them. Our own are [`Error::ChunkOverheadTooLarge`] and
//! [`Error::Policy`].
//! Whether an error is *local* (a violation by the program) or *remote* (by the peer) follows
//! from the call that returned it.

mod code;
mod note;
mod quote;

pub use code::{Code, CodeInfo, EnforcedBy};

use std::collections::TryReserveError;
use std::fmt::{self, Display, Formatter};

use crate::alloc::{try_concat, try_to_vec};
use crate::grammar::lines::cannot_start_message;
use crate::grammar::octets::{is_token, trim_ows_end};
use crate::grammar::swar::find_byte;
use crate::packed::Packed;
use crate::state::TransitionError;
use quote::quote;

/// The result of everything in the core that can fail.
pub type Result<T> = std::result::Result<T, Error>;

/// Declares [`Error`] and the code of each variant, which has the same name.
macro_rules! errors {
    ($($variant:ident $(($parts:ty))? $({ $($part:ident: $type:ty),+ })?,)*) => {
        /// A violation of HTTP/1.1 by either side, but for the last two.
        ///
        /// `Display` gives the exact message, [`Error::code`] the rule that is broken.
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[allow(missing_docs)] // the message of each variant, below, says what it is
        pub enum Error {
            $($variant $(($parts))? $({ $($part: $type),+ })?,)*

            // What the state machine refuses.
            Transition(TransitionError),

            // Rules of the strict policy, and limits.
            Policy(Code, Option<Excerpt>),

            // Neither end broke the protocol.
            ReceivedAfterEof,
            OutOfMemory,
        }

        impl Error {
            /// Which rule is broken; None if it is none of HTTP's.
            pub fn code(&self) -> Option<Code> {
                Some(match self {
                    // A TLS handshake may have a line end in it.
                    Error::RequestLineMalformed(line) | Error::StatusLineMalformed(line)
                        if cannot_start_message(line) =>
                    {
                        Code::NotHttp
                    }
                    $(Error::$variant { .. } => Code::$variant,)*
                    Error::Transition(TransitionError::UnexpectedEvent { .. }) => {
                        Code::UnexpectedEvent
                    }
                    Error::Transition(TransitionError::SwitchNotProposed) => {
                        Code::SwitchNotProposed
                    }
                    Error::Transition(TransitionError::NotReusable { .. }) => Code::NotReusable,
                    Error::Policy(code, _) => *code,
                    Error::ReceivedAfterEof | Error::OutOfMemory => return None,
                })
            }
        }
    };
}

errors! {
    // The start line and the fields of a head (RFC 9112 sections 3 to 5).
    NotHttp(Excerpt),
    RequestLineMissing,
    StatusLineMissing,
    RequestLineMalformed(Box<[u8]>),
    StatusLineMalformed(Box<[u8]>),
    LeadingObsFold(Excerpt),
    FieldLineMalformed(Box<[u8]>),
    FieldNameMalformed(Box<[u8]>),
    FieldValueMalformed(Excerpt),
    ContentLengthConflict(Excerpt),
    ContentLengthMalformed(Excerpt),
    TransferEncodingRepeated(Excerpt),
    TransferCodingUnknown(Excerpt),
    HostMissing,
    HostRepeated(Excerpt),
    MethodMalformed(Excerpt),
    RequestTargetMalformed(Excerpt),
    ReasonPhraseMalformed(Box<[u8]>),
    StatusCodeNotInteger,
    StatusCodeOutOfRange { code: Box<str>, is_informational: bool },
    HeadTooLarge,

    // Content and its framing (RFC 9112 sections 6 to 8).
    ChunkSizeMalformed(Box<[u8]>),
    ChunkCrlfMissing { found: Box<[u8]>, expected: &'static [u8] },
    IncompleteContent(Option<Shortfall>),
    ChunkOverheadTooLarge,
    DataAfterEnd,
    UnexpectedClose,
    ContentTooLong,
    ContentTooShort,
    TrailersNotChunked,
    TrailersToHttp10,
    VersionNotSendable,

    // An end in state ERROR.
    PeerErrorState,
    LocalErrorState,
}

/// How much of the content arrived that a Content-Length declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shortfall {
    /// The bytes that arrived.
    pub received: Packed<u128>,
    /// The Content-Length.
    pub expected: Packed<u128>,
}

/// How many of the bytes at fault a program can see.
pub const EXCERPT_MAX: usize = 100;

/// The first of the bytes at fault, and the name of the field that they are in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The name, then the bytes: errors stay small.
    field_and_bytes: Box<[u8]>,
    /// The length of the name, which is not empty; 0 if the bytes are in no field.
    field_len: usize,
}

impl Excerpt {
    /// The first of these bytes.
    #[cold]
    pub(crate) fn of(bytes: &[u8]) -> Excerpt {
        Excerpt { field_and_bytes: truncated(bytes).into(), field_len: 0 }
    }

    /// The first bytes of a value, in a field of this name.
    #[cold]
    pub(crate) fn of_value(field: &[u8], value: &[u8]) -> Excerpt {
        Excerpt::of(value).in_field(field)
    }

    /// A whole value, in a field of this name.
    #[cold]
    pub(crate) fn of_whole_value(field: &[u8], value: &[u8]) -> Result<Excerpt> {
        let field = truncated(field);
        let mut field_and_bytes = Vec::new();
        try_concat(&mut field_and_bytes, [field, value])?;
        Ok(Excerpt { field_and_bytes: field_and_bytes.into(), field_len: field.len() })
    }

    /// The same bytes, in a field of this name.
    fn in_field(self, field: &[u8]) -> Excerpt {
        let field = truncated(field);
        let field_and_bytes = [field, self.bytes()].concat().into();
        Excerpt { field_and_bytes, field_len: field.len() }
    }

    fn bytes(&self) -> &[u8] {
        self.field_and_bytes.get(self.field_len..).unwrap_or_default()
    }

    fn field(&self) -> Option<&[u8]> {
        self.field_and_bytes.get(..self.field_len).filter(|field| !field.is_empty())
    }
}

fn truncated(bytes: &[u8]) -> &[u8] {
    bytes.get(..EXCERPT_MAX).unwrap_or(bytes)
}

impl Error {
    /// An error that shows the bytes at fault, all of them.
    #[cold]
    pub(crate) fn with_bytes(error: fn(Box<[u8]>) -> Error, bytes: &[u8]) -> Error {
        try_to_vec(bytes).map_or(Error::OutOfMemory, |bytes| error(bytes.into()))
    }

    /// The first [`EXCERPT_MAX`] of the bytes at fault, where there are some.
    pub fn offending(&self) -> Option<&[u8]> {
        Some(truncated(match self {
            Error::RequestLineMalformed(bytes)
            | Error::StatusLineMalformed(bytes)
            | Error::FieldLineMalformed(bytes)
            | Error::FieldNameMalformed(bytes)
            | Error::ReasonPhraseMalformed(bytes)
            | Error::ChunkSizeMalformed(bytes)
            | Error::ChunkCrlfMissing { found: bytes, .. } => bytes,
            Error::NotHttp(excerpt)
            | Error::LeadingObsFold(excerpt)
            | Error::FieldValueMalformed(excerpt)
            | Error::HostRepeated(excerpt)
            | Error::ContentLengthConflict(excerpt)
            | Error::ContentLengthMalformed(excerpt)
            | Error::TransferEncodingRepeated(excerpt)
            | Error::TransferCodingUnknown(excerpt)
            | Error::MethodMalformed(excerpt)
            | Error::RequestTargetMalformed(excerpt)
            | Error::Policy(_, Some(excerpt)) => excerpt.bytes(),
            Error::StatusCodeOutOfRange { code, .. } => code.as_bytes(),
            _ => return None,
        }))
    }

    /// The same error, about a field of this name.
    #[cold]
    pub(crate) fn in_field(self, field: &[u8]) -> Error {
        match self {
            Error::ContentLengthConflict(excerpt) => {
                Error::ContentLengthConflict(excerpt.in_field(field))
            }
            Error::ContentLengthMalformed(excerpt) => {
                Error::ContentLengthMalformed(excerpt.in_field(field))
            }
            Error::TransferEncodingRepeated(excerpt) => {
                Error::TransferEncodingRepeated(excerpt.in_field(field))
            }
            Error::TransferCodingUnknown(excerpt) => {
                Error::TransferCodingUnknown(excerpt.in_field(field))
            }
            Error::Policy(code, Some(excerpt)) => {
                Error::Policy(code, Some(excerpt.in_field(field)))
            }
            other => other,
        }
    }

    /// The name of the field that the error is about, as it was received or given: at most
    /// [`EXCERPT_MAX`] bytes of it.
    pub fn field(&self) -> Option<&[u8]> {
        match self {
            Error::FieldNameMalformed(name) => Some(truncated(name)),
            Error::FieldLineMalformed(line) => name_in(line),
            Error::Policy(Code::FieldLineTooLong, Some(line)) => name_in(line.bytes()),
            Error::FieldValueMalformed(excerpt)
            | Error::HostRepeated(excerpt)
            | Error::ContentLengthConflict(excerpt)
            | Error::ContentLengthMalformed(excerpt)
            | Error::TransferEncodingRepeated(excerpt)
            | Error::TransferCodingUnknown(excerpt)
            | Error::Policy(_, Some(excerpt)) => excerpt.field(),
            _ => None,
        }
    }

    /// The status code that a server might answer with, were this the error of
    /// a request: 400 unless a better one exists (RFC 9110 section 15).
    pub fn status_hint(&self) -> u16 {
        self.code().map_or(400, |code| code.info().status_hint)
    }
}

/// The name in a field line that may be malformed elsewhere.
fn name_in(line: &[u8]) -> Option<&[u8]> {
    let colon = find_byte(b':', line)?;
    let name = trim_ows_end(line.get(..colon)?);
    is_token(name).then(|| truncated(name))
}

impl Display for Error {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        use Error::*;
        f.write_str(match self {
            NotHttp(_) => "illegal request line",
            RequestLineMissing => "no request line received",
            StatusLineMissing => "no response line received",
            RequestLineMalformed(line) => {
                return write!(f, "illegal request line: {}", quote(line));
            }
            StatusLineMalformed(line) => return write!(f, "illegal status line: {}", quote(line)),
            LeadingObsFold(_) => "continuation line at start of headers",
            FieldLineMalformed(line) => return write!(f, "illegal header line: {}", quote(line)),
            FieldNameMalformed(name) => return write!(f, "Illegal header name {}", quote(name)),
            FieldValueMalformed(value) => {
                return write!(f, "Illegal header value {}", quote(value.bytes()));
            }
            ContentLengthConflict(_) => "conflicting Content-Length headers",
            ContentLengthMalformed(_) => "bad Content-Length",
            TransferEncodingRepeated(_) => "multiple Transfer-Encoding headers",
            TransferCodingUnknown(_) => "Only Transfer-Encoding: chunked is supported",
            HostMissing => "Missing mandatory Host: header",
            HostRepeated(_) => "Found multiple Host: headers",
            MethodMalformed(_) => "Illegal method characters",
            RequestTargetMalformed(_) => "Illegal target characters",
            ReasonPhraseMalformed(reason) => {
                return write!(f, "Illegal reason phrase {}", quote(reason));
            }
            StatusCodeNotInteger => "status code must be integer",
            StatusCodeOutOfRange { code, is_informational: false } => {
                return write!(
                    f,
                    "Response status_code should be in range [200, 1000), not {code}"
                );
            }
            StatusCodeOutOfRange { code, is_informational: true } => {
                return write!(
                    f,
                    "InformationalResponse status_code should be in range [100, 200), not {code}"
                );
            }
            HeadTooLarge => "Receive buffer too long",
            ChunkSizeMalformed(line) => return write!(f, "illegal chunk header: {}", quote(line)),
            ChunkCrlfMissing { found, expected } => {
                return write!(
                    f,
                    "malformed chunk footer: {} (expected {})",
                    quote(found),
                    quote(expected)
                );
            }
            IncompleteContent(Some(Shortfall { received, expected })) => {
                return write!(
                    f,
                    "peer closed connection without sending complete message body \
                     (received {} bytes, expected {})",
                    received.get(),
                    expected.get()
                );
            }
            IncompleteContent(None) => {
                "peer closed connection without sending complete message body \
                 (incomplete chunked read)"
            }
            ChunkOverheadTooLarge => Code::ChunkOverheadTooLarge.info().meaning,
            DataAfterEnd => "Got data when expecting EOF",
            UnexpectedClose => "peer unexpectedly closed connection",
            ContentTooLong => "Too much data for declared Content-Length",
            ContentTooShort => "Too little data for declared Content-Length",
            TrailersNotChunked => "Content-Length and trailers don't mix",
            TrailersToHttp10 => "can't send trailers to HTTP/1.0 client",
            VersionNotSendable => "I only send HTTP/1.1",
            Transition(error) => return error.fmt(f),
            PeerErrorState => "Can't receive data when peer state is ERROR",
            LocalErrorState => "Can't send data when our state is ERROR",
            Policy(code, None) => code.info().meaning,
            Policy(code, Some(at_fault)) => {
                return write!(f, "{}: {}", code.info().meaning, quote(at_fault.bytes()));
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
