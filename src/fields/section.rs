//! A field section in memory.
//!
//! A section is a block of bytes plus an index of where each name and value lie in it. The
//! block of a received section is the head itself; that of one that a program built has the
//! lines as they will be sent.

use std::ops::Range;

use super::leniency::Leniency;
use super::list::list_members;
use super::name::FieldName;
use super::span::Span;
use super::summary::{FieldSummary, Normalized};
use crate::alloc::try_push;
use crate::error::{Code, Error, Excerpt, Result};
use crate::grammar::lines::{lines, strip_line_end};

/// Where one field lies in its block.
#[derive(Debug, Clone, Copy)]
pub struct FieldSpans {
    pub(super) name: FieldName,
    pub(super) name_at: Span,
    pub(super) value_at: Span,
}

/// A field of a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldLine<'a> {
    /// The number of the name.
    pub name: FieldName,
    /// The name as it is written on the wire.
    pub raw_name: &'a [u8],
    /// The value without white space around it.
    pub value: &'a [u8],
}

/// The index of a section: everything but its bytes.
#[derive(Debug, Clone, Default)]
pub struct FieldIndex {
    pub(super) fields: Vec<FieldSpans>,
    pub(super) summary: FieldSummary,
    /// Where the whole section lies, if its bytes can be sent unchanged.
    pub(crate) canonical: Option<Span>,
    /// A value may hold other bytes than SP and visible ones of ASCII.
    pub(crate) has_non_printable: bool,
    /// A rule that was waived to accept the section, which must not be sent.
    pub(super) waived: Option<Code>,
    /// How many fields were dropped because they repeat others.
    pub(super) dropped_duplicates: usize,
}

/// A section: its index and the bytes into which it points.
#[derive(Debug, Clone, Copy)]
pub struct FieldSection<'a> {
    /// Where the fields lie.
    pub index: &'a FieldIndex,
    /// The bytes into which the index points.
    pub bytes: &'a [u8],
}

impl FieldIndex {
    /// Makes room for `fields` fields; there must be none yet. (`reserve` would take three
    /// times as long.)
    #[inline]
    pub(crate) fn allocate(&mut self, fields: usize) {
        self.fields = Vec::with_capacity(fields);
    }

    /// How many fields there are.
    pub fn len(&self) -> usize {
        self.fields.len()
    }

    /// How many were received, including those that only repeat others.
    pub fn received_len(&self) -> usize {
        self.fields.len() + self.dropped_duplicates
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// Whether a value may hold other bytes than SP and visible ones of ASCII: HTAB,
    /// obs-text, or control characters.
    pub fn has_non_printable(&self) -> bool {
        self.has_non_printable
    }

    /// The first rule that was waived to accept the section leniently, if any. Such a section
    /// must not be sent.
    pub fn waived(&self) -> Option<Code> {
        self.waived
    }

    /// Notes that the section violates this rule.
    pub(crate) fn waive(&mut self, rule: Code) {
        self.waived = self.waived.or(Some(rule));
    }

    /// Takes a well-formed field line of the block `bytes`, which stays where it is. Returns
    /// whether the line can be sent unchanged; None if its value must be rewritten
    /// or is invalid, which [`SectionBuilder`](super::SectionBuilder) does and reports.
    #[inline]
    pub(crate) fn push(
        &mut self,
        bytes: &[u8],
        name: FieldName,
        name_at: Range<usize>,
        mut value_at: Range<usize>,
    ) -> Option<bool> {
        let value = bytes.get(value_at.clone()).unwrap_or_default();
        let mut is_unchanged = true;
        match self.normalize(name, value, Leniency::NONE) {
            Ok(Normalized::Unchanged) => {}
            Ok(Normalized::Truncated(len)) => {
                value_at.end = value_at.start + len;
                is_unchanged = false;
            }
            Ok(Normalized::Duplicate) => return Some(false),
            Ok(Normalized::Lowercased | Normalized::OtherCoding | Normalized::WithoutZeros(_))
            | Err(_) => return None,
        }
        let field = FieldSpans { name, name_at: name_at.into(), value_at: value_at.into() };
        try_push(&mut self.fields, field).is_ok().then_some(is_unchanged)
    }

    /// Notes what a field means, and returns what becomes of its value.
    #[inline]
    pub(super) fn normalize(
        &mut self,
        name: FieldName,
        value: &[u8],
        leniency: Leniency,
    ) -> Result<Normalized> {
        if !name.is_special() {
            return Ok(Normalized::Unchanged);
        }
        let normalized = self.summary.normalize(name, value, leniency);
        if let Ok(Normalized::Duplicate) = normalized {
            self.dropped_duplicates += 1;
        }
        normalized
    }

    /// The summary of the fields for framing and the state machine.
    pub fn summary(&self) -> &FieldSummary {
        &self.summary
    }
}

impl<'a> FieldSection<'a> {
    /// The fields in order.
    pub fn iter(self) -> impl ExactSizeIterator<Item = FieldLine<'a>> + DoubleEndedIterator {
        self.index.fields.iter().map(move |field| self.line(field))
    }

