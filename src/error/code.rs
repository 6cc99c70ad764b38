//! The error codes: one row for each rule that a message can violate.
//!
//! A code is a short string for programs that does not change between releases. The row adds
//! the status code for a server's response, the policy that enforces the rule, its RFC
//! section and a description. The documentation of the codes is generated from this table.

/// The policies that enforce a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnforcedBy {
    /// Every policy, h11 0.16.0's included.
    Always,
    /// The strict policy only.
    Strict,
    /// The strict policy only, and of sent messages only.
    Sending,
    /// A limit that is set, which strict has by default.
    Limits,
}

impl EnforcedBy {
    /// The name that programs see.
    pub fn name(self) -> &'static str {
        match self {
            EnforcedBy::Always => "always",
            EnforcedBy::Strict => "strict",
            EnforcedBy::Sending => "sending",
            EnforcedBy::Limits => "limits",
        }
    }
}

/// The row of a code.
#[derive(Debug, PartialEq, Eq)]
pub struct CodeInfo {
    /// The code.
    pub code: &'static str,
    /// The status that a server might answer with (RFC 9110 section 15).
    pub status_hint: u16,
    /// The policies that enforce the rule.
    pub enforced_by: EnforcedBy,
    /// The section of the RFC that has the rule.
    pub section: &'static str,
    /// The violation, in words.
    pub meaning: &'static str,
}

macro_rules! codes {
    ($($name:ident = $code:literal, $status_hint:literal, $enforced_by:ident, $section:literal,
       $meaning:literal;)*) => {
        /// A rule that can be broken.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[allow(missing_docs)] // the rows say what they mean
        pub enum Code { $($name),* }

        impl Code {
            /// All of them.
            pub const ALL: &[Code] = &[$(Code::$name),*];

            /// Its row.
            pub fn info(self) -> &'static CodeInfo {
                match self {
                    $(Code::$name => &CodeInfo {
                        code: $code,
                        status_hint: $status_hint,
                        enforced_by: EnforcedBy::$enforced_by,
                        section: $section,
                        meaning: $meaning,
                    }),*
                }
            }
        }
    };
}

