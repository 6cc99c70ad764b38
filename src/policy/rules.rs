//! The rules that RFC 9112 has and h11 0.16.0 does not enforce.
//!
//! Each is a code and a function that finds the bytes at fault, if a message
//! breaks it. They judge what has been read already: none of them parses.

use memchr::memchr;

use crate::codes::Code;
use crate::connection::is_old;
use crate::error::{Error, Excerpt, Result};
use crate::headers::{FieldLine, Section};
use crate::names::FieldName;
use crate::parser::fields::ParsedFields;
use crate::parser::grammar::{is_authority, is_blank, is_control, is_reason_phrase};
use crate::parser::scan::count_controls;
use crate::work;

/// A head or a trailer section, as read or as given to send.
#[derive(Debug, Clone, Copy)]
pub struct Message<'a> {
    /// What it is.
    pub kind: MessageKind,
    /// The HTTP version, such as `1.1`; that of a trailer section is empty.
    pub version: &'a [u8],
    /// The reason phrase, if it has one.
    pub reason: &'a [u8],
    /// The fields.
    pub section: Section<'a>,
    /// What was received, if it was.
    pub received: Option<Received<'a>>,
}

/// A head or a trailer section off the wire.
#[derive(Debug, Clone, Copy)]
pub struct Received<'a> {
    /// All of its bytes.
    pub bytes: &'a [u8],
    /// The fields do not lie in them: some lines were folded, or wanted change.
    pub is_rewritten: bool,
}

impl<'a> Message<'a> {
    /// What was read from `bytes`.
    #[inline]
    pub(crate) fn received(
        kind: MessageKind,
        version: &'a [u8],
        reason: &'a [u8],
        fields: &'a ParsedFields,
        bytes: &'a [u8],
    ) -> Message<'a> {
        let lie_in = fields.rewritten.as_deref().unwrap_or(bytes);
        let section = Section { table: &fields.table, bytes: lie_in };
        let received = Received { bytes, is_rewritten: fields.rewritten.is_some() };
        Message { kind, version, reason, section, received: Some(received) }
    }
}

/// What a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageKind {
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

/// A rule for what `T` stands for.
pub(super) struct Rule<T> {
    code: Code,
    /// The bytes at fault, empty where there are none to show; None if all is well.
    fault: T,
}

/// A rule for heads and trailer sections.
pub(super) type MessageRule = Rule<for<'a> fn(&Message<'a>) -> Option<&'a [u8]>>;

/// A rule for chunk-size lines.
pub(super) type ChunkRule = Rule<for<'a> fn(&ChunkLine<'a>) -> Option<&'a [u8]>>;

impl<T> std::fmt::Debug for Rule<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.code.row().code)
    }
}

impl MessageRule {
    pub(super) fn judge(&self, message: &Message<'_>) -> Result<()> {
        verdict(self.code, (self.fault)(message))
    }
}

impl ChunkRule {
    pub(super) fn judge(&self, line: &ChunkLine<'_>) -> Result<()> {
        verdict(self.code, (self.fault)(line))
    }
}

fn verdict(code: Code, fault: Option<&[u8]>) -> Result<()> {
    match fault {
        None => Ok(()),
        Some([]) => Err(Error::Policy(code, None)),
        Some(bytes) => Err(Error::Policy(code, Some(Excerpt::of(bytes)))),
    }
}

/// What heads and trailer sections are judged by, in this order.
pub(super) static MESSAGE_RULES: &[MessageRule] = &[
    Rule { code: Code::BareLf, fault: bare_lf },
    Rule { code: Code::ObsFold, fault: obs_fold },
    Rule { code: Code::VersionUnsupported, fault: other_major_version },
    Rule { code: Code::FieldValueControl, fault: control_in_value },
    Rule { code: Code::ReasonMalformed, fault: control_in_reason },
    Rule { code: Code::FramingFieldInTrailers, fault: framing_in_trailers },
    Rule { code: Code::TransferEncodingWithLength, fault: two_framings },
    Rule { code: Code::TransferEncodingInHttp10, fault: chunked_before_1_1 },
    Rule { code: Code::ContentLengthRepeated, fault: repeated_length },
    Rule { code: Code::ContentLengthTooLarge, fault: large_length },
    Rule { code: Code::HostMissing, fault: no_host },
    Rule { code: Code::HostMalformed, fault: odd_host },
];

/// What chunk-size lines are judged by.
pub(super) static CHUNK_RULES: &[ChunkRule] = &[
    Rule { code: Code::ChunkSizeTooLarge, fault: large_chunk },
    Rule { code: Code::ChunkExtensionControl, fault: control_in_extension },
];

/// Sizes up to this one are told alike by all, whatever numbers they reckon with.
const LARGEST_SIZE: u128 = (1 << 63) - 1;

