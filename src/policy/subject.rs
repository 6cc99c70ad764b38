//! What the rules and limits check: a head, a trailer section, a chunk-size line.

use crate::fields::{FieldSection, FieldSummary, ParsedSection};
use crate::state::Role;

/// A head or a trailer section, as read or as given to send.
#[derive(Debug, Clone, Copy)]
pub struct SectionContext<'a> {
    /// What it is.
    pub kind: SectionKind,
    /// The method of a request; empty otherwise.
    pub method: &'a [u8],
    /// The target of a request; empty otherwise.
    pub target: &'a [u8],
    /// The status code of a response; 0 otherwise.
    pub status: u16,
    /// Whether it is a response to CONNECT.
    pub answers_connect: bool,
    /// The HTTP version, such as `1.1`; that of a trailer section is empty.
    pub version: &'a [u8],
    /// Whether it is one before 1.1.
    pub is_pre_http_1_1: bool,
    /// The reason phrase, if it has one.
    pub reason: &'a [u8],
    /// The fields.
    pub section: FieldSection<'a>,
    /// The received bytes, if it was received.
    pub received: Option<Received<'a>>,
}

/// A head or a trailer section as received.
#[derive(Debug, Clone, Copy)]
pub struct Received<'a> {
    /// All of its bytes.
    pub bytes: &'a [u8],
    /// The section has its own copy of the fields, because some lines were folded or values
    /// were changed.
    pub is_rewritten: bool,
    /// Who sent them.
    pub sender: Role,
}

impl<'a> SectionContext<'a> {
    /// A section that was parsed from `bytes`, which `sender` has sent.
    #[inline]
    pub(crate) fn inbound(
        kind: SectionKind,
        sender: Role,
        fields: &'a ParsedSection,
        bytes: &'a [u8],
    ) -> SectionContext<'a> {
        let received = Received { bytes, is_rewritten: fields.rewritten.is_some(), sender };
        SectionContext {
            received: Some(received),
            ..SectionContext::outbound(kind, fields.section(bytes))
        }
    }

    /// A section to send.
    #[inline]
    pub(crate) fn outbound(kind: SectionKind, section: FieldSection<'a>) -> SectionContext<'a> {
        SectionContext {
            kind,
            method: b"",
            target: b"",
            status: 0,
            answers_connect: false,
            version: b"",
            is_pre_http_1_1: false,
            reason: b"",
            section,
            received: None,
        }
    }

    /// The head of a request with this method and target.
    #[inline]
    pub(crate) fn with_request_line(
        self,
        method: &'a [u8],
        target: &'a [u8],
    ) -> SectionContext<'a> {
        SectionContext { method, target, ..self }
    }

    /// The head of a response with this status code.
    #[inline]
    pub(crate) fn with_status(self, status: u16) -> SectionContext<'a> {
        SectionContext { status, ..self }
    }

    /// The head of a response, which may be one to CONNECT.
    #[inline]
    pub(crate) fn answering(self, answers_connect: bool) -> SectionContext<'a> {
        SectionContext { answers_connect, ..self }
    }

    /// The summary of the fields, unless those that frame content must be ignored: in a 2xx to
    /// CONNECT (RFC 9112 section 6.3), where they cannot be sent anyway.
    pub(super) fn framing(&self) -> Option<&'a FieldSummary> {
        let is_tunnel = self.answers_connect && (200..300).contains(&self.status);
        (!is_tunnel).then_some(self.section.index.summary())
    }

    /// A head of this version, which may be one before 1.1.
    #[inline]
    pub(crate) fn with_version(
        self,
        version: &'a [u8],
        is_pre_http_1_1: bool,
    ) -> SectionContext<'a> {
        SectionContext { version, is_pre_http_1_1, ..self }
    }

    /// A head with this reason phrase.
    #[inline]
    pub(crate) fn with_reason(self, reason: &'a [u8]) -> SectionContext<'a> {
        SectionContext { reason, ..self }
    }
}

/// What a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SectionKind {
    /// The head of a request.
    Request,
    /// The head of a response of either kind.
    Response,
    /// A trailer section.
    Trailers,
}

/// A chunk-size line.
#[derive(Debug, Clone, Copy)]
pub struct ChunkLine<'a> {
    /// Its bytes, CRLF and all.
    pub line: &'a [u8],
    /// The size in it.
    pub size: u128,
}
