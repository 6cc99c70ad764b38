//! Lines, which end in LF or CRLF (RFC 9112 section 2.2), and their ends.

use memchr::memchr_iter;

use super::octets::is_ows;
use super::swar::find_byte;
use crate::work;

/// The lines with their ends; the last may have none.
pub(crate) fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let end = find_byte(b'\n', rest).map_or(rest.len(), |at| at + 1);
        let (line, after) = rest.split_at_checked(end)?;
        rest = after;
        (!line.is_empty()).then_some(line)
    })
}

/// The line without its end: LF, and one CR before it.
#[inline]
pub(crate) fn strip_line_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// Whether no message can begin like this: none starts with whitespace or a control
/// character, while a TLS handshake does.
#[inline]
pub(crate) fn cannot_start_message(received: &[u8]) -> bool {
    received.first().is_some_and(|&b| b <= b' ')
}

/// Whether a line continues the one before it (RFC 9112 section 5.2).
#[inline]
pub(crate) fn is_obs_fold(line: &[u8]) -> bool {
    line.first().is_some_and(|&b| is_ows(b))
}

/// Where the first CRLF ends whose LF is at `from` or later.
pub(crate) fn find_crlf(bytes: &[u8], from: usize) -> Option<usize> {
    let (before, rest) = bytes.split_at_checked(from)?;
    let mut previous = before.last();
    let mut checked = 0;
    for at in memchr_iter(b'\n', rest) {
        if at > checked {
            previous = rest.get(at - 1);
        }
        if previous == Some(&b'\r') {
            work::count(at + 1);
            return Some(from + at + 1);
        }
        previous = Some(&b'\n');
        checked = at + 1;
    }
    work::count(rest.len());
    None
}

/// Where the first empty line after another line ends.
#[inline]
pub(crate) fn find_empty_line(bytes: &[u8]) -> Option<usize> {
    const BLOCK: usize = 32;
    let is_end = |(&a, (&b, &c)): (&u8, (&u8, &u8))| {
        (a == b'\n') & ((b == b'\n') | ((b == b'\r') & (c == b'\n')))
    };
    // Blocks without a branch for each byte, which the compiler vectorizes, until one contains
    // the end.
    let mut rest = bytes;
    while let Some(block) = rest.first_chunk::<{ BLOCK + 2 }>() {
        let [_, next @ ..] = block;
        let [_, second @ ..] = next;
        let found = (block.iter().zip(next.iter().zip(second)))
            .fold(false, |found, bytes| found | is_end(bytes));
        if found {
            break;
        }
        rest = rest.get(BLOCK..)?;
    }
    let skipped = bytes.len() - rest.len();
    let end = memchr_iter(b'\n', rest).find_map(|at| match rest.get(at + 1..) {
        Some([b'\n', ..]) => Some(skipped + at + 2),
        Some([b'\r', b'\n', ..]) => Some(skipped + at + 3),
        _ => None,
    });
    work::count(end.unwrap_or(bytes.len()));
    end
}

#[cfg(test)]
mod tests {
    use super::find_empty_line;

    /// The search goes in blocks: wherever the line is in one, or across two, it is found.
    #[test]
    fn an_empty_line_is_found_at_every_offset() {
        for offset in 0..100 {
            for end in ["\n\n", "\n\r\n"] {
                let bytes = ["x".repeat(offset).as_str(), end, &"x".repeat(99)].concat();
                assert_eq!(find_empty_line(bytes.as_bytes()), Some(offset + end.len()));
            }
            let bytes = ["x".repeat(offset).as_str(), "\n\r\r\n", &"x".repeat(99)].concat();
            assert_eq!(find_empty_line(bytes.as_bytes()), None);
        }
    }
}
