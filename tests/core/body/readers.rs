//! Body readers on a buffer of their own, fed whole and byte by byte.

use h11::body::{BodyEvent, BodyReader, Framing};
use h11::error::{Code, Error, Result, Shortfall};
use h11::fields::Leniency;
use h11::parser::receive_buffer::ReceiveBuffer;
use h11::policy::{COMPATIBLE, LimitedPolicy};
use h11::state::Role;

use crate::segments::{in_two, single_bytes};

/// A reader and its buffer, and what has been read so far.
struct Reading {
    reader: BodyReader,
    buffer: ReceiveBuffer<Vec<u8>>,
    content: Vec<u8>,
    trailers: Option<usize>,
}

impl Reading {
    fn new(framing: Framing) -> Reading {
        Reading {
            reader: BodyReader::new(framing),
            buffer: ReceiveBuffer::default(),
            content: Vec::new(),
            trailers: None,
        }
    }

    /// Reads what there is, up to the end of the message.
    fn feed(&mut self, segment: &[u8]) -> Result<()> {
        self.buffer.extend(segment).unwrap();
        while self.trailers.is_none() {
            match self.reader.read(
                &mut self.buffer,
                Role::Client,
                &LimitedPolicy::from(&COMPATIBLE),
            )? {
                BodyEvent::NeedData => break,
                BodyEvent::Data { len, .. } => {
                    self.content.extend_from_slice(self.buffer.view(len).bytes);
                    self.buffer.consume(len);
                }
                BodyEvent::End { len, trailers } => {
                    self.buffer.consume(len);
                    self.trailers = Some(trailers.map_or(0, |trailers| trailers.index.len()));
                }
            }
        }
        Ok(())
    }
}

/// What is read of `bytes`, the same for every cut: the content, the number of
/// trailers once the message has ended, and what is left.
fn read(framing: Framing, bytes: &[u8]) -> (Vec<u8>, Option<usize>, Vec<u8>) {
    let outcome = |segments: &[&[u8]]| {
        let mut reading = Reading::new(framing);
        for segment in segments {
            reading.feed(segment).unwrap();
        }
        (reading.content, reading.trailers, reading.buffer.unread().to_vec())
    };
    let whole = outcome(&[bytes]);
    for segments in in_two(bytes).chain([single_bytes(bytes)]) {
        assert_eq!(outcome(&segments), whole, "{segments:?}");
    }
    whole
}

fn refused(bytes: &[u8]) -> Error {
    Reading::new(Framing::Chunked).feed(bytes).expect_err("something wrong")
}

#[test]
fn a_length() {
    let read = |length, bytes| read(Framing::ContentLength(length), bytes);
    assert_eq!(read(3, b"abcdef"), (b"abc".to_vec(), Some(0), b"def".to_vec()));
    assert_eq!(read(3, b"abc"), (b"abc".to_vec(), Some(0), vec![]));
    assert_eq!(read(3, b"ab"), (b"ab".to_vec(), None, vec![]));
    assert_eq!(read(0, b"abc"), (vec![], Some(0), b"abc".to_vec()));
    assert_eq!(read(10u128.pow(20), b"abc"), (b"abc".to_vec(), None, vec![]));
}

#[test]
fn nothing_is_needed_for_no_content() {
    let mut reading = Reading::new(Framing::ContentLength(0));
    reading.feed(b"").unwrap();
    assert_eq!(reading.trailers, Some(0));
}

#[test]
fn the_end_of_the_connection() {
    let (content, trailers, left) = read(Framing::CloseDelimited, b"a\r\n\r\n0\r\n\r\n");
    assert_eq!((content, trailers, left), (b"a\r\n\r\n0\r\n\r\n".to_vec(), None, vec![]));
}

