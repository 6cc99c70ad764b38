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
//! python                events and connections as Python objects
//! connection            both directions: bytes to events, events to bytes
//! body                  where content ends (RFC 9112 sections 6 and 7)
//! policy                rules and limits beyond those of h11 0.16.0
//! parser, serializer    bytes to spans; sections to bytes
//! fields                a field section, and what it means
//! error                 every error, with its code
//! alloc, grammar        copies that may fail; octets, tokens, field values
//! state, packed, work   who may send what, when; wide numbers; counted work
//! ```
//!
//! Each line is a layer, which imports from lower lines only; `make lint` checks it.
//!
//! Everything but `python/` is plain Rust without any reference to Python: it builds,
//! and is tested and fuzzed, with the feature `python` off.

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
