//! Leniency: the invalid fields that the lenient policy accepts.

/// The kinds of invalid fields that are accepted, unlike in h11 0.16.0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Leniency {
    /// Names that are not tokens, and OWS around names, unless others could take the
    /// name for that of a framing field.
    pub invalid_names: bool,
    /// Control characters in values, but NUL, LF and CR.
    pub control_chars: bool,
    /// `Transfer-Encoding: chunked` more than once.
    pub repeated_chunked: bool,
}

impl Leniency {
    /// None.
    pub const NONE: Leniency =
        Leniency { invalid_names: false, control_chars: false, repeated_chunked: false };
}
