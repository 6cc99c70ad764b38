//! Field sections: the place of each field, and the effect of the fields on a message.
//!
//! ```text
//! section    a section: its index and the bytes into which it points
//! builder    builds a section with a copy of its lines
//! summary    the effect of a section on framing and keep-alive
//! list       comma-separated lists
//! leniency   what may be accepted beyond h11 0.16.0
//! name       well-known names, by number
//! text_key   the first and last bytes of a text as two integers
//! span       the place of a part of a block
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
