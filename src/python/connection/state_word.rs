//! The states of a connection in one atomic word, from which its attributes are read.
//!
//! A method has exclusive access to the connection, but reading an attribute meanwhile, from
//! another thread or a finalizer, must not raise. So each method stores the states in the
//! word when it ends.

use std::sync::atomic::{AtomicU32, Ordering};

use crate::connection::Connection;
use crate::python::object::shared_bytes::SharedBytes;
use crate::state::{Role, State};

/// A connection of the core that keeps what it receives as bytes objects.
pub(crate) type CoreConnection = Connection<SharedBytes>;

/// The word of a connection.
pub(super) struct StateWord(AtomicU32);

/// A value of the word: the states after a method.
#[derive(Clone, Copy)]
pub(super) struct Snapshot(u32);

const INITIALIZED: u32 = 1;
const WE_ARE_THE_SERVER: u32 = 1 << 1;
const CLIENT_IS_WAITING: u32 = 1 << 2;
/// The first bits of the client's state and of the server's state.
const CLIENT: u32 = 8;
const SERVER: u32 = 16;

// `Snapshot::state` finds a state in `State::ALL` by its number.
const _: () = {
    let mut rest = State::ALL;
    while let [others @ .., last] = rest {
        assert!(*last as usize == others.len());
        rest = others;
    }
};

impl StateWord {
    /// The word of a connection before `__init__`.
    pub(super) const fn uninitialized() -> StateWord {
        StateWord(AtomicU32::new(0))
    }

    /// Stores the current states.
    #[inline]
    pub(super) fn store(&self, core: Option<&CoreConnection>) {
        self.0.store(core.map_or(0, encode), Ordering::Relaxed);
    }

    /// The states after the last method; None before `__init__`.
    #[inline]
    pub(super) fn load(&self) -> Option<Snapshot> {
        let word = self.0.load(Ordering::Relaxed);
        (word & INITIALIZED != 0).then_some(Snapshot(word))
    }
}

#[inline]
fn encode(core: &CoreConnection) -> u32 {
    let machine = core.machine();
    // Products compile to code without branches.
    let our_role = u32::from(core.our_role() == Role::Server) * WE_ARE_THE_SERVER;
    let waiting = u32::from(core.client_is_waiting_for_100_continue()) * CLIENT_IS_WAITING;
    INITIALIZED
        | our_role
        | waiting
        | (machine.state(Role::Client) as u32) << CLIENT
        | (machine.state(Role::Server) as u32) << SERVER
}

impl Snapshot {
    pub(super) fn our_role(self) -> Role {
        match self.0 & WE_ARE_THE_SERVER {
            0 => Role::Client,
            _ => Role::Server,
        }
    }

    pub(super) fn their_role(self) -> Role {
        self.our_role().peer()
    }

    pub(super) fn client_is_waiting_for_100_continue(self) -> bool {
        self.0 & CLIENT_IS_WAITING != 0
    }

    /// The state of one side.
    pub(super) fn state(self, role: Role) -> State {
        let shift = match role {
            Role::Client => CLIENT,
            Role::Server => SERVER,
        };
        let index = (self.0 >> shift) as usize & 0xff;
        State::ALL.get(index).copied().unwrap_or(State::Error)
    }
}
