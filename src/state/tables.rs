//! The two tables of the machine, as data.
//!
//! They are written as rows to be read, checked against the reference row by
//! row, and drawn; the machine looks them up through an index that the compiler
//! builds from these very rows.

use super::EventKind::{
    self, ConnectionClosed, Data, EndOfMessage, InformationalResponse, Request, Response,
};
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

/// Where an event leads, or None where it is not allowed.
pub(super) fn after_event(role: Role, state: State, trigger: Trigger) -> Option<State> {
    let row = role as usize * STATES + state as usize;
    *AFTER_EVENT.get(row)?.get(column(trigger))?
}

/// Whose machine a pair of states moves, and where to.
pub(super) fn after_pair(client: State, server: State) -> Option<(Role, State)> {
    *AFTER_PAIR.get(client as usize * STATES + server as usize)?
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