#[test]
fn chunks() {
    for (bytes, content, trailers, left) in [
        (&b"0\r\n\r\nx"[..], &b""[..], Some(0), &b"x"[..]),
        (b"5\r\nhello\r\n0\r\n\r\n", b"hello", Some(0), b""),
        (b"1\r\na\r\n00a;x=y\r\n0123456789\r\n0;z\r\n\r\n", b"a0123456789", Some(0), b""),
        (b"A \t\r\n\r\n\r\n\r\n\r\n\r\n\r\n0\r\n\r\n", b"\r\n\r\n\r\n\r\n\r\n", Some(0), b""),
        (b"0000000000000000000F;\r\n0123456789abcde\r\n", b"0123456789abcde", None, b""),
        (b"1\r\na\r\n0\r\nA: b\r\n c\r\nD:\n\nE: f", b"a", Some(2), b"E: f"),
        (b"1\r\na\r\n0\r\n\n\n", b"a", Some(0), b"\n"),
        (b"1;\xff\0\r \r\na", b"a", None, b""),
    ] {
        let expected = (content.to_vec(), trailers, left.to_vec());
        assert_eq!(read(Framing::Chunked, bytes), expected, "{}", bytes.escape_ascii());
    }
}

#[test]
fn a_chunk_of_80_bits() {
    for digits in ["ffffffffffffffffffff", "FFFFFFFFFFFFFFFFFFFF", "00010000000000000000"] {
        let bytes = format!("{digits}\r\nthere is more to come");
        let read = read(Framing::Chunked, bytes.as_bytes());
        assert_eq!(read, (b"there is more to come".to_vec(), None, vec![]));
    }
    assert_eq!(
        refused(b"fffffffffffffffffffff\r\n").to_string(),
        r"illegal chunk header: b'fffffffffffffffffffff\r\n'"
    );
}

#[test]
fn a_chunk_ends_in_crlf_and_nothing_else() {
    for (bytes, found) in [
        (&b"1\r\naXY"[..], "XY"),
        (b"1\r\na\n0", r"\n0"),
        (b"1\r\na\r\r", r"\r\r"),
        (b"1\r\na\r0", r"\r0"),
        (b"1\r\na0", "0"),
    ] {
        let text = format!(r"malformed chunk footer: b'{found}' (expected b'\r\n')");
        assert_eq!(refused(bytes).to_string(), text);
    }
    let mut in_two = Reading::new(Framing::Chunked);
    in_two.feed(b"1\r\na\r").unwrap();
    let refused = in_two.feed(b"\r").unwrap_err();
    assert_eq!(refused.to_string(), r"malformed chunk footer: b'\r' (expected b'\n')");
}

#[test]
fn trailers_are_fields_under_all_the_rules() {
    for (bytes, code) in [
        (&b"0\r\nA\r\n\r\n"[..], Code::FieldLineMalformed),
        (b"0\r\n A: b\r\n\r\n", Code::LeadingObsFold),
        (b"0\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", Code::ContentLengthConflict),
        (b"0\r\nTransfer-Encoding: x\r\n\r\n", Code::TransferCodingUnknown),
    ] {
        assert_eq!(refused(bytes).code(), Some(code));
    }
}

#[test]
fn each_framing_has_its_own_word_on_an_early_end() {
    let at_the_end = |framing, bytes: &[u8]| {
        let mut reading = Reading::new(framing);
        reading.feed(bytes).unwrap();
        reading.reader.read_eof(Leniency::NONE)
    };
    let expected = 1 << 66;
    assert_eq!(
        at_the_end(Framing::ContentLength(expected), b"abc"),
        Err(Error::IncompleteContent(Some(Shortfall {
            received: 3.into(),
            expected: expected.into()
        })))
    );
    for bytes in [&b""[..], b"1", b"1\r\n", b"1\r\na", b"1\r\na\r\n", b"0\r\n", b"0\r\nA: b\r\n"] {
        assert_eq!(at_the_end(Framing::Chunked, bytes), Err(Error::IncompleteContent(None)));
    }
    assert_eq!(at_the_end(Framing::CloseDelimited, b"abc"), Ok(()));
}
