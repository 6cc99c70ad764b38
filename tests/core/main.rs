//! The core, tested from outside: no Python, no sockets.
//!
//! Whatever is expected here was asked of h11 0.16.0. Conversations are written
//! down as lines, the way [`told`] writes them; [`end`] is one end of a
//! connection as a program holds it, [`fields`] makes header sections, and
//! [`cuts`] cuts bytes into segments.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod cases;
#[cfg(feature = "count-work")]
#[allow(unreachable_pub)]
#[path = "../../fuzz/src/checks/mod.rs"]
mod checks;
mod cuts;
mod end;
mod fields;
mod told;

mod amendments;
mod any_fields;
mod body_readers;
mod body_writers;
mod chunk_marks;
mod dialogue;
mod eof;
mod error_codes;
mod facts;
mod failures;
#[cfg(feature = "count-work")]
mod fuzz_seeds;
mod informational;
mod limits;
mod message_ends;
mod misuse;
mod old_peers;
mod pipelining;
mod policy_lenient;
mod policy_limits;
mod policy_strict;
mod receive_buffer;
mod received_fields;
mod round_trips;
mod section_agreement;
mod segmentation;
mod state_conversations;
mod state_events;
mod state_failures;
mod state_memories;
mod state_pairs;
mod state_reachable;
mod state_switches;
mod surplus;
mod switching;
mod wire_forms;
mod wire_round_trips;
#[cfg(feature = "count-work")]
mod work_growth;
mod zero_copy;
