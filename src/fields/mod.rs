//! Field sections: where each field lies, and what the fields mean.
//!
//! ```text
//! section    a section: its table and the bytes it points into
//! builder    builds one in a block of its own
//! summary    what a section means for framing and keep-alive
//! list       comma-separated lists
//! leniency   what may be accepted beyond h11 0.16.0
//! name       well-known names, by number
//! text_key   the ends of a text as two words
//! span       where a part of a block lies
//! ```

mod builder;
mod leniency;
mod list;
mod name;
mod section;
mod span;
mod summary;
mod text_key;

pub use builder::SectionBuilder;
pub use leniency::Leniency;
pub use list::list_members;
pub use name::{FieldName, KNOWN};
pub use section::{FieldIndex, FieldLine, FieldSection, FieldSpans, ParsedSection};
pub use span::Span;
pub use summary::FieldSummary;
pub use text_key::TextKey;
