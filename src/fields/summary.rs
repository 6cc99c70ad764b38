//! The summary of a field section for framing and the state machine, filled while the
//! section is built, and the rules of the fields that it depends on.

use super::leniency::Leniency;
use super::list::{has_members, list_members};
use super::name::FieldName;
use crate::error::{Code, Error, Excerpt, Result};
use crate::grammar::octets::{
    contains_ignoring_case, is_same, is_same_ignoring_case, is_token, split_at_commas, trim_ows,
    without_leading_zeros,
};
use crate::packed::Packed;

/// A Content-Length of more digits is rejected, so that it fits into 67 bits. Leading zeros may
/// not count.
const CONTENT_LENGTH_MAX_DIGITS: usize = 20;

/// The effect of a section on framing and the state machine.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldSummary {
    /// The Content-Length, which may need 67 bits for its 20 digits.
    length: Packed<u128>,
    /// The number of its digits; 0 if there is no such field. As in h11 0.16.0, `5` and `05`
    /// are conflicting values.
    length_digits: u8,
    /// Content-Length more than once, with equal values.
    pub length_repeated: bool,
    /// How many Host fields there are.
    pub hosts: u32,
    /// `Transfer-Encoding: chunked`, or a list of codings that ends in it.
    pub chunked: bool,
    /// Why the transfer codings are not supported, if lists of them are accepted.
    pub unsupported_codings: Option<Code>,
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
    /// Any TE field at all.
    pub te: bool,
}

/// How a field's value is normalized.
pub(super) enum Normalized {
    Unchanged,
    /// Only this many bytes of the value are kept: the first of equal lengths in a list.
    Truncated(usize),
    /// Only this many bytes at the end of the value are kept: a length without its leading zeros.
    WithoutZeros(usize),
    /// `chunked` in other case is replaced with `chunked`.
    Lowercased,
    /// It names transfer codings other than chunked, which is accepted leniently.
    OtherCoding,
    /// It repeats an earlier field, and is dropped.
    Duplicate,
}

impl FieldSummary {
    /// The summary with another framing.
    pub(crate) fn with_framing(&self, content_length: Option<u128>, chunked: bool) -> FieldSummary {
        let mut summary = FieldSummary { chunked, length_digits: 0, ..self.clone() };
        if let Some(length) = content_length {
            summary.set_content_length(length, 1);
        }
        summary
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

    /// Notes a field whose name is special and whose value is well-formed, and applies the
    /// rules for Content-Length and Transfer-Encoding (RFC 9112 sections 6.1 and 6.3).
    pub(super) fn normalize(
        &mut self,
        name: FieldName,
        value: &[u8],
        leniency: Leniency,
    ) -> Result<Normalized> {
        match name {
            FieldName::HOST => self.hosts += 1,
            FieldName::CONTENT_LENGTH => return self.normalize_content_length(value, leniency),
            FieldName::TRANSFER_ENCODING => {
                return self.normalize_transfer_encoding(value, leniency);
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
            FieldName::TE => self.te = true,
            _ => {}
        }
        Ok(Normalized::Unchanged)
    }

    /// Repeated equal values, in one field or in several, become one field.
    fn normalize_content_length(&mut self, value: &[u8], leniency: Leniency) -> Result<Normalized> {
        let counted =
            |part| if leniency.leading_zeros { without_leading_zeros(part) } else { part };
        let mut parts = split_at_commas(value);
        let first = trim_ows(parts.next().unwrap_or_default());
        // A value has no OWS around it, so what is longer than its first part has a comma.
        self.length_repeated |= first.len() < value.len();
        let digits = counted(first);
        if parts.map(trim_ows).any(|part| !is_same(counted(part), digits)) {
            return Err(Error::ContentLengthConflict(Excerpt::of(value)));
        }
        if first.is_empty() || digits.len() > CONTENT_LENGTH_MAX_DIGITS {
            return Err(Error::ContentLengthMalformed(Excerpt::of(value)));
        }
        let length = digits
            .iter()
            .try_fold(0u128, |length, digit| match digit {
                b'0'..=b'9' => Some(length * 10 + u128::from(digit - b'0')),
                _ => None,
            })
            .ok_or_else(|| Error::ContentLengthMalformed(Excerpt::of(value)))?;
        let count = digits.len().max(1) as u8; // at most 20
        let known = self.content_length().map(|known| (known, self.length_digits));
        self.set_content_length(length, count);
        match known {
            Some(known) if known != (length, count) => {
                Err(Error::ContentLengthConflict(Excerpt::of(value)))
            }
            Some(_) => {
                self.length_repeated = true;
                Ok(Normalized::Duplicate)
            }
            None if first.len() < value.len() => Ok(Normalized::Truncated(first.len())),
            // A program could not construct an event with all these digits.
            None if first.len() > CONTENT_LENGTH_MAX_DIGITS => {
                Ok(Normalized::WithoutZeros(count.into()))
            }
            None => Ok(Normalized::Unchanged),
        }
    }

    /// The only supported transfer coding is `chunked`, at most once.
    fn normalize_transfer_encoding(
        &mut self,
        value: &[u8],
        leniency: Leniency,
    ) -> Result<Normalized> {
        if leniency.repeated_chunked && is_list_of_chunked(value) {
            let normalized =
                if self.chunked { Normalized::Duplicate } else { Normalized::Lowercased };
            self.chunked = true;
            return Ok(normalized);
        }
        if leniency.coding_lists {
            return Ok(self.note_transfer_codings(value));
        }
        if self.chunked {
            return Err(Error::TransferEncodingRepeated(Excerpt::of(value)));
        }
        if leniency.other_codings && is_list_of_other_codings(value) {
            return Ok(Normalized::OtherCoding);
        }
        if !is_same_ignoring_case(value, b"chunked") {
            return Err(Error::TransferCodingUnknown(Excerpt::of(value)));
        }
        self.chunked = true;
        Ok(match value {
            b"chunked" => Normalized::Unchanged,
            _ => Normalized::Lowercased,
        })
    }

    /// Notes the codings that a field adds to those of the fields before it.
    fn note_transfer_codings(&mut self, value: &[u8]) -> Normalized {
        let follows_chunked = self.chunked;
        let mut count = 0;
        for coding in list_members(value) {
            self.chunked = is_same_ignoring_case(coding, b"chunked");
            count += 1;
        }
        if !follows_chunked && self.chunked && count == 1 {
            return Normalized::Lowercased;
        }
        self.unsupported_codings.get_or_insert(if follows_chunked {
            Code::TransferEncodingRepeated
        } else {
            Code::TransferCodingUnknown
        });
        Normalized::Unchanged
    }
}

/// A list of codings, none of which others could take for `chunked`.
fn is_list_of_other_codings(value: &[u8]) -> bool {
    let mut members = list_members(value).peekable();
    let is_other = |coding| is_token(coding) && !contains_ignoring_case(coding, b"chunked");
    members.peek().is_some() && members.all(is_other)
}

/// A list of `chunked`, once or more often, and nothing else.
fn is_list_of_chunked(value: &[u8]) -> bool {
    let mut members = list_members(value).peekable();
    members.peek().is_some() && members.all(|member| is_same_ignoring_case(member, b"chunked"))
}
