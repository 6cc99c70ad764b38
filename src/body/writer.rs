//! Content as it is sent: what must stand around a piece of data, and whether
//! it is still the right amount. The data itself is never looked at, so that a
//! program may send a placeholder for it.

use super::framing::Framing;
use crate::error::{Error, Result};
use crate::packed::Packed;

/// Keeps count of one message's content.
#[derive(Debug, Clone)]
pub enum BodyWriter {
    /// A body of announced length: what is still owed.
    ContentLength(Packed<i128>),
    /// A chunked body.
    Chunked,
    /// A body that the end of the connection ends.
    CloseDelimited,
}

/// How a piece of data goes on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DataFraming {
    /// As it is, once [`BodyWriter::count`] has taken its length off what is
    /// owed.
    Counted {
        /// What is owed before it.
        owed: Packed<i128>,
    },
    /// Between a chunk header and a CRLF, unless it is empty.
    Chunk,
    /// As it is, whatever its length.
    Bare,
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

    /// How the next piece of data is to be framed.
    pub fn data_framing(&self) -> DataFraming {
        match self {
            BodyWriter::ContentLength(owed) => DataFraming::Counted { owed: *owed },
            BodyWriter::Chunked => DataFraming::Chunk,
            BodyWriter::CloseDelimited => DataFraming::Bare,
        }
    }

    /// Counts `len` bytes of data against the Content-Length, of which `owed`
    /// were to come before them.
    pub fn count(&mut self, owed: Packed<i128>, len: usize) -> Result<()> {
        if let BodyWriter::ContentLength(rest) = self {
            *rest = owed.get().saturating_sub(len as i128).into();
            if rest.get() < 0 {
                return Err(Error::ContentTooLong);
            }
        }
        Ok(())
    }

    /// Ends the message. True if a last chunk and the trailer section must go
    /// on the wire.
    pub fn end(&self, has_trailers: bool) -> Result<bool> {
        match self {
            BodyWriter::Chunked => Ok(true),
            BodyWriter::ContentLength(owed) if owed.get() != 0 => Err(Error::ContentTooShort),
            BodyWriter::ContentLength(_) if has_trailers => Err(Error::TrailersNotChunked),
            BodyWriter::CloseDelimited if has_trailers => Err(Error::TrailersToHttp10),
            _ => Ok(false),
        }
    }
}
