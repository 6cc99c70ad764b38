//! The two ways to build a section: by pointing into bytes that stay where they
//! are, and by copying lines into a block of its own.

use std::ops::Range;

use super::leniency::Leniency;
use super::name::FieldName;
use super::section::{FieldSpans, FieldTable};
use super::span::Span;
use super::summary::Normalized;
use crate::alloc::{try_push, try_reserve};
use crate::error::{Error, Result};
use crate::grammar::field_value::ValueClass;
use crate::grammar::octets::is_token;
use crate::work;

/// Fills the table of a section whose bytes stay where they are.
#[derive(Debug)]
pub struct TableBuilder<'a> {
    table: &'a mut FieldTable,
    is_canonical: bool,
}

impl<'a> TableBuilder<'a> {
    /// Of a table that is empty.
    #[inline]
    pub fn new(table: &'a mut FieldTable) -> TableBuilder<'a> {
        table.fields = Vec::with_capacity(16);
        TableBuilder { table, is_canonical: true }
    }

    /// Takes a well-formed field line of the block `bytes`, of which `is_canonical`
    /// says whether it has the form in which it would be sent. Returns false if the value
    /// must be rewritten; the section must then be built with
    /// [`SectionBuilder`], which also reports errors.
    #[inline]
    pub fn push(
        &mut self,
        bytes: &[u8],
        name: FieldName,
        name_at: Range<usize>,
        mut value_at: Range<usize>,
        is_canonical: bool,
    ) -> bool {
        self.is_canonical &= is_canonical;
        if name.is_special() {
            let value = bytes.get(value_at.clone()).unwrap_or_default();
            match self.table.summary.normalize_special(name, value, Leniency::NONE) {
                Ok(Normalized::Unchanged) => {}
                Ok(Normalized::Trimmed(part)) => {
                    value_at = value_at.start + part.start..value_at.start + part.end;
                    self.is_canonical = false;
                }
                Ok(Normalized::Duplicate) => {
                    self.is_canonical = false;
                    self.table.dropped_duplicates += 1;
                    return true;
                }
                Ok(Normalized::Lowercased) | Err(_) => return false,
            }
        }
        let field = FieldSpans { name, name_at: name_at.into(), value_at: value_at.into() };
        try_push(&mut self.table.fields, field).is_ok()
    }

    /// The lines lie `at` this place; `has_non_printable` says whether a value may hold other bytes
    /// than SP and visible ones of ASCII.
    pub fn finish(self, at: Range<usize>, has_non_printable: bool) {
        self.table.has_non_printable = has_non_printable;
        self.table.canonical = self.is_canonical.then(|| Span::from(at));
    }
}

/// Builds a section of its own bytes, in the form in which it is sent.
#[derive(Debug, Default)]
pub struct SectionBuilder {
    table: FieldTable,
    bytes: Vec<u8>,
    leniency: Leniency,
}

impl SectionBuilder {
    /// With room for `fields` fields of middling size.
    pub fn with_capacity(fields: usize) -> SectionBuilder {
        SectionBuilder {
            table: FieldTable { fields: Vec::with_capacity(fields), ..FieldTable::default() },
            bytes: Vec::with_capacity(fields * 48),
            leniency: Leniency::NONE,
        }
    }

    /// For a section with this much leniency.
    pub(crate) fn with_leniency(leniency: Leniency) -> SectionBuilder {
        // Here it is not known.
        let table = FieldTable { has_non_printable: true, ..FieldTable::default() };
        SectionBuilder { table, leniency, ..SectionBuilder::default() }
    }

    /// Notes that something was accepted leniently and must not be sent.
    pub(crate) fn note_leniency(&mut self) {
        self.table.was_accepted_leniently = true;
    }

    /// Takes a field from a program, under all the rules.
    #[inline]
    pub fn push(&mut self, raw_name: &[u8], value: &[u8]) -> Result<()> {
        let name = FieldName::of(raw_name);
        if name == FieldName::OTHER && !is_token(raw_name) {
            return Err(Error::with_bytes(Error::FieldNameMalformed, raw_name));
        }
        match ValueClass::of_field_value(value) {
            ValueClass::Printable => {}
            ValueClass::Other => self.table.has_non_printable = true,
            ValueClass::Invalid => {
                return Err(Error::with_bytes(Error::FieldValueMalformed, value));
            }
        }
        self.push_prevalidated(name, raw_name, value)
    }

    /// Takes a field whose name and value are known to be well-formed.
    #[inline]
    pub fn push_prevalidated(
        &mut self,
        name: FieldName,
        raw_name: &[u8],
        value: &[u8],
    ) -> Result<()> {
        let normalized = self.table.summary.normalize(name, value, self.leniency)?;
        if let Normalized::Duplicate = normalized {
            self.table.dropped_duplicates += 1;
            return Ok(());
        }
        try_reserve(&mut self.bytes, raw_name.len() + b": ".len() + value.len() + b"\r\n".len())?;
        let name_at = self.append(raw_name);
        self.append(b": ");
        let value_at = match normalized {
            Normalized::Trimmed(part) => self.append(value.get(part).unwrap_or_default()),
            Normalized::Lowercased => self.append(b"chunked"),
            _ => self.append(value),
        };
        self.append(b"\r\n");
        if self.bytes.len() > u32::MAX as usize {
            return Err(Error::HeadTooLarge);
        }
        let field = FieldSpans { name, name_at: name_at.into(), value_at: value_at.into() };
        Ok(try_push(&mut self.table.fields, field)?)
    }

    /// For which there must be room.
    #[inline]
    fn append(&mut self, part: &[u8]) -> Range<usize> {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(work::count_copy(part));
        start..self.bytes.len()
    }

    /// The table and its bytes.
    pub fn finish(mut self) -> (FieldTable, Vec<u8>) {
        self.table.canonical = Some(Span::from(0..self.bytes.len()));
        (self.table, self.bytes)
    }
}
