//! A field section in memory, and the rules that hold for its fields.
//!
//! Wherever a section comes from, it is a block of bytes plus a table of where
//! each name and value lie in it: for a received one the bytes of the head
//! themselves, for one that a program made the lines as they will be sent.
//! What framing and the state machine want to know is noted on the way, once,
//! as [`Facts`].

use std::ops::Range;

use crate::error::{Error, Excerpt, Result};
use crate::memory::{push, reserve};
use crate::names::FieldName;
use crate::parser::grammar::{Content, is_token, trim_blanks};
use crate::policy::Tolerance;
use crate::span::Span;
use crate::wide::Wide;
use crate::work;

/// A Content-Length of more digits is refused; it keeps the number within 67
/// bits.
const CONTENT_LENGTH_MAX_DIGITS: usize = 20;

/// Where one field lies in its block.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    name: FieldName,
    name_at: Span,
    value_at: Span,
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

/// The table of a section: everything but its bytes.
#[derive(Debug, Clone, Default)]
pub struct FieldTable {
    fields: Vec<Field>,
    facts: Facts,
    /// Where the whole section stands just as it would be sent, if it does.
    wire: Option<Span>,
    /// A value may hold other bytes than SP and visible ones of ASCII.
    has_odd: bool,
    /// Something in it was let pass that must not be sent.
    is_malformed: bool,
    /// How many fields were read that say nothing new.
    repeated: usize,
}

/// A section: its table and the bytes it points into.
#[derive(Debug, Clone, Copy)]
pub struct Section<'a> {
    /// Where the fields lie.
    pub table: &'a FieldTable,
    /// What they lie in.
    pub bytes: &'a [u8],
}

impl FieldTable {
    /// How many fields there are.
    pub fn len(&self) -> usize {
        self.fields.len()
    }

    /// How many have been read, those included that only repeat what others say.
    pub fn read_len(&self) -> usize {
        self.fields.len() + self.repeated
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// Whether a value may hold other bytes than SP and visible ones of ASCII: HTAB,
    /// obs-text, or control characters.
    pub fn has_odd(&self) -> bool {
        self.has_odd
    }

    /// Whether something in it was let pass that must not be sent.
    pub fn is_malformed(&self) -> bool {
        self.is_malformed
    }

    /// What framing and the state machine want to know.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }
}

impl<'a> Section<'a> {
    /// The fields in order.
    pub fn iter(self) -> impl ExactSizeIterator<Item = FieldLine<'a>> + DoubleEndedIterator {
        self.table.fields.iter().map(move |field| self.line(field))
    }

    /// One field.
    pub fn get(self, index: usize) -> Option<FieldLine<'a>> {
        self.table.fields.get(index).map(|field| self.line(field))
    }

    /// The fields of this name, in whatever case.
    pub fn named(self, name: &'a [u8]) -> impl Iterator<Item = FieldLine<'a>> {
        self.iter().filter(move |line| line.raw_name.eq_ignore_ascii_case(name))
    }

    /// The section as it would be sent, if it stands like that in the bytes.
    pub fn wire(self) -> Option<&'a [u8]> {
        self.table.wire.map(|at| at.of(self.bytes))
    }

    /// What stands before [`Self::wire`].
    pub(crate) fn before(self) -> Option<&'a [u8]> {
        self.table.wire.map(|at| at.before(self.bytes))
    }

    /// The members of the list that the fields of this name make together, in
    /// lower case and without empty ones (RFC 9110 section 5.6.1).
    pub fn list_members(self, name: &'a [u8]) -> impl Iterator<Item = Vec<u8>> + 'a {
        self.named(name).flat_map(|line| list_members(line.value)).map(<[u8]>::to_ascii_lowercase)
    }

    fn line(self, field: &Field) -> FieldLine<'a> {
        FieldLine {
            name: field.name,
            raw_name: field.name_at.of(self.bytes),
            value: field.value_at.of(self.bytes),
        }
    }
}

/// The members of a comma-separated value, without blanks and empty ones.
pub fn list_members(value: &[u8]) -> impl Iterator<Item = &[u8]> {
    split_at_commas(value).map(trim_blanks).filter(|member| !member.is_empty())
}

/// Whether a comma-separated value has each of these members, in whatever case.
fn has_members<const N: usize>(value: &[u8], members: [&[u8]; N]) -> [bool; N] {
    work::examined(value.len());
    let mut found = [false; N];
    let mut look = |word: &[u8]| {
        for (found, member) in found.iter_mut().zip(members) {
            *found |= is_same_word(word, member);
        }
    };
    match value.contains(&b',') {
        true => list_members(value).for_each(look),
        false => look(value),
    }
    found
}

fn split_at_commas(value: &[u8]) -> impl Iterator<Item = &[u8]> {
    value.split(|&b| b == b',').inspect(|part| work::examined(part.len() + 1))
}

fn is_same_word(one: &[u8], other: &[u8]) -> bool {
    work::compared(one, other);
    one.eq_ignore_ascii_case(other)
}

/// What the fields of a section mean for framing and for the state machine.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// The Content-Length, which may need 67 bits for its 20 digits.
    length: Wide<u128>,
    /// How many digits it was written with: none while there is no such field. `5` and
    /// `05` contradict each other.
    length_digits: u8,
    /// Content-Length said more than once, though the same.
    pub length_repeated: bool,
    /// How many Host fields there are.
    pub hosts: u32,
    /// `Transfer-Encoding: chunked`.
    pub chunked: bool,
    /// Any Connection field at all.
    pub connection: bool,
    /// `Connection: close`.
    pub close: bool,
    /// `Connection: upgrade`.
    pub upgrade_option: bool,
    /// An Upgrade field that names a protocol.
    pub upgrade: bool,
    /// `Expect: 100-continue`.
    pub expect_continue: bool,
}

