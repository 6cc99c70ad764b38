//! The receive buffer: bytes that have arrived and have not been read yet.
//!
//! A segment that arrives while the buffer is empty is kept as the object that was passed, so
//! that content can be emitted without a copy. The bytes are coalesced in a vector only if
//! more arrive before it is consumed.
//!
//! Searches resume where they stopped, and coalescing moves no more bytes than have been
//! read, so the work is linear in the received bytes, however they are split.

use crate::alloc::{try_extend, try_reserve};
use crate::error::Result;
use crate::grammar::lines::{find_crlf, find_empty_line};

/// A vector larger than this is released once it is consumed.
const KEPT_CAPACITY: usize = 4096;

/// Received bytes that have not been read yet; `S` is the type of a segment.
#[derive(Debug)]
pub struct ReceiveBuffer<S> {
    segment: Option<S>,
    coalesced: Vec<u8>,
    /// Where the unread bytes begin, in the segment or else in `coalesced`.
    start: usize,
    /// How many there are.
    len: usize,
    /// The length of the unread bytes that certainly contain no line end.
    line_scan_offset: usize,
    /// The length of the unread bytes that certainly contain no end of a section.
    section_scan_offset: usize,
}

/// Some unread bytes, and the segment that contains them, unless they were coalesced.
#[derive(Debug)]
pub struct View<'a, S> {
    /// The bytes.
    pub bytes: &'a [u8],
    /// The segment, and where in it the bytes begin.
    pub segment: Option<(&'a S, usize)>,
}

impl<S> Default for ReceiveBuffer<S> {
    fn default() -> Self {
        ReceiveBuffer {
            segment: None,
            coalesced: Vec::new(),
            start: 0,
            len: 0,
            line_scan_offset: 0,
            section_scan_offset: 0,
        }
    }
}

impl<S: AsRef<[u8]>> ReceiveBuffer<S> {
    /// The unread bytes.
    #[inline]
    pub fn unread(&self) -> &[u8] {
        let held = match &self.segment {
            Some(segment) => segment.as_ref(),
            None => &self.coalesced,
        };
        held.get(self.start..).unwrap_or_default()
    }

    /// The first `len` unread bytes, or all if there are fewer.
    #[inline]
    pub fn view(&self, len: usize) -> View<'_, S> {
        let unread = self.unread();
        View {
            bytes: unread.get(..len).unwrap_or(unread),
            segment: self.segment.as_ref().map(|segment| (segment, self.start)),
        }
    }

    /// How many bytes are unread.
    #[inline]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether everything has been read.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Appends a segment, without a copy if the buffer is empty.
    #[inline]
    pub fn push(&mut self, segment: S) -> Result<()> {
        if !self.is_empty() {
            return self.extend(segment.as_ref());
        }
        self.clear();
        self.len = segment.as_ref().len();
        self.segment = Some(segment);
        Ok(())
    }

    /// Appends a copy of `bytes`, if there is memory for it.
    pub fn extend(&mut self, bytes: &[u8]) -> Result<()> {
        // The unread bytes are moved only if more than these have been read since they were
        // last moved, so the moves are linear in total.
        if self.segment.is_some() || self.start > self.len {
            let mut coalesced = Vec::new();
            try_reserve(&mut coalesced, self.len + bytes.len())?;
            try_extend(&mut coalesced, self.unread())?;
            self.coalesced = coalesced;
            self.segment = None;
            self.start = 0;
        }
        try_extend(&mut self.coalesced, bytes)?;
        self.len += bytes.len();
        Ok(())
    }

    /// Marks the first `len` unread bytes as read.
    #[inline]
    pub fn consume(&mut self, len: usize) {
        if len >= self.len {
            return self.clear();
        }
        self.start += len;
        self.len -= len;
        self.line_scan_offset = 0;
        self.section_scan_offset = 0;
    }

    fn clear(&mut self) {
        self.segment = None;
        self.coalesced.clear();
        if self.coalesced.capacity() > KEPT_CAPACITY {
            self.coalesced = Vec::new();
        }
        self.start = 0;
        self.len = 0;
        self.line_scan_offset = 0;
        self.section_scan_offset = 0;
    }

    /// The length of the first line with its CRLF; a bare LF ends no line here.
    #[inline]
    pub fn find_line(&mut self) -> Option<usize> {
        let unread = self.unread();
        let end = find_crlf(unread, self.line_scan_offset.min(unread.len()));
        if end.is_none() {
            self.line_scan_offset = unread.len();
        }
        end
    }

    /// Whether a search for the end of the first section has failed.
    #[inline]
    pub(crate) fn scan_in_progress(&self) -> bool {
        self.section_scan_offset > 0
    }

    /// The length of the first section with the empty line that ends it. Lines may end in CRLF
    /// or LF. An empty line at the start is a section by itself.
    #[inline]
    pub fn find_section(&mut self) -> Option<usize> {
        let unread = self.unread();
        match unread {
            [b'\n', ..] => return Some(1),
            [b'\r', b'\n', ..] => return Some(2),
            _ => {}
        }
        let from = self.section_scan_offset.min(unread.len());
        let end = find_empty_line(unread.split_at(from).1);
        if end.is_none() {
            // The last two bytes may be the beginning of an empty line.
            self.section_scan_offset = unread.len().saturating_sub(2);
        }
        end.map(|end| from + end)
    }
}

