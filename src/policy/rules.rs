//! The rules that RFC 9112 has and h11 0.16.0 does not enforce.
//!
//! A rule is a code and a function that returns the offending bytes of a message that violates
//! it. Rules check parsed messages; they parse nothing.

use super::subject::{ChunkLine, Received, SectionContext, SectionKind};
use crate::error::{Code, Error, Excerpt, Result};
use crate::fields::{FieldLine, FieldName, list_members};
use crate::grammar::chunk_ext::is_chunk_ext;
use crate::grammar::host::is_host_value;
use crate::grammar::lines::{is_obs_fold, lines};
use crate::grammar::octets::{
    find_octet, has_any, hex_len, is_ctl_except_htab, is_reason_phrase, is_same_ignoring_case,
    is_token, trim_ows,
};
use crate::grammar::target::is_target_of;
use crate::state::Role;

/// What a function of `rules!` checks, sent or received messages: its `IS_SENT`.
pub(super) const SENT: bool = true;
pub(super) const RECEIVED: bool = false;

/// The messages that a rule applies to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Messages {
    Received,
    Sent,
    Both,
}

impl Messages {
    const fn include(self, is_sent: bool) -> bool {
        match self {
            Messages::Received => !is_sent,
            Messages::Sent => is_sent,
            Messages::Both => true,
        }
    }
}

/// Declares a function that checks the rules of a table in order: those of sent messages, or
/// those of received ones.
macro_rules! rules {
    ($(#[$about:meta])* fn $check:ident(&$subject:ident, in $field:path) {
        $($code:ident = $fault:ident, $messages:ident;)+
    }) => {
        $(#[$about])*
        #[inline(never)] // most connections have no rules, and their path stays short
        pub(super) fn $check<const IS_SENT: bool>(subject: &$subject<'_>) -> Result<()> {
            // The offending bytes, empty if there are none to quote; None if the rule holds.
            $(if const { Messages::$messages.include(IS_SENT) } && let Some(fault) = $fault(subject) {
                return Err(violation(Code::$code, fault, $field(subject, fault)));
            })+
            Ok(())
        }
    };
}

rules! {
    /// Checks a head or a trailer section.
    fn check_section(&SectionContext, in field_with) {
        BareLf = bare_lf, Received;
        ObsFold = obs_fold, Received;
        VersionUnsupported = other_major_version, Received;
        MethodMalformed = malformed_method, Sent;
        RequestTargetInvalid = invalid_target, Both;
        FieldValueControl = control_in_value, Both;
        ReasonPhraseMalformed = control_in_reason, Both;
        FramingFieldInTrailers = framing_field_in_trailers, Both;
        FramingFieldWithoutContent = framing_field_without_content, Sent;
        ContentInTrace = content_in_trace, Sent;
        ChunkedNotLast = chunked_not_last, Received;
        TransferEncodingRepeated = repeated_transfer_encoding, Received;
        TransferCodingUnknown = unknown_transfer_coding, Received;
        TransferEncodingWithContentLength = transfer_encoding_with_content_length, Both;
        TransferEncodingInHttp10 = transfer_encoding_in_http_1_0, Received;
        ContentLengthRepeated = repeated_content_length, Both;
        ContentLengthTooLarge = content_length_overflow, Both;
        HostMissing = missing_host, Both;
        HostMalformed = malformed_host, Both;
        UpgradeWithoutOption = upgrade_without_option, Sent;
        ChunkedInTe = chunked_in_te, Sent;
        TeWithoutOption = te_without_option, Sent;
    }
}

rules! {
    /// Checks a chunk-size line.
    fn check_chunk_line(&ChunkLine, in no_field) {
        ChunkSizeTooLarge = chunk_size_overflow, Received;
        ChunkExtensionControl = control_in_extension, Received;
        ChunkExtensionMalformed = malformed_extension, Received;
    }
}

/// The name of the field whose name or value these very bytes are.
#[cold]
fn field_with<'a>(context: &SectionContext<'a>, fault: &[u8]) -> Option<&'a [u8]> {
    let is_it = |line: &FieldLine<'_>| {
        std::ptr::eq(line.value, fault) || std::ptr::eq(line.raw_name, fault)
    };
    context.section.iter().find(is_it).map(|line| line.raw_name)
}

/// A chunk-size line has no fields.
fn no_field<'a>(_: &ChunkLine<'a>, _: &[u8]) -> Option<&'a [u8]> {
    None
}

#[cold]
fn violation(code: Code, fault: &[u8], field: Option<&[u8]>) -> Error {
    match (fault, field) {
        ([], _) => Error::Policy(code, None),
        (bytes, None) => Error::Policy(code, Some(Excerpt::of(bytes))),
        (bytes, Some(field)) => Error::Policy(code, Some(Excerpt::of_value(field, bytes))),
    }
}

