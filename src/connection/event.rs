//! The events that a connection emits for received bytes.
//!
//! An event borrows these bytes for the duration of the call that emits it, and the receiver
//! copies or shares the parts that it keeps.

use crate::fields::{FieldSection, ParsedSection};
use crate::parser::receive_buffer::View;

/// The next event.
#[derive(Debug)]
pub enum Event<'a, S> {
    /// More bytes are needed.
    NeedData,
    /// The buffered bytes belong to the next cycle or to another protocol.
    Paused,
    /// The head of a request.
    Request {
        /// The method.
        method: &'a [u8],
        /// The request target.
        target: &'a [u8],
        /// The HTTP version, such as `1.1`.
        version: &'a [u8],
        /// The header section.
        fields: ReceivedFields<'a, S>,
    },
    /// The head of a response, final or informational.
    Response {
        /// The status code.
        status: u16,
        /// The HTTP version, such as `1.1`.
        version: &'a [u8],
        /// The reason phrase.
        reason: &'a [u8],
        /// The header section.
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
