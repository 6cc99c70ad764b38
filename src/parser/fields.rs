//! Field lines (RFC 9112 section 5).

use std::borrow::Cow;
use std::ops::Range;

use memchr::memchr;

use super::grammar::{is_blank, is_field_content, is_token, trim_blanks};
use crate::error::{Error, Result};
use crate::headers::{FieldTable, SectionBuilder, TableBuilder};
use crate::names::FieldName;

/// A section read off the wire.
#[derive(Debug, Default)]
pub struct ParsedFields {
    /// Where the fields lie.
    pub table: FieldTable,
    /// What they lie in, where it is not what was received.
    pub rewritten: Option<Vec<u8>>,
}

/// Reads the field lines of `section` from `start` to the empty line at its end.
pub fn parse_fields(section: &[u8], start: usize) -> Result<ParsedFields> {
    if section.len() > u32::MAX as usize {
        return Err(Error::HeadTooLarge);
    }
    match point_at(section, start) {
        Some(table) => Ok(ParsedFields { table, rewritten: None }),
        None => rewrite(section, start),
    }
}

/// The plain case: each field is pointed at where it stands. None if one line
/// is folded, wrong, or wants its value changed.
fn point_at(section: &[u8], start: usize) -> Option<FieldTable> {
    let mut builder = TableBuilder::new(start);
    for (line, end) in lines(section, start) {
        let (known, name, value) = split(section.get(line.clone())?)?;
        let name_at = line.start + name.start..line.start + name.end;
        let value_at = line.start + value.start..line.start + value.end;
        if !builder.push(section, known, name_at, value_at, end) {
            return None;
        }
    }
    Some(builder.finish())
}

/// The general case: folds are joined, values changed where they must be, and
/// what is wrong is told. As h11 does, all lines are parsed before the first is
/// judged for what it says.
fn rewrite(section: &[u8], start: usize) -> Result<ParsedFields> {
    let mut builder = SectionBuilder::default();
    let mut judged = Ok(());
    let contents = lines(section, start).map(|(line, _)| section.get(line).unwrap_or_default());
    for line in unfold(contents)? {
        let (known, name, value) =
            split(&line).ok_or_else(|| Error::HeaderLine(line.as_ref().into()))?;
        let name = line.get(name).unwrap_or_default();
        let value = line.get(value).unwrap_or_default();
        let verdict = builder.push_valid(known, name, value);
        judged = judged.and(verdict);
    }
    judged?;
    let (table, bytes) = builder.finish();
    Ok(ParsedFields { table, rewritten: Some(bytes) })
}

/// `field-name ":" OWS field-value OWS`: which name it is, and where the two lie
/// in the line.
#[inline]
fn split(line: &[u8]) -> Option<(FieldName, Range<usize>, Range<usize>)> {
    let name_end = line.iter().position(|&b| b == b':')?;
    let (raw_name, rest) = line.split_at_checked(name_end)?;
    let name = FieldName::of(raw_name);
    let mut value = rest.get(1..)?;
    let mut start = name_end + 1;
    while let [first, after @ ..] = value {
        if !is_blank(*first) {
            break;
        }
        value = after;
        start += 1;
    }
    let value = trim_blanks(value);
    let valid = (name != FieldName::OTHER || is_token(raw_name)) && is_field_content(value);
    valid.then(|| (name, 0..name_end, start..start + value.len()))
}

/// A field line, its line end left out, as name and value; None if it is
/// malformed.
pub fn split_field_line(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let (_, name, value) = split(line)?;
    Some((line.get(name)?, line.get(value)?))
}

/// The lines from `start` to the empty one: each without its line end (LF, and
/// one CR before it), and where the next begins.
fn lines(section: &[u8], start: usize) -> impl Iterator<Item = (Range<usize>, usize)> + '_ {
    let mut next = start;
    std::iter::from_fn(move || {
        let rest = section.get(next..)?;
        let line = rest.get(..memchr(b'\n', rest)?)?;
        let content = line.strip_suffix(b"\r").unwrap_or(line);
        let begin = next;
        next += line.len() + 1;
        (!content.is_empty()).then_some((begin..begin + content.len(), next))
    })
}

/// Joins `obs-fold`s: a line end with the blanks after it becomes one space
/// (RFC 9112 section 5.2). The lines come without their line ends.
pub fn unfold<'a>(lines: impl IntoIterator<Item = &'a [u8]>) -> Result<Vec<Cow<'a, [u8]>>> {
    let mut joined: Vec<Cow<'a, [u8]>> = Vec::new();
    for line in lines {
        if !line.first().is_some_and(|&b| is_blank(b)) {
            joined.push(Cow::Borrowed(line));
            continue;
        }
        let continued = joined.last_mut().ok_or(Error::LeadingObsFold)?.to_mut();
        let blanks = line.iter().position(|&b| !is_blank(b)).unwrap_or(line.len());
        continued.push(b' ');
        continued.extend_from_slice(line.split_at(blanks).1);
    }
    Ok(joined)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::headers::Section;

    fn fields(section: &str) -> std::result::Result<Vec<(String, String)>, String> {
        let parsed = parse_fields(section.as_bytes(), 0).map_err(|error| error.to_string())?;
        let bytes = parsed.rewritten.as_deref().unwrap_or(section.as_bytes());
        let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
        let table = &parsed.table;
        Ok(Section { table, bytes }
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
}
