//! What a policy accepts in fields beyond h11 0.16.0.

/// The kinds of fields that are accepted, unlike in h11 0.16.0: invalid ones under lenient, and
/// under strict those that RFC 9112 requires a recipient to parse.
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
}

impl Leniency {
    /// None.
    pub const NONE: Leniency = Leniency {
        invalid_names: false,
        control_chars: false,
        repeated_chunked: false,
        coding_lists: false,
    };
}
