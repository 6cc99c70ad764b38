//! How much of a message is read.

use super::subject::{SectionContext, SectionKind};
use crate::error::{Code, Error, Excerpt, Result};
use crate::grammar::lines::{is_obs_fold, lines, strip_line_end};
use crate::grammar::octets::{has_any, is_hexdig};
use crate::parser::chunk::MAX_SIZE_DIGITS;

/// Sizes in bytes; `usize::MAX` is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The head, from its first byte to the empty line and with it.
    pub max_head_size: usize,
    /// The fields of a header or trailer section.
    pub max_fields: usize,
    /// A start line or a field line, without its line end; with an obs-fold, all
    /// its lines together.
    pub max_line_size: usize,
    /// All chunk extensions of a message: the bytes between the chunk size and
    /// the line end.
    pub max_chunk_extensions_size: usize,
    /// The trailer section with the empty line that ends it. That line alone is always
    /// accepted: a message without trailers has it, too.
    pub max_trailers_size: usize,
}

impl Limits {
    /// No limits.
    pub const NONE: Limits = Limits {
        max_head_size: usize::MAX,
        max_fields: usize::MAX,
        max_line_size: usize::MAX,
        max_chunk_extensions_size: usize::MAX,
        max_trailers_size: usize::MAX,
    };

    /// Close to the default limits of common servers and proxies.
    pub const STRICT: Limits = Limits {
        // Not above the default of `max_incomplete_event_size`, so that these limits apply
        // first, and the error is the same however the message is split.
        max_head_size: 16 << 10,
        max_fields: 128,
        max_line_size: 8 << 10,
        max_chunk_extensions_size: 16_000,
        max_trailers_size: 16 << 10,
    };

    /// Checks a head, complete or not.
    #[inline]
    pub(crate) fn check_head(&self, bytes: &[u8], is_request: bool) -> Result<()> {
        if bytes.len() > self.max_head_size {
            Err(self.head_too_large(bytes, is_request))
        } else {
            Ok(())
        }
    }

    /// The request line may be the reason: it is too long by itself, or ends past the
    /// limit. What comes after that is not examined, so that the error is the same
    /// however much has arrived.
    #[cold]
    fn head_too_large(&self, bytes: &[u8], is_request: bool) -> Error {
        let seen = bytes.get(..=self.max_head_size).unwrap_or(bytes);
        let line = lines(seen).next().unwrap_or_default();
        let is_complete = line.ends_with(b"\n");
        let line = if is_complete { strip_line_end(line) } else { line };
        let is_long = !is_complete || line.len() > self.max_line_size;
        if is_request && is_long { self.request_line_too_long(line) } else { Error::HeadTooLarge }
    }

    /// A request line that exceeds the limit, or the beginning of one. If the target does
    /// not begin within the limit, the method is too long.
    #[cold]
    fn request_line_too_long(&self, line: &[u8]) -> Error {
        let within = line.get(..self.max_line_size).unwrap_or(line);
        let code = if has_any(within, |b| b == b' ') {
            Code::RequestLineTooLong
        } else {
            Code::MethodTooLong
        };
        Error::Policy(code, Some(Excerpt::of(line)))
    }

    /// Whether [`Self::check_lines`] may fail.
    #[inline]
    pub(crate) fn apply_to_lines(&self) -> bool {
        self.max_fields < usize::MAX || self.max_line_size < usize::MAX
    }

    /// Checks the lines of a received head or trailer section.
    #[inline]
    pub(crate) fn check_lines(&self, context: &SectionContext<'_>) -> Result<()> {
        let count = context.section.index.received_len();
        let size = context.received.map_or(0, |received| received.bytes.len());
        if count > self.max_fields || size > self.max_line_size {
            self.check_each_line(context)
        } else {
            Ok(())
        }
    }

    #[cold]
    fn check_each_line(&self, context: &SectionContext<'_>) -> Result<()> {
        let bytes = context.received.map_or(&b""[..], |received| received.bytes);
        let mut lines = lines(bytes).map(strip_line_end);
        if context.kind != SectionKind::Trailers {
            let line = lines.next().unwrap_or_default();
            if line.len() > self.max_line_size {
                return Err(match context.kind {
                    SectionKind::Request => self.request_line_too_long(line),
                    _ => Error::Policy(Code::FieldLineTooLong, Some(Excerpt::of(line))),
                });
            }
        }
        let mut size = 0;
        for line in lines {
            // An obs-fold belongs to the line before it, OWS included.
            let before = if is_obs_fold(line) { size } else { 0 };
            size = before + line.len();
            if size > self.max_line_size {
                return Err(Error::Policy(Code::FieldLineTooLong, Some(Excerpt::of(line))));
            }
        }
        if context.section.index.received_len() > self.max_fields {
            Err(Error::Policy(Code::TooManyFields, None))
        } else {
            Ok(())
        }
    }

    /// Checks the size of a trailer section, complete or not.
    pub(crate) fn check_trailers(&self, size: usize) -> Result<()> {
        if size > self.max_trailers_size.max(b"\r\n".len()) {
            Err(Error::Policy(Code::TrailersTooLarge, None))
        } else {
            Ok(())
        }
    }

    /// Checks a chunk-size line, complete or not, after `so_far` bytes of extensions;
    /// returns their new number.
    pub(crate) fn add_extension(&self, so_far: usize, line: &[u8]) -> Result<usize> {
        let digits = line.iter().take(MAX_SIZE_DIGITS).take_while(|&&b| is_hexdig(b)).count();
        let line = strip_line_end(line);
        let size = so_far.saturating_add(line.len().saturating_sub(digits));
        if size > self.max_chunk_extensions_size {
            // Quote the bytes up to the first one above the limit, however many have arrived.
            let end = digits + (self.max_chunk_extensions_size - so_far) + 1;
            let line = line.get(..end).unwrap_or(line);
            Err(Error::Policy(Code::ChunkExtensionsTooLarge, Some(Excerpt::of(line))))
        } else {
            Ok(size)
        }
    }
}
