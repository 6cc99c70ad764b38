//! Field lines (RFC 9112 section 5).

use std::borrow::Cow;
use std::ops::Range;

use crate::alloc::{try_concat, try_extend, try_to_vec};
use crate::error::{Code, Error, Excerpt, Result};
use crate::fields::{
    FieldLine, FieldName, FieldSection, Leniency, ParsedSection, SectionBuilder, Span,
};
use crate::grammar::field_value::has_no_invalid_octets;
use crate::grammar::lines::{is_obs_fold, lines, strip_line_end};
use crate::grammar::octets::{
    has_any, has_same_tchars, is_same_ignoring_case, is_token, starts_with_same_tchars, trim_ows,
    trim_ows_end, trim_ows_start,
};
use crate::grammar::swar::{find_byte, find_colon, find_forbidden};

/// Why the fast path does not parse a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Declined {
    /// Its end has not been received.
    Incomplete,
    /// It has a line that is folded, invalid, or has a value to be normalized: only the
    /// general path parses it, however much more is received.
    General,
}

/// What the fast path returns.
pub(crate) type Fast<T> = std::result::Result<T, Declined>;

/// Parses the field lines of a complete section, from `start` to the empty line at its end.
pub fn parse_fields(section: &[u8], start: usize, leniency: Leniency) -> Result<ParsedSection> {
    let mut fields = ParsedSection::default();
    if parse_fields_fast(section, start, &mut fields).is_ok() {
        return Ok(fields);
    }
    drop(fields); // a partly filled index may be large
    parse_fields_general(section, start, leniency)
}

/// The fast path: records where each field lies in `fields`, which must be empty, and
/// returns the end of the section.
///
/// (`fields` is an out parameter, since moving a returned one would cost copies.)
pub(super) fn parse_fields_fast(
    section: &[u8],
    start: usize,
    fields: &mut ParsedSection,
) -> Fast<usize> {
    if section.len() > u32::MAX as usize {
        return Err(Declined::General);
    }
    fields.index.allocate(16);
    let mut is_canonical = true;
    let mut has_non_printable = false;
    let mut rest = section.get(start..).unwrap_or_default();
    loop {
        let at = section.len() - rest.len();
        let end = match rest {
            [b'\n', ..] => Some(at + 1),
            [b'\r', b'\n', ..] => Some(at + 2),
            _ => None,
        };
        if let Some(end) = end {
            fields.index.canonical = is_canonical.then(|| Span::from(start..at));
            fields.index.has_non_printable = has_non_printable;
            return Ok(end);
        }
        let (name, name_end) = field_name(rest)?;
        let line = field_value(rest, name_end + 1, &mut has_non_printable)?;
        let value_at = at + line.value.start..at + line.value.end;
        let pushed = fields.index.push(section, name, at..at + name_end, value_at);
        is_canonical &= pushed.ok_or(Declined::General)? & line.is_canonical;
        rest = rest.get(line.end..).ok_or(Declined::General)?;
    }
}

/// `field-name ":"`: the known name, if it is one, and the offset of the colon.
#[inline]
fn field_name(line: &[u8]) -> Fast<(FieldName, usize)> {
    let colon = find_colon(line).ok_or(Declined::Incomplete)?;
    let raw_name = line.get(..colon).ok_or(Declined::General)?;
    let name = FieldName::of(raw_name);
    if name != FieldName::OTHER || is_token(raw_name) {
        Ok((name, colon))
    } else {
        Err(Declined::General)
    }
}

/// What follows a name and its colon.
struct FieldValueSpan {
    /// Where the value lies.
    value: Range<usize>,
    /// Where the next line begins.
    end: usize,
    /// The line has the form in which it would be sent: one SP before the value, CRLF after it.
    is_canonical: bool,
}

/// `OWS field-value OWS` from `start` to the end of the line. `has_non_printable`
/// is set if the value has other octets than SP and VCHAR, such as HTAB.
#[inline]
fn field_value(lines: &[u8], start: usize, has_non_printable: &mut bool) -> Fast<FieldValueSpan> {
    let rest = lines.get(start..).ok_or(Declined::General)?;
    let end = find_forbidden(rest, has_non_printable).ok_or(Declined::Incomplete)?;
    let (content, line_end) = rest.split_at_checked(end).ok_or(Declined::General)?;
    let line_end = match line_end {
        [b'\n', ..] => 1,
        [b'\r', b'\n', ..] => 2,
        [b'\r'] => return Err(Declined::Incomplete),
        _ => return Err(Declined::General),
    };
    let (before, value, is_usual) = match content {
        [b' ', value @ ..] if !has_outer_ows(value) => (1, value, true),
        _ => {
            let value = trim_ows_start(content);
            (content.len() - value.len(), trim_ows_end(value), false)
        }
    };
    let value_start = start + before;
    Ok(FieldValueSpan {
        value: value_start..value_start + value.len(),
        end: start + end + line_end,
        is_canonical: is_usual && line_end == 2,
    })
}

#[inline]
fn has_outer_ows(value: &[u8]) -> bool {
    matches!(value, [b' ' | b'\t', ..] | [.., b' ' | b'\t'])
}

