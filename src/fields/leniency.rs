//! What the lenient policy lets pass in field sections.

/// What is let pass.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tolerance {
    /// Names that are no tokens, and blanks around names; but neither a name
    /// that some would take for one of a framing field, nor blanks before one.
    pub odd_names: bool,
    /// Control characters in values, but NUL, LF and CR.
    pub controls: bool,
    /// `Transfer-Encoding: chunked` said more than once.
    pub repeated_chunked: bool,
}

impl Tolerance {
    /// Nothing is let pass.
    pub const NONE: Tolerance =
        Tolerance { odd_names: false, controls: false, repeated_chunked: false };
}
