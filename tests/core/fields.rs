//! Header sections as a program makes them, and any that it could make.

use h11::error::Result;
use h11::headers::{Facts, FieldTable, Section, SectionBuilder};
use h11::parser::fields::ParsedFields;
use proptest::collection::vec;
use proptest::prelude::*;

/// Names and values as they are written.
pub(crate) type Pairs = Vec<(Vec<u8>, Vec<u8>)>;

/// The fields of a section.
pub(crate) fn pairs(section: Section<'_>) -> Pairs {
    section.iter().map(|line| (line.raw_name.to_vec(), line.value.to_vec())).collect()
}

/// A section that was read from `bytes`.
pub(crate) fn parsed<'a>(parsed: &'a ParsedFields, bytes: &'a [u8]) -> Section<'a> {
    let bytes = parsed.rewritten.as_deref().unwrap_or(bytes);
    Section { table: &parsed.table, bytes }
}

/// A section with its own bytes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fields {
    table: FieldTable,
    bytes: Vec<u8>,
}

impl Fields {
    /// From names and values, under all the rules.
    pub(crate) fn build<N, V>(pairs: impl IntoIterator<Item = (N, V)>) -> Result<Fields>
    where
        N: AsRef<[u8]>,
        V: AsRef<[u8]>,
    {
        let mut builder = SectionBuilder::default();
        for (name, value) in pairs {
            builder.push(name.as_ref(), value.as_ref())?;
        }
        let (table, bytes) = builder.finish();
        Ok(Fields { table, bytes })
    }

    /// From lines such as `Host: a`, which are valid.
    pub(crate) fn of(lines: &[&str]) -> Fields {
        let pairs = lines.iter().map(|line| line.split_once(": ").expect("a field line"));
        Fields::build(pairs).expect("a valid section")
    }

    pub(crate) fn section(&self) -> Section<'_> {
        Section { table: &self.table, bytes: &self.bytes }
    }

    pub(crate) fn facts(&self) -> &Facts {
        self.table.facts()
    }
}

/// Any `token`.
pub(crate) fn token() -> impl Strategy<Value = Vec<u8>> {
    "[!#$%&'*+.^_`|~0-9A-Za-z-]{1,12}".prop_map(String::into_bytes)
}

/// Any field value: whatever h11 lets pass, without blanks around it.
pub(crate) fn value() -> impl Strategy<Value = Vec<u8>> {
    let byte = any::<u8>().prop_filter("not in a value", |b| !b"\0\n\x0b\x0c\r".contains(b));
    vec(byte, 0..16).prop_map(|bytes| bytes.trim_ascii().to_vec())
}

/// Fields that mean nothing to framing or to the state machine, but for the
/// names everybody knows, which are written in any case.
pub(crate) fn plain_fields() -> impl Strategy<Value = Pairs> {
    let known = prop::sample::select(vec!["accept", "DATE", "Set-Cookie", "x-ReQuest-Id"]);
    let name = prop_oneof![token(), known.prop_map(|name| name.as_bytes().to_vec())];
    let meaningless = name.prop_filter("means something", |name| {
        let rules =
            ["host", "content-length", "transfer-encoding", "connection", "upgrade", "expect"];
        !rules.iter().any(|rule| name.eq_ignore_ascii_case(rule.as_bytes()))
    });
    vec((meaningless, value()), 0..8)
}