/// The general path: joins folded lines, normalizes values, and reports errors. As in
/// h11 0.16.0, all lines are parsed before the first value is checked for its meaning.
pub(super) fn parse_fields_general(
    section: &[u8],
    start: usize,
    leniency: Leniency,
) -> Result<ParsedSection> {
    if section.len() > u32::MAX as usize {
        return Err(Error::HeadTooLarge);
    }
    let mut builder = SectionBuilder::with_leniency(leniency);
    let mut checked = Ok(());
    let mut ignored = Vec::new();
    let lines = lines(section.get(start..).unwrap_or_default()).map(strip_line_end);
    let mut lines = lines.take_while(|line| !line.is_empty()).peekable();
    while let Some(line) = lines.next_if(|line| is_obs_fold(line) && may_ignore(line, leniency)) {
        builder.waive(Code::LeadingObsFold);
        try_concat(&mut ignored, [line, b"\n"])?;
    }
    for line in unfold(lines) {
        let line = line?;
        let pushed = match (split(&line), &line) {
            (Some((name, raw_name, value)), _) => builder.push_prevalidated(name, raw_name, value),
            // What is folded may stand before the colon, and others may read it as a line of
            // its own.
            (None, Cow::Owned(_)) => return Err(malformed(&line)),
            (None, Cow::Borrowed(line)) => {
                builder.waive(Code::FieldLineMalformed);
                match split_leniently(line, leniency) {
                    Some((name, raw_name, value)) => {
                        builder.push_prevalidated(name, raw_name, value)
                    }
                    None if find_byte(b':', line).is_none() && may_ignore(line, leniency) => {
                        Ok(try_concat(&mut ignored, [line, b"\n"])?)
                    }
                    None => return Err(malformed(line)),
                }
            }
        };
        checked = checked.and(pushed);
    }
    checked?;
    let (index, mut bytes) = builder.finish();
    if leniency.other_codings {
        check_other_codings(FieldSection { index: &index, bytes: &bytes })?;
    }
    try_extend(&mut bytes, &ignored)?;
    Ok(ParsedSection { index, rewritten: Some(bytes) })
}

fn malformed(line: &[u8]) -> Error {
    Error::with_bytes(Error::FieldLineMalformed, line)
}

/// Whether a line that is not a field line may be left out of the section: nobody takes it
/// for a framing field, or for more than one line.
fn may_ignore(line: &[u8], leniency: Leniency) -> bool {
    leniency.ignored_lines
        && !FRAMING_NAMES.iter().any(|name| starts_with_same_tchars(line, name))
        && !has_any(line, is_line_breaking)
}

/// Beside a transfer coding other than chunked nothing else may frame the content, except
/// that a Content-Length may stand beside `identity`.
fn check_other_codings(section: FieldSection<'_>) -> Result<()> {
    let summary = section.index.summary();
    for FieldLine { value, .. } in section.known(FieldName::TRANSFER_ENCODING) {
        let has_length = summary.content_length().is_some();
        let is_clear = match value {
            b"chunked" => true,
            _ if is_same_ignoring_case(value, b"identity") => !summary.chunked,
            _ => !summary.chunked && !has_length,
        };
        if !is_clear {
            return Err(Error::TransferCodingUnknown(Excerpt::of(value)));
        }
    }
    Ok(())
}

/// `field-name ":" OWS field-value OWS`, a line end left out: which name it is,
/// the name, and the value. None if the line is malformed.
fn split(line: &[u8]) -> Option<(FieldName, &[u8], &[u8])> {
    let (name, name_end) = field_name(line).ok()?;
    let value = trim_ows(line.get(name_end + 1..)?);
    has_no_invalid_octets(value).then_some((name, line.get(..name_end)?, value))
}

/// The same of an invalid line, with this much leniency.
fn split_leniently(line: &[u8], leniency: Leniency) -> Option<(FieldName, &[u8], &[u8])> {
    let colon = find_byte(b':', line)?;
    let (as_written, value) = line.split_at_checked(colon)?;
    let raw_name = trim_ows(as_written);
    let value = trim_ows(value.get(1..)?);
    let is_name_valid =
        is_token(as_written) || (leniency.invalid_names && !resembles_framing_field(as_written));
    let is_value_valid = has_no_invalid_octets(value) || leniency.control_chars;
    let is_one_line = !has_any(line, is_line_breaking);
    let name = FieldName::of(raw_name);
    (is_name_valid && is_value_valid && is_one_line).then_some((name, raw_name, value))
}

/// The names of the fields that frame.
const FRAMING_NAMES: [&[u8]; 2] = [b"content-length", b"transfer-encoding"];

/// Whether a name, as others may read it, is that of a field that frames.
fn resembles_framing_field(name: &[u8]) -> bool {
    FRAMING_NAMES.iter().any(|framing| has_same_tchars(name, framing))
}

/// NUL, CR and LF, at which others may end a line.
fn is_line_breaking(byte: u8) -> bool {
    matches!(byte, 0 | b'\r' | b'\n')
}

/// A field line, its line end left out, as name and value; None if it is
/// malformed.
pub fn split_field_line(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let (_, name, value) = split(line)?;
    Some((name, value))
}

