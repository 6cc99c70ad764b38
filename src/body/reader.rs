//! Content as it arrives.

use super::chunk_overhead::ChunkOverhead;
use super::framing::Framing;
use crate::error::{Error, Result, Shortfall};
use crate::fields::{Leniency, ParsedSection};
use crate::packed::Packed;
use crate::parser::chunk::{parse_chunk_size_fast, parse_chunk_size_line};
use crate::parser::field_lines::parse_fields;
use crate::parser::receive_buffer::ReceiveBuffer;
use crate::policy::{ChunkLine, LimitedPolicy, SectionContext, SectionKind};
use crate::state::Role;

/// The largest number of bytes in an event of a close-delimited body, as in h11 0.16.0.
const READ_MAX: usize = 999_999_999;

/// Reads one message's content.
#[derive(Debug)]
pub enum BodyReader {
    /// A body of known length.
    ContentLength {
        /// The declared length.
        length: Packed<u128>,
        /// How much of it has not been received.
        remaining: Packed<u128>,
    },
    /// A chunked body.
    Chunked {
        /// The position in the coding.
        at: ChunkedState,
        /// The account of the bytes besides the content.
        overhead: ChunkOverhead,
    },
    /// A body that the end of the connection ends.
    CloseDelimited,
}

/// The position in the chunked coding (RFC 9112 section 7.1).
#[derive(Debug)]
pub enum ChunkedState {
    /// Before a chunk-size line.
    SizeLine,
    /// Within a chunk's data.
    Data {
        /// How much of it is still to come.
        remaining: Packed<u128>,
    },
    /// After a chunk's data, before these bytes.
    DataCrlf(&'static [u8]),
    /// In the trailer section.
    TrailerSection,
}

/// The next event. Its bytes are at the start of the buffer, and the caller consumes them.
/// After an error, its bytes have been consumed, unless they exceed a limit.
#[derive(Debug)]
pub enum BodyEvent {
    /// More bytes are needed.
    NeedData,
    /// A piece of content.
    Data {
        /// The number of bytes.
        len: usize,
        /// Whether a chunk begins with them and its header arrived together with them.
        chunk_start: bool,
        /// Whether a chunk ends with them.
        chunk_end: bool,
    },
    /// The end of the message.
    End {
        /// The length of the trailer section.
        len: usize,
        /// The trailer fields, if there are any.
        trailers: Option<Box<ParsedSection>>,
    },
}

impl BodyEvent {
    fn end() -> BodyEvent {
        BodyEvent::End { len: 0, trailers: None }
    }
}

impl BodyReader {
    /// A reader at the start of the content.
    pub fn new(framing: Framing) -> BodyReader {
        match framing {
            Framing::ContentLength(length) => {
                BodyReader::ContentLength { length: length.into(), remaining: length.into() }
            }
            Framing::Chunked => BodyReader::Chunked {
                at: ChunkedState::SizeLine,
                overhead: ChunkOverhead::default(),
            },
            Framing::CloseDelimited => BodyReader::CloseDelimited,
        }
    }

    /// Reads the next event from the buffered bytes, which `sender` has sent.
    #[inline]
    pub fn read<S: AsRef<[u8]>>(
        &mut self,
        buffer: &mut ReceiveBuffer<S>,
        sender: Role,
        policy: &LimitedPolicy,
    ) -> Result<BodyEvent> {
        match self {
            BodyReader::ContentLength { remaining, .. } if remaining.get() == 0 => {
                Ok(BodyEvent::end())
            }
            BodyReader::ContentLength { remaining, .. } => Ok(take(buffer, remaining, false)),
            BodyReader::Chunked { at, overhead } => at.read(buffer, overhead, sender, policy),
            BodyReader::CloseDelimited => Ok(match buffer.len().min(READ_MAX) {
                0 => BodyEvent::NeedData,
                len => BodyEvent::Data { len, chunk_start: false, chunk_end: false },
            }),
        }
    }

