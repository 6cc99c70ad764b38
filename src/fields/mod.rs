//! Field sections: where each field lies, and what the fields mean.
//!
//! ```text
//! section    a section: its table and the bytes it points into
//! builder    the two ways to build one
//! summary    what a section means for framing and keep-alive
//! list       comma-separated lists
//! leniency   what may be let pass
//! name       names that everybody sends, by number
//! name_key   the ends of a name as two words
//! span       where a part of a block lies
//! ```

mod builder;
mod leniency;
mod list;
mod name;
mod name_key;
mod section;
mod span;
mod summary;

pub use builder::{SectionBuilder, TableBuilder};
pub use leniency::Tolerance;
pub use list::list_members;
pub use name::{FieldName, KNOWN};
pub use name_key::Ends;
pub use section::{Field, FieldLine, FieldTable, ParsedFields, Section};
pub use span::Span;
pub use summary::Facts;
