//! The parts of a call, one by one, for programs that put something of their own in place
//! of one of them.

use super::Connection;
use super::event::Event;
use super::version::speak_http_1_1;
use crate::body::{BodyWriter, DataFraming, Method};
use crate::error::Result;
use crate::fields::{Facts, Section};
use crate::policy::Message;
use crate::serializer::Amendment;
use crate::state::{EventKind, Role, State, Switch};

/// An event of either end, as far as it matters for the connection.
#[derive(Debug, Clone, Copy)]
pub enum Step<'a> {
    /// The head of a request.
    Request(Method, &'a Head<'a>),
    /// The head of an informational response.
    Informational(&'a Head<'a>),
    /// The head of a final response with this status code.
    Response(u16, &'a Head<'a>),
    /// A piece of content.
    Data,
    /// The end of a message.
    EndOfMessage,
    /// The end of a direction.
    ConnectionClosed,
}

/// What requests and responses have in common.
#[derive(Debug, Clone, Copy)]
pub struct Head<'a> {
    /// Whether the version is one before 1.1.
    pub is_old: bool,
    /// What the fields mean.
    pub facts: &'a Facts,
}

impl<S: AsRef<[u8]>> Connection<S> {
    /// Reads the next event as [`Self::next_event`] does, but leaves the states alone: they
    /// follow from [`Self::process_step`].
    pub fn extract<R>(&mut self, tell: impl FnOnce(Event<'_, S>) -> R) -> Result<R> {
        let machine = self.machine.clone();
        let (request, peer_is_old) = (self.request, self.peer_is_old);
        let is_waiting = self.client_is_waiting_for_100_continue;
        let told = self.next_event(tell);
        self.machine = machine;
        (self.request, self.peer_is_old) = (request, peer_is_old);
        self.client_is_waiting_for_100_continue = is_waiting;
        told
    }

    /// Notes an event of `role`, with the switch that it accepts, if any.
    pub fn process_step(
        &mut self,
        role: Role,
        step: Step<'_>,
        accepts: Option<Switch>,
    ) -> Result<()> {
        match step {
            Step::Request(method, head) => {
                self.process_request(role, method, head.is_old, head.facts)
            }
            Step::Informational(head) => self.process_informational(role, head.is_old, accepts),
            Step::Response(status, head) => {
                self.process_response(role, status, head.is_old, head.facts, accepts)
            }
            Step::Data => self.process_data(role),
            Step::EndOfMessage => self.process(role, EventKind::EndOfMessage),
            Step::ConnectionClosed => self.process(role, EventKind::ConnectionClosed),
        }
    }

    /// Notes that an end broke the protocol.
    pub fn process_failure(&mut self, role: Role) {
        self.fail(role);
    }

    /// Judges what is to be sent by the policy.
    pub fn judge_step(&self, message: &Message<'_>) -> Result<()> {
        self.judge_sent(message)
    }

    /// What must be put right in the fields of a final response before it is sent.
    pub fn amendment(&self, status: u16, facts: &Facts) -> Amendment {
        self.amend_response(status, facts)
    }

    /// Whether a head of this version may be written.
    pub fn write_head(&self, version: &[u8]) -> Result<()> {
        speak_http_1_1(version)
    }

    /// How a piece of content is written: [`Self::count_data`] must be called next.
    pub fn write_data(&self) -> DataFraming {
        self.writer.as_ref().map_or(DataFraming::Bare, BodyWriter::data_framing)
    }

    /// Writes the end of a message. True if a last chunk and the trailer section must go on
    /// the wire.
    pub fn write_end(&self, trailers: Section<'_>) -> Result<bool> {
        let has_trailers = !trailers.table.is_empty();
        self.writer.as_ref().map_or(Ok(false), |writer| writer.end(has_trailers))
    }

    /// The state of one end.
    pub fn state(&self, role: Role) -> State {
        self.machine.state(role)
    }
}

#[cfg(test)]
mod tests {
    use super::super::DEFAULT_MAX_INCOMPLETE_EVENT_SIZE;
    use super::*;

    fn server() -> Connection<&'static [u8]> {
        let mut server = Connection::<&[u8]>::new(Role::Server, DEFAULT_MAX_INCOMPLETE_EVENT_SIZE);
        server.receive(b"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx").unwrap();
        server
    }

    #[test]
    fn what_is_extracted_counts_once_it_is_processed() {
        let mut server = server();
        server.extract(|event| assert!(matches!(event, Event::Request { .. }))).unwrap();
        assert_eq!(server.state(Role::Client), State::Idle);
        let facts = Facts::default().framed(Some(1), false);
        let head = Head { is_old: false, facts: &facts };
        server.process_step(Role::Client, Step::Request(Method::Other, &head), None).unwrap();
        assert_eq!(server.state(Role::Client), State::SendBody);
        server
            .extract(|event| {
                assert!(matches!(event, Event::Data { data, .. } if data.bytes == b"x"))
            })
            .unwrap();
        server.process_step(Role::Client, Step::Data, None).unwrap();
        server.extract(|event| assert!(matches!(event, Event::EndOfMessage { .. }))).unwrap();
        server.process_step(Role::Client, Step::EndOfMessage, None).unwrap();
        assert_eq!(server.state(Role::Client), State::Done);
    }

    #[test]
    fn a_failure_to_extract_leaves_the_states_alone() {
        let mut server = Connection::<&[u8]>::new(Role::Server, 0);
        server.receive(b"\x16\x03").unwrap();
        assert!(server.extract(|_| ()).is_err());
        assert_eq!(server.state(Role::Client), State::Idle);
        server.process_failure(Role::Client);
        assert_eq!(server.state(Role::Client), State::Error);
    }
}
