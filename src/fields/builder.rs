//! Builds a section by copying its lines into a block of its own. (Lines that stay where
//! they are need only [`FieldIndex::push`].)

use super::leniency::Leniency;
use super::name::FieldName;
use super::section::{FieldIndex, FieldSpans};
use super::span::Span;
use super::summary::Normalized;
use crate::alloc::{try_concat, try_push};
use crate::error::{Code, Error, Excerpt, Result};
use crate::grammar::field_value::ValueClass;
use crate::grammar::octets::is_token;

/// Builds a section of its own bytes, in the form in which it is sent.
#[derive(Debug, Default)]
pub struct SectionBuilder {
    index: FieldIndex,
    bytes: Vec<u8>,
    leniency: Leniency,
}

impl SectionBuilder {
    /// With room for `fields` fields of middling size.
    pub fn with_capacity(fields: usize) -> SectionBuilder {
        let mut builder = SectionBuilder::default();
        builder.index.allocate(fields);
        builder.bytes = Vec::with_capacity(fields * 48);
        builder
    }

    /// For a section with this much leniency.
    pub(crate) fn with_leniency(leniency: Leniency) -> SectionBuilder {
        // Here it is not known.
        let index = FieldIndex { has_non_printable: true, ..FieldIndex::default() };
        SectionBuilder { index, leniency, bytes: Vec::new() }
    }

    /// Notes that something was accepted that violates this rule and must not be sent.
    pub(crate) fn waive(&mut self, rule: Code) {
        self.index.waive(rule);
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
            ValueClass::Other => self.index.has_non_printable = true,
            ValueClass::Invalid => {
                let value = Excerpt::of_whole_value(raw_name, value)?;
                return Err(Error::FieldValueMalformed(value));
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
        let normalized = self.index.normalize(name, value, self.leniency);
        let value = match normalized.map_err(|error| error.in_field(raw_name))? {
            Normalized::Unchanged => value,
            Normalized::Truncated(len) => value.get(..len).unwrap_or_default(),
            Normalized::WithoutZeros(len) => {
                value.get(value.len().saturating_sub(len)..).unwrap_or_default()
            }
            Normalized::Lowercased => b"chunked",
            Normalized::OtherCoding => {
                self.waive(Code::TransferCodingUnknown);
                value
            }
            Normalized::Duplicate => return Ok(()),
        };
        let name_at = self.bytes.len()..self.bytes.len() + raw_name.len();
        let value_start = name_at.end + b": ".len();
        let value_at = value_start..value_start + value.len();
        try_concat(&mut self.bytes, [raw_name, b": ", value, b"\r\n"])?;
        if self.bytes.len() > u32::MAX as usize {
            return Err(Error::HeadTooLarge);
        }
        let field = FieldSpans { name, name_at: name_at.into(), value_at: value_at.into() };
        Ok(try_push(&mut self.index.fields, field)?)
    }

    /// The index and its bytes.
    pub fn finish(mut self) -> (FieldIndex, Vec<u8>) {
        self.index.canonical = Some(Span::from(0..self.bytes.len()));
        (self.index, self.bytes)
    }
}