    /// The connection has ended and everything before has been read.
    /// Only a close-delimited body may end like that, or leniently a chunked one of which
    /// only the empty line at the end is missing.
    pub fn read_eof(&self, leniency: Leniency) -> Result<()> {
        match self {
            BodyReader::ContentLength { length, remaining } => {
                let received = (length.get() - remaining.get()).into();
                Err(Error::IncompleteContent(Some(Shortfall { received, expected: *length })))
            }
            BodyReader::Chunked { at: ChunkedState::TrailerSection, .. }
                if leniency.missing_last_line =>
            {
                Ok(())
            }
            BodyReader::Chunked { .. } => Err(Error::IncompleteContent(None)),
            BodyReader::CloseDelimited => Ok(()),
        }
    }
}

/// As many of the `remaining` bytes as are buffered.
#[inline]
fn take<S: AsRef<[u8]>>(
    buffer: &ReceiveBuffer<S>,
    remaining: &mut Packed<u128>,
    chunk_start: bool,
) -> BodyEvent {
    let len = match usize::try_from(remaining.get()) {
        Ok(remaining) => buffer.len().min(remaining),
        Err(_) => buffer.len(),
    };
    if len == 0 {
        return BodyEvent::NeedData;
    }
    *remaining = (remaining.get() - len as u128).into();
    BodyEvent::Data { len, chunk_start, chunk_end: false }
}

impl ChunkedState {
    fn read<S: AsRef<[u8]>>(
        &mut self,
        buffer: &mut ReceiveBuffer<S>,
        overhead: &mut ChunkOverhead,
        sender: Role,
        policy: &LimitedPolicy,
    ) -> Result<BodyEvent> {
        let mut started = false;
        loop {
            match self {
                // The fast path, since the CRLF is nearly always complete.
                ChunkedState::DataCrlf(b"\r\n")
                    if matches!(buffer.unread(), [b'\r', b'\n', ..]) =>
                {
                    buffer.consume(2);
                    *self = ChunkedState::SizeLine;
                }
                ChunkedState::DataCrlf(expected) => {
                    let len = expected.len().min(buffer.len());
                    let (wanted, rest) = expected.split_at(len);
                    let found = buffer.view(len).bytes;
                    if found != wanted {
                        let (len, error) = crlf_missing(found, expected, policy);
                        buffer.consume(len);
                        return Err(error);
                    }
                    buffer.consume(len);
                    if !rest.is_empty() {
                        *self = ChunkedState::DataCrlf(rest);
                        return Ok(BodyEvent::NeedData);
                    }
                    *self = ChunkedState::SizeLine;
                }
                ChunkedState::SizeLine => {
                    let (len, size) = match parse_chunk_size_fast(buffer.unread()) {
                        Some((len, size)) => (len, Ok(size)),
                        None => {
                            let found = buffer.find_line();
                            let line = buffer.view(found.unwrap_or(buffer.len())).bytes;
                            overhead.charge_extension(found, line, policy.limits())?;
                            let Some(len) = found else {
                                return Ok(BodyEvent::NeedData);
                            };
                            (len, chunk_size(line, policy))
                        }
                    };
                    buffer.consume(len);
                    let size = size?;
                    overhead.credit(size);
                    started = true;
                    *self = match size {
                        0 => ChunkedState::TrailerSection,
                        _ => ChunkedState::Data { remaining: size.into() },
                    };
                }
                ChunkedState::Data { remaining } => {
                    let mut read = take(buffer, remaining, started);
                    if remaining.get() == 0 {
                        *self = ChunkedState::DataCrlf(b"\r\n");
                        if let BodyEvent::Data { chunk_end, .. } = &mut read {
                            *chunk_end = true;
                        }
                    }
                    return Ok(read);
                }
                ChunkedState::TrailerSection => {
                    let found = buffer.find_section();
                    policy.limits().check_trailers(found.unwrap_or(buffer.len()))?;
                    let Some(len) = overhead.charge(found, buffer.len())? else {
                        return Ok(BodyEvent::NeedData);
                    };
                    let trailers = trailer_section(buffer.view(len).bytes, sender, policy);
                    if trailers.is_err() {
                        buffer.consume(len);
                    }
                    let trailers = Some(trailers?).filter(|trailers| {
                        !trailers.index.is_empty() || trailers.index.waived().is_some()
                    });
                    return Ok(BodyEvent::End { len, trailers: trailers.map(Box::new) });
                }
            }
        }
    }
}

/// The error of `found` instead of `expected`, which is CRLF or the LF of one, and how much of
/// it has been read.
#[cold]
fn crlf_missing(found: &[u8], expected: &'static [u8], policy: &LimitedPolicy) -> (usize, Error) {
    let (len, found, expected): (usize, Box<[u8]>, _) = match (expected, found) {
        _ if !policy.quotes_first_fault => (found.len(), found.into(), expected),
        (b"\n", [wrong, ..]) => (1, [b'\r', *wrong].into(), b"\r\n"),
        (_, [b'\r', wrong, ..]) => (2, [b'\r', *wrong].into(), expected),
        (_, [wrong, ..]) => (1, [*wrong].into(), expected),
        (_, []) => (0, Box::default(), expected),
    };
    (len, Error::ChunkCrlfMissing { found, expected })
}

/// The size of a chunk-size line.
fn chunk_size(line: &[u8], policy: &LimitedPolicy) -> Result<u128> {
    let size = parse_chunk_size_line(line, policy.leniency)?;
    policy.check_chunk(&ChunkLine { line, size })?;
    Ok(size)
}

/// The fields of a trailer section.
fn trailer_section(bytes: &[u8], sender: Role, policy: &LimitedPolicy) -> Result<ParsedSection> {
    let parsed = parse_fields(bytes, 0, policy.leniency)?;
    policy.check_received(|| {
        SectionContext::inbound(SectionKind::Trailers, sender, &parsed, bytes)
    })?;
    Ok(parsed)
}
