//! Content as it is sent: how each piece of data is framed, and whether there is too much
//! or too little of it. Only lengths are examined, so that a program may send a
//! placeholder for data.

use super::framing::Framing;
use crate::error::{Error, Result};
use crate::packed::Packed;

/// Counts the content of one message.
#[derive(Debug, Clone)]
pub enum BodyWriter {
    /// A body with a Content-Length, and the number of its bytes that have not been sent.
    ContentLength(Packed<i128>),
    /// A chunked body.
    Chunked,
    /// A body that the end of the connection ends.
    CloseDelimited,
}

/// How a piece of data is framed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DataFraming {
    /// As it is.
    Identity,
    /// Between a chunk header and a CRLF, unless it is empty.
    Chunk,
}

impl BodyWriter {
    /// A writer at the start of the content.
    pub fn new(framing: Framing) -> BodyWriter {
        match framing {
            // A Content-Length has 20 digits at most, which fit.
            Framing::ContentLength(length) => {
                BodyWriter::ContentLength(i128::try_from(length).unwrap_or(i128::MAX).into())
            }
            Framing::Chunked => BodyWriter::Chunked,
            Framing::CloseDelimited => BodyWriter::CloseDelimited,
        }
    }

    /// Counts a piece of data, and returns how it is framed.
    pub fn send_data(&mut self, len: usize) -> Result<DataFraming> {
        match self {
            BodyWriter::ContentLength(rest) => {
                *rest = rest.get().saturating_sub(len as i128).into();
                if rest.get() < 0 { Err(Error::ContentTooLong) } else { Ok(DataFraming::Identity) }
            }
            BodyWriter::Chunked => Ok(DataFraming::Chunk),
            BodyWriter::CloseDelimited => Ok(DataFraming::Identity),
        }
    }

    /// Ends the message. True if a last chunk and the trailer section must go
    /// on the wire.
    pub fn end(&self, has_trailers: bool) -> Result<bool> {
        match self {
            BodyWriter::Chunked => Ok(true),
            BodyWriter::ContentLength(rest) if rest.get() != 0 => Err(Error::ContentTooShort),
            BodyWriter::ContentLength(_) if has_trailers => Err(Error::TrailersNotChunked),
            BodyWriter::CloseDelimited if has_trailers => Err(Error::TrailersToHttp10),
            _ => Ok(false),
        }
    }
}
