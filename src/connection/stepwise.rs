//! The single steps of the calls, for programs that replace one of them.

use super::Connection;
use super::event::Event;
use crate::body::{BodyReader, BodyWriter, DataFraming, Framing, MethodKind};
use crate::error::Result;
use crate::fields::{FieldSection, FieldSummary};
use crate::parser::receive_buffer::ReceiveBuffer;
use crate::policy::SectionContext;
use crate::state::{EventKind, Machine, ProtocolSwitch, Role};

/// An event of either side: the parts that affect the connection.
#[derive(Debug, Clone, Copy)]
pub enum Step<'a> {
    /// The head of a request.
    Request(&'a [u8], &'a Head<'a>),
    /// The head of an informational response.
    Informational(&'a Head<'a>),
    /// The head of a final response with this status code.
    Response(u16, &'a Head<'a>),
    /// A piece of content.
    Data,
    /// The end of a message.
    EndOfMessage,
    /// The end of one direction of the connection.
    ConnectionClosed,
}

/// What requests and responses have in common.
#[derive(Debug, Clone, Copy)]
pub struct Head<'a> {
    /// Whether the version is one before 1.1.
    pub is_pre_http_1_1: bool,
    /// What the fields mean.
    pub summary: &'a FieldSummary,
}

impl<S: AsRef<[u8]>> Connection<S> {
    /// Reads the next event as [`Self::next_event`] does, but without changing the states, which
    /// [`Self::process_step`] does.
    pub fn extract<R>(&mut self, emit: impl FnOnce(Event<'_, S>) -> R) -> Result<R> {
        let machine = self.machine.clone();
        let method_text = self.method_text.clone();
        let (method_kind, peer_is_pre_http_1_1) = (self.method_kind, self.peer_is_pre_http_1_1);
        let is_waiting = self.client_is_waiting_for_100_continue;
        let outcome = self.next_event(emit);
        self.machine = machine;
        self.method_text = method_text;
        (self.method_kind, self.peer_is_pre_http_1_1) = (method_kind, peer_is_pre_http_1_1);
        self.client_is_waiting_for_100_continue = is_waiting;
        outcome
    }

    /// Processes an event of `role`, with the switch that it accepts, if any.
    pub fn process_step(
        &mut self,
        role: Role,
        step: Step<'_>,
        accepts: Option<ProtocolSwitch>,
    ) -> Result<()> {
        match step {
            Step::Request(method, head) => {
                let kind = MethodKind::from(method);
                self.process_request(role, kind, head.is_pre_http_1_1, head.summary)?;
                self.method_text.set(method)
            }
            Step::Informational(head) => {
                self.process_informational(role, head.is_pre_http_1_1, accepts)
            }
            Step::Response(status, head) => {
                self.process_response(role, status, head.is_pre_http_1_1, head.summary, accepts)
            }
            Step::Data => self.process_data(role),
            Step::EndOfMessage => self.process(role, EventKind::EndOfMessage),
            Step::ConnectionClosed => self.process(role, EventKind::ConnectionClosed),
        }
    }

    /// Whether a request with this head asks to switch protocols.
    pub fn step_proposes_upgrade(&self, head: &Head<'_>) -> bool {
        self.proposes_upgrade(head.is_pre_http_1_1, head.summary)
    }

    /// Notes the effects of an event of `role` other than those on the states, which the caller
    /// has changed.
    pub fn note_step(&mut self, role: Role, step: Step<'_>) -> Result<()> {
        match step {
            Step::Request(method, head) => {
                let kind = MethodKind::from(method);
                self.note_request(role, kind, head.is_pre_http_1_1, head.summary);
                self.method_text.set(method)?;
            }
            Step::Informational(head) => self.note_informational(role, head.is_pre_http_1_1),
            Step::Response(status, head) => {
                self.note_response(role, status, head.is_pre_http_1_1, head.summary);
            }
            Step::Data | Step::EndOfMessage if role == Role::Client => {
                self.client_is_waiting_for_100_continue = false;
            }
            Step::Data | Step::EndOfMessage | Step::ConnectionClosed => {}
        }
        Ok(())
    }

    /// Replaces the states of both sides.
    pub fn set_machine(&mut self, machine: Machine) {
        self.machine = machine;
    }

    /// The method of this cycle's request.
    pub fn request_method(&self) -> Option<&[u8]> {
        self.method_kind.map(|_| self.method_text.as_bytes())
    }

    /// Sets what [`Self::request_method`] returns.
    pub fn set_request_method(&mut self, method: Option<&[u8]>) -> Result<()> {
        self.method_kind = method.map(MethodKind::from);
        self.method_text.set(method.unwrap_or_default())
    }

    /// The framing of the content that one side has still to send.
    pub fn body_left(&self, role: Role) -> Framing {
        let writer = self.writer.as_ref().filter(|_| role == self.our_role);
        let reader = self.reader.as_ref().filter(|_| role != self.our_role);
        match (writer, reader) {
            (Some(BodyWriter::ContentLength(rest)), _) => {
                Framing::ContentLength(rest.get().try_into().unwrap_or(0))
            }
            (_, Some(BodyReader::ContentLength { remaining, .. })) => {
                Framing::ContentLength(remaining.get())
            }
            (Some(BodyWriter::Chunked), _) | (_, Some(BodyReader::Chunked { .. })) => {
                Framing::Chunked
            }
            _ => Framing::CloseDelimited,
        }
    }

    /// The largest number of bytes that may be buffered for an incomplete event.
    pub fn max_incomplete_event_size(&self) -> i64 {
        self.max_incomplete_event_size
    }

    /// Sets what [`Self::max_incomplete_event_size`] returns.
    pub fn set_max_incomplete_event_size(&mut self, size: i64) {
        self.max_incomplete_event_size = size;
    }

    /// Replaces what has been received and not read.
    pub fn set_unread(&mut self, bytes: &[u8]) -> Result<()> {
        let mut buffer = ReceiveBuffer::default();
        buffer.extend(bytes)?;
        self.buffer = buffer;
        Ok(())
    }

    /// Sets whether the peer will send no more.
    pub fn set_received_eof(&mut self, eof: bool) {
        self.received_eof = eof;
    }

    /// Checks a section to send against the policy.
    pub fn check_step(&self, context: &SectionContext<'_>) -> Result<()> {
        self.check_sent(context.section, || context.answering(self.answers_connect()))
    }

    /// A copy of the writer of content. [`Self::set_writer`] stores it back.
    pub fn writer(&self) -> BodyWriter {
        self.writer.clone().unwrap_or(BodyWriter::CloseDelimited)
    }

    /// Replaces the writer with one that [`Self::writer`] returned.
    pub fn set_writer(&mut self, writer: BodyWriter) {
        self.writer = Some(writer);
    }

    /// Writes a piece of content with the writer that [`Self::writer`] returned before its
    /// length was known. Content that is sent while a program computes the length is not counted.
    pub fn write_data(&mut self, mut writer: BodyWriter, len: usize) -> Result<DataFraming> {
        let written = writer.send_data(len);
        self.writer = Some(writer);
        if written.is_err() {
            self.fail(self.our_role);
        }
        written
    }

    /// Writes the end of a message. Returns whether a last chunk and the trailer section must
    /// be sent.
    pub fn write_end(&self, trailers: FieldSection<'_>) -> Result<bool> {
        let has_trailers = !trailers.index.is_empty();
        self.writer.as_ref().map_or(Ok(false), |writer| writer.end(has_trailers))
    }
}

#[cfg(test)]
mod tests {
    use super::super::DEFAULT_MAX_INCOMPLETE_EVENT_SIZE;
    use super::*;
    use crate::fields::FieldIndex;
    use crate::policy::SectionKind;
    use crate::serializer::{Amendment, FramingRewrite};
    use crate::state::State;

