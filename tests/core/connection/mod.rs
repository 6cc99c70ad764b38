//! Whole connections: both directions, and the errors of either side.

mod dialogue;
mod eof;
mod error_codes;
mod http_1_0;
mod informational;
mod limits;
mod local_errors;
mod pipelining;
mod remote_errors;
mod response_framing;
mod round_trips;
mod switching;
mod zero_copy;