#[cfg(test)]
mod tests {
    use super::{KEPT_CAPACITY, ReceiveBuffer};

    fn buffer(segments: &[&str]) -> ReceiveBuffer<Vec<u8>> {
        let mut buffer = ReceiveBuffer::default();
        for segment in segments {
            buffer.push(segment.as_bytes().to_vec()).unwrap();
        }
        buffer
    }

    #[test]
    fn a_lone_segment_is_kept_whole() {
        let mut buffer = buffer(&["hello"]);
        assert_eq!(buffer.view(5).segment, Some((&b"hello".to_vec(), 0)));
        buffer.consume(2);
        assert_eq!(buffer.view(9).bytes, b"llo");
        assert_eq!(buffer.view(3).segment, Some((&b"hello".to_vec(), 2)));
        buffer.push(b"!".to_vec()).unwrap();
        assert_eq!(buffer.unread(), b"llo!");
        assert!(buffer.view(4).segment.is_none());
    }

    #[test]
    fn nothing_large_is_kept_once_it_is_read() {
        let mut buffer = buffer(&["a", &"b".repeat(100_000)]);
        buffer.consume(100_000);
        buffer.extend(b"c").unwrap();
        assert_eq!(buffer.unread(), b"bc");
        assert!(buffer.coalesced.capacity() < 100);
        buffer.consume(2);
        assert!(buffer.is_empty());
    }

    #[test]
    fn a_vector_is_kept_for_the_next_bytes_unless_it_is_large() {
        for (len, kept) in [(KEPT_CAPACITY, KEPT_CAPACITY), (KEPT_CAPACITY + 1, 0), (100_000, 0)] {
            let mut buffer = buffer(&["a", &"b".repeat(len - 1)]);
            buffer.consume(len);
            assert_eq!(buffer.coalesced.capacity(), kept);
        }
    }

    #[test]
    fn lines_end_in_crlf_only_wherever_they_are_split() {
        let text = "12\n3\r4\n\r\nrest";
        for at in 0..text.len() {
            let (first, second) = text.split_at(at);
            let mut buffer = buffer(&[first]);
            let early = buffer.find_line();
            assert_eq!(early, (at >= 9).then_some(9), "{at}");
            buffer.push(second.as_bytes().to_vec()).unwrap();
            assert_eq!(buffer.find_line(), Some(9), "{at}");
        }
        assert_eq!(buffer(&["\n"]).find_line(), None);
        assert_eq!(buffer(&["\n\n\r\n"]).find_line(), Some(4));
    }

    #[test]
    fn sections_end_in_an_empty_line_wherever_they_are_split() {
        for (text, end) in [
            ("a\r\nb\r\n\r\nrest", 8),
            ("a\nb\n\nrest", 5),
            ("a\nb\r\n\nrest", 6),
            ("a\nb\n\r\nrest", 6),
            ("a\r\n\r\r\n\r\nrest", 8),
        ] {
            for at in 0..text.len() {
                let (first, second) = text.split_at(at);
                let mut buffer = buffer(&[first]);
                assert_eq!(buffer.find_section(), (at >= end).then_some(end), "{text:?} {at}");
                buffer.push(second.as_bytes().to_vec()).unwrap();
                assert_eq!(buffer.find_section(), Some(end), "{text:?} {at}");
            }
        }
        assert_eq!(buffer(&["\n\n"]).find_section(), Some(1));
        assert_eq!(buffer(&["\r\n\n"]).find_section(), Some(2));
        assert_eq!(buffer(&["\r"]).find_section(), None);
    }
}
