//! The core, tested from outside: no Python, no sockets.
//!
//! The expected results are those of h11 0.16.0. Conversations are written as lines in the
//! format of [`transcript`]; [`endpoint`] is one end of a connection as a program uses it,
//! [`fields`] builds field sections, and [`segments`] splits bytes into segments. The fuzz targets
//! share [`kit`].

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod field_strategies;
#[allow(unreachable_pub)]
mod kit;
mod proptest_config;
mod segments;

#[cfg(feature = "count-work")]
use kit::checks;
use kit::{endpoint, fields, transcript};

mod body;
mod connection;
mod field_summary;
#[cfg(feature = "count-work")]
mod fuzz_seeds;
mod parser;
mod policy;
mod serializer;
mod state;
#[cfg(feature = "count-work")]
mod work_growth;