/// The largest size that fits into a signed 64-bit integer; beyond it, implementations differ.
const LARGEST_SIZE: u128 = (1 << 63) - 1;

/// A line that ends in LF without CR.
fn bare_lf<'a>(context: &SectionContext<'a>) -> Option<&'a [u8]> {
    let Received { bytes, is_rewritten, .. } = context.received?;
    // In a canonical section, only the start line and the empty line can end in a bare LF.
    let is_plain = !is_rewritten
        && bytes.ends_with(b"\r\n")
        && context
            .section
            .bytes_before()
            .is_some_and(|line| line.is_empty() || line.ends_with(b"\r\n"));
    if is_plain {
        return None;
    }
    find_bare_lf(bytes)
}

#[cold]
fn find_bare_lf(bytes: &[u8]) -> Option<&[u8]> {
    lines(bytes).find(|line| !line.ends_with(b"\r\n"))
}

/// A line that continues the one before it. A server may reject it, but a client MUST replace
/// it by SP (RFC 9112 section 5.2), which has been done.
fn obs_fold<'a>(context: &SectionContext<'a>) -> Option<&'a [u8]> {
    let Received { bytes, is_rewritten, sender } = context.received?;
    if !is_rewritten || sender == Role::Server {
        return None;
    }
    lines(bytes).find(|line| is_obs_fold(line))
}

fn other_major_version<'a>(context: &SectionContext<'a>) -> Option<&'a [u8]> {
    match context.version {
        [] | [b'1', ..] => None,
        other => Some(other),
    }
}

/// A program may have changed the method after the event was constructed.
fn malformed_method<'a>(context: &SectionContext<'a>) -> Option<&'a [u8]> {
    let is_request = context.kind == SectionKind::Request;
    (is_request && !is_token(context.method)).then_some(context.method)
}

fn invalid_target<'a>(context: &SectionContext<'a>) -> Option<&'a [u8]> {
    let is_request = context.kind == SectionKind::Request;
    (is_request && !is_target_of(context.method, context.target)).then_some(context.target)
}

fn control_in_value<'a>(context: &SectionContext<'a>) -> Option<&'a [u8]> {
    if context.section.index.has_non_printable() {
        context.section.iter().map(|line| line.value).find(|value| has_control(value))
    } else {
        None
    }
}

fn has_control(bytes: &[u8]) -> bool {
    has_any(bytes, is_ctl_except_htab)
}

fn control_in_reason<'a>(context: &SectionContext<'a>) -> Option<&'a [u8]> {
    (!is_reason_phrase(context.reason)).then_some(context.reason)
}

/// The last coding of a request must be chunked, for nothing else could end its content.
fn chunked_not_last<'a>(context: &SectionContext<'a>) -> Option<&'a [u8]> {
    let summary = context.framing()?;
    summary.unsupported_codings?;
    let has_no_end = context.kind == SectionKind::Request && !summary.chunked;
    has_no_end.then(|| unsupported_codings(context))
}

fn repeated_transfer_encoding<'a>(context: &SectionContext<'a>) -> Option<&'a [u8]> {
    unsupported_codings_by(context, Code::TransferEncodingRepeated)
}

fn unknown_transfer_coding<'a>(context: &SectionContext<'a>) -> Option<&'a [u8]> {
    unsupported_codings_by(context, Code::TransferCodingUnknown)
}

fn unsupported_codings_by<'a>(context: &SectionContext<'a>, reason: Code) -> Option<&'a [u8]> {
    let found = context.framing()?.unsupported_codings?;
    (found == reason).then(|| unsupported_codings(context))
}

/// The value of a Transfer-Encoding field that is more than one `chunked`, or of the last one.
fn unsupported_codings<'a>(context: &SectionContext<'a>) -> &'a [u8] {
    let values = context.section.known(FieldName::TRANSFER_ENCODING).map(|line| line.value);
    let other = values.clone().find(|value| *value != b"chunked");
    other.or(values.last()).unwrap_or_default()
}

fn transfer_encoding_with_content_length<'a>(context: &SectionContext<'a>) -> Option<&'a [u8]> {
    let summary = context.framing()?;
    if summary.chunked && summary.content_length().is_some() {
        content_length_value(context)
    } else {
        None
    }
}

fn transfer_encoding_in_http_1_0<'a>(context: &SectionContext<'a>) -> Option<&'a [u8]> {
    let is_chunked = context.framing()?.chunked;
    let may_be_pre_1_1 = is_chunked && context.kind != SectionKind::Trailers;
    (may_be_pre_1_1 && context.is_pre_http_1_1).then_some(context.version)
}

fn repeated_content_length<'a>(context: &SectionContext<'a>) -> Option<&'a [u8]> {
    if context.framing()?.length_repeated { content_length_value(context) } else { None }
}

fn content_length_overflow<'a>(context: &SectionContext<'a>) -> Option<&'a [u8]> {
    if context.framing()?.content_length()? <= LARGEST_SIZE {
        return None;
    }
    content_length_value(context)
}

