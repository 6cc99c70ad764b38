//! The rules that RFC 9112 has and h11 0.16.0 does not enforce.
//!
//! Each is a code and a function that finds the bytes at fault, if a message
//! breaks it. They judge what has been read already: none of them parses.

use crate::error::{Code, Error, Excerpt, Result};
use crate::fields::{FieldLine, FieldName, ParsedFields, Section};
use crate::grammar::host::is_authority;
use crate::grammar::octets::{is_blank, is_control, is_reason_phrase};
use crate::work;

/// A head or a trailer section, as read or as given to send.
#[derive(Debug, Clone, Copy)]
pub struct Message<'a> {
    /// What it is.
    pub kind: MessageKind,
    /// The HTTP version, such as `1.1`; that of a trailer section is empty.
    pub version: &'a [u8],
    /// Whether it is one before 1.1.
    pub is_old: bool,
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
        fields: &'a ParsedFields,
        bytes: &'a [u8],
    ) -> Message<'a> {
        let received = Received { bytes, is_rewritten: fields.rewritten.is_some() };
        Message { received: Some(received), ..Message::to_send(kind, fields.section(bytes)) }
    }

    /// What a program gave.
    #[inline]
    pub(crate) fn to_send(kind: MessageKind, section: Section<'a>) -> Message<'a> {
        Message { kind, version: b"", is_old: false, reason: b"", section, received: None }
    }

    /// A head of this version, which may be one before 1.1.
    #[inline]
    pub(crate) fn of_version(self, version: &'a [u8], is_old: bool) -> Message<'a> {
        Message { version, is_old, ..self }
    }

    /// A head with this reason phrase.
    #[inline]
    pub(crate) fn with_reason(self, reason: &'a [u8]) -> Message<'a> {
        Message { reason, ..self }
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

/// Makes a table a function that judges by each of its rules, in order.
macro_rules! rules {
    ($(#[$about:meta])* fn $judge:ident(&$subject:ident) { $($code:ident: $fault:ident,)+ }) => {
        $(#[$about])*
        #[inline(never)] // where most connections have no rules, they are not in the way
        pub(super) fn $judge(subject: &$subject<'_>) -> Result<()> {
            // The bytes at fault, empty where there are none to show; None if all
            // is well.
            $(if let Some(fault) = $fault(subject) {
                return Err(broken(Code::$code, fault));
            })+
            Ok(())
        }
    };
}

rules! {
    /// Judges a head or a trailer section.
    fn judge_message(&Message) {
        BareLf: bare_lf,
        ObsFold: obs_fold,
        VersionUnsupported: other_major_version,
        FieldValueControl: control_in_value,
        ReasonPhraseMalformed: control_in_reason,
        FramingFieldInTrailers: framing_in_trailers,
        TransferEncodingWithContentLength: two_framings,
        TransferEncodingInHttp10: chunked_before_1_1,
        ContentLengthRepeated: repeated_length,
        ContentLengthTooLarge: large_length,
        HostMissing: no_host,
        HostMalformed: odd_host,
    }
}

rules! {
    /// Judges a chunk-size line.
    fn judge_chunk_line(&ChunkLine) {
        ChunkSizeTooLarge: large_chunk,
        ChunkExtensionControl: control_in_extension,
    }
}

#[cold]
fn broken(code: Code, fault: &[u8]) -> Error {
    match fault {
        [] => Error::Policy(code, None),
        bytes => Error::Policy(code, Some(Excerpt::of(bytes))),
    }
}

/// Sizes up to this one are told alike by all, whatever numbers they reckon with.
const LARGEST_SIZE: u128 = (1 << 63) - 1;

/// A line that ends in LF without CR.
fn bare_lf<'a>(message: &Message<'a>) -> Option<&'a [u8]> {
    let Received { bytes, is_rewritten } = message.received?;
    // Where the section stands as it would be sent, only the start line and the
    // empty one can be it.
    let is_plain = !is_rewritten
        && bytes.ends_with(b"\r\n")
        && message.section.before().is_some_and(|line| line.is_empty() || line.ends_with(b"\r\n"));
    if is_plain {
        return None;
    }
    find_bare_lf(bytes)
}

#[cold]
fn find_bare_lf(bytes: &[u8]) -> Option<&[u8]> {
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

fn control_in_value<'a>(message: &Message<'a>) -> Option<&'a [u8]> {
    match message.section.table.has_odd() {
        true => message.section.iter().map(|line| line.value).find(|value| has_control(value)),
        false => None,
    }
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
    (may_be_old && message.is_old).then_some(message.version)
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
    let must_have_one = message.kind == MessageKind::Request && !message.is_old;
    (has_none && must_have_one).then_some(b"")
}

fn odd_host<'a>(message: &Message<'a>) -> Option<&'a [u8]> {
    if message.kind != MessageKind::Request {
        return None;
    }
    // Of received ones there is one at most; no more are looked for than there are.
    let is_host = |line: &FieldLine<'_>| line.name == FieldName::HOST;
    let count = message.section.table.facts().hosts as usize;
    let mut hosts = message.section.iter().filter(is_host).take(count);
    hosts.find(|host| !is_authority(host.value)).map(|host| host.value)
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
