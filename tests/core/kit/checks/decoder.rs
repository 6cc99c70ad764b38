//! A reference decoder for content that is completely buffered.

use super::segmentation::section_end;

/// How reading ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// More must come.
    More,
    /// A chunk's size or the line end after its data is wrong.
    Wrong,
    /// The end of the message, and how much of the input it took. What stands in
    /// the trailer section has not been looked at.
    End(usize),
}

/// What has been read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Decoded {
    pub(crate) content: Vec<u8>,
    /// How much content there was where chunks began, and where they ended.
    pub(crate) starts: Vec<usize>,
    pub(crate) ends: Vec<usize>,
    pub(crate) outcome: Ending,
}

/// Content that comes in no chunks.
pub(crate) fn plain(content: &[u8], outcome: Ending) -> Decoded {
    Decoded { content: content.to_vec(), starts: Vec::new(), ends: Vec::new(), outcome }
}

/// Content of `length` bytes.
pub(crate) fn of_length(length: u128, bytes: &[u8]) -> Decoded {
    match usize::try_from(length) {
        Ok(length) if length <= bytes.len() => plain(&bytes[..length], Ending::End(length)),
        _ => plain(bytes, Ending::More),
    }
}

/// Content in the chunked coding.
pub(crate) fn chunked(bytes: &[u8]) -> Decoded {
    let (mut content, mut starts, mut ends) = (Vec::new(), Vec::new(), Vec::new());
    let mut rest = bytes;
    let outcome = loop {
        let Some((line, after)) = cut_at_crlf(rest) else {
            break Ending::More;
        };
        let Some(size) = chunk_size(line) else {
            break Ending::Wrong;
        };
        if size == 0 {
            break match section_end(after) {
                Some(end) => Ending::End(bytes.len() - after.len() + end),
                None => Ending::More,
            };
        }
        let here = usize::try_from(size).map_or(after.len(), |size| size.min(after.len()));
        let (data, after) = after.split_at(here);
        if here > 0 {
            starts.push(content.len());
        }
        content.extend_from_slice(data);
        if here as u128 == size {
            ends.push(content.len());
        }
        if !b"\r\n".starts_with(&after[..after.len().min(2)]) {
            break Ending::Wrong;
        }
        let Some(after) = after.strip_prefix(b"\r\n") else {
            break Ending::More;
        };
        rest = after;
    };
    Decoded { content, starts, ends, outcome }
}

fn cut_at_crlf(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.windows(2).position(|pair| pair == b"\r\n")?;
    Some((&bytes[..end], &bytes[end + 2..]))
}

/// Up to twenty digits; then blanks, or an extension without a LF.
fn chunk_size(line: &[u8]) -> Option<u128> {
    let (size, rest) =
        line.split_at(line.iter().position(|b| b" \t;".contains(b)).unwrap_or(line.len()));
    let well_ended = match rest.first() {
        Some(b';') => !rest.contains(&b'\n'),
        _ => rest.iter().all(|b| b" \t".contains(b)),
    };
    let is_size = (1..=20).contains(&size.len()) && size.iter().all(u8::is_ascii_hexdigit);
    (is_size && well_ended)
        .then(|| u128::from_str_radix(str::from_utf8(size).unwrap(), 16).unwrap())
}
