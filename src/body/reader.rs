//! Content as it arrives.

use super::chunk_overhead::Surplus;
use super::framing::Framing;
use crate::error::{Error, Result, Shortfall};
use crate::fields::ParsedFields;
use crate::packed::Wide;
use crate::parser::chunk::{parse_bare_size, parse_chunk_header};
use crate::parser::field_lines::parse_fields_tolerating;
use crate::parser::receive_buffer::ReceiveBuffer;
use crate::policy::{ChunkLine, Message, MessageKind, Policy};
use crate::work;

/// A close-delimited body is handed out in pieces of at most this many bytes.
const MAX_PIECE: usize = 999_999_999;

/// Reads one message's content.
#[derive(Debug)]
pub enum BodyReader {
    /// A body of known length.
    ContentLength {
        /// What was announced,
        length: Wide<u128>,
        /// and what of it is still to come.
        remaining: Wide<u128>,
    },
    /// A chunked body.
    Chunked {
        /// Where in the coding we are.
        at: Chunked,
        /// What may still come beside the content.
        surplus: Surplus,
    },
    /// A body that the end of the connection ends.
    CloseDelimited,
}

/// Where in the chunked coding we are (RFC 9112 section 7.1).
#[derive(Debug)]
pub enum Chunked {
    /// Before a chunk-size line.
    Header,
    /// Within a chunk's data.
    Data {
        /// How much of it is still to come.
        remaining: Wide<u128>,
    },
    /// After a chunk's data, before these bytes.
    Footer(&'static [u8]),
    /// In the trailer section.
    Trailers,
}

/// One step. The bytes that it speaks of are the first of the buffer, and are
/// the caller's to consume; bytes that are read with an error are consumed, but
/// not those that are too many to be read at all.
#[derive(Debug)]
pub enum Read {
    /// Nothing more can be said before more bytes arrive.
    NeedData,
    /// So many bytes of content.
    Data {
        /// How many.
        len: usize,
        /// Whether a chunk begins with them. A chunk whose header arrived
        /// earlier than its data is not noticed.
        chunk_start: bool,
        /// Whether a chunk ends with them.
        chunk_end: bool,
    },
    /// The end of the message.
    End {
        /// The length of the trailer section.
        len: usize,
        /// The trailer fields, if there are any.
        trailers: Option<Box<ParsedFields>>,
    },
}

impl Read {
    fn end() -> Read {
        Read::End { len: 0, trailers: None }
    }
}

impl BodyReader {
    /// A reader at the start of the content.
    pub fn new(framing: Framing) -> BodyReader {
        match framing {
            Framing::ContentLength(length) => {
                BodyReader::ContentLength { length: length.into(), remaining: length.into() }
            }
            Framing::Chunked => {
                BodyReader::Chunked { at: Chunked::Header, surplus: Surplus::default() }
            }
            Framing::CloseDelimited => BodyReader::CloseDelimited,
        }
    }

    /// Reads what the buffer holds, up to the next thing worth telling.
    #[inline]
    pub fn read<S: AsRef<[u8]>>(
        &mut self,
        buffer: &mut ReceiveBuffer<S>,
        policy: &Policy,
    ) -> Result<Read> {
        match self {
            BodyReader::ContentLength { remaining, .. } if remaining.get() == 0 => Ok(Read::end()),
            BodyReader::ContentLength { remaining, .. } => Ok(take(buffer, remaining, false)),
            BodyReader::Chunked { at, surplus } => at.read(buffer, surplus, policy),
            BodyReader::CloseDelimited => Ok(match buffer.len().min(MAX_PIECE) {
                0 => Read::NeedData,
                len => Read::Data { len, chunk_start: false, chunk_end: false },
            }),
        }
    }

