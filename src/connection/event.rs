//! What a connection emits for the bytes that it has received.
//!
//! Events borrow: they live as long as the call that hands them out, and the
//! receiver copies, or shares, what it wants to keep.

use crate::fields::{FieldSection, ParsedSection};
use crate::parser::receive_buffer::View;

/// What came next.
#[derive(Debug)]
pub enum Event<'a, S> {
    /// More bytes are needed.
    NeedData,
    /// Bytes wait, but this cycle, or HTTP, must end first.
    Paused,
    /// The head of a request.
    Request {
        /// The method,
        method: &'a [u8],
        /// the request target,
        target: &'a [u8],
        /// the HTTP version, such as `1.1`,
        version: &'a [u8],
        /// and the header section.
        fields: ReceivedFields<'a, S>,
    },
    /// The head of a response, final or informational.
    Response {
        /// The status code,
        status: u16,
        /// the HTTP version, such as `1.1`,
        version: &'a [u8],
        /// the reason phrase
        reason: &'a [u8],
        /// and the header section.
        fields: ReceivedFields<'a, S>,
    },
    /// A piece of content.
    Data {
        /// The bytes.
        data: View<'a, S>,
        /// Whether a chunk begins with them.
        chunk_start: bool,
        /// Whether a chunk ends with them.
        chunk_end: bool,
    },
    /// The end of a message.
    EndOfMessage {
        /// The trailer section, if there is one.
        trailers: Option<ReceivedFields<'a, S>>,
    },
    /// The peer will send no more.
    ConnectionClosed,
}

/// A received section with the bytes that it was read from. The receiver may take
/// `parsed`, which is not used afterwards.
#[derive(Debug)]
pub struct ReceivedFields<'a, S> {
    /// The head or trailer section as received.
    pub view: View<'a, S>,
    /// The fields that were parsed from it.
    pub parsed: &'a mut ParsedSection,
}

impl<S> ReceivedFields<'_, S> {
    /// The fields.
    pub fn section(&self) -> FieldSection<'_> {
        self.parsed.section(self.view.bytes)
    }
}
