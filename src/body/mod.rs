//! Where a message's content ends (RFC 9112 sections 6 and 7).
//!
//! ```text
//! framing          which framing a message has
//! reader           content as it arrives
//! chunk_overhead   how many bytes may arrive besides the content
//! writer           content as it is sent
//! ```

mod chunk_overhead;
mod framing;
mod reader;
mod writer;

pub use chunk_overhead::ChunkOverhead;
pub use framing::{Framing, MethodKind};
pub use reader::{BodyEvent, BodyReader};
pub use writer::{BodyWriter, DataFraming};
