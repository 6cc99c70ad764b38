//! The machine that runs the tables.

use super::error::TransitionError;
use super::kinds::{EventKind, ProtocolSwitch, Role, State, Trigger};
use super::tables::{Flags, NEXT_CYCLE, after_event, coupled};

type Result<T> = std::result::Result<T, TransitionError>;

/// The states of both sides, and the two flags that couple them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Machine {
    client: State,
    server: State,
    keep_alive: bool,
    upgrade_proposed: bool,
    connect_proposed: bool,
}

impl Default for Machine {
    fn default() -> Self {
        Machine {
            client: State::Idle,
            server: State::Idle,
            keep_alive: true,
            upgrade_proposed: false,
            connect_proposed: false,
        }
    }
}

impl Machine {
    /// A machine in these states, for callers that store the parts themselves. The tables are
    /// not applied before the next event.
    pub fn restore(
        client: State,
        server: State,
        keep_alive: bool,
        proposals: &[ProtocolSwitch],
    ) -> Machine {
        Machine {
            client,
            server,
            keep_alive,
            upgrade_proposed: proposals.contains(&ProtocolSwitch::Upgrade),
            connect_proposed: proposals.contains(&ProtocolSwitch::Connect),
        }
    }

    /// The state of one side.
    pub fn state(&self, role: Role) -> State {
        match role {
            Role::Client => self.client,
            Role::Server => self.server,
        }
    }

    /// Whether the connection may serve another cycle after this one.
    pub fn keep_alive(&self) -> bool {
        self.keep_alive
    }

    /// Whether the client's request proposes this switch, and no final response has
    /// declined it.
    pub fn is_proposed(&self, switch: ProtocolSwitch) -> bool {
        match switch {
            ProtocolSwitch::Upgrade => self.upgrade_proposed,
            ProtocolSwitch::Connect => self.connect_proposed,
        }
    }

    /// Records that the client's request proposes to switch protocols.
    pub fn propose(&mut self, switch: ProtocolSwitch) {
        match switch {
            ProtocolSwitch::Upgrade => self.upgrade_proposed = true,
            ProtocolSwitch::Connect => self.connect_proposed = true,
        }
        self.settle();
    }

    /// Records that no other cycle may follow, because of a message of either side.
    pub fn disable_keep_alive(&mut self) {
        self.keep_alive = false;
        self.settle();
    }

    /// Records that one side has violated the protocol.
    pub fn fail(&mut self, role: Role) {
        self.set(role, State::Error);
        self.settle();
    }

    /// Puts `role` in another state, without applying any table, and returns the old one.
    pub(crate) fn replace(&mut self, role: Role, state: State) -> State {
        let before = self.state(role);
        self.set(role, state);
        before
    }

    /// Processes an event of `role`, with the switch that it accepts, if any.
    pub fn process(
        &mut self,
        role: Role,
        event: EventKind,
        accepts: Option<ProtocolSwitch>,
    ) -> Result<()> {
        let trigger = match accepts {
            Some(switch) if !self.is_proposed(switch) => {
                return Err(TransitionError::SwitchNotProposed);
            }
            Some(switch) => Trigger::Accept(event, switch),
            None => Trigger::Event(event),
        };
        if trigger == Trigger::Event(EventKind::Response) {
            self.upgrade_proposed = false;
            self.connect_proposed = false;
        }
        self.fire(role, trigger)?;
        if trigger == Trigger::Event(EventKind::Request) {
            self.fire(Role::Server, Trigger::ClientRequest)?;
        }
        self.settle();
        Ok(())
    }

    /// Whether `role` may send content now.
    pub(crate) fn expect_data(&self, role: Role) -> Result<()> {
        match after_event(role, self.state(role), Trigger::Event(EventKind::Data)) {
            Some(_) => Ok(()),
            None => Err(self.unexpected_event(role, EventKind::Data.name())),
        }
    }

    /// The error of an event that no row allows.
    pub fn unexpected_event(&self, role: Role, event: &str) -> TransitionError {
        TransitionError::UnexpectedEvent { event: event.into(), role, state: self.state(role) }
    }

    /// Returns both sides to IDLE for the next cycle, if both are DONE.
    pub fn start_next_cycle(&mut self) -> Result<()> {
        let (done, fresh) = NEXT_CYCLE;
        if (self.client, self.server) != (done, done) {
            return Err(TransitionError::NotReusable { client: self.client, server: self.server });
        }
        self.client = fresh;
        self.server = fresh;
        Ok(())
    }

    fn set(&mut self, role: Role, state: State) {
        match role {
            Role::Client => self.client = state,
            Role::Server => self.server = state,
        }
    }

    fn fire(&mut self, role: Role, trigger: Trigger) -> Result<()> {
        match after_event(role, self.state(role), trigger) {
            Some(next) => {
                self.set(role, next);
                Ok(())
            }
            None => Err(self.unexpected_event(role, trigger.kind().name())),
        }
    }

    /// Applies the tables of flags and of pairs until no state changes.
    #[inline]
    fn settle(&mut self) {
        let proposed = self.upgrade_proposed || self.connect_proposed;
        let flags = Flags { keep_alive: self.keep_alive, proposed };
        (self.client, self.server) = coupled(self.client, self.server, flags);
    }
}
