//! One side of a connection: the data flow in both directions.
//!
//! ```text
//! receive.rs   buffer → head parser or body reader → state machine → event
//! head.rs      the effects of a received head, and its event
//! send.rs      policy → framing → state machine → framing of the output
//! stepwise.rs  the same in single steps
//! ```
//!
//! This file contains what both directions share: the effects of a message on the connection.

mod event;
pub(crate) mod head;
mod method_text;
mod receive;
mod send;
pub mod stepwise;
pub mod version;

pub use event::{Event, ReceivedFields};

use crate::body::{BodyReader, BodyWriter, Framing, MethodKind};
use crate::error::Result;
use crate::fields::FieldSummary;
use crate::parser::receive_buffer::ReceiveBuffer;
use crate::policy::limits::Limits;
use crate::policy::{COMPATIBLE, LimitedPolicy, Policy};
use crate::state::{EventKind, Machine, ProtocolSwitch, Role, State};
use method_text::MethodText;
use version::is_pre_http_1_1;

/// The size limit that a connection has unless it is given another one.
pub const DEFAULT_MAX_INCOMPLETE_EVENT_SIZE: i64 = 16 * 1024;

/// One side of an HTTP/1.1 connection. `S` is the type of received segments.
#[derive(Debug)]
pub struct Connection<S> {
    our_role: Role,
    max_incomplete_event_size: i64,
    policy: LimitedPolicy,
    machine: Machine,
    buffer: ReceiveBuffer<S>,
    /// The buffered bytes were received before we sent the request, where the policy checks that.
    preceded_request: bool,
    received_eof: bool,
    reader: Option<BodyReader>,
    writer: Option<BodyWriter>,
    /// The kind of method of this cycle's request; None before it.
    method_kind: Option<MethodKind>,
    /// The method of the same request.
    method_text: MethodText,
    /// Whether the peer's last message was of a version before 1.1; None while
    /// it has sent none.
    peer_is_pre_http_1_1: Option<bool>,
    client_is_waiting_for_100_continue: bool,
}

impl<S: AsRef<[u8]>> Connection<S> {
    /// A fresh connection. The limit is in bytes.
    pub fn new(our_role: Role, max_incomplete_event_size: i64) -> Connection<S> {
        Connection {
            our_role,
            max_incomplete_event_size,
            policy: LimitedPolicy::from(&COMPATIBLE),
            machine: Machine::default(),
            buffer: ReceiveBuffer::default(),
            preceded_request: false,
            received_eof: false,
            reader: None,
            writer: None,
            method_kind: None,
            method_text: MethodText::default(),
            peer_is_pre_http_1_1: None,
            client_is_waiting_for_100_continue: false,
        }
    }

    /// The same under another policy.
    pub fn with_policy(mut self, policy: &'static Policy) -> Connection<S> {
        self.policy = policy.of_role(self.our_role).into();
        self
    }

    /// The same with limits of its own.
    pub fn with_limits(mut self, limits: Limits) -> Connection<S> {
        self.policy = self.policy.with_limits(limits);
        self
    }

    /// The policy.
    pub fn policy(&self) -> &LimitedPolicy {
        &self.policy
    }

    /// The role of this side.
    pub fn our_role(&self) -> Role {
        self.our_role
    }

    /// The role of the peer.
    pub fn their_role(&self) -> Role {
        self.our_role.peer()
    }

    /// The states of both sides, and the flags that couple them.
    pub fn machine(&self) -> &Machine {
        &self.machine
    }

    /// Whether the client waits for permission (100 Continue) to send content.
    pub fn client_is_waiting_for_100_continue(&self) -> bool {
        self.client_is_waiting_for_100_continue
    }

    /// Sets what [`Self::client_is_waiting_for_100_continue`] returns.
    pub fn set_client_is_waiting_for_100_continue(&mut self, waiting: bool) {
        self.client_is_waiting_for_100_continue = waiting;
    }

    /// Sets the version that the peer is taken to speak.
    pub fn set_peer_version(&mut self, version: Option<&[u8]>) {
        self.peer_is_pre_http_1_1 = version.map(is_pre_http_1_1);
    }

    /// The received bytes that have not been read, and whether the peer has closed its stream
    /// after them.
    pub fn trailing_data(&self) -> (&[u8], bool) {
        (self.buffer.unread(), self.received_eof)
    }