/// Joins `obs-fold`s: a line end with the OWS after it becomes one space
/// (RFC 9112 section 5.2). The lines come without their line ends.
pub fn unfold<'a>(
    lines: impl IntoIterator<Item = &'a [u8]>,
) -> impl Iterator<Item = Result<Cow<'a, [u8]>>> {
    let mut lines = lines.into_iter().peekable();
    std::iter::from_fn(move || {
        let first = lines.next()?;
        if is_obs_fold(first) {
            // After any other line it would have been joined to it.
            return Some(Err(Error::LeadingObsFold(Excerpt::of(first))));
        }
        let mut joined = Cow::Borrowed(first);
        while let Some(line) = lines.next_if(|line| is_obs_fold(line)) {
            if let Err(error) = join(&mut joined, line) {
                return Some(Err(error));
            }
        }
        Some(Ok(joined))
    })
}

fn join(joined: &mut Cow<'_, [u8]>, line: &[u8]) -> Result<()> {
    if let Cow::Borrowed(first) = joined {
        *joined = Cow::Owned(try_to_vec(first)?);
    }
    let joined = joined.to_mut();
    Ok(try_concat(joined, [b" ", trim_ows_start(line)])?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(section: &str) -> std::result::Result<Vec<(String, String)>, String> {
        let parsed = parse_fields(section.as_bytes(), 0, Leniency::NONE)
            .map_err(|error| error.to_string())?;
        let bytes = parsed.rewritten.as_deref().unwrap_or(section.as_bytes());
        let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
        let index = &parsed.index;
        Ok(FieldSection { index, bytes }
            .iter()
            .map(|line| (text(line.raw_name), text(line.value)))
            .collect())
    }

    fn pairs(pairs: &[(&str, &str)]) -> std::result::Result<Vec<(String, String)>, String> {
        Ok(pairs.iter().map(|(n, v)| (n.to_string(), v.to_string())).collect())
    }

    #[test]
    fn values_are_trimmed_and_lines_may_end_either_way() {
        assert_eq!(
            fields("Host:a\r\nA: \t b c\t \nB:\r\n\r\n"),
            pairs(&[("Host", "a"), ("A", "b c"), ("B", "")])
        );
        assert_eq!(fields("\r\n"), pairs(&[]));
        assert_eq!(fields("\n"), pairs(&[]));
    }

    #[test]
    fn folds_become_one_space_each() {
        assert_eq!(fields("a: b\r\n \tc \r\n\td\r\n\r\n"), pairs(&[("a", "b c  d")]));
        assert_eq!(fields("a:\n b\nc: d\n\n"), pairs(&[("a", "b"), ("c", "d")]));
        assert_eq!(fields(" a: b\r\n\r\n"), Err("continuation line at start of headers".into()));
    }

    #[test]
    fn a_malformed_line_is_shown_as_it_was_joined() {
        assert_eq!(
            fields("a: b\r\nc : d\r\n e\r\n\r\n"),
            Err("illegal header line: b'c : d e'".into())
        );
        for line in ["a", ":b", "a\0: b", "a: b\rc", "a: \x0b", "a: b\r"] {
            let section = format!("{line}\r\n\r\n");
            let text = fields(&section).unwrap_err();
            assert!(text.starts_with("illegal header line: b'"), "{line:?}: {text}");
        }
    }

    #[test]
    fn syntax_is_judged_before_meaning() {
        assert_eq!(
            fields("Content-Length: x\r\nbad\r\n\r\n"),
            Err("illegal header line: b'bad'".into())
        );
        assert_eq!(
            fields("Content-Length: x\r\nTransfer-Encoding: y\r\n\r\n"),
            Err("bad Content-Length".into())
        );
    }

    #[test]
    fn equal_lengths_are_folded_into_one() {
        let once = pairs(&[("Content-Length", "5")]);
        assert_eq!(fields("Content-Length: 5\r\n\r\n"), once);
        assert_eq!(fields("Content-Length: 5 , 5,5\r\ncontent-length: 5\r\n\r\n"), once);
        for other in ["05", "6", "5,", ",5", "5 6", "+5", "5,6"] {
            let section = format!("Content-Length: 5\r\nContent-Length: {other}\r\n\r\n");
            assert!(fields(&section).unwrap_err().contains("Content-Length"), "{other}");
        }
    }

    #[test]
    fn chunked_is_written_in_lower_case() {
        assert_eq!(
            fields("A: B\r\nTransfer-Encoding: CHUNKED\r\n\r\n"),
            pairs(&[("A", "B"), ("Transfer-Encoding", "chunked")])
        );
        assert_eq!(
            fields("Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip\r\n\r\n"),
            Err("multiple Transfer-Encoding headers".into())
        );
    }

    #[test]
    fn one_line_is_split_into_name_and_value() {
        assert_eq!(split_field_line(b"A: b c\t"), Some((&b"A"[..], &b"b c"[..])));
        for malformed in [&b"A"[..], b"A : b", b": b", b"A: b\0"] {
            assert_eq!(split_field_line(malformed), None);
        }
    }
}
