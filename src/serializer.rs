//! Heads and trailer sections as bytes to send (RFC 9112 sections 2 to 5).
//!
//! An encoder runs twice: once to compute the length and once to write into memory of
//! exactly that length, which the caller allocates where it needs the bytes.

use std::mem::MaybeUninit;

use crate::fields::{FieldLine, FieldName, FieldSection};

/// What can be encoded as bytes to send.
#[allow(clippy::len_without_is_empty)] // it never is
pub trait Encode {
    /// Writes the parts in order.
    fn encode(&self, writer: &mut impl Writer);

    /// The length of the encoding in bytes.
    #[inline]
    fn len(&self) -> usize {
        let mut length = Counter(0);
        self.encode(&mut length);
        length.0
    }

    /// Encodes into `place`, which is [`Encode::len`] bytes long. Returns whether all of it
    /// was written.
    #[inline]
    fn encode_into(&self, place: &mut [MaybeUninit<u8>]) -> bool {
        let mut rest = SliceWriter(Some(place));
        self.encode(&mut rest);
        rest.0.is_some_and(|rest| rest.is_empty())
    }

    /// The encoding as a vector.
    fn to_vec(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.encode(&mut bytes);
        bytes
    }
}

/// The destination of an encoding.
pub trait Writer {
    /// Appends a part.
    fn write(&mut self, part: &[u8]);
}

struct Counter(usize);

impl Writer for Counter {
    #[inline]
    fn write(&mut self, part: &[u8]) {
        self.0 += part.len();
    }
}

impl Writer for Vec<u8> {
    fn write(&mut self, part: &[u8]) {
        self.extend_from_slice(part);
    }
}

/// The rest of a slice that is still to be written; None once a part did not fit.
struct SliceWriter<'a>(Option<&'a mut [MaybeUninit<u8>]>);

impl Writer for SliceWriter<'_> {
    #[inline]
    fn write(&mut self, part: &[u8]) {
        // It fits, since the place has the length of the same parts.
        let places = self.0.take().and_then(|rest| rest.split_at_mut_checked(part.len()));
        self.0 = places.map(|(place, rest)| {
            place.write_copy_of_slice(part);
            rest
        });
    }
}

/// The head of a request.
#[derive(Debug)]
pub struct RequestEncoder<'a> {
    /// The method.
    pub method: &'a [u8],
    /// The request target.
    pub target: &'a [u8],
    /// The header section.
    pub fields: FieldSection<'a>,
}

impl Encode for RequestEncoder<'_> {
    #[inline]
    fn encode(&self, writer: &mut impl Writer) {
        writer.write(self.method);
        writer.write(b" ");
        writer.write(self.target);
        writer.write(b" HTTP/1.1\r\n");
        put_fields(self.fields, writer, |_| true);
        writer.write(b"\r\n");
    }
}

/// The head of a response.
#[derive(Debug)]
pub struct ResponseEncoder<'a> {
    /// The status code.
    pub status: u16,
    /// The reason phrase.
    pub reason: &'a [u8],
    /// The header section as the program gave it.
    pub fields: FieldSection<'a>,
    /// The changes to its fields.
    pub amendment: Amendment,
}

/// The changes to a response's header section before it is sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Amendment {
    /// The framing fields.
    pub framing: FramingRewrite,
    /// `Connection: close` must be sent.
    pub close: bool,
}

impl Amendment {
    /// Whether the lines of this name are kept.
    #[inline]
    pub fn keeps(self, name: FieldName) -> bool {
        match name {
            FieldName::CONTENT_LENGTH | FieldName::TRANSFER_ENCODING => {
                self.framing == FramingRewrite::Keep
            }
            FieldName::CONNECTION => !self.close,
            _ => true,
        }
    }

    /// Calls `put` with the name and value of each line that follows the kept ones.
    #[inline]
    pub fn add(self, fields: FieldSection<'_>, mut put: impl FnMut(&[u8], &[u8])) {
        if self.framing == FramingRewrite::SetChunked {
            put(b"Transfer-Encoding", b"chunked");
        }
        if self.close {
            for option in closing_options(fields) {
                put(b"Connection", &option);
            }
        }
    }
}

/// How Content-Length and Transfer-Encoding are rewritten.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum FramingRewrite {
    /// Both are kept.
    #[default]
    Keep,
    /// Both are removed: the content is close-delimited.
    Strip,
    /// Both are replaced by `Transfer-Encoding: chunked`.
    SetChunked,
}

impl Encode for ResponseEncoder<'_> {
    #[inline]
    fn encode(&self, writer: &mut impl Writer) {
        let digit = |n: u16| b'0' + (n % 10) as u8;
        let status = self.status;
        writer.write(b"HTTP/1.1 ");
        writer.write(&[digit(status / 100), digit(status / 10), digit(status)]);
        writer.write(b" ");
        writer.write(self.reason);
        writer.write(b"\r\n");
        put_fields(self.fields, writer, |name| self.amendment.keeps(name));
        self.amendment.add(self.fields, |name, value| put_line(writer, name, value));
        writer.write(b"\r\n");
    }
}

