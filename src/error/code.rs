//! Every rule that can be broken: one row for each.
//!
//! The code is for programs: short, and the same in every release. The row says
//! besides what status a server might answer with, where the rule stands, and
//! how to break it. The documentation has a page that is made of this table, and
//! a test breaks each rule by its example.

/// What is known of a code.
#[derive(Debug, PartialEq, Eq)]
pub struct Row {
    /// The code.
    pub code: &'static str,
    /// The status that a server might answer with (RFC 9110 section 15).
    pub status_hint: u16,
    /// Where the rule stands.
    pub section: &'static str,
    /// What is wrong.
    pub meaning: &'static str,
    /// A call in Python that raises it. `server` hears bytes as a server does,
    /// `client` as a client that has sent `GET /`; see `tests/package/codes.py`.
    pub example: &'static str,
}

macro_rules! codes {
    ($($name:ident = $code:literal, $status_hint:literal, $section:literal,
       $meaning:literal, $example:literal;)*) => {
        /// A rule that can be broken.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[allow(missing_docs)] // the rows say what they mean
        pub enum Code { $($name),* }

        impl Code {
            /// All of them.
            pub const ALL: &[Code] = &[$(Code::$name),*];

            /// What is known of it.
            pub fn row(self) -> &'static Row {
                match self {
                    $(Code::$name => &Row {
                        code: $code,
                        status_hint: $status_hint,
                        section: $section,
                        meaning: $meaning,
                        example: $example,
                    }),*
                }
            }
        }
    };
}

