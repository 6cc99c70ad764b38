//! Request and status lines (RFC 9112 sections 3 and 4), and heads as a whole.

use super::field_lines::{Declined, Fast, parse_fields_fast, parse_fields_general};
use crate::error::{Code, Error, Result};
use crate::fields::{Leniency, ParsedSection, Span};
use crate::grammar::field_value::has_no_invalid_octets;
use crate::grammar::lines::strip_line_end;
use crate::grammar::octets::{is_digit, raw_target_len, target_len, token_len, trim_ows_start};
use crate::grammar::swar::find_byte;

/// The head of a message: its start line and its header section.
#[derive(Debug, Default)]
pub struct Head<L> {
    /// The start line.
    pub start: L,
    /// The header section.
    pub fields: ParsedSection,
}

/// The head of a request.
pub type RequestHead = Head<RequestLine>;

/// The head of a response.
pub type ResponseHead = Head<StatusLine>;

/// Where the parts of a request line lie.
#[derive(Debug, Default)]
pub struct RequestLine {
    /// The method.
    pub method: Span,
    /// The request target.
    pub target: Span,
    /// The digits and the dot of the HTTP version.
    pub version: Span,
}

/// Where the parts of a status line lie.
#[derive(Debug, Default)]
pub struct StatusLine {
    /// The digits and the dot of the HTTP version; empty if it has none.
    pub version: Span,
    /// The status code.
    pub status: u16,
    /// The reason phrase, empty if there is none.
    pub reason: Span,
}

/// The differences between requests and responses in parsing.
pub trait StartLine: Default {
    /// The error of a head without a start line.
    const MISSING: Error;
    /// The error of a malformed start line.
    const MALFORMED: fn(Box<[u8]>) -> Error;

    /// The rule that [`StartLine::parse_leniently`] waives, if its result must not be sent.
    const WAIVED: Option<Code>;

    /// The digits and the dot of the HTTP version.
    fn version<'a>(&self, head: &'a [u8]) -> &'a [u8];

    /// Parses a line without its line end. None if it is malformed.
    fn parse(line: &[u8]) -> Option<Self>;

    /// Parses a line that [`StartLine::parse`] rejects, with this much leniency.
    fn parse_leniently(line: &[u8], leniency: Leniency) -> Option<Self>;

    /// Checks what can be checked only once the fields of `head` are known.
    fn check(&self, head: &[u8], fields: &ParsedSection) -> Result<()>;
}

impl<L: StartLine> Head<L> {
    /// Parses a complete head, the empty line at its end included.
    pub fn parse(head: &[u8], leniency: Leniency) -> Result<Head<L>> {
        let mut parsed = Head::default();
        if parsed.parse_fast(head).is_ok() {
            return Ok(parsed);
        }
        drop(parsed); // a partly filled index may be large
        Self::parse_general(head, leniency)
    }

    /// The fast path: parses a head at the start of `received` into this one, which must
    /// be empty, without a search for its end first. Returns its length.
    #[inline]
    pub(crate) fn parse_fast(&mut self, received: &[u8]) -> Fast<usize> {
        let (line, next) = start_line(received)?;
        self.start = L::parse(line).ok_or(Declined::General)?;
        let len = parse_fields_fast(received, next, &mut self.fields)?;
        self.start.check(received, &self.fields).map_err(|_| Declined::General)?;
        Ok(len)
    }

    /// The general path, which also reports errors.
    pub(crate) fn parse_general(head: &[u8], leniency: Leniency) -> Result<Head<L>> {
        let (line, next) = start_line(head).map_err(|_| L::MISSING)?;
        let (start, waived) = match L::parse(line) {
            Some(start) => (start, None),
            None => match L::parse_leniently(line, leniency) {
                Some(start) => (start, L::WAIVED),
                None => return Err(Error::with_bytes(L::MALFORMED, line)),
            },
        };
        let mut fields = parse_fields_general(head, next, leniency)?;
        start.check(head, &fields)?;
        if let Some(rule) = waived {
            fields.index.waive(rule);
        }
        Ok(Head { start, fields })
    }
}

/// The first line without its line end, and where the next begins. An empty one is no
/// start line.
#[inline]
fn start_line(head: &[u8]) -> Fast<(&[u8], usize)> {
    let end = find_byte(b'\n', head).ok_or(Declined::Incomplete)?;
    let line = head.get(..end).unwrap_or_default();
    let line = strip_line_end(line);
    if line.is_empty() { Err(Declined::General) } else { Ok((line, end + 1)) }
}