    /// The connection has ended and everything before has been read.
    /// Only a close-delimited body may end like that.
    pub fn read_eof(&self) -> Result<()> {
        match self {
            BodyReader::ContentLength { length, remaining } => {
                let received = (length.get() - remaining.get()).into();
                Err(Error::IncompleteContent(Some(Shortfall { received, expected: *length })))
            }
            BodyReader::Chunked { .. } => Err(Error::IncompleteContent(None)),
            BodyReader::CloseDelimited => Ok(()),
        }
    }
}

/// As much of the `remaining` bytes as is there.
#[inline]
fn take<S: AsRef<[u8]>>(
    buffer: &ReceiveBuffer<S>,
    remaining: &mut Wide<u128>,
    chunk: bool,
) -> Read {
    let len = match usize::try_from(remaining.get()) {
        Ok(remaining) => buffer.len().min(remaining),
        Err(_) => buffer.len(),
    };
    if len == 0 {
        return Read::NeedData;
    }
    *remaining = (remaining.get() - len as u128).into();
    Read::Data { len, chunk_start: chunk, chunk_end: false }
}

impl Chunked {
    fn read<S: AsRef<[u8]>>(
        &mut self,
        buffer: &mut ReceiveBuffer<S>,
        surplus: &mut Surplus,
        policy: &Policy,
    ) -> Result<Read> {
        let mut started = false;
        loop {
            match self {
                // At once where it is all there, as it nearly always is.
                Chunked::Footer(b"\r\n") if matches!(buffer.unread(), [b'\r', b'\n', ..]) => {
                    work::examined(2);
                    buffer.consume(2);
                    *self = Chunked::Header;
                }
                Chunked::Footer(expected) => {
                    let len = expected.len().min(buffer.len());
                    let (wanted, rest) = expected.split_at(len);
                    let found = buffer.view(len).bytes;
                    work::examined(len);
                    let judged = match found == wanted {
                        true => Ok(()),
                        false => Err(Error::ChunkCrlfMissing { found: found.into(), expected }),
                    };
                    buffer.consume(len);
                    judged?;
                    if !rest.is_empty() {
                        *self = Chunked::Footer(rest);
                        return Ok(Read::NeedData);
                    }
                    *self = Chunked::Header;
                }
                Chunked::Header => {
                    let (len, size) = match parse_bare_size(buffer.unread()) {
                        Some((len, size)) => (len, Ok(size)),
                        None => {
                            let found = buffer.find_line();
                            let line = buffer.view(found.unwrap_or(buffer.len())).bytes;
                            surplus.spend_on_extension(found, line, policy.limits())?;
                            let Some(len) = found else {
                                return Ok(Read::NeedData);
                            };
                            (len, chunk_size(line, policy))
                        }
                    };
                    buffer.consume(len);
                    let size = size?;
                    surplus.earn(size);
                    started = size > 0;
                    *self = match size {
                        0 => Chunked::Trailers,
                        _ => Chunked::Data { remaining: size.into() },
                    };
                }
                Chunked::Data { remaining } => {
                    let mut read = take(buffer, remaining, started);
                    if remaining.get() == 0 {
                        *self = Chunked::Footer(b"\r\n");
                        if let Read::Data { chunk_end, .. } = &mut read {
                            *chunk_end = true;
                        }
                    }
                    return Ok(read);
                }
                Chunked::Trailers => {
                    let found = buffer.find_section();
                    policy.limits().check_trailers(found.unwrap_or(buffer.len()))?;
                    let Some(len) = surplus.spend(found, buffer.len())? else {
                        return Ok(Read::NeedData);
                    };
                    let trailers = trailer_section(buffer.view(len).bytes, policy);
                    if trailers.is_err() {
                        buffer.consume(len);
                    }
                    let trailers = Some(trailers?).filter(|trailers| !trailers.table.is_empty());
                    return Ok(Read::End { len, trailers: trailers.map(Box::new) });
                }
            }
        }
    }
}

/// What a chunk-size line says.
fn chunk_size(line: &[u8], policy: &Policy) -> Result<u128> {
    let size = parse_chunk_header(line)?;
    policy.judge_chunk(&ChunkLine { line, size })?;
    Ok(size)
}

/// The fields of a trailer section.
fn trailer_section(bytes: &[u8], policy: &Policy) -> Result<ParsedFields> {
    let parsed = parse_fields_tolerating(bytes, 0, policy.tolerance)?;
    policy.judge_received(&Message::received(MessageKind::Trailers, &parsed, bytes))?;
    Ok(parsed)
}
