//! The two ways to build a section: by pointing into bytes that stay where they
//! are, and by copying lines into a block of its own.

use std::ops::Range;

use super::leniency::Tolerance;
use super::name::FieldName;
use super::section::{Field, FieldTable};
use super::span::Span;
use super::summary::Admitted;
use crate::alloc::{push, reserve};
use crate::error::{Error, Result};
use crate::grammar::field_value::Content;
use crate::grammar::octets::is_token;
use crate::work;

/// Fills the table of a section whose bytes stay where they are.
#[derive(Debug)]
pub struct TableBuilder<'a> {
    table: &'a mut FieldTable,
    is_as_sent: bool,
}

impl<'a> TableBuilder<'a> {
    /// Of a table that is empty.
    #[inline]
    pub fn new(table: &'a mut FieldTable) -> TableBuilder<'a> {
        table.fields = Vec::with_capacity(16);
        TableBuilder { table, is_as_sent: true }
    }

    /// Takes a well-formed field line of the block `bytes`, of which `is_as_sent`
    /// says whether it stands as it would be sent. Returns false where the field
    /// cannot be had by pointing at it; the section must then be built with
    /// [`SectionBuilder`], which also tells what is wrong, if anything is.
    #[inline]
    pub fn push(
        &mut self,
        bytes: &[u8],
        name: FieldName,
        name_at: Range<usize>,
        mut value_at: Range<usize>,
        is_as_sent: bool,
    ) -> bool {
        self.is_as_sent &= is_as_sent;
        if name.has_rules() {
            let value = bytes.get(value_at.clone()).unwrap_or_default();
            match self.table.facts.admit_by_rule(name, value, Tolerance::NONE) {
                Ok(Admitted::AsItIs) => {}
                Ok(Admitted::Part(part)) => {
                    value_at = value_at.start + part.start..value_at.start + part.end;
                    self.is_as_sent = false;
                }
                Ok(Admitted::Not) => {
                    self.is_as_sent = false;
                    self.table.repeated += 1;
                    return true;
                }
                Ok(Admitted::Chunked) | Err(_) => return false,
            }
        }
        let field = Field { name, name_at: name_at.into(), value_at: value_at.into() };
        push(&mut self.table.fields, field).is_ok()
    }

    /// The lines lie `at` this place; `has_odd` says whether a value may hold other bytes
    /// than SP and visible ones of ASCII.
    pub fn finish(self, at: Range<usize>, has_odd: bool) {
        self.table.has_odd = has_odd;
        self.table.wire = self.is_as_sent.then(|| Span::from(at));
    }
}

/// Builds a section of its own bytes, in the form in which it is sent.
#[derive(Debug, Default)]
pub struct SectionBuilder {
    table: FieldTable,
    bytes: Vec<u8>,
    tolerance: Tolerance,
}

impl SectionBuilder {
    /// With room for `fields` fields of middling size.
    pub fn with_capacity(fields: usize) -> SectionBuilder {
        SectionBuilder {
            table: FieldTable { fields: Vec::with_capacity(fields), ..FieldTable::default() },
            bytes: Vec::with_capacity(fields * 48),
            tolerance: Tolerance::NONE,
        }
    }

    /// For a section in which this much is let pass.
    pub(crate) fn tolerating(tolerance: Tolerance) -> SectionBuilder {
        // Here it is not known.
        let table = FieldTable { has_odd: true, ..FieldTable::default() };
        SectionBuilder { table, tolerance, ..SectionBuilder::default() }
    }

    /// Notes that something was let pass that must not be sent.
    pub(crate) fn note_malformed(&mut self) {
        self.table.is_malformed = true;
    }

    /// Takes a field from a program, under all the rules.
    #[inline]
    pub fn push(&mut self, raw_name: &[u8], value: &[u8]) -> Result<()> {
        let name = FieldName::of(raw_name);
        if name == FieldName::OTHER && !is_token(raw_name) {
            return Err(Error::quoting(Error::FieldNameMalformed, raw_name));
        }
        match Content::of_field_value(value) {
            Content::Plain => {}
            Content::Odd => self.table.has_odd = true,
            Content::Forbidden => return Err(Error::quoting(Error::FieldValueMalformed, value)),
        }
        self.push_valid(name, raw_name, value)
    }

    /// Takes a field whose name and value are known to be well-formed.
    #[inline]
    pub fn push_valid(&mut self, name: FieldName, raw_name: &[u8], value: &[u8]) -> Result<()> {
        let admitted = self.table.facts.admit(name, value, self.tolerance)?;
        if let Admitted::Not = admitted {
            self.table.repeated += 1;
            return Ok(());
        }
        reserve(&mut self.bytes, raw_name.len() + b": ".len() + value.len() + b"\r\n".len())?;
        let name_at = self.append(raw_name);
        self.append(b": ");
        let value_at = match admitted {
            Admitted::Part(part) => self.append(value.get(part).unwrap_or_default()),
            Admitted::Chunked => self.append(b"chunked"),
            _ => self.append(value),
        };
        self.append(b"\r\n");
        if self.bytes.len() > u32::MAX as usize {
            return Err(Error::HeadTooLarge);
        }
        let field = Field { name, name_at: name_at.into(), value_at: value_at.into() };
        Ok(push(&mut self.table.fields, field)?)
    }

    /// For which there must be room.
    #[inline]
    fn append(&mut self, part: &[u8]) -> Range<usize> {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(work::copied(part));
        start..self.bytes.len()
    }

    /// The table and its bytes.
    pub fn finish(mut self) -> (FieldTable, Vec<u8>) {
        self.table.wire = Some(Span::from(0..self.bytes.len()));
        (self.table, self.bytes)
    }
}
