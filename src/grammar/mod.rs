//! The grammar that names, values and lines are made of (RFC 9110 section 5).
//!
//! ```text
//! octets        byte classes, and runs of them: tokens, targets, OWS
//! lines         lines and their ends
//! swar          searches for bytes, a word at a time
//! field_value   what a field value holds
//! chunk_ext     chunk extensions
//! host          what a Host field holds
//! target        the forms of request targets
//! ```
//!
//! Every loop over bytes of a message is here or in `alloc`, and counts them in `work`;
//! the callers need not.

pub mod chunk_ext;
pub mod field_value;
pub mod host;
pub(crate) mod lines;
pub mod octets;
pub(crate) mod swar;
pub mod target;