    fn process_request(
        &mut self,
        role: Role,
        method: MethodKind,
        pre_http_1_1: bool,
        summary: &FieldSummary,
    ) -> Result<()> {
        if role == Role::Client {
            if method == MethodKind::Connect {
                self.machine.propose(ProtocolSwitch::Connect);
            }
            if self.proposes_upgrade(pre_http_1_1, summary) {
                self.machine.propose(ProtocolSwitch::Upgrade);
            }
        }
        self.process(role, EventKind::Request)?;
        self.note_request(role, method, pre_http_1_1, summary);
        Ok(())
    }

    /// Whether a request asks to switch protocols.
    fn proposes_upgrade(&self, pre_http_1_1: bool, summary: &FieldSummary) -> bool {
        let by_rule = summary.upgrade_option && !pre_http_1_1;
        summary.upgrade && (by_rule || !self.policy.upgrade_needs_option)
    }

    /// Notes the effects of a request other than those on the states.
    #[inline]
    fn note_request(
        &mut self,
        role: Role,
        method: MethodKind,
        pre_http_1_1: bool,
        summary: &FieldSummary,
    ) {
        self.method_kind = Some(method);
        if self.policy.checks_first_bytes && role == self.our_role {
            self.note_received_before_request();
        }
        self.note_version(role, pre_http_1_1);
        if summary.close || pre_http_1_1 {
            self.machine.disable_keep_alive();
        }
        if summary.expect_continue && !pre_http_1_1 {
            self.client_is_waiting_for_100_continue = true;
        }
        self.begin_body(role, Framing::of_request(summary));
    }

    /// The switch that an informational response accepts.
    fn accepted_by_informational(role: Role, status: u16) -> Option<ProtocolSwitch> {
        (role == Role::Server && status == 101).then_some(ProtocolSwitch::Upgrade)
    }

    fn process_informational(
        &mut self,
        role: Role,
        pre_http_1_1: bool,
        accepts: Option<ProtocolSwitch>,
    ) -> Result<()> {
        self.machine.process(role, EventKind::InformationalResponse, accepts)?;
        self.note_informational(role, pre_http_1_1);
        Ok(())
    }

    fn note_informational(&mut self, role: Role, pre_http_1_1: bool) {
        self.note_version(role, pre_http_1_1);
        self.client_is_waiting_for_100_continue = false;
    }

    /// The switch that a final response accepts.
    fn accepted_by_response(&self, role: Role, status: u16) -> Option<ProtocolSwitch> {
        (role == Role::Server
            && (200..300).contains(&status)
            && self.machine.is_proposed(ProtocolSwitch::Connect))
        .then_some(ProtocolSwitch::Connect)
    }

    fn process_response(
        &mut self,
        role: Role,
        status: u16,
        pre_http_1_1: bool,
        summary: &FieldSummary,
        accepts: Option<ProtocolSwitch>,
    ) -> Result<()> {
        self.machine.process(role, EventKind::Response, accepts)?;
        self.note_response(role, status, pre_http_1_1, summary);
        Ok(())
    }

    /// Notes the effects of a final response other than those on the states.
    #[inline]
    fn note_response(
        &mut self,
        role: Role,
        status: u16,
        pre_http_1_1: bool,
        summary: &FieldSummary,
    ) {
        self.note_version(role, pre_http_1_1);
        if summary.close || pre_http_1_1 {
            self.machine.disable_keep_alive();
        }
        self.client_is_waiting_for_100_continue = false;
        self.begin_body(role, Framing::of_response(self.method_kind, status, summary));
    }

    /// Content never changes the states, so the tables need not be applied.
    fn process_data(&mut self, role: Role) -> Result<()> {
        self.machine.expect_data(role)?;
        if role == Role::Client {
            self.client_is_waiting_for_100_continue = false;
        }
        Ok(())
    }

    fn process(&mut self, role: Role, event: EventKind) -> Result<()> {
        self.machine.process(role, event, None)?;
        if role == Role::Client && event == EventKind::EndOfMessage {
            self.client_is_waiting_for_100_continue = false;
        }
        Ok(())
    }

    fn note_version(&mut self, role: Role, pre_http_1_1: bool) {
        if role == self.their_role() {
            self.peer_is_pre_http_1_1 = Some(pre_http_1_1);
        }
    }

    fn begin_body(&mut self, role: Role, framing: Framing) {
        if self.machine.state(role) != State::SendBody {
            return;
        }
        if role == self.our_role {
            self.writer = Some(BodyWriter::new(framing));
        } else {
            self.reader = Some(BodyReader::new(framing));
        }
    }

    /// Records that one side has violated the protocol: its state is ERROR from then on.
    pub fn fail(&mut self, role: Role) {
        self.machine.fail(role);
    }
}
