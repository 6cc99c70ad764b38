//! Request and status lines (RFC 9112 sections 3 and 4), and heads as a whole.

use memchr::memchr;

use super::field_lines::{parse_fields, parse_fields_fast, parse_fields_leniently};
use crate::error::{Error, Result};
use crate::fields::{Leniency, ParsedSection, Span};
use crate::grammar::field_value::has_no_invalid_octets;
use crate::grammar::octets::{is_digit, target_len, token_len};
use crate::work;

/// The head of a request: where its parts lie, and its fields.
#[derive(Debug, Default)]
pub struct RequestHead {
    /// The method.
    pub method: Span,
    /// The request target.
    pub target: Span,
    /// The digits and the dot of the HTTP version.
    pub version: Span,
    /// The header section.
    pub fields: ParsedSection,
}

/// The head of a response: where its parts lie, and its fields.
#[derive(Debug, Default)]
pub struct ResponseHead {
    /// The digits and the dot of the HTTP version.
    pub version: Span,
    /// The status code.
    pub status: u16,
    /// The reason phrase, empty if there is none.
    pub reason: Span,
    /// The header section.
    pub fields: ParsedSection,
}

/// Whether no message can begin like this: none starts with whitespace or a control
/// character, while a TLS handshake does.
pub fn cannot_start_message(received: &[u8]) -> bool {
    received.first().is_some_and(|&b| b <= b' ')
}

/// Reads a complete request head, the empty line at its end included.
pub fn parse_request_head(head: &[u8]) -> Result<RequestHead> {
    let (line, next) = start_line(head).ok_or(Error::RequestLineMissing)?;
    let parts =
        request_line(line).ok_or_else(|| Error::with_bytes(Error::RequestLineMalformed, line))?;
    let (method, target, version) = parts;
    let fields = parse_fields(head, next)?;
    match fields.table.summary().hosts {
        0 if needs_host(version.slice(head)) => Err(Error::HostMissing),
        0 | 1 => Ok(RequestHead { method, target, version, fields }),
        _ => Err(Error::HostRepeated),
    }
}

/// Reads a request head at the start of `received` into `head`, which must be empty,
/// without a search for its end, and gives its length. None unless it is complete
/// and valid, and needs no normalization.
#[inline]
pub(crate) fn parse_request_head_fast(received: &[u8], head: &mut RequestHead) -> Option<usize> {
    let (line, next) = start_line(received)?;
    (head.method, head.target, head.version) = request_line(line)?;
    let len = parse_fields_fast(received, next, &mut head.fields)?;
    let is_right = match head.fields.table.summary().hosts {
        0 => !needs_host(head.version.slice(received)),
        hosts => hosts == 1,
    };
    is_right.then_some(len)
}

fn needs_host(version: &[u8]) -> bool {
    version == b"1.1"
}

/// Reads a complete response head, the empty line at its end included.
pub fn parse_response_head(head: &[u8]) -> Result<ResponseHead> {
    parse_response_head_leniently(head, Leniency::NONE)
}

/// The same, with this much leniency in its fields.
pub(crate) fn parse_response_head_leniently(
    head: &[u8],
    leniency: Leniency,
) -> Result<ResponseHead> {
    let (line, next) = start_line(head).ok_or(Error::StatusLineMissing)?;
    let parts =
        status_line(line).ok_or_else(|| Error::with_bytes(Error::StatusLineMalformed, line))?;
    let (version, status, reason) = parts;
    let fields = parse_fields_leniently(head, next, leniency)?;
    match status {
        0..100 => {
            let code = status.to_string().into();
            Err(Error::StatusCodeOutOfRange { code, is_informational: true })
        }
        _ => Ok(ResponseHead { version, status, reason, fields }),
    }
}

/// The same as [`parse_request_head_fast`], for responses.
#[inline]
pub(crate) fn parse_response_head_fast(received: &[u8], head: &mut ResponseHead) -> Option<usize> {
    let (line, next) = start_line(received)?;
    (head.version, head.status, head.reason) = status_line(line)?;
    let len = parse_fields_fast(received, next, &mut head.fields)?;
    (head.status >= 100).then_some(len)
}

/// The first line without its line end, and where the next begins; None if the
/// head is nothing but an empty line.
fn start_line(head: &[u8]) -> Option<(&[u8], usize)> {
    let end = work::count_search(head.len(), memchr(b'\n', head))?;
    let line = head.get(..end)?;
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    (!line.is_empty()).then_some((line, end + 1))
}

/// `method SP request-target SP HTTP-version`
fn request_line(line: &[u8]) -> Option<(Span, Span, Span)> {
    let method = 0..token_len(line);
    let rest = line.get(method.end..)?.strip_prefix(b" ")?;
    let target = method.end + 1..method.end + 1 + target_len(rest);
    let rest = line.get(target.end..)?.strip_prefix(b" ")?;
    let version = target.end + 1 + b"HTTP/".len()..line.len();
    let complete = !method.is_empty() && !target.is_empty() && is_version(rest);
    complete.then(|| (method.into(), target.into(), version.into()))
}

/// `HTTP-version SP status-code [ SP reason-phrase ]`: some servers leave out
/// the phrase with its space.
fn status_line(line: &[u8]) -> Option<(Span, u16, Span)> {
    let (version, rest) = line.split_at_checked(b"HTTP/1.1".len())?;
    let (status, rest) = rest.strip_prefix(b" ")?.split_at_checked(3)?;
    let reason = match rest {
        [] => rest,
        [b' ', reason @ ..] => reason,
        _ => return None,
    };
    let valid =
        is_version(version) && status.iter().all(|&b| is_digit(b)) && has_no_invalid_octets(reason);
    let code = status.iter().fold(0, |code, digit| code * 10 + u16::from(digit & 0xf));
    valid.then(|| ((5..8).into(), code, (line.len() - reason.len()..line.len()).into()))
}

fn is_version(bytes: &[u8]) -> bool {
    matches!(bytes, [b'H', b'T', b'T', b'P', b'/', major, b'.', minor]
        if is_digit(*major) && is_digit(*minor))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(line: &str) -> std::result::Result<[String; 3], String> {
        let head = format!("{line}\r\nHost: a\r\n\r\n");
        let parsed = parse_request_head(head.as_bytes()).map_err(|error| error.to_string())?;
        Ok([parsed.method, parsed.target, parsed.version]
            .map(|at| String::from_utf8_lossy(at.slice(head.as_bytes())).into_owned()))
    }

    fn response(line: &[u8]) -> std::result::Result<(u16, String), String> {
        let head = [line, b"\r\n\r\n"].concat();
        let parsed = parse_response_head(&head).map_err(|error| error.to_string())?;
        Ok((parsed.status, String::from_utf8_lossy(parsed.reason.slice(&head)).into_owned()))
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
        assert_eq!(parse_request_head(b"\r\n").map(|_| ()), Err(Error::RequestLineMissing));
    }

    #[test]
    fn hosts() {
        for (version, hosts, expected) in [
            ("1.1", 1, Ok(())),
            ("1.1", 0, Err(Error::HostMissing)),
            ("1.0", 0, Ok(())),
            ("1.2", 0, Ok(())),
            ("1.1", 2, Err(Error::HostRepeated)),
            ("1.0", 2, Err(Error::HostRepeated)),
        ] {
            let head = format!("GET / HTTP/{version}\n{}\n", "Host: \n".repeat(hosts));
            assert_eq!(parse_request_head(head.as_bytes()).map(|_| ()), expected);
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
