//! Everything that can go wrong, as one enum.
//!
//! The texts and the status hints are h11 0.16.0's, word for word: programs
//! log them and tests compare them. Only [`Error::SurplusTooLarge`] is our own.
//! Whether an error is *local* (the program asked for something illegal) or
//! *remote* (the peer sent it) is not the enum's business: it follows from the
//! call that returned it.

use std::fmt::{self, Display, Formatter, Write};

use crate::memory::copy;
use crate::state::{Role, State};

/// The result of everything in the core that can fail.
pub type Result<T> = std::result::Result<T, Error>;

/// A violation of HTTP/1.1 by either side, but for the last two.
///
/// `Display` gives the exact message; [`Error::status_hint`] the status code
/// that a server might answer with.
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
    ContentLengthConflict,
    ContentLength,
    TransferEncodingRepeated,
    TransferEncodingUnknown,
    HostMissing,
    HostRepeated,
    Method,
    Target,
    ReasonPhrase(Box<[u8]>),
    StatusNotInteger,
    FinalStatus(Box<str>),
    InformationalStatus(Box<str>),
    HeadTooLarge,

    // Content and its framing (RFC 9112 sections 6 to 8).
    ChunkHeader(Box<[u8]>),
    ChunkFooter { found: Box<[u8]>, expected: &'static [u8] },
    ContentCutShort { received: u128, expected: u128 },
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
    EventInState { event: Box<str>, role: Role, state: State },
    SwitchNotProposed,
    NotReusable { client: State, server: State },
    PeerInError,
    WeAreInError,

    // Neither end broke the protocol.
    ReceivedAfterEof,
    OutOfMemory,
}

impl Error {
    /// An error that shows the bytes at fault.
    #[cold]
    pub(crate) fn quoting(error: fn(Box<[u8]>) -> Error, bytes: &[u8]) -> Error {
        copy(bytes).map_or_else(|no_memory| no_memory, |bytes| error(bytes.into()))
    }

    /// The status code that a server might answer with, were this the error of
    /// a request: 400 unless a better one exists (RFC 9110 section 15).
    pub fn status_hint(&self) -> u16 {
        match self {
            Error::HeadTooLarge | Error::SurplusTooLarge => 431,
            Error::TransferEncodingRepeated | Error::TransferEncodingUnknown => 501,
            _ => 400,
        }
    }
}

impl Display for Error {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        use Error::*;
        f.write_str(match self {
            NotAnHttpMessage => "illegal request line",
            NoRequestLine => "no request line received",
            NoStatusLine => "no response line received",
            RequestLine(line) => return write!(f, "illegal request line: {}", repr(line)),
            StatusLine(line) => return write!(f, "illegal status line: {}", repr(line)),
            LeadingObsFold => "continuation line at start of headers",
            HeaderLine(line) => return write!(f, "illegal header line: {}", repr(line)),
            FieldName(name) => return write!(f, "Illegal header name {}", repr(name)),
            FieldValue(value) => return write!(f, "Illegal header value {}", repr(value)),
            ContentLengthConflict => "conflicting Content-Length headers",
            ContentLength => "bad Content-Length",
            TransferEncodingRepeated => "multiple Transfer-Encoding headers",
            TransferEncodingUnknown => "Only Transfer-Encoding: chunked is supported",
            HostMissing => "Missing mandatory Host: header",
            HostRepeated => "Found multiple Host: headers",
            Method => "Illegal method characters",
            Target => "Illegal target characters",
            ReasonPhrase(reason) => return write!(f, "Illegal reason phrase {}", repr(reason)),
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
            ChunkHeader(line) => return write!(f, "illegal chunk header: {}", repr(line)),
            ChunkFooter { found, expected } => {
                return write!(
                    f,
                    "malformed chunk footer: {} (expected {})",
                    repr(found),
                    repr(expected)
                );
            }
            ContentCutShort { received, expected } => {
                return write!(
                    f,
                    "peer closed connection without sending complete message body \
                     (received {received} bytes, expected {expected})"
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
            EventInState { event, role, state } => {
                return write!(
                    f,
                    "can't handle event type {event} when role={role} and state={state}"
                );
            }
            SwitchNotProposed => "Received server _SWITCH_UPGRADE event without a pending proposal",
            NotReusable { client, server } => {
                return write!(
                    f,
                    "not in a reusable state. self.states={{CLIENT: {client}, SERVER: {server}}}"
                );
            }
            PeerInError => "Can't receive data when peer state is ERROR",
            WeAreInError => "Can't send data when our state is ERROR",
            ReceivedAfterEof => "received close, then received more data?",
            OutOfMemory => "out of memory",
        })
    }
}

impl std::error::Error for Error {}

/// Bytes as Python's `repr` shows them: messages have always quoted the
/// offending bytes that way.
fn repr(bytes: &[u8]) -> impl Display + '_ {
    struct Repr<'a>(&'a [u8]);

    impl Display for Repr<'_> {
        fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
            let quote = match self.0.contains(&b'\'') && !self.0.contains(&b'"') {
                true => '"',
                false => '\'',
            };
            write!(f, "b{quote}")?;
            for &byte in self.0 {
                match byte {
                    b'\t' => f.write_str("\\t")?,
                    b'\n' => f.write_str("\\n")?,
                    b'\r' => f.write_str("\\r")?,
                    b'\\' => f.write_str("\\\\")?,
                    b'\'' if quote == '\'' => f.write_str("\\'")?,
                    0x20..=0x7e => f.write_char(char::from(byte))?,
                    _ => write!(f, "\\x{byte:02x}")?,
                }
            }
            f.write_char(quote)
        }
    }

    Repr(bytes)
}

#[cfg(test)]
mod tests {
    use super::repr;

    #[test]
    fn bytes_are_quoted_as_python_quotes_them() {
        for (bytes, shown) in [
            (&b"GET /"[..], "b'GET /'"),
            (b"\x00\t\n\r\\~\x7f\xff", r"b'\x00\t\n\r\\~\x7f\xff'"),
            (b"it's", "b\"it's\""),
            (b"'\"", r#"b'\'"'"#),
            (b"", "b''"),
        ] {
            assert_eq!(repr(bytes).to_string(), shown);
        }
    }
}
