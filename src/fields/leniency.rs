//! What a policy accepts beyond h11 0.16.0.

/// What is accepted, unlike in h11 0.16.0: invalid messages under lenient, and under strict what
/// RFC 9112 requires a recipient to parse.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Leniency {
    /// Names that are not tokens, and OWS around names, unless others could take the
    /// name for that of a framing field.
    pub invalid_names: bool,
    /// Control characters in values, but NUL, LF and CR.
    pub control_chars: bool,
    /// `Transfer-Encoding: chunked` more than once.
    pub repeated_chunked: bool,
    /// Transfer-Encoding is a list of codings, which may have empty members. Those that are not
    /// supported are noted for the policy to reject.
    pub coding_lists: bool,
    /// Transfer codings without chunked, which only the end of the connection ends, and
    /// `identity`, which is not a coding any more.
    pub other_codings: bool,
    /// Lines without a colon, and whitespace before the first field line: such lines are
    /// left out of the section, unless others could take them for a framing field.
    pub ignored_lines: bool,
    /// Empty lines before a status line.
    pub empty_lines: bool,
    /// More whitespace in a status line, and that of Shoutcast: `ICY 200 OK`.
    pub status_lines: bool,
    /// A chunked message without the empty line that ends its trailer section, if there
    /// are no trailers and the connection is closed.
    pub missing_last_line: bool,
    /// Octets from 0x80 in a request target.
    pub raw_targets: bool,
    /// Whitespace before a chunk extension.
    pub chunk_whitespace: bool,
    /// Leading zeros of lengths and chunk sizes, which do not count: `5` is `05`, and a size
    /// may have more digits than h11 0.16.0 accepts.
    pub leading_zeros: bool,
}

impl Leniency {
    /// None.
    pub const NONE: Leniency = Leniency {
        invalid_names: false,
        control_chars: false,
        repeated_chunked: false,
        coding_lists: false,
        other_codings: false,
        ignored_lines: false,
        empty_lines: false,
        status_lines: false,
        missing_last_line: false,
        raw_targets: false,
        chunk_whitespace: false,
        leading_zeros: false,
    };

    /// What is accepted in responses.
    pub const OF_CLIENTS: Leniency = Leniency {
        invalid_names: true,
        control_chars: true,
        repeated_chunked: true,
        other_codings: true,
        ignored_lines: true,
        empty_lines: true,
        status_lines: true,
        missing_last_line: true,
        ..Leniency::NONE
    };

    /// What is accepted in requests: nothing that a server behind ours may frame in
    /// another way.
    pub const OF_SERVERS: Leniency = Leniency { raw_targets: true, ..Leniency::NONE };
}
