//! Messages to send, as inputs spell them.
//!
//! ```text
//! POST /form           or `200 OK`
//! Host: a              fields; a line that no program could make a field of
//! Accept: */*          is left out
//!
//! content
//! ```
//!
//! Lines end in LF; a CR before it does not count.

use h11::grammar::field_value::is_field_value;
use h11::grammar::octets::{is_reason_phrase, is_target, is_token};

use crate::endpoint::Message;
use crate::fields::{Fields, Pairs};

/// The parts of a text.
pub(crate) struct Text<'a> {
    pub(crate) first: &'a [u8],
    pub(crate) fields: Pairs,
    pub(crate) rest: &'a [u8],
}

impl<'a> Text<'a> {
    /// Of any text.
    pub(crate) fn of(text: &'a [u8]) -> Text<'a> {
        let (first, rest) = line(text);
        let (fields, rest) = fields(rest);
        Text { first, fields, rest }
    }

    /// The request, if a program could make it of this with these fields.
    pub(crate) fn request(&self, fields: Pairs) -> Option<Message> {
        let (method, target) = split_at(self.first, b' ')?;
        let fields = Fields::build(fields).ok()?;
        let valid = is_token(method) && is_target(target) && fields.summary().hosts == 1;
        let (method, target) = (method.to_vec(), target.to_vec());
        valid.then_some(Message::Request { method, target, version: "1.1", fields })
    }

    /// The response, final or informational, if a program could make it of this
    /// with these fields.
    pub(crate) fn response(&self, fields: Pairs) -> Option<Message> {
        let (status, reason) = split_at(self.first, b' ').unwrap_or((self.first, b""));
        let status = str::from_utf8(status).ok()?.parse().ok()?;
        let (reason, version) = (reason.to_vec(), "1.1");
        let fields = Fields::build(fields).ok()?;
        match status {
            100..200 => Some(Message::Informational { status, version, fields }),
            200..1000 if is_reason_phrase(&reason) => {
                Some(Message::Response { status, version, reason, fields })
            }
            _ => None,
        }
    }
}

/// The fields up to an empty line, and what comes after that.
pub(crate) fn fields(mut text: &[u8]) -> (Pairs, &[u8]) {
    let mut fields = Vec::new();
    while !text.is_empty() {
        let (first, rest) = line(text);
        text = rest;
        if first.is_empty() {
            break;
        }
        if let Some((name, value)) = split_at(first, b':') {
            let value = value.trim_ascii();
            if is_token(name) && is_field_value(value) {
                fields.push((name.to_vec(), value.to_vec()));
            }
        }
    }
    (fields, text)
}

fn line(text: &[u8]) -> (&[u8], &[u8]) {
    let (line, rest) = split_at(text, b'\n').unwrap_or((text, b""));
    (line.strip_suffix(b"\r").unwrap_or(line), rest)
}

/// What comes before and after the first of these bytes.
pub(crate) fn split_at(text: &[u8], byte: u8) -> Option<(&[u8], &[u8])> {
    let place = text.iter().position(|&b| b == byte)?;
    Some((&text[..place], &text[place + 1..]))
}