    fn server() -> Connection<&'static [u8]> {
        let mut server = Connection::<&[u8]>::new(Role::Server, DEFAULT_MAX_INCOMPLETE_EVENT_SIZE);
        server.receive(b"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx").unwrap();
        server
    }

    #[test]
    fn what_is_extracted_counts_once_it_is_processed() {
        let mut server = server();
        server.extract(|event| assert!(matches!(event, Event::Request { .. }))).unwrap();
        assert_eq!(server.machine().state(Role::Client), State::Idle);
        let summary = FieldSummary::default().with_framing(Some(1), false);
        let head = Head { is_pre_http_1_1: false, summary: &summary };
        server.process_step(Role::Client, Step::Request(b"PUT", &head), None).unwrap();
        assert_eq!(server.machine().state(Role::Client), State::SendBody);
        server
            .extract(|event| {
                assert!(matches!(event, Event::Data { data, .. } if data.bytes == b"x"));
            })
            .unwrap();
        server.process_step(Role::Client, Step::Data, None).unwrap();
        server.extract(|event| assert!(matches!(event, Event::EndOfMessage { .. }))).unwrap();
        server.process_step(Role::Client, Step::EndOfMessage, None).unwrap();
        assert_eq!(server.machine().state(Role::Client), State::Done);
    }

    #[test]
    fn a_failure_to_extract_leaves_the_states_alone() {
        let mut server = Connection::<&[u8]>::new(Role::Server, 0);
        server.receive(b"\x16\x03").unwrap();
        assert!(server.extract(|_| ()).is_err());
        assert_eq!(server.machine().state(Role::Client), State::Idle);
        server.fail(Role::Client);
        assert_eq!(server.machine().state(Role::Client), State::Error);
    }

