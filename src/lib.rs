//! HTTP/1.1 without I/O: the protocol core of the Python package `h11`.
//!
//! **In scope**: the wire format and the rules of RFC 9112 for one connection,
//! from either end: heads, framing, chunked coding, keep-alive, switching
//! protocols, and which event may follow which.
//!
//! **Out of scope**: sockets, TLS, timeouts, and what methods, targets and
//! fields mean beyond framing: that is for the program to know.
//!
//! ```text
//!             python/          events and connections as Python objects
//!                |
//!            connection        the way of the data, both ways
//!          /     |     \
//!     parser  framing  state   bytes to spans; where content ends; who may
//!          \     |             send what, when
//!           headers, names     a field section and its rules
//!                |
//!              wire            heads as bytes to send
//! ```
//!
//! Everything but `python/` is plain Rust that has never heard of Python: it
//! builds, is tested and is fuzzed with the feature `python` off.

#![deny(unsafe_code)]
#![cfg_attr(not(feature = "python"), forbid(unsafe_code))]

mod alloc;
pub mod body;
pub mod connection;
pub mod error;
pub mod fields;
pub mod grammar;
pub mod packed;
pub mod parser;
pub mod policy;
pub mod serializer;
pub mod state;
pub mod work;

#[cfg(feature = "python")]
mod python;
