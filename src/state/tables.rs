//! The tables of the machine, as data.
//!
//! They are written as rows to be read, checked against the reference row by
//! row, and [drawn](super::diagram); the machine looks them up through an index
//! that the compiler builds from these very rows.

use super::EventKind::{
    self, ConnectionClosed, Data, EndOfMessage, InformationalResponse, Request, Response,
};
use super::Remembered::{self, KeepAliveLost, SwitchDeclined, SwitchProposed};
use super::Role::{self, Client, Server};
use super::State::{
    self, Closed, Done, Error, Idle, MightSwitchProtocol, MustClose, SendBody, SendResponse,
    SwitchedProtocol,
};
use super::Switch::{self, Connect, Upgrade};
use super::Trigger::{self, Accept, ClientRequest, Event};

/// Whose machine, in which state, on what, goes where.
#[rustfmt::skip]
pub const EVENT_TRANSITIONS: &[(Role, State, Trigger, State)] = &[
    (Client, Idle,         Event(Request),                         SendBody),
    (Client, Idle,         Event(ConnectionClosed),                Closed),
    (Client, SendBody,     Event(Data),                            SendBody),
    (Client, SendBody,     Event(EndOfMessage),                    Done),
    (Client, Done,         Event(ConnectionClosed),                Closed),
    (Client, MustClose,    Event(ConnectionClosed),                Closed),
    (Client, Closed,       Event(ConnectionClosed),                Closed),

    (Server, Idle,         Event(ConnectionClosed),                Closed),
    (Server, Idle,         Event(Response),                        SendBody),
    (Server, Idle,         ClientRequest,                          SendResponse),
    (Server, SendResponse, Event(InformationalResponse),           SendResponse),
    (Server, SendResponse, Event(Response),                        SendBody),
    (Server, SendResponse, Accept(InformationalResponse, Upgrade), SwitchedProtocol),
    (Server, SendResponse, Accept(Response, Connect),              SwitchedProtocol),
    (Server, SendBody,     Event(Data),                            SendBody),
    (Server, SendBody,     Event(EndOfMessage),                    Done),
    (Server, Done,         Event(ConnectionClosed),                Closed),
    (Server, MustClose,    Event(ConnectionClosed),                Closed),
    (Server, Closed,       Event(ConnectionClosed),                Closed),
];

/// In which pair of states (client's, server's) whose machine goes where.
#[rustfmt::skip]
pub const JOINT_TRANSITIONS: &[((State, State), Role, State)] = &[
    ((MightSwitchProtocol, SwitchedProtocol), Client, SwitchedProtocol),
    ((Closed, Done),                          Server, MustClose),
    ((Closed, Idle),                          Server, MustClose),
    ((Error,  Done),                          Server, MustClose),
    ((Done,   Closed),                        Client, MustClose),
    ((Idle,   Closed),                        Client, MustClose),
    ((Done,   Error),                         Client, MustClose),
];

/// What is remembered, and whose machine it moves in which state where to. Of two
/// rows for one state the upper counts.
#[rustfmt::skip]
pub const MEMORY_TRANSITIONS: &[(Remembered, Role, State, State)] = &[
    (SwitchProposed, Client, Done,                MightSwitchProtocol),
    (SwitchDeclined, Client, MightSwitchProtocol, Done),
    (KeepAliveLost,  Client, Done,                MustClose),
    (KeepAliveLost,  Server, Done,                MustClose),
];

/// From which state both machines go together to which, for the next cycle.
pub const NEXT_CYCLE: (State, State) = (Done, Idle);

/// Where an event leads, or None where it is not allowed.
pub(super) fn after_event(role: Role, state: State, trigger: Trigger) -> Option<State> {
    let row = role as usize * STATES + state as usize;
    *AFTER_EVENT.get(row)?.get(column(trigger))?
}

/// Whose machine a pair of states moves, and where to.
pub(super) fn after_pair(client: State, server: State) -> Option<(Role, State)> {
    *AFTER_PAIR.get(client as usize * STATES + server as usize)?
}

/// Where the memories lead, or None where they leave a machine as it is.
pub(super) fn after_memory(
    keep_alive: bool,
    proposed: bool,
    role: Role,
    state: State,
) -> Option<State> {
    let row = role as usize * STATES + state as usize;
    *AFTER_MEMORY.get(usize::from(keep_alive) * 2 + usize::from(proposed))?.get(row)?
}

const STATES: usize = State::ALL.len();
const EVENTS: usize = EventKind::ALL.len();
const SWITCHES: usize = Switch::ALL.len();
const TRIGGERS: usize = EVENTS + 1 + EVENTS * SWITCHES;

const fn column(trigger: Trigger) -> usize {
    match trigger {
        Event(kind) => kind as usize,
        ClientRequest => EVENTS,
        Accept(kind, switch) => EVENTS + 1 + kind as usize * SWITCHES + switch as usize,
    }
}

#[allow(clippy::indexing_slicing)] // while compiling
static AFTER_EVENT: [[Option<State>; TRIGGERS]; 2 * STATES] = {
    let mut index = [[None; TRIGGERS]; 2 * STATES];
    let mut i = 0;
    while i < EVENT_TRANSITIONS.len() {
        let (role, state, trigger, next) = EVENT_TRANSITIONS[i];
        index[role as usize * STATES + state as usize][column(trigger)] = Some(next);
        i += 1;
    }
    index
};

#[allow(clippy::indexing_slicing)] // while compiling
static AFTER_PAIR: [Option<(Role, State)>; STATES * STATES] = {
    let mut index = [None; STATES * STATES];
    let mut i = 0;
    while i < JOINT_TRANSITIONS.len() {
        let ((client, server), role, next) = JOINT_TRANSITIONS[i];
        index[client as usize * STATES + server as usize] = Some((role, next));
        i += 1;
    }
    index
};

/// By what is remembered: whether the connection is kept alive, and whether a
/// switch is proposed.
#[allow(clippy::indexing_slicing)] // while compiling
static AFTER_MEMORY: [[Option<State>; 2 * STATES]; 4] = {
    let mut index = [[None; 2 * STATES]; 4];
    let mut memories = 0;
    while memories < 4 {
        // From below, so that the upper row has the last word.
        let mut i = MEMORY_TRANSITIONS.len();
        while i > 0 {
            i -= 1;
            let (remembered, role, state, next) = MEMORY_TRANSITIONS[i];
            if remembered.is_so(memories & 2 != 0, memories & 1 != 0) {
                index[memories][role as usize * STATES + state as usize] = Some(next);
            }
        }
        memories += 1;
    }
    index
};