    /// A server that has read a request of this version, a step at a time.
    fn asked(old: bool) -> Connection<&'static [u8]> {
        let mut server = server();
        server.extract(|_| ()).unwrap();
        let summary = FieldSummary::default();
        let head = Head { is_pre_http_1_1: old, summary: &summary };
        let step = Step::Request(b"PUT", &head);
        server.process_step(Role::Client, step, None).unwrap();
        server.process_step(Role::Client, Step::EndOfMessage, None).unwrap();
        server
    }

    #[test]
    fn a_response_is_sent_in_steps() {
        let no_fields = FieldIndex::default();
        let no_fields = FieldSection { index: &no_fields, bytes: b"" };
        for (old, framing, written) in
            [(false, FramingRewrite::SetChunked, true), (true, FramingRewrite::Strip, false)]
        {
            let mut server = asked(old);
            let context = SectionContext::outbound(SectionKind::Response, no_fields);
            assert_eq!(server.check_step(&context), Ok(()));
            let given = FieldSummary::default();
            assert_eq!(server.amend_response(200, &given), Amendment { framing, close: old });
            let summary = given.with_framing(None, !old);
            let head = Head { is_pre_http_1_1: false, summary: &summary };
            server.process_step(Role::Server, Step::Informational(&head), None).unwrap();
            server.process_step(Role::Server, Step::Response(200, &head), None).unwrap();
            server.process_step(Role::Server, Step::Data, None).unwrap();
            let expected = if written { DataFraming::Chunk } else { DataFraming::Identity };
            assert_eq!(server.write_data(server.writer(), 5), Ok(expected));
            server.process_step(Role::Server, Step::EndOfMessage, None).unwrap();
            assert_eq!(server.write_end(no_fields), Ok(written));
            let closed = server.process_step(Role::Server, Step::ConnectionClosed, None);
            assert_eq!((closed, server.machine().state(Role::Server)), (Ok(()), State::Closed));
        }
    }

    #[test]
    fn content_may_be_written_by_another() {
        let mut server = asked(false);
        assert!(server.send_unwritten_data().is_err(), "no head has been sent");
        let mut server = asked(false);
        let no_fields = FieldIndex::default();
        let no_fields = FieldSection { index: &no_fields, bytes: b"" };
        assert!(matches!(server.writer(), BodyWriter::CloseDelimited), "there is none yet");
        server.set_writer(BodyWriter::Chunked);
        assert!(matches!(server.writer(), BodyWriter::Chunked));
        let summary = FieldSummary::default().with_framing(Some(3), false);
        let head = Head { is_pre_http_1_1: false, summary: &summary };
        server.process_step(Role::Server, Step::Response(200, &head), None).unwrap();
        server.send_unwritten_data().unwrap();
        assert_eq!(server.machine().state(Role::Server), State::SendBody);
        server.send_unwritten_end(no_fields).unwrap();
        assert_eq!(
            server.machine().state(Role::Server),
            State::Done,
            "nobody counts the content here"
        );
    }

    #[test]
    fn what_is_noted_moves_no_state() {
        let mut server = server();
        let mut summary = FieldSummary::default().with_framing(Some(3), false);
        summary.expect_continue = true;
        let head = Head { is_pre_http_1_1: false, summary: &summary };
        server.note_step(Role::Client, Step::Request(b"PUT", &head)).unwrap();
        assert_eq!(server.request_method(), Some(&b"PUT"[..]));
        assert_eq!(server.machine().state(Role::Client), State::Idle);
        assert!(server.client_is_waiting_for_100_continue());
        server.note_step(Role::Server, Step::Data).unwrap();
        assert!(server.client_is_waiting_for_100_continue(), "it is the client that waits");
        server.note_step(Role::Client, Step::Data).unwrap();
        assert!(!server.client_is_waiting_for_100_continue());
        server.set_client_is_waiting_for_100_continue(true);
        server.note_step(Role::Server, Step::Informational(&head)).unwrap();
        assert!(!server.client_is_waiting_for_100_continue());
        server.set_client_is_waiting_for_100_continue(true);
        server.note_step(Role::Server, Step::Response(200, &head)).unwrap();
        assert!(!server.client_is_waiting_for_100_continue());
        server.set_request_method(None).unwrap();
        assert_eq!(server.request_method(), None);
        assert!(!server.step_proposes_upgrade(&head));
    }

    #[test]
    fn what_is_left_of_the_content() {
        let mut server = server();
        assert_eq!(server.body_left(Role::Server), Framing::CloseDelimited);
        server.next_event(|_| ()).unwrap();
        assert_eq!(server.body_left(Role::Client), Framing::ContentLength(1));
        server.set_writer(BodyWriter::Chunked);
        assert_eq!(server.body_left(Role::Server), Framing::Chunked);
        server.set_writer(BodyWriter::new(Framing::ContentLength(5)));
        assert_eq!(server.body_left(Role::Server), Framing::ContentLength(5));
        assert_eq!(server.body_left(Role::Client), Framing::ContentLength(1));
    }

    #[test]
    fn a_program_may_set_what_was_received() {
        let mut server = server();
        server.set_unread(b"\r\n").unwrap();
        assert_eq!(server.trailing_data(), (&b"\r\n"[..], false));
        server.set_received_eof(true);
        assert_eq!(server.trailing_data(), (&b"\r\n"[..], true));
        server.set_max_incomplete_event_size(5);
        assert_eq!(server.max_incomplete_event_size(), 5);
        let mut machine = Machine::default();
        machine.fail(Role::Client);
        server.set_machine(machine);
        assert_eq!(server.machine().state(Role::Client), State::Error);
    }
}
