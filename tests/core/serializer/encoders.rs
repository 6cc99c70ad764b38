//! Heads and trailers as they are sent.

use std::mem::MaybeUninit;

use h11::serializer::{
    Amendment, ChunkEncoder, ChunkHeader, Encode, FramingRewrite, LastChunkEncoder, RequestEncoder,
    ResponseEncoder, SectionEncoder, Writer,
};

use crate::fields::Fields;

/// Takes the parts one after the other.
struct Parts(Vec<u8>);

impl Writer for Parts {
    fn write(&mut self, part: &[u8]) {
        self.0.extend_from_slice(part);
    }
}

/// The bytes, which are as many as are announced.
pub(crate) fn written(wire: &impl Encode) -> Vec<u8> {
    let mut parts = Parts(Vec::new());
    wire.encode(&mut parts);
    assert_eq!(wire.len(), parts.0.len());
    assert_eq!(wire.to_vec(), parts.0);
    assert!(wire.encode_into(&mut vec![MaybeUninit::uninit(); wire.len()]));
    assert!(!wire.encode_into(&mut vec![MaybeUninit::uninit(); wire.len() + 1]));
    parts.0
}

fn text(wire: &impl Encode) -> String {
    String::from_utf8(written(wire)).expect("text")
}

fn request(fields: &[&str]) -> String {
    let fields = Fields::of(fields);
    text(&RequestEncoder { method: b"GET", target: b"/", fields: fields.section() })
}

fn response(fields: &[&str], framing: FramingRewrite, close: bool) -> String {
    let fields = Fields::of(fields);
    text(&ResponseEncoder {
        status: 200,
        reason: b"Fine then",
        fields: fields.section(),
        amendment: Amendment { framing, close },
    })
}

#[test]
fn a_request() {
    assert_eq!(request(&[]), "GET / HTTP/1.1\r\n\r\n");
    assert_eq!(
        request(&["hOsT: a", "Empty: ", "X: y  z"]),
        "GET / HTTP/1.1\r\nhOsT: a\r\nEmpty: \r\nX: y  z\r\n\r\n"
    );
}

#[test]
fn host_comes_first_and_the_rest_in_order() {
    let start = "GET / HTTP/1.1\r\n";
    assert_eq!(
        request(&["A: b", "Host: c", "D: e"]),
        format!("{start}Host: c\r\nA: b\r\nD: e\r\n\r\n")
    );
    assert_eq!(
        request(&["Host: a", "B: c", "HOST: d"]),
        format!("{start}Host: a\r\nHOST: d\r\nB: c\r\n\r\n"),
        "every one of them"
    );
    assert_eq!(request(&["Hosts: a", "host: b"]), format!("{start}host: b\r\nHosts: a\r\n\r\n"));
}

#[test]
fn a_status_has_three_digits() {
    for (status, start) in [(100, "HTTP/1.1 100 "), (200, "HTTP/1.1 200 "), (999, "HTTP/1.1 999 ")]
    {
        let fields = Fields::default();
        let (fields, amendment) = (fields.section(), Amendment::default());
        let wire = ResponseEncoder { status, reason: b"", fields, amendment };
        assert_eq!(text(&wire), format!("{start}\r\n\r\n"), "the space is always there");
    }
}

const FRAMED: &[&str] = &[
    "A: b",
    "content-length: 5",
    "Connection: X, keep-alive, c",
    "TRANSFER-ENCODING: chunked",
    "Host: d",
    "Z: z",
];

const START: &str = "HTTP/1.1 200 Fine then\r\n";

#[test]
fn an_amendment_that_changes_nothing() {
    assert_eq!(
        response(FRAMED, FramingRewrite::Keep, false),
        format!(
            "{START}Host: d\r\nA: b\r\ncontent-length: 5\r\nConnection: X, keep-alive, c\r\n\
             TRANSFER-ENCODING: chunked\r\nZ: z\r\n\r\n"
        )
    );
}

#[test]
fn an_amendment_of_the_framing() {
    let kept = "Host: d\r\nA: b\r\nConnection: X, keep-alive, c\r\nZ: z\r\n";
    assert_eq!(response(FRAMED, FramingRewrite::Strip, false), format!("{START}{kept}\r\n"));
    assert_eq!(
        response(FRAMED, FramingRewrite::SetChunked, false),
        format!("{START}{kept}Transfer-Encoding: chunked\r\n\r\n")
    );
}

#[test]
fn an_amendment_of_the_connection() {
    let closing = "Connection: c\r\nConnection: close\r\nConnection: x\r\n\r\n";
    assert_eq!(
        response(FRAMED, FramingRewrite::Keep, true),
        format!(
            "{START}Host: d\r\nA: b\r\ncontent-length: 5\r\nTRANSFER-ENCODING: chunked\r\n\
             Z: z\r\n{closing}"
        )
    );
    assert_eq!(
        response(FRAMED, FramingRewrite::SetChunked, true),
        format!("{START}Host: d\r\nA: b\r\nZ: z\r\nTransfer-Encoding: chunked\r\n{closing}")
    );
    assert_eq!(
        response(&["A: b"], FramingRewrite::Strip, true),
        format!("{START}A: b\r\nConnection: close\r\n\r\n")
    );
}

#[test]
fn nothing_is_amended_that_is_not_there() {
    for framing in [FramingRewrite::Keep, FramingRewrite::Strip] {
        assert_eq!(
            response(&["A: b", "C: d"], framing, false),
            format!("{START}A: b\r\nC: d\r\n\r\n")
        );
    }
}

#[test]
fn sections_by_themselves() {
    let fields = Fields::of(&["A: b", "Host: c"]);
    assert_eq!(text(&SectionEncoder(fields.section())), "Host: c\r\nA: b\r\n\r\n");
    assert_eq!(text(&LastChunkEncoder(fields.section())), "0\r\nHost: c\r\nA: b\r\n\r\n");
    let none = Fields::default();
    assert_eq!(text(&SectionEncoder(none.section())), "\r\n");
    assert_eq!(text(&LastChunkEncoder(none.section())), "0\r\n\r\n");
}

#[test]
fn a_chunk() {
    for (data, sent) in [
        ("a".to_string(), "1\r\na\r\n".to_string()),
        ("b".repeat(15), format!("f\r\n{}\r\n", "b".repeat(15))),
        ("c".repeat(0xabc), format!("abc\r\n{}\r\n", "c".repeat(0xabc))),
    ] {
        let header = ChunkHeader::new(data.len());
        assert_eq!(text(&ChunkEncoder { header, data: data.as_bytes() }), sent);
    }
    assert_eq!(ChunkHeader::new(0).as_bytes(), b"0\r\n");
    assert_eq!(ChunkHeader::new(usize::MAX).as_bytes(), format!("{:x}\r\n", usize::MAX).as_bytes());
}
