//! The state machine: which side may send which event next.
//!
//! An HTTP/1.1 connection has two coupled machines, one for the client and one for the
//! server. Each side runs both: the tables know roles, not "our" and "their" side, so the
//! same rules apply to sent and to received events.
//!
//! ```text
//!  client   IDLE ─Request→ SEND_BODY ─EndOfMessage→ DONE ─┬→ MUST_CLOSE ─→ CLOSED
//!                                                         └→ MIGHT_SWITCH_PROTOCOL
//!  server   IDLE ─(client's Request)→ SEND_RESPONSE ─Response→ SEND_BODY
//!                ─EndOfMessage→ DONE ─→ MUST_CLOSE ─→ CLOSED
//! ```
//!
//! Their states change by three things:
//!
//! 1. **Events.** A machine sees each event of its own role; the server's
//!    machine sees the client's `Request` as well. The rows are in
//!    [`EVENT_TRANSITIONS`](tables::EVENT_TRANSITIONS). An event without a row
//!    is a protocol error.
//! 2. **Each other.** Some pairs of states change the state of one machine, however the
//!    pair was reached: once the client has closed, a server that is done must close.
//!    The rows are in [`JOINT_TRANSITIONS`](tables::JOINT_TRANSITIONS).
//! 3. **Two flags**, kept beside the states. *Keep-alive* is initially set and can
//!    only be lost, by `Connection: close` or an HTTP/1.0 message; without it
//!    `DONE` becomes `MUST_CLOSE`. *Proposals* record that the client's request
//!    proposes to switch protocols (CONNECT, or an Upgrade field, RFC 9110 sections
//!    9.3.6 and 7.8); while one is pending, the client's `DONE` becomes
//!    `MIGHT_SWITCH_PROTOCOL`, and a final response that does not accept it
//!    clears them all. A pending proposal takes precedence over a lost keep-alive. The rows
//!    are in [`FLAG_TRANSITIONS`](tables::FLAG_TRANSITIONS).
//!
//! After each event, 2 and 3 are applied until no state changes.

mod error;
mod kinds;
mod machine;
pub mod tables;

pub use error::TransitionError;
pub use kinds::{EventKind, Flag, ProtocolSwitch, Role, State, Trigger};
pub use machine::Machine;
