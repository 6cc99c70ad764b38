//! Header sections as a program makes them.

use h11::error::Result;
use h11::fields::{FieldIndex, FieldSection, FieldSummary, ParsedSection, SectionBuilder};

/// Names and values as they are written.
pub(crate) type Pairs = Vec<(Vec<u8>, Vec<u8>)>;

/// The fields of a section.
pub(crate) fn pairs(section: FieldSection<'_>) -> Pairs {
    section.iter().map(|line| (line.raw_name.to_vec(), line.value.to_vec())).collect()
}

/// A section that was read from `bytes`.
pub(crate) fn parsed<'a>(parsed: &'a ParsedSection, bytes: &'a [u8]) -> FieldSection<'a> {
    let bytes = parsed.rewritten.as_deref().unwrap_or(bytes);
    FieldSection { index: &parsed.index, bytes }
}

/// A section with its own bytes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fields {
    index: FieldIndex,
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
        let (index, bytes) = builder.finish();
        Ok(Fields { index, bytes })
    }

    /// From lines such as `Host: a`, which are valid.
    pub(crate) fn of(lines: &[&str]) -> Fields {
        let pairs = lines.iter().map(|line| line.split_once(": ").expect("a field line"));
        Fields::build(pairs).expect("a valid section")
    }

    pub(crate) fn section(&self) -> FieldSection<'_> {
        FieldSection { index: &self.index, bytes: &self.bytes }
    }

    pub(crate) fn summary(&self) -> &FieldSummary {
        self.index.summary()
    }
}
