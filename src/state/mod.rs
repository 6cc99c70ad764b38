//! The state machine: which end may send which event next.
//!
//! An HTTP/1.1 connection is two machines that watch each other, one for the
//! client and one for the server, both played on either end of the wire: the
//! machine knows roles, never "us" and "them", so that the same rules hold for
//! what we send and for what we receive.
//!
//! ```text
//!  client   IDLE ─Request→ SEND_BODY ─EndOfMessage→ DONE ─┬→ MUST_CLOSE ─→ CLOSED
//!                                                         └→ MIGHT_SWITCH_PROTOCOL
//!  server   IDLE ─(client's Request)→ SEND_RESPONSE ─Response→ SEND_BODY
//!                ─EndOfMessage→ DONE ─→ MUST_CLOSE ─→ CLOSED
//! ```
//!
//! Three things move them:
//!
//! 1. **Events.** A machine sees each event of its own role; the server's
//!    machine sees the client's `Request` as well. The rows stand in
//!    [`EVENT_TRANSITIONS`](tables::EVENT_TRANSITIONS). An event without a row
//!    is a protocol error.
//! 2. **Each other.** Some pairs of states pull one machine on, whatever led to
//!    the pair: once the client has closed, a server that is done must close.
//!    The rows stand in [`JOINT_TRANSITIONS`](tables::JOINT_TRANSITIONS).
//! 3. **Two flags**, kept beside the states. *Keep-alive* starts on and can
//!    only be lost, by `Connection: close` or an HTTP/1.0 message; without it
//!    `DONE` becomes `MUST_CLOSE`. *Proposals* remember that the client's request
//!    asked to switch protocols (CONNECT, or an Upgrade field, RFC 9110 sections
//!    9.3.6 and 7.8); while one is pending, the client's `DONE` becomes
//!    `MIGHT_SWITCH_PROTOCOL`, and a final response that does not accept it
//!    clears them all. A pending proposal outranks a lost keep-alive. The rows
//!    stand in [`FLAG_TRANSITIONS`](tables::FLAG_TRANSITIONS).
//!
//! After each event, 2 and 3 are applied until nothing moves any more.

mod error;
mod kinds;
mod machine;
pub mod tables;

pub use error::TransitionError;
pub use kinds::{EventKind, Flag, ProtocolSwitch, Role, State, Trigger};
pub use machine::Machine;
