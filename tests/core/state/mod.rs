//! The state machine by itself.

mod conversations;
mod coupling;
mod events;
mod failures;
mod flags;
mod reachable;
mod switches;
