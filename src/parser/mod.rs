//! From bytes to spans.
//!
//! ```text
//! receive_buffer   what has been received and not yet read; finds line and section ends
//! head             request and status lines, and the head as a whole
//! field_lines      field lines, obs-fold
//! chunk            chunk-size lines
//! ```
//!
//! Nothing here knows about roles or states, and nothing is copied that can be
//! pointed at.

pub mod chunk;
pub mod field_lines;
pub mod head;
pub mod receive_buffer;
