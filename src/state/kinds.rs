//! The vocabulary of the tables: roles, states, events, triggers and flags.

use std::fmt::{self, Display, Formatter};

/// One side of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// The side that sends requests.
    Client,
    /// The side that sends responses.
    Server,
}

impl Role {
    /// The other side.
    pub fn peer(self) -> Role {
        match self {
            Role::Client => Role::Server,
            Role::Server => Role::Client,
        }
    }
}

/// The state of one side in the current request/response cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Nothing of this cycle has been sent.
    Idle,
    /// The server has the request's head and owes a response.
    SendResponse,
    /// The head has been sent; content may follow.
    SendBody,
    /// The message is complete.
    Done,
    /// The message is complete and the connection cannot be used again.
    MustClose,
    /// This side will send no more.
    Closed,
    /// The client's message is complete and asked to switch protocols.
    MightSwitchProtocol,
    /// The bytes that follow are not HTTP.
    SwitchedProtocol,
    /// This side has violated the protocol.
    Error,
}

/// The kinds of event. The machine uses nothing else of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EventKind {
    /// The head of a request.
    Request,
    /// A response with a status from 100 to 199.
    InformationalResponse,
    /// The head of a final response.
    Response,
    /// A piece of content.
    Data,
    /// The end of a message, with its trailer section.
    EndOfMessage,
    /// No more bytes will come.
    ConnectionClosed,
}

/// The two ways to leave HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProtocolSwitch {
    /// An Upgrade field, accepted by a 101 response.
    Upgrade,
    /// A CONNECT request, accepted by a 2xx response.
    Connect,
}

/// What fires a row of the event table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Trigger {
    /// An event of the machine's own role.
    Event(EventKind),
    /// The client's request, as the server's machine sees it.
    ClientRequest,
    /// An event of the server that accepts a proposed switch.
    Accept(EventKind, ProtocolSwitch),
}

impl Trigger {
    /// The event behind the trigger.
    pub fn kind(self) -> EventKind {
        match self {
            Trigger::Event(kind) | Trigger::Accept(kind, _) => kind,
            Trigger::ClientRequest => EventKind::Request,
        }
    }
}

/// A condition that changes the state of a machine, besides events and pairs of states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Flag {
    /// The client's request proposes to switch protocols, and has no response yet.
    SwitchProposed,
    /// No switch is proposed, or the server has declined it.
    SwitchDeclined,
    /// No other cycle may follow this one.
    KeepAliveLost,
}

impl Flag {
    pub(super) const fn holds(self, keep_alive: bool, proposed: bool) -> bool {
        match self {
            Flag::SwitchProposed => proposed,
            Flag::SwitchDeclined => !proposed,
            Flag::KeepAliveLost => !keep_alive,
        }
    }
}

/// Gives each variant a name, by which error messages and the Python package show it.
macro_rules! named {
    ($type:ident, $($variant:ident => $name:literal),+ $(,)?) => {
        impl $type {
            /// Each variant, in the order of declaration.
            pub const ALL: &'static [$type] = &[$($type::$variant),+];

            /// The public name.
            pub fn name(self) -> &'static str {
                match self {
                    $($type::$variant => $name),+
                }
            }
        }

        impl Display for $type {
            fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
                f.write_str(self.name())
            }
        }
    };
}

named!(Role, Client => "CLIENT", Server => "SERVER");
named!(
    State,
    Idle => "IDLE",
    SendResponse => "SEND_RESPONSE",
    SendBody => "SEND_BODY",
    Done => "DONE",
    MustClose => "MUST_CLOSE",
    Closed => "CLOSED",
    MightSwitchProtocol => "MIGHT_SWITCH_PROTOCOL",
    SwitchedProtocol => "SWITCHED_PROTOCOL",
    Error => "ERROR",
);
named!(
    EventKind,
    Request => "Request",
    InformationalResponse => "InformationalResponse",
    Response => "Response",
    Data => "Data",
    EndOfMessage => "EndOfMessage",
    ConnectionClosed => "ConnectionClosed",
);
named!(ProtocolSwitch, Upgrade => "_SWITCH_UPGRADE", Connect => "_SWITCH_CONNECT");
named!(
    Flag,
    SwitchProposed => "switch proposed",
    SwitchDeclined => "switch declined",
    KeepAliveLost => "keep-alive lost",
);