/// What becomes of a field's value.
enum Admitted {
    AsItIs,
    /// The part of the value that counts.
    Part(Range<usize>),
    /// As `chunked`.
    Chunked,
    /// It repeats what an earlier field says.
    Not,
}

impl Facts {
    /// The facts with another framing.
    pub(crate) fn framed(&self, content_length: Option<u128>, chunked: bool) -> Facts {
        let mut facts = Facts { chunked, length_digits: 0, ..self.clone() };
        if let Some(length) = content_length {
            facts.set_content_length(length, 1);
        }
        facts
    }

    /// The Content-Length, if there is one.
    #[inline]
    pub fn content_length(&self) -> Option<u128> {
        (self.length_digits > 0).then(|| self.length.get())
    }

    fn set_content_length(&mut self, length: u128, digits: u8) {
        self.length = length.into();
        self.length_digits = digits;
    }

    /// Takes note of a field whose name and value are well-formed, and applies
    /// the rules for Content-Length and Transfer-Encoding (RFC 9112 sections 6.1
    /// and 6.3).
    #[inline]
    fn admit(&mut self, name: FieldName, value: &[u8], tolerance: Tolerance) -> Result<Admitted> {
        match name.has_rules() {
            true => self.admit_by_rule(name, value, tolerance),
            false => Ok(Admitted::AsItIs),
        }
    }

    fn admit_by_rule(
        &mut self,
        name: FieldName,
        value: &[u8],
        tolerance: Tolerance,
    ) -> Result<Admitted> {
        match name {
            FieldName::HOST => self.hosts += 1,
            FieldName::CONTENT_LENGTH => return self.admit_content_length(value),
            FieldName::TRANSFER_ENCODING => {
                return self.admit_transfer_encoding(value, tolerance);
            }
            FieldName::CONNECTION => {
                self.connection = true;
                let [close, upgrade] = has_members(value, [b"close", b"upgrade"]);
                self.close |= close;
                self.upgrade_option |= upgrade;
            }
            FieldName::UPGRADE => self.upgrade |= list_members(value).next().is_some(),
            FieldName::EXPECT => {
                let [expected] = has_members(value, [b"100-continue"]);
                self.expect_continue |= expected;
            }
            _ => {}
        }
        Ok(Admitted::AsItIs)
    }

    /// Equal lengths may be repeated, in one field or in several; they are
    /// folded into one.
    fn admit_content_length(&mut self, value: &[u8]) -> Result<Admitted> {
        let mut parts = split_at_commas(value);
        let first = trim_blanks(parts.next().unwrap_or_default());
        let is_other = |part: &[u8]| {
            work::compared(part, first);
            part != first
        };
        self.length_repeated |= first.len() < value.len() && value.contains(&b',');
        if parts.map(trim_blanks).any(is_other) {
            return Err(Error::ContentLengthConflict(Excerpt::of(value)));
        }
        if first.is_empty() || first.len() > CONTENT_LENGTH_MAX_DIGITS {
            return Err(Error::ContentLength(Excerpt::of(value)));
        }
        work::examined(first.len());
        let length = first
            .iter()
            .try_fold(0u128, |length, digit| match digit {
                b'0'..=b'9' => Some(length * 10 + u128::from(digit - b'0')),
                _ => None,
            })
            .ok_or_else(|| Error::ContentLength(Excerpt::of(value)))?;
        let digits = first.len() as u8; // they are no more than 20
        let known = self.content_length().map(|known| (known, self.length_digits));
        self.set_content_length(length, digits);
        match known {
            Some(known) if known != (length, digits) => {
                Err(Error::ContentLengthConflict(Excerpt::of(value)))
            }
            Some(_) => {
                self.length_repeated = true;
                Ok(Admitted::Not)
            }
            None if first.len() == value.len() => Ok(Admitted::AsItIs),
            None => {
                let start = value.iter().position(u8::is_ascii_digit);
                let start = work::searched(value.len(), start).unwrap_or(0);
                Ok(Admitted::Part(start..start + first.len()))
            }
        }
    }

    /// `chunked`, once, is the one transfer coding that h11 speaks.
    fn admit_transfer_encoding(&mut self, value: &[u8], tolerance: Tolerance) -> Result<Admitted> {
        if tolerance.repeated_chunked && is_chunked_again(value) {
            let admitted = match self.chunked {
                true => Admitted::Not,
                false => Admitted::Chunked,
            };
            self.chunked = true;
            return Ok(admitted);
        }
        if self.chunked {
            return Err(Error::TransferEncodingRepeated(Excerpt::of(value)));
        }
        if !is_same_word(value, b"chunked") {
            return Err(Error::TransferEncodingUnknown(Excerpt::of(value)));
        }
        self.chunked = true;
        Ok(match value {
            b"chunked" => Admitted::AsItIs,
            _ => Admitted::Chunked,
        })
    }
}

/// A list of `chunked` and nothing else.
fn is_chunked_again(value: &[u8]) -> bool {
    let mut members = list_members(value).peekable();
    members.peek().is_some() && members.all(|member| is_same_word(member, b"chunked"))
}

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
            return Err(Error::quoting(Error::FieldName, raw_name));
        }
        match Content::of_field_value(value) {
            Content::Plain => {}
            Content::Odd => self.table.has_odd = true,
            Content::Forbidden => return Err(Error::quoting(Error::FieldValue, value)),
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
        push(&mut self.table.fields, field)
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
