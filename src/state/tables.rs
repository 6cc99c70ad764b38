//! The tables of the machine, as data.
//!
//! They are written as rows to be read, checked against the reference row by
//! row, and [drawn](super::diagram); the machine looks them up through an index
//! that the compiler builds from these very rows.

use super::kinds::EventKind::{
    self, ConnectionClosed, Data, EndOfMessage, InformationalResponse, Request, Response,
};
use super::kinds::Remembered::{self, KeepAliveLost, SwitchDeclined, SwitchProposed};
use super::kinds::Role::{self, Client, Server};
use super::kinds::State::{
    self, Closed, Done, Error, Idle, MightSwitchProtocol, MustClose, SendBody, SendResponse,
    SwitchedProtocol,
};
use super::kinds::Switch::{self, Connect, Upgrade};
use super::kinds::Trigger::{self, Accept, ClientRequest, Event};

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

/// Where the memories and the pairs lead both machines until nothing moves.
pub(super) fn at_rest(client: State, server: State, memories: Memories) -> (State, State) {
    let index = (memories.index() * STATES + client as usize) * STATES + server as usize;
    AT_REST.get(index).copied().unwrap_or((client, server))
}

/// What is remembered.
#[derive(Clone, Copy)]
pub(super) struct Memories {
    /// Whether the connection is kept alive.
    pub(super) keep_alive: bool,
    /// Whether a switch is proposed.
    pub(super) proposed: bool,
}

impl Memories {
    /// In the order of their index.
    const ALL: [Memories; 4] = [
        Memories { keep_alive: false, proposed: false },
        Memories { keep_alive: false, proposed: true },
        Memories { keep_alive: true, proposed: false },
        Memories { keep_alive: true, proposed: true },
    ];

    const fn index(self) -> usize {
        self.keep_alive as usize * 2 + self.proposed as usize
    }
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

/// By the memories, the client's state, and the server's.
#[allow(clippy::indexing_slicing)] // while compiling
static AT_REST: [(State, State); Memories::ALL.len() * STATES * STATES] = {
    let mut index = [(Idle, Idle); Memories::ALL.len() * STATES * STATES];
    let mut i = 0;
    while i < index.len() {
        let memories = Memories::ALL[i / (STATES * STATES)];
        assert!(memories.index() == i / (STATES * STATES));
        let (client, server) = (State::ALL[i / STATES % STATES], State::ALL[i % STATES]);
        index[i] = settle(client, server, memories);
        i += 1;
    }
    index
};

/// Applies the memories and then the pairs, until nothing moves.
const fn settle(client: State, server: State, memories: Memories) -> (State, State) {
    let (mut pair, mut before) = ((client, server), None);
    while !is_pair(before, pair) {
        before = Some(pair);
        pair = (remember(Client, pair.0, memories), remember(Server, pair.1, memories));
        pair = join(pair);
    }
    pair
}

/// Where the memories lead one machine: the upper of two rows counts.
#[allow(clippy::indexing_slicing)] // while compiling
const fn remember(role: Role, state: State, memories: Memories) -> State {
    let mut i = 0;
    while i < MEMORY_TRANSITIONS.len() {
        let (remembered, whose, from, next) = MEMORY_TRANSITIONS[i];
        let is_so = remembered.is_so(memories.keep_alive, memories.proposed);
        if is_so && whose as u8 == role as u8 && from as u8 == state as u8 {
            return next;
        }
        i += 1;
    }
    state
}

/// Where a pair of states leads.
#[allow(clippy::indexing_slicing)] // while compiling
const fn join(pair: (State, State)) -> (State, State) {
    let mut i = 0;
    while i < JOINT_TRANSITIONS.len() {
        let (at, role, next) = JOINT_TRANSITIONS[i];
        if is_pair(Some(at), pair) {
            return match role {
                Client => (next, pair.1),
                Server => (pair.0, next),
            };
        }
        i += 1;
    }
    pair
}

const fn is_pair(one: Option<(State, State)>, other: (State, State)) -> bool {
    match one {
        Some((client, server)) => client as u8 == other.0 as u8 && server as u8 == other.1 as u8,
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The index is built while compiling, by the function that runs here.
    #[test]
    fn states_are_led_on_until_nothing_moves() {
        let kept = |proposed| Memories { keep_alive: true, proposed };
        let lost = |proposed| Memories { keep_alive: false, proposed };
        for (client, server, memories, settled) in [
            (Idle, Idle, lost(true), (Idle, Idle)),
            (Done, SendBody, kept(false), (Done, SendBody)),
            (Done, Done, lost(false), (MustClose, MustClose)),
            // A proposal outranks a lost keep-alive; declined, it does not.
            (Done, SendResponse, lost(true), (MightSwitchProtocol, SendResponse)),
            (MightSwitchProtocol, SendBody, lost(false), (MustClose, SendBody)),
            (
                MightSwitchProtocol,
                SwitchedProtocol,
                kept(true),
                (SwitchedProtocol, SwitchedProtocol),
            ),
            (Closed, Done, kept(false), (Closed, MustClose)),
            (Idle, Closed, kept(false), (MustClose, Closed)),
            (Error, Done, kept(false), (Error, MustClose)),
        ] {
            assert_eq!(settle(client, server, memories), settled);
            assert_eq!(at_rest(client, server, memories), settled);
        }
    }

    #[test]
    fn each_trigger_has_a_column_of_its_own() {
        let events = EventKind::ALL.iter().map(|&kind| Event(kind));
        let accepts = EventKind::ALL
            .iter()
            .flat_map(|&kind| Switch::ALL.iter().map(move |&switch| Accept(kind, switch)));
        let columns: Vec<usize> =
            events.chain([ClientRequest]).chain(accepts).map(column).collect();
        assert_eq!(columns, (0..TRIGGERS).collect::<Vec<_>>());
    }
}
