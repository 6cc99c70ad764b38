//! How inputs are written: a first line of control, then what it is about.
//!
//! ```text
//! s~e15            who, the size limit, whether the input ends, how it is cut
//! GET / HTTP/1.1   everything after the first LF: bytes from the wire,
//! Host: a          or a message, or a script
//! ```
//!
//! Any bytes are an input; what is missing has a default. The control is made
//! of printable characters, so that seeds can be written and finds be read.

/// The first line.
#[derive(Debug, Clone)]
pub(crate) struct Control {
    /// Each target says what it stands for.
    pub(crate) who: u8,
    /// The size limit.
    pub(crate) limit: i64,
    /// Whether the end of input follows.
    pub(crate) eof: bool,
    cuts: Vec<u8>,
}

/// An input as its control and what that is about.
pub(crate) fn parse(input: &[u8]) -> (Control, &[u8]) {
    let (line, rest) = match input.iter().position(|&b| b == b'\n') {
        Some(end) => (&input[..end], &input[end + 1..]),
        None => (input, &b""[..]),
    };
    let at = |place: usize| line.get(place).copied();
    let control = Control {
        who: at(0).unwrap_or(b's'),
        limit: at(1).map_or(i64::MAX, limit),
        eof: at(2).is_some_and(|b| b & 1 == 1),
        cuts: line.get(3..).unwrap_or_default().to_vec(),
    };
    (control, rest)
}

/// `~` stands for no limit, `-` for less than nothing, `0` for nothing, and what
/// comes after `0` for a few bytes more each.
fn limit(byte: u8) -> i64 {
    match byte {
        b'~' => i64::MAX,
        b'-' => -1,
        _ => i64::from(byte.wrapping_sub(b'0')) * 3,
    }
}

impl Control {
    /// The segments, whose lengths are given in turn and over again: `1` is one
    /// byte, `9` nine, `a` 49, `0` all that is left.
    pub(crate) fn cut<'a>(&self, mut bytes: &'a [u8]) -> Vec<&'a [u8]> {
        let mut segments = Vec::new();
        let mut lengths = self.cuts.iter().cycle();
        while !bytes.is_empty() {
            let length = match lengths.next().map_or(0, |cut| cut.wrapping_sub(b'0')) {
                0 => bytes.len(),
                length => usize::from(length).min(bytes.len()),
            };
            let (segment, rest) = bytes.split_at(length);
            segments.push(segment);
            bytes = rest;
        }
        segments
    }

    /// The one of these rows that `who` names, or else leads to.
    pub(crate) fn choose<'a, T>(&self, rows: &'a [(u8, T)]) -> &'a T {
        let named = rows.iter().find(|(name, _)| *name == self.who);
        &named.unwrap_or(&rows[usize::from(self.who) % rows.len()]).1
    }
}
