//! The tables of the machine, as data.
//!
//! Rows are easy to read, to compare with h11 0.16.0, and to draw as diagrams. The machine
//! looks them up in an index that is built from them at compile time.

use super::kinds::EventKind::{
    self, ConnectionClosed, Data, EndOfMessage, InformationalResponse, Request, Response,
};
use super::kinds::Flag::{self, KeepAliveLost, SwitchDeclined, SwitchProposed};
use super::kinds::ProtocolSwitch::{self, Connect, Upgrade};
use super::kinds::Role::{self, Client, Server};
use super::kinds::State::{
    self, Closed, Done, Error, Idle, MightSwitchProtocol, MustClose, SendBody, SendResponse,
    SwitchedProtocol,
};
use super::kinds::Trigger::{self, Accept, ClientRequest, Event};

/// Transitions by events: (role, state, trigger, next state).
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

/// Transitions by pairs of states: ((client's state, server's state), role, next state).
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

/// Transitions by flags: (flag, role, state, next state). Of two rows for the same state, the
/// first applies.
#[rustfmt::skip]
pub const FLAG_TRANSITIONS: &[(Flag, Role, State, State)] = &[
    (SwitchProposed, Client, Done,                MightSwitchProtocol),
    (SwitchDeclined, Client, MightSwitchProtocol, Done),
    (KeepAliveLost,  Client, Done,                MustClose),
    (KeepAliveLost,  Server, Done,                MustClose),
];

/// The transition of both machines to the next cycle: (state, next state).
pub const NEXT_CYCLE: (State, State) = (Done, Idle);

/// The state after an event; None if the event is not allowed.
pub(super) fn after_event(role: Role, state: State, trigger: Trigger) -> Option<State> {
    let row = role as usize * STATES + state as usize;
    *AFTER_EVENT.get(row)?.get(column(trigger))?
}

/// The states of both machines after the tables of flags and of pairs have been applied until
/// no state changes.
pub(super) fn coupled(client: State, server: State, flags: Flags) -> (State, State) {
    let index = (flags.index() * STATES + client as usize) * STATES + server as usize;
    COUPLED.get(index).copied().unwrap_or((client, server))
}

/// The flags that couple both machines.
#[derive(Clone, Copy)]
pub(super) struct Flags {
    /// Whether the connection is kept alive.
    pub(super) keep_alive: bool,
    /// Whether a switch is proposed.
    pub(super) proposed: bool,
}

impl Flags {
    /// In the order of their index.
    const ALL: [Flags; 4] = [
        Flags { keep_alive: false, proposed: false },
        Flags { keep_alive: false, proposed: true },
        Flags { keep_alive: true, proposed: false },
        Flags { keep_alive: true, proposed: true },
    ];

    const fn index(self) -> usize {
        self.keep_alive as usize * 2 + self.proposed as usize
    }
}

const STATES: usize = State::ALL.len();
const EVENTS: usize = EventKind::ALL.len();
const SWITCHES: usize = ProtocolSwitch::ALL.len();
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

/// [`coupled`], indexed by the flags, the client's state, and the server's.
#[allow(clippy::indexing_slicing)] // while compiling
static COUPLED: [(State, State); Flags::ALL.len() * STATES * STATES] = {
    let mut index = [(Idle, Idle); Flags::ALL.len() * STATES * STATES];
    let mut i = 0;
    while i < index.len() {
        let flags = Flags::ALL[i / (STATES * STATES)];
        assert!(flags.index() == i / (STATES * STATES));
        let (client, server) = (State::ALL[i / STATES % STATES], State::ALL[i % STATES]);
        index[i] = settle(client, server, flags);
        i += 1;
    }
    index
};

/// Applies the tables of flags and of pairs until no state changes.
const fn settle(client: State, server: State, flags: Flags) -> (State, State) {
    let (mut pair, mut before) = ((client, server), None);
    while !is_pair(before, pair) {
        before = Some(pair);
        pair = (follow_flags(Client, pair.0, flags), follow_flags(Server, pair.1, flags));
        pair = join(pair);
    }
    pair
}

/// The state of one machine after the first row of its state whose flag holds.
#[allow(clippy::indexing_slicing)] // while compiling
const fn follow_flags(role: Role, state: State, flags: Flags) -> State {
    let mut i = 0;
    while i < FLAG_TRANSITIONS.len() {
        let (flag, whose, from, next) = FLAG_TRANSITIONS[i];
        let holds = flag.holds(flags.keep_alive, flags.proposed);
        if holds && whose as u8 == role as u8 && from as u8 == state as u8 {
            return next;
        }
        i += 1;
    }
    state
}

/// The pair of states after the row of this pair, if there is one.
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
    fn tables_are_applied_until_no_state_changes() {
        let kept = |proposed| Flags { keep_alive: true, proposed };
        let lost = |proposed| Flags { keep_alive: false, proposed };
        for (client, server, flags, settled) in [
            (Idle, Idle, lost(true), (Idle, Idle)),
            (Done, SendBody, kept(false), (Done, SendBody)),
            (Done, Done, lost(false), (MustClose, MustClose)),
            // A proposal takes precedence over a lost keep-alive, unless it is declined.
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
            assert_eq!(settle(client, server, flags), settled);
            assert_eq!(coupled(client, server, flags), settled);
        }
    }

    #[test]
    fn each_trigger_has_a_column_of_its_own() {
        let events = EventKind::ALL.iter().map(|&kind| Event(kind));
        let accepts = EventKind::ALL
            .iter()
            .flat_map(|&kind| ProtocolSwitch::ALL.iter().map(move |&switch| Accept(kind, switch)));
        let columns: Vec<usize> =
            events.chain([ClientRequest]).chain(accepts).map(column).collect();
        assert_eq!(columns, (0..TRIGGERS).collect::<Vec<_>>());
    }
}
