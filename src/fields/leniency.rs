//! What the lenient policy lets pass in field sections.

/// What is let pass.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Leniency {
    /// Names that are no tokens, and blanks around names; but neither a name
    /// that some would take for one of a framing field, nor blanks before one.
    pub invalid_names: bool,
    /// Control characters in values, but NUL, LF and CR.
    pub control_chars: bool,
    /// `Transfer-Encoding: chunked` said more than once.
    pub repeated_chunked: bool,
}

impl Leniency {
    /// Nothing is let pass.
    pub const NONE: Leniency =
        Leniency { invalid_names: false, control_chars: false, repeated_chunked: false };
}
