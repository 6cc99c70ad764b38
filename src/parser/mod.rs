//! From bytes to spans.
//!
//! ```text
//! receive_buffer   received bytes that have not been read; finds line and section ends
//! head             request and status lines, and the head as a whole
//! field_lines      field lines, obs-fold
//! chunk            chunk-size lines
//! ```
//!
//! Parsers know neither roles nor states, and return spans in place of copies.

pub mod chunk;
pub mod field_lines;
pub mod head;
pub mod receive_buffer;