/// `method SP request-target SP HTTP-version`
impl StartLine for RequestLine {
    const MISSING: Error = Error::RequestLineMissing;
    const MALFORMED: fn(Box<[u8]>) -> Error = Error::RequestLineMalformed;
    const WAIVED: Option<Code> = Some(Code::RequestTargetMalformed);

    #[inline]
    fn version<'a>(&self, head: &'a [u8]) -> &'a [u8] {
        self.version.slice(head)
    }

    fn parse(line: &[u8]) -> Option<RequestLine> {
        parse_request_line(line, target_len)
    }

    fn parse_leniently(line: &[u8], leniency: Leniency) -> Option<RequestLine> {
        leniency.raw_targets.then(|| parse_request_line(line, raw_target_len))?
    }

    #[inline]
    fn check(&self, head: &[u8], fields: &ParsedSection) -> Result<()> {
        match fields.index.summary().hosts {
            0 if self.version.slice(head) == b"1.1" => Err(Error::HostMissing),
            0 | 1 => Ok(()),
            _ => Err(fields.section(head).host_repeated()),
        }
    }
}

#[inline]
fn parse_request_line(line: &[u8], target_len: impl Fn(&[u8]) -> usize) -> Option<RequestLine> {
    let method = 0..token_len(line);
    let rest = line.get(method.end..)?.strip_prefix(b" ")?;
    let target = method.end + 1..method.end + 1 + target_len(rest);
    let rest = line.get(target.end..)?.strip_prefix(b" ")?;
    let version = target.end + 1 + b"HTTP/".len()..line.len();
    let complete = !method.is_empty() && !target.is_empty() && is_version(rest);
    complete.then(|| RequestLine {
        method: method.into(),
        target: target.into(),
        version: version.into(),
    })
}

/// `HTTP-version SP status-code [ SP reason-phrase ]`: some servers leave out
/// the phrase with its space.
impl StartLine for StatusLine {
    const MISSING: Error = Error::StatusLineMissing;
    const WAIVED: Option<Code> = None;
    const MALFORMED: fn(Box<[u8]>) -> Error = Error::StatusLineMalformed;

    /// `1.0` for a line of Shoutcast, which has none.
    #[inline]
    fn version<'a>(&self, head: &'a [u8]) -> &'a [u8] {
        match self.version.slice(head) {
            [] => b"1.0",
            version => version,
        }
    }

    fn parse(line: &[u8]) -> Option<StatusLine> {
        let (version, rest) = line.split_at_checked(b"HTTP/1.1".len())?;
        let (status, reason) = status_and_reason(rest.strip_prefix(b" ")?)?;
        let reason = line.len() - reason.len()..line.len();
        let valid = is_version(version);
        valid.then(|| StatusLine { version: (5..8).into(), status, reason: reason.into() })
    }

    fn parse_leniently(line: &[u8], leniency: Leniency) -> Option<StatusLine> {
        let (version, rest) = match line.strip_prefix(b"ICY") {
            Some(rest) => (0..0, rest),
            None => {
                let (version, rest) = line.split_at_checked(b"HTTP/1.1".len())?;
                (if is_version(version) { 5..8 } else { return None }, rest)
            }
        };
        let after = trim_ows_start(rest);
        let (status, reason) = status_and_reason(after)?;
        let reason = line.len() - reason.len()..line.len();
        let valid = leniency.status_lines && after.len() < rest.len();
        valid.then(|| StatusLine { version: version.into(), status, reason: reason.into() })
    }

    #[inline]
    fn check(&self, _: &[u8], _: &ParsedSection) -> Result<()> {
        if self.status < 100 {
            let code = self.status.to_string().into();
            return Err(Error::StatusCodeOutOfRange { code, is_informational: true });
        }
        Ok(())
    }
}

/// `status-code [ SP reason-phrase ]`
#[inline]
fn status_and_reason(bytes: &[u8]) -> Option<(u16, &[u8])> {
    let (digits, rest) = bytes.split_at_checked(3)?;
    let reason = match rest {
        [] => rest,
        [b' ', reason @ ..] => reason,
        _ => return None,
    };
    let valid = digits.iter().all(|&b| is_digit(b)) && has_no_invalid_octets(reason);
    let status = digits.iter().fold(0, |code, digit| code * 10 + u16::from(digit & 0xf));
    valid.then_some((status, reason))
}

