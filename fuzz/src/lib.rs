//! What the fuzz targets run. The checks know nothing of fuzzing: the tests of
//! the core include them as well, and replay every committed input.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod checks;

// Shared with the tests of the core, which need more of them.
#[allow(dead_code)]
#[path = "../../tests/core/endpoint.rs"]
mod endpoint;
#[allow(dead_code)]
#[path = "../../tests/core/fields.rs"]
mod fields;
#[allow(dead_code)]
#[path = "../../tests/core/transcript.rs"]
mod transcript;

pub use checks::{bodies, connections, heads, policies, round_trips};
