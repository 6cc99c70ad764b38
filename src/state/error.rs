//! Transitions that the machine rejects.

use std::fmt::{self, Display, Formatter};

use super::kinds::{Role, State};

/// A transition that is in no table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TransitionError {
    /// No row of the table has this event in this state.
    UnexpectedEvent {
        /// The name of the event.
        event: Box<str>,
        /// The side that sends the event.
        role: Role,
        /// The state of that side.
        state: State,
    },
    /// The server accepts a switch that no request has proposed.
    SwitchNotProposed,
    /// The next cycle begins only when both sides are DONE.
    NotReusable {
        /// The state of the client.
        client: State,
        /// The state of the server.
        server: State,
    },
}

impl Display for TransitionError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            TransitionError::UnexpectedEvent { event, role, state } => {
                write!(f, "can't handle event type {event} when role={role} and state={state}")
            }
            TransitionError::SwitchNotProposed => {
                f.write_str("Received server _SWITCH_UPGRADE event without a pending proposal")
            }
            TransitionError::NotReusable { client, server } => write!(
                f,
                "not in a reusable state. self.states={{CLIENT: {client}, SERVER: {server}}}"
            ),
        }
    }
}

impl std::error::Error for TransitionError {}