codes! {
    // The start line.

    NotHttp = "not-http", 400, Always, "RFC 9112 section 2.1",
        "first byte cannot begin an HTTP message";
    RequestLineMissing = "request-line-missing", 400, Always, "RFC 9112 section 2.2",
        "empty line instead of a request line";
    StatusLineMissing = "status-line-missing", 400, Always, "RFC 9112 section 2.2",
        "empty line instead of a status line";
    RequestLineMalformed = "request-line-malformed", 400, Always, "RFC 9112 section 3",
        "invalid request line";
    StatusLineMalformed = "status-line-malformed", 400, Always, "RFC 9112 section 4",
        "invalid status line";
    VersionUnsupported = "version-unsupported", 505, Strict, "RFC 9112 section 2.3",
        "HTTP version is not 1.x";
    MethodMalformed = "method-malformed", 400, Always, "RFC 9110 section 9.1",
        "method is not a token";
    RequestTargetMalformed = "request-target-malformed", 400, Always, "RFC 9112 section 3.2",
        "request target is empty or has octets other than visible ASCII";
    RequestTargetInvalid = "request-target-invalid", 400, Strict, "RFC 9112 section 3.2",
        "request target is not of a form that the method allows";
    ReasonPhraseMalformed = "reason-phrase-malformed", 400, Always, "RFC 9112 section 4",
        "control character in reason phrase";
    StatusCodeNotInteger = "status-code-not-integer", 400, Always, "RFC 9110 section 15",
        "status code is not an int";
    StatusCodeOutOfRange = "status-code-out-of-range", 400, Always, "RFC 9110 section 15",
        "status code out of range";

    // Field lines.

    FieldLineMalformed = "field-line-malformed", 400, Always, "RFC 9112 section 5",
        "invalid field line";
    FieldNameMalformed = "field-name-malformed", 400, Always, "RFC 9110 section 5.1",
        "field name is not a token";
    FieldValueMalformed = "field-value-malformed", 400, Always, "RFC 9110 section 5.5",
        "whitespace around a field value, or NUL, LF, VT, FF or CR in it";
    FieldValueControl = "field-value-control", 400, Strict, "RFC 9110 section 5.5",
        "control character in field value";
    LeadingObsFold = "leading-obs-fold", 400, Always, "RFC 9112 section 5.2",
        "continuation line before the first field line";
    ObsFold = "obs-fold", 400, Strict, "RFC 9112 section 5.2",
        "field value of a request folded over several lines";
    BareLf = "bare-lf", 400, Strict, "RFC 9112 section 2.2",
        "line terminated by LF without CR";
    HostMissing = "host-missing", 400, Always, "RFC 9112 section 3.2",
        "missing Host header";
    HostRepeated = "host-repeated", 400, Always, "RFC 9112 section 3.2",
        "multiple Host headers";
    HostMalformed = "host-malformed", 400, Strict, "RFC 9110 section 7.2",
        "invalid Host header";

    // How long the content is.

    ContentLengthMalformed = "content-length-malformed", 400, Always, "RFC 9110 section 8.6",
        "Content-Length is not a number of at most 20 digits";
    ContentLengthConflict = "content-length-conflict", 400, Always, "RFC 9112 section 6.3",
        "conflicting Content-Length values";
    ContentLengthRepeated = "content-length-repeated", 400, Strict, "RFC 9112 section 6.3",
        "repeated Content-Length";
    ContentLengthTooLarge = "content-length-too-large", 413, Strict, "RFC 9110 section 8.6",
        "Content-Length exceeds 2**63 - 1";
    TransferEncodingRepeated = "transfer-encoding-repeated", 501, Always, "RFC 9112 section 6.1",
        "multiple Transfer-Encoding headers";
    TransferCodingUnknown = "transfer-coding-unknown", 501, Always, "RFC 9112 section 6.1",
        "transfer coding other than chunked";
    ChunkedNotLast = "chunked-not-last", 400, Strict, "RFC 9112 section 6.3",
        "last transfer coding of a request is not chunked";
    TransferEncodingWithContentLength = "transfer-encoding-with-content-length", 400, Strict, "RFC 9112 section 6.1",
        "both Transfer-Encoding and Content-Length";
    TransferEncodingInHttp10 = "transfer-encoding-in-http-1.0", 400, Strict, "RFC 9112 section 6.1",
        "Transfer-Encoding in an HTTP/1.0 message";
    ChunkedInTe = "chunked-in-te", 400, Sending, "RFC 9112 section 7.4",
        "chunked in TE";
    TeWithoutOption = "te-without-option", 400, Sending, "RFC 9112 section 7.4",
        "TE without Connection: TE";

    // Content.

    ChunkSizeMalformed = "chunk-size-malformed", 400, Always, "RFC 9112 section 7.1",
        "chunk size is not a hexadecimal number of at most 20 digits";
    ChunkSizeTooLarge = "chunk-size-too-large", 413, Strict, "RFC 9112 section 7.1",
        "chunk size exceeds 2**63 - 1";
    ChunkExtensionControl = "chunk-extension-control", 400, Strict, "RFC 9112 section 7.1.1",
        "control character in chunk extension";
    ChunkExtensionMalformed = "chunk-extension-malformed", 400, Strict, "RFC 9112 section 7.1.1",
        "invalid chunk extension, or whitespace after chunk size";
    ChunkCrlfMissing = "chunk-crlf-missing", 400, Always, "RFC 9112 section 7.1",
        "no CRLF after chunk data";
    FramingFieldWithoutContent = "framing-field-without-content", 400, Sending, "RFC 9112 section 6.1",
        "Content-Length or Transfer-Encoding in a 1xx or 204 response, or in a 2xx to CONNECT";
    ContentInTrace = "content-in-trace", 400, Sending, "RFC 9110 section 9.3.8",
        "TRACE request with content";
    FramingFieldInTrailers = "framing-field-in-trailers", 400, Strict, "RFC 9110 section 6.5.1",
        "Content-Length or Transfer-Encoding in trailer section";
    IncompleteContent = "incomplete-content", 400, Always, "RFC 9112 section 8",
        "connection closed before the end of the content";
    ContentTooLong = "content-too-long", 400, Always, "RFC 9110 section 8.6",
        "more content than Content-Length declares";
    ContentTooShort = "content-too-short", 400, Always, "RFC 9110 section 8.6",
        "less content than Content-Length declares";
    TrailersNotChunked = "trailers-not-chunked", 400, Always, "RFC 9112 section 7.1.2",
        "trailer section after content that is not chunked";

    // Limits.

    HeadTooLarge = "head-too-large", 431, Always, "RFC 9110 section 5.4",
        "head, chunk-size line or trailer section exceeds the limit";
    RequestLineTooLong = "request-line-too-long", 414, Limits, "RFC 9112 section 3",
        "request line exceeds the limit";
    MethodTooLong = "method-too-long", 501, Limits, "RFC 9112 section 3",
        "method exceeds the limit of a line";
    FieldLineTooLong = "field-line-too-long", 431, Limits, "RFC 9110 section 5.4",
        "field line or status line exceeds the limit";
    TooManyFields = "too-many-fields", 431, Limits, "RFC 9110 section 5.4",
        "number of fields exceeds the limit";
    ChunkExtensionsTooLarge = "chunk-extensions-too-large", 400, Limits, "RFC 9112 section 7.1.1",
        "chunk extensions exceed the limit";
    TrailersTooLarge = "trailers-too-large", 431, Limits, "RFC 9112 section 7.1.2",
        "trailer section exceeds the limit";
    ChunkOverheadTooLarge = "chunk-overhead-too-large", 431, Always, "RFC 9112 section 7.1.1",
        "chunk extensions and trailers out of proportion to the content";

    // What may come when.

    UnexpectedEvent = "unexpected-event", 400, Always, "RFC 9112 section 9",
        "event not allowed in this state";
    SwitchNotProposed = "switch-not-proposed", 400, Always, "RFC 9110 section 7.8",
        "protocol switch not proposed by the request";
    UpgradeWithoutOption = "upgrade-without-option", 400, Sending, "RFC 9110 section 7.8",
        "Upgrade without Connection: upgrade";
    NotReusable = "not-reusable", 400, Always, "RFC 9112 section 9.3",
        "connection not reusable for another cycle";
    UnsolicitedResponse = "unsolicited-response", 400, Strict, "RFC 9112 section 9.2",
        "data from the server without an outstanding request";
    DataAfterEnd = "data-after-end", 400, Always, "RFC 9112 section 9.6",
        "data after the last message";
    UnexpectedClose = "unexpected-close", 400, Always, "RFC 9112 section 8",
        "connection closed within a head, chunk-size line or trailer section";
    PeerErrorState = "peer-error-state", 400, Always, "RFC 9112 section 2.2",
        "receiving after a protocol error of the peer";
    LocalErrorState = "local-error-state", 400, Always, "RFC 9112 section 2.2",
        "sending after a local protocol error";
    TrailersToHttp10 = "trailers-to-http-1.0", 400, Always, "RFC 9112 section 7.1.2",
        "trailer section for an HTTP/1.0 peer or after close-delimited content";
    VersionNotSendable = "version-not-sendable", 400, Always, "RFC 9112 section 2.3",
        "event of an HTTP version other than 1.1";
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn codes_are_unlike_and_well_formed() {
        for (index, code) in Code::ALL.iter().enumerate() {
            let info = code.info();
            let is_plain = |b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.');
            assert!(info.code.bytes().all(is_plain), "{}", info.code);
            assert!((400..600).contains(&info.status_hint));
            assert!(Code::ALL.iter().skip(index + 1).all(|other| other.info().code != info.code));
        }
    }
}