/// The connection options, sorted, with `close` and without `keep-alive`.
fn closing_options(fields: FieldSection<'_>) -> Vec<Vec<u8>> {
    let mut options = vec![b"close".to_vec()];
    if fields.index.summary().connection {
        options.extend(fields.list_members(b"connection").filter(|m| m != b"keep-alive"));
        options.sort_unstable();
        options.dedup();
    }
    options
}

/// A header or trailer section by itself, with the empty line that ends it.
#[derive(Debug)]
pub struct SectionEncoder<'a>(pub FieldSection<'a>);

impl Encode for SectionEncoder<'_> {
    #[inline]
    fn encode(&self, writer: &mut impl Writer) {
        put_fields(self.0, writer, |_| true);
        writer.write(b"\r\n");
    }
}

/// The end of chunked content: the last chunk and the trailer section.
#[derive(Debug)]
pub struct LastChunkEncoder<'a>(pub FieldSection<'a>);

impl Encode for LastChunkEncoder<'_> {
    #[inline]
    fn encode(&self, writer: &mut impl Writer) {
        writer.write(b"0\r\n");
        SectionEncoder(self.0).encode(writer);
    }
}

/// The `chunk-size` line before a chunk (RFC 9112 section 7.1).
#[derive(Debug)]
pub struct ChunkHeader {
    /// Right-aligned, since the last digit is computed first.
    text: [u8; ChunkHeader::DIGITS + 2],
    start: usize,
}

impl ChunkHeader {
    const DIGITS: usize = usize::BITS as usize / 4;
    const TEMPLATE: [u8; Self::DIGITS + 2] = {
        let mut text = [b'0'; Self::DIGITS + 2];
        let [.., cr, lf] = &mut text;
        (*cr, *lf) = (b'\r', b'\n');
        text
    };

    /// The header of a chunk of this many bytes.
    pub fn new(size: usize) -> ChunkHeader {
        let mut header = ChunkHeader { text: Self::TEMPLATE, start: Self::DIGITS };
        let (digits, _) = header.text.split_at_mut(Self::DIGITS);
        let mut rest = size;
        for place in digits.iter_mut().rev() {
            *place = match (rest & 0xf) as u8 {
                digit @ 0..=9 => b'0' + digit,
                digit => b'a' + digit - 10,
            };
            header.start -= 1;
            rest >>= 4;
            if rest == 0 {
                break;
            }
        }
        header
    }

    /// The line, with its CRLF.
    pub fn as_bytes(&self) -> &[u8] {
        self.text.get(self.start..).unwrap_or_default()
    }
}

/// A chunk: its size line, its data and the CRLF after it.
#[derive(Debug)]
pub struct ChunkEncoder<'a> {
    /// The header, for the length of the data.
    pub header: ChunkHeader,
    /// The data.
    pub data: &'a [u8],
}

impl Encode for ChunkEncoder<'_> {
    #[inline]
    fn encode(&self, writer: &mut impl Writer) {
        writer.write(self.header.as_bytes());
        writer.write(self.data);
        writer.write(b"\r\n");
    }
}

#[inline]
fn put_line(writer: &mut impl Writer, name: &[u8], value: &[u8]) {
    writer.write(name);
    writer.write(b": ");
    writer.write(value);
    writer.write(b"\r\n");
}

/// Writes the field lines that `keep` accepts, Host first (RFC 9110 section 7.2).
#[inline]
fn put_fields(
    fields: FieldSection<'_>,
    writer: &mut impl Writer,
    keep: impl Fn(FieldName) -> bool,
) {
    let summary = fields.index.summary();
    let host_leads = match summary.hosts {
        0 => true,
        1 => fields.get(0).is_some_and(|line| line.name == FieldName::HOST),
        _ => false,
    };
    let all_kept = (keep(FieldName::CONNECTION) || !summary.connection)
        && (keep(FieldName::CONTENT_LENGTH)
            || !(summary.chunked || summary.content_length().is_some()));
    if let (Some(block), true, true) = (fields.canonical_bytes(), host_leads, all_kept) {
        return writer.write(block);
    }
    let mut put = |line: FieldLine<'_>| put_line(writer, line.raw_name, line.value);
    fields.known(FieldName::HOST).for_each(&mut put);
    let is_kept = |line: &FieldLine<'_>| line.name != FieldName::HOST && keep(line.name);
    fields.iter().filter(is_kept).for_each(&mut put);
}

#[cfg(test)]
mod tests {
    use super::ChunkHeader;

    #[test]
    fn chunk_sizes_are_hexadecimal_without_leading_zeros() {
        for size in [0, 1, 9, 10, 15, 16, 255, 4096, 0xdead_beef, usize::MAX] {
            let expected = format!("{size:x}\r\n");
            assert_eq!(ChunkHeader::new(size).as_bytes(), expected.as_bytes());
        }
    }
}