    /// One field.
    pub fn get(self, index: usize) -> Option<FieldLine<'a>> {
        self.index.fields.get(index).map(|field| self.line(field))
    }

    /// The fields of this known name.
    #[inline]
    pub(crate) fn known(self, name: FieldName) -> impl Iterator<Item = FieldLine<'a>> + Clone {
        let fields = self.index.fields.iter().filter(move |field| field.name == name);
        fields.map(move |field| self.line(field))
    }

    /// The fields of this name, ignoring case.
    pub fn named(self, name: &'a [u8]) -> impl Iterator<Item = FieldLine<'a>> {
        self.iter().filter(move |line| line.raw_name.eq_ignore_ascii_case(name))
    }

    /// The error of a second Host field.
    #[cold]
    pub(crate) fn host_repeated(self) -> Error {
        let second = self.known(FieldName::HOST).nth(1);
        let (name, value) =
            second.map_or_else(Default::default, |line| (line.raw_name, line.value));
        Error::HostRepeated(Excerpt::of_value(name, value))
    }

    /// The bytes of the section, if they can be sent unchanged.
    pub fn canonical_bytes(self) -> Option<&'a [u8]> {
        self.index.canonical.map(|at| at.slice(self.bytes))
    }

    /// The bytes before [`Self::canonical_bytes`].
    pub(crate) fn bytes_before(self) -> Option<&'a [u8]> {
        self.index.canonical.map(|at| at.before(self.bytes))
    }

    /// The lines that were left out of a section that was accepted leniently. They follow
    /// the others.
    pub fn ignored_lines(self) -> impl Iterator<Item = &'a [u8]> {
        let is_lenient = self.index.waived.is_some();
        let others = self.index.canonical.filter(|_| is_lenient);
        lines(others.map(|at| at.after(self.bytes)).unwrap_or_default()).map(strip_line_end)
    }

    /// The members of the list that the fields of this name make together, in
    /// lower case and without empty ones (RFC 9110 section 5.6.1).
    pub fn list_members(self, name: &'a [u8]) -> impl Iterator<Item = Vec<u8>> + 'a {
        self.named(name).flat_map(|line| list_members(line.value)).map(<[u8]>::to_ascii_lowercase)
    }

    fn line(self, field: &FieldSpans) -> FieldLine<'a> {
        FieldLine {
            name: field.name,
            raw_name: field.name_at.slice(self.bytes),
            value: field.value_at.slice(self.bytes),
        }
    }
}

/// A received section.
#[derive(Debug, Default)]
pub struct ParsedSection {
    /// Where the fields lie.
    pub index: FieldIndex,
    /// The rewritten lines, if the fields do not lie in the received bytes.
    pub rewritten: Option<Vec<u8>>,
}

impl ParsedSection {
    /// The fields of the section that was read from `bytes`.
    #[inline]
    pub(crate) fn section<'a>(&'a self, bytes: &'a [u8]) -> FieldSection<'a> {
        FieldSection { index: &self.index, bytes: self.rewritten.as_deref().unwrap_or(bytes) }
    }
}