fn is_version(bytes: &[u8]) -> bool {
    matches!(bytes, [b'H', b'T', b'T', b'P', b'/', major, b'.', minor]
        if is_digit(*major) && is_digit(*minor))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

    fn request(line: &str) -> std::result::Result<[String; 3], String> {
        let head = format!("{line}\r\nHost: a\r\n\r\n");
        let start = RequestHead::parse(head.as_bytes(), Leniency::NONE)
            .map_err(|error| error.to_string())?
            .start;
        Ok([start.method, start.target, start.version]
            .map(|at| String::from_utf8_lossy(at.slice(head.as_bytes())).into_owned()))
    }

    fn response(line: &[u8]) -> std::result::Result<(u16, String), String> {
        let head = [line, b"\r\n\r\n"].concat();
        let start =
            ResponseHead::parse(&head, Leniency::NONE).map_err(|error| error.to_string())?.start;
        Ok((start.status, String::from_utf8_lossy(start.reason.slice(&head)).into_owned()))
    }

    #[test]
    fn request_lines() {
        for (line, parts) in [
            ("GET / HTTP/1.1", ["GET", "/", "1.1"]),
            ("PRI * HTTP/2.0", ["PRI", "*", "2.0"]),
            ("x!~ a?b=\"<>| HTTP/0.9", ["x!~", "a?b=\"<>|", "0.9"]),
        ] {
            assert_eq!(request(line), Ok(parts.map(String::from)), "{line}");
        }
        for line in [
            "GET",
            "GET /",
            "GET / ",
            "GET  / HTTP/1.1",
            "GET /  HTTP/1.1",
            "GET / HTTP/1.1 ",
            "GET / http/1.1",
            "GET / HTTP/11",
            "GET / HTTP/1.10",
            "GET\t/ HTTP/1.1",
            "G(T / HTTP/1.1",
            "GET /\u{e9} HTTP/1.1",
            " / HTTP/1.1",
        ] {
            let text = request(line).unwrap_err();
            assert!(text.starts_with("illegal request line: b'"), "{line}: {text}");
        }
        assert_eq!(
            RequestHead::parse(b"\r\n", Leniency::NONE).map(|_| ()),
            Err(Error::RequestLineMissing)
        );
    }

    #[test]
    fn hosts() {
        for (version, hosts, expected) in [
            ("1.1", 1, Ok(())),
            ("1.1", 0, Err(Some(Code::HostMissing))),
            ("1.0", 0, Ok(())),
            ("1.2", 0, Ok(())),
            ("1.1", 2, Err(Some(Code::HostRepeated))),
            ("1.0", 2, Err(Some(Code::HostRepeated))),
        ] {
            let head = format!("GET / HTTP/{version}\n{}\n", "Host: \n".repeat(hosts));
            let parsed = RequestHead::parse(head.as_bytes(), Leniency::NONE);
            assert_eq!(parsed.map(|_| ()).map_err(|error| error.code()), expected);
        }
    }

    #[test]
    fn status_lines() {
        for (line, status, reason) in [
            (&b"HTTP/1.1 200 OK"[..], 200, "OK"),
            (b"HTTP/1.0 404", 404, ""),
            (b"HTTP/1.1 999 ", 999, ""),
            (b"HTTP/1.1 100  a\tb\x01 ", 100, " a\tb\x01 "),
        ] {
            assert_eq!(response(line), Ok((status, reason.to_string())));
        }
        for line in [
            &b"HTTP/1.1"[..],
            b"HTTP/1.1 20",
            b"HTTP/1.1 2000",
            b"HTTP/1.1 200OK",
            b"HTTP/1.1  200",
            b"HTTP/1.1 200 O\0K",
            b"HTTP/1.1 200 O\rK",
            b"HTTP/1.1 +20 OK",
            b"http/1.1 200 OK",
        ] {
            let text = response(line).unwrap_err();
            assert!(text.starts_with("illegal status line: b'"), "{text}");
        }
        assert_eq!(
            response(b"HTTP/1.1 042 x").unwrap_err(),
            "InformationalResponse status_code should be in range [100, 200), not 42"
        );
    }
}
