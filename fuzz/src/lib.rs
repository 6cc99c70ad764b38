//! What the fuzz targets run: the checks of `tests/core/kit`, which the tests of the core also
//! apply to every committed input.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

// The tests of the core need more of it.
#[allow(dead_code)]
#[path = "../../tests/core/kit/mod.rs"]
mod kit;

pub use kit::checks::{bodies, connections, heads, policies, round_trips};
use kit::{endpoint, fields, transcript};