/// A line that ends in LF without CR.
fn bare_lf<'a>(message: &Message<'a>) -> Option<&'a [u8]> {
    let Received { bytes, is_rewritten } = message.received?;
    // Where the section stands as it would be sent, only the start line and the
    // empty one can be it.
    let is_plain = !is_rewritten
        && message.section.wire().is_some()
        && bytes.ends_with(b"\r\n")
        && work::searched(bytes.len(), memchr(b'\n', bytes))
            .is_some_and(|end| end > 0 && bytes.get(end - 1) == Some(&b'\r'));
    if is_plain {
        return None;
    }
    work::examined(bytes.len());
    lines(bytes).find(|line| !line.ends_with(b"\r\n"))
}

/// A line that continues the one before it.
fn obs_fold<'a>(message: &Message<'a>) -> Option<&'a [u8]> {
    let Received { bytes, is_rewritten } = message.received?;
    if !is_rewritten {
        return None;
    }
    work::examined(bytes.len());
    lines(bytes).find(|line| line.first().is_some_and(|&b| is_blank(b)))
}

fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split_inclusive(|&b| b == b'\n')
}

fn other_major_version<'a>(message: &Message<'a>) -> Option<&'a [u8]> {
    match message.version {
        [] | [b'1', ..] => None,
        other => Some(other),
    }
}

/// Where the section stands as it would be sent, the line ends are all the
/// controls that it should have.
fn control_in_value<'a>(message: &Message<'a>) -> Option<&'a [u8]> {
    let line_ends = b"\r\n".len() * message.section.table.len();
    let is_suspect = message.section.wire().is_none_or(|wire| {
        work::examined(wire.len());
        count_controls(wire) != line_ends
    });
    if !is_suspect {
        return None;
    }
    message.section.iter().map(|line| line.value).find(|value| has_control(value))
}

fn has_control(bytes: &[u8]) -> bool {
    work::examined(bytes.len());
    bytes.iter().any(|&b| is_control(b))
}

fn control_in_reason<'a>(message: &Message<'a>) -> Option<&'a [u8]> {
    (!is_reason_phrase(message.reason)).then_some(message.reason)
}

fn two_framings<'a>(message: &Message<'a>) -> Option<&'a [u8]> {
    let facts = message.section.table.facts();
    match facts.chunked && facts.content_length().is_some() {
        true => length_said(message),
        false => None,
    }
}

fn chunked_before_1_1<'a>(message: &Message<'a>) -> Option<&'a [u8]> {
    let is_chunked = message.section.table.facts().chunked;
    let may_be_old = is_chunked && message.kind != MessageKind::Trailers;
    (may_be_old && is_old(message.version)).then_some(message.version)
}

fn repeated_length<'a>(message: &Message<'a>) -> Option<&'a [u8]> {
    match message.section.table.facts().length_repeated {
        true => length_said(message),
        false => None,
    }
}

fn large_length<'a>(message: &Message<'a>) -> Option<&'a [u8]> {
    if message.section.table.facts().content_length()? <= LARGEST_SIZE {
        return None;
    }
    length_said(message)
}

/// What the Content-Length says.
fn length_said<'a>(message: &Message<'a>) -> Option<&'a [u8]> {
    let mut fields = message.section.iter();
    fields.find(|line| line.name == FieldName::CONTENT_LENGTH).map(|line| line.value)
}

fn no_host<'a>(message: &Message<'a>) -> Option<&'a [u8]> {
    let has_none = message.section.table.facts().hosts == 0;
    let must_have_one = message.kind == MessageKind::Request && !is_old(message.version);
    (has_none && must_have_one).then_some(b"")
}

fn odd_host<'a>(message: &Message<'a>) -> Option<&'a [u8]> {
    if message.kind != MessageKind::Request {
        return None;
    }
    let is_odd = |line: &FieldLine<'_>| line.name == FieldName::HOST && !is_authority(line.value);
    message.section.iter().find(is_odd).map(|line| line.value)
}

fn framing_in_trailers<'a>(message: &Message<'a>) -> Option<&'a [u8]> {
    if message.kind != MessageKind::Trailers {
        return None;
    }
    let frames = |name| matches!(name, FieldName::CONTENT_LENGTH | FieldName::TRANSFER_ENCODING);
    message.section.iter().find(|line| frames(line.name)).map(|line| line.raw_name)
}

fn large_chunk<'a>(chunk: &ChunkLine<'a>) -> Option<&'a [u8]> {
    (chunk.size > LARGEST_SIZE).then_some(chunk.line)
}

fn control_in_extension<'a>(chunk: &ChunkLine<'a>) -> Option<&'a [u8]> {
    let line = chunk.line.strip_suffix(b"\r\n")?;
    has_control(line).then_some(line)
}