codes! {
    // The start line.

    NotHttp = "not-http", 400, "RFC 9112 section 2.1",
        "the first byte cannot begin a message",
        r#"server(b"\x16\x03\x01\x02\x00")"#;
    RequestLineMissing = "request-line-missing", 400, "RFC 9112 section 2.2",
        "an empty line where a request should begin",
        r#"server(b"\r\n")"#;
    StatusLineMissing = "status-line-missing", 400, "RFC 9112 section 2.2",
        "an empty line where a response should begin",
        r#"client(b"\r\n")"#;
    RequestLineMalformed = "request-line-malformed", 400, "RFC 9112 section 3",
        "the first line is no request line",
        r#"server(b"GET  / HTTP/1.1\r\nHost: a\r\n\r\n")"#;
    StatusLineMalformed = "status-line-malformed", 400, "RFC 9112 section 4",
        "the first line is no status line",
        r#"client(b"HTTP/1.1 20 OK\r\n\r\n")"#;
    VersionUnsupported = "version-unsupported", 505, "RFC 9112 section 2.3",
        "a version other than HTTP/1.x",
        r#"server(b"GET / HTTP/2.0\r\nHost: a\r\n\r\n", policy="strict")"#;
    MethodMalformed = "method-malformed", 400, "RFC 9110 section 9.1",
        "a method that is no token",
        r#"h11.Request(method="GE T", target="/", headers=[("Host", "a")])"#;
    TargetMalformed = "target-malformed", 400, "RFC 9112 section 3.2",
        "a request target that is empty or holds blanks, controls or non-ASCII bytes",
        r#"h11.Request(method="GET", target="/a b", headers=[("Host", "a")])"#;
    ReasonMalformed = "reason-malformed", 400, "RFC 9112 section 4",
        "a reason phrase with control characters",
        r#"h11.Response(status_code=200, reason="O\nK", headers=[])"#;
    StatusNotInteger = "status-not-integer", 400, "RFC 9110 section 15",
        "a status code that is no int",
        r#"h11.Response(status_code="200", headers=[])"#;
    StatusOutOfRange = "status-out-of-range", 400, "RFC 9110 section 15",
        "a status code that no such response has",
        r#"h11.Response(status_code=100, headers=[])"#;

    // Field lines.

    FieldLineMalformed = "field-line-malformed", 400, "RFC 9112 section 5",
        "a line that is no field line",
        r#"server(b"GET / HTTP/1.1\r\nHost : a\r\n\r\n")"#;
    FieldNameMalformed = "field-name-malformed", 400, "RFC 9110 section 5.1",
        "a field name that is no token",
        r#"h11.EndOfMessage(headers=[("A B", "1")])"#;
    FieldValueMalformed = "field-value-malformed", 400, "RFC 9110 section 5.5",
        "a field value with blanks around it, or with NUL, LF, VT, FF or CR in it",
        r#"h11.EndOfMessage(headers=[("A", "1\r\nB: 2")])"#;
    FieldValueControl = "field-value-control", 400, "RFC 9110 section 5.5",
        "a control character in a field value",
        r#"server(b"GET / HTTP/1.1\r\nHost: a\r\nA: \x01\r\n\r\n", policy="strict")"#;
    ObsFoldFirst = "obs-fold-first", 400, "RFC 9112 section 5.2",
        "a continuation line with nothing to continue",
        r#"server(b"GET / HTTP/1.1\r\n Host: a\r\n\r\n")"#;
    ObsFold = "obs-fold", 400, "RFC 9112 section 5.2",
        "a field value folded over several lines",
        r#"server(b"GET / HTTP/1.1\r\nHost: a\r\nA: 1\r\n 2\r\n\r\n", policy="strict")"#;
    BareLf = "bare-lf", 400, "RFC 9112 section 2.2",
        "a line that ends in LF without CR",
        r#"server(b"GET / HTTP/1.1\nHost: a\r\n\r\n", policy="strict")"#;
    HostMissing = "host-missing", 400, "RFC 9112 section 3.2",
        "a request without Host",
        r#"server(b"GET / HTTP/1.1\r\n\r\n")"#;
    HostRepeated = "host-repeated", 400, "RFC 9112 section 3.2",
        "several Host fields",
        r#"server(b"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n")"#;
    HostMalformed = "host-malformed", 400, "RFC 9110 section 7.2",
        "a Host that is no authority",
        r#"server(b"GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", policy="strict")"#;

    // How long the content is.

    ContentLengthMalformed = "content-length-malformed", 400, "RFC 9110 section 8.6",
        "a Content-Length that is no number of at most 20 digits",
        r#"server(b"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n")"#;
    ContentLengthConflict = "content-length-conflict", 400, "RFC 9112 section 6.3",
        "Content-Lengths that differ",
        r#"server(b"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 2\r\n\r\n")"#;
    ContentLengthRepeated = "content-length-repeated", 400, "RFC 9112 section 6.3",
        "several Content-Lengths, though equal",
        r#"server(b"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\n", policy="strict")"#;
    ContentLengthTooLarge = "content-length-too-large", 413, "RFC 9110 section 8.6",
        "a Content-Length past 2**63 - 1",
        r#"server(b"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 9223372036854775808\r\n\r\n", policy="strict")"#;
    TransferEncodingRepeated = "transfer-encoding-repeated", 501, "RFC 9112 section 6.1",
        "several Transfer-Encoding fields",
        r#"server(b"PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n")"#;
    TransferEncodingUnknown = "transfer-encoding-unknown", 501, "RFC 9112 section 6.1",
        "a transfer coding other than chunked",
        r#"server(b"PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n")"#;
    TransferEncodingWithLength = "transfer-encoding-with-content-length", 400,
        "RFC 9112 section 6.1",
        "Transfer-Encoding and Content-Length in one message",
        r#"server(b"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", policy="strict")"#;
    TransferEncodingInHttp10 = "transfer-encoding-in-http-1.0", 400, "RFC 9112 section 6.1",
        "Transfer-Encoding in a message of HTTP/1.0",
        r#"server(b"PUT / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", policy="strict")"#;

    // Content.

    ChunkSizeMalformed = "chunk-size-malformed", 400, "RFC 9112 section 7.1",
        "a line that is no chunk size of at most 20 digits",
        r#"client(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n")"#;
    ChunkSizeTooLarge = "chunk-size-too-large", 413, "RFC 9112 section 7.1",
        "a chunk size past 2**63 - 1",
        r#"client(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8000000000000000\r\n", policy="strict")"#;
    ChunkExtensionControl = "chunk-extension-control", 400, "RFC 9112 section 7.1.1",
        "a control character in a chunk extension",
        r#"client(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;a\rb\r\nx\r\n", policy="strict")"#;
    ChunkEndMalformed = "chunk-end-malformed", 400, "RFC 9112 section 7.1",
        "no line end after the data of a chunk",
        r#"client(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxyz")"#;
    FramingFieldInTrailers = "framing-field-in-trailers", 400, "RFC 9110 section 6.5.1",
        "Content-Length or Transfer-Encoding in a trailer section",
        r#"client(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 1\r\n\r\n", policy="strict")"#;
    ContentCutShort = "content-cut-short", 400, "RFC 9112 section 8",
        "the connection ended within the content",
        r#"client(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx", b"")"#;
    ContentTooLong = "content-too-long", 400, "RFC 9110 section 8.6",
        "more content sent than the Content-Length says",
        r#"send(h11.Response(status_code=200, headers=[("Content-Length", "1")]), h11.Data(b"xy"))"#;
    ContentTooShort = "content-too-short", 400, "RFC 9110 section 8.6",
        "less content sent than the Content-Length says",
        r#"send(h11.Response(status_code=200, headers=[("Content-Length", "1")]), h11.EndOfMessage())"#;
    TrailersNotChunked = "trailers-not-chunked", 400, "RFC 9112 section 7.1.2",
        "a trailer section after content that is not chunked",
        r#"send(h11.Response(status_code=200, headers=[("Content-Length", "0")]), h11.EndOfMessage(headers=[("A", "1")]))"#;

    // Limits.

    HeadTooLarge = "head-too-large", 431, "RFC 9110 section 5.4",
        "a head, a chunk-size line or a trailer section longer than allowed",
        r#"server(b"GET / HTTP/1.1\r\n" + b"A: 1\r\n" * 9999)"#;
    RequestLineTooLong = "request-line-too-long", 414, "RFC 9112 section 3",
        "a request line longer than allowed",
        r#"server(b"GET /long HTTP/1.1\r\nHost: a\r\n\r\n", limits=h11.Limits(line_size=10))"#;
    FieldLineTooLong = "field-line-too-long", 431, "RFC 9110 section 5.4",
        "a field line or status line longer than allowed",
        r#"client(b"HTTP/1.1 200 OK\r\nA: 0123456789ABCDEF\r\n\r\n", limits=h11.Limits(line_size=16))"#;
    TooManyFields = "too-many-fields", 431, "RFC 9110 section 5.4",
        "more fields than allowed",
        r#"server(b"GET / HTTP/1.1\r\nHost: a\r\nA: 1\r\n\r\n", limits=h11.Limits(field_count=1))"#;
    ChunkExtensionsTooLarge = "chunk-extensions-too-large", 400, "RFC 9112 section 7.1.1",
        "more bytes in the chunk extensions of a message than allowed",
        r#"client(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;abc\r\nx\r\n", limits=h11.Limits(chunk_extensions_size=3))"#;
    TrailersTooLarge = "trailers-too-large", 431, "RFC 9112 section 7.1.2",
        "a trailer section larger than allowed",
        r#"client(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: 1\r\n\r\n", limits=h11.Limits(trailers_size=4))"#;
    SurplusTooLarge = "surplus-too-large", 431, "RFC 9112 section 7.1.1",
        "chunk extensions and trailers out of all proportion to the content",
        r#"client(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;" + b"x" * 300000 + b"\r\n")"#;

    // What may come when.

    State = "state", 400, "RFC 9112 section 9",
        "an event that the state does not allow",
        r#"send(h11.Data(b"x"))"#;
    SwitchNotProposed = "switch-not-proposed", 400, "RFC 9110 section 7.8",
        "a switch of protocols that the request did not propose",
        r#"client(b"HTTP/1.1 101 Switching Protocols\r\n\r\n")"#;
    NotReusable = "not-reusable", 400, "RFC 9112 section 9.3",
        "a next cycle before both ends are done, or after one must close",
        r#"h11.Connection(h11.CLIENT).start_next_cycle()"#;
    DataAfterEnd = "data-after-end", 400, "RFC 9112 section 9.6",
        "bytes after the last message",
        r#"client(b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\nx")"#;
    UnexpectedClose = "unexpected-close", 400, "RFC 9112 section 8",
        "the connection ended within a head",
        r#"server(b"GET / HT", b"")"#;
    PeerInError = "peer-in-error", 400, "RFC 9112 section 2.2",
        "more was read after an error of the peer",
        r#"server(b"\x00", again=True)"#;
    WeAreInError = "we-are-in-error", 400, "RFC 9112 section 2.2",
        "more was sent after an error of the program",
        r#"send(h11.Data(b"x"), again=True)"#;
    TrailersToHttp10 = "trailers-to-http-1.0", 400, "RFC 9112 section 7.1.2",
        "a trailer section to a peer of HTTP/1.0, or after content that a close ends",
        r#"send(h11.Response(status_code=200, headers=[]), h11.EndOfMessage(headers=[("A", "1")]), to="1.0")"#;
    VersionNotSent = "version-not-sent", 400, "RFC 9112 section 2.3",
        "an event of a version other than HTTP/1.1, to be sent",
        r#"send(h11.Response(status_code=200, headers=[], http_version="1.0"))"#;
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn codes_are_unlike_and_well_formed() {
        for (index, code) in Code::ALL.iter().enumerate() {
            let row = code.row();
            let is_plain = |b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.');
            assert!(row.code.bytes().all(is_plain), "{}", row.code);
            assert!((400..600).contains(&row.status_hint));
            assert!(Code::ALL.iter().skip(index + 1).all(|other| other.row().code != row.code));
        }
    }
}