/// The value of the Content-Length field.
fn content_length_value<'a>(context: &SectionContext<'a>) -> Option<&'a [u8]> {
    context.section.known(FieldName::CONTENT_LENGTH).next().map(|line| line.value)
}

fn missing_host<'a>(context: &SectionContext<'a>) -> Option<&'a [u8]> {
    let has_none = context.section.index.summary().hosts == 0;
    let must_have_one = context.kind == SectionKind::Request && !context.is_pre_http_1_1;
    (has_none && must_have_one).then_some(b"")
}

fn malformed_host<'a>(context: &SectionContext<'a>) -> Option<&'a [u8]> {
    if context.kind != SectionKind::Request {
        return None;
    }
    // Of received ones there is one at most; no more are looked for than there are.
    let count = context.section.index.summary().hosts as usize;
    let mut hosts = context.section.known(FieldName::HOST).take(count);
    hosts.find(|host| !is_host_value(host.value)).map(|host| host.value)
}

fn framing_field_in_trailers<'a>(context: &SectionContext<'a>) -> Option<&'a [u8]> {
    if context.kind != SectionKind::Trailers {
        return None;
    }
    framing_field(context)
}

/// The name of the first framing field.
fn framing_field<'a>(context: &SectionContext<'a>) -> Option<&'a [u8]> {
    let frames = |name| matches!(name, FieldName::CONTENT_LENGTH | FieldName::TRANSFER_ENCODING);
    context.section.iter().find(|line| frames(line.name)).map(|line| line.raw_name)
}

/// A recipient must ignore the fields (RFC 9112 section 6.3).
fn framing_field_without_content<'a>(context: &SectionContext<'a>) -> Option<&'a [u8]> {
    let may_have_content = match context.status {
        100..=199 | 204 => false,
        200..=299 => !context.answers_connect,
        _ => true,
    };
    if may_have_content { None } else { framing_field(context) }
}

/// Forbidden to clients, not to recipients (RFC 9110 section 9.3.8).
fn content_in_trace<'a>(context: &SectionContext<'a>) -> Option<&'a [u8]> {
    if context.method != b"TRACE" {
        return None;
    }
    let summary = context.section.index.summary();
    let has_content = summary.chunked || summary.content_length().is_some_and(|length| length > 0);
    if has_content { framing_field(context) } else { None }
}

/// A recipient ignores the field (RFC 9110 section 7.8).
fn upgrade_without_option<'a>(context: &SectionContext<'a>) -> Option<&'a [u8]> {
    let summary = context.section.index.summary();
    let lacks_option = summary.upgrade && !summary.upgrade_option;
    if context.kind == SectionKind::Trailers || !lacks_option {
        return None;
    }
    context.section.known(FieldName::UPGRADE).next().map(|line| line.raw_name)
}

/// The TE fields of a request. A recipient ignores what is wrong with them.
fn te_fields<'a>(context: &SectionContext<'a>) -> impl Iterator<Item = FieldLine<'a>> {
    let has_any = context.kind == SectionKind::Request && context.section.index.summary().te;
    has_any.then(|| context.section.known(FieldName::TE)).into_iter().flatten()
}

fn chunked_in_te<'a>(context: &SectionContext<'a>) -> Option<&'a [u8]> {
    te_fields(context).map(|line| line.value).find(|value| has_member(value, b"chunked"))
}

fn te_without_option<'a>(context: &SectionContext<'a>) -> Option<&'a [u8]> {
    let te = te_fields(context).next()?;
    let mut options = context.section.known(FieldName::CONNECTION);
    (!options.any(|line| has_member(line.value, b"te"))).then_some(te.raw_name)
}

/// Whether a list has this member, which may have parameters.
fn has_member(list: &[u8], name: &[u8]) -> bool {
    list_members(list).any(|member| {
        let end = find_octet(member, |octet| octet == b';').unwrap_or(member.len());
        is_same_ignoring_case(trim_ows(member.get(..end).unwrap_or(member)), name)
    })
}

fn chunk_size_overflow<'a>(chunk: &ChunkLine<'a>) -> Option<&'a [u8]> {
    (chunk.size > LARGEST_SIZE).then_some(chunk.line)
}

/// Whitespace after a size alone is no extension either.
fn malformed_extension<'a>(chunk: &ChunkLine<'a>) -> Option<&'a [u8]> {
    let line = chunk.line.strip_suffix(b"\r\n")?;
    let (_, extensions) = line.split_at_checked(hex_len(line))?;
    (!is_chunk_ext(extensions)).then_some(line)
}

fn control_in_extension<'a>(chunk: &ChunkLine<'a>) -> Option<&'a [u8]> {
    let line = chunk.line.strip_suffix(b"\r\n")?;
    has_control(line).then_some(line)
}
