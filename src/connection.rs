//! One end of a connection: the way of the data, in both directions.
//!
//! ```text
//! receive → buffer → head parser or body reader → state machine → event
//! send    → state machine → framing → what goes on the wire
//! ```

use crate::error::{Error, Result};
use crate::event::{Event, ReceivedFields, part};
use crate::framing::{BodyReader, BodyWriter, DataFraming, Framing, Method, Read};
use crate::headers::Facts;
use crate::parser::buffer::{ReceiveBuffer, View};
use crate::parser::fields::ParsedFields;
use crate::parser::head::{is_hopeless, parse_request_head, parse_response_head};
use crate::state::{EventKind, Machine, Role, State, Switch};
use crate::wire::{Amendment, FramingFields};

/// The size limit that a connection has unless it is given another one.
pub const DEFAULT_MAX_INCOMPLETE_EVENT_SIZE: i64 = 16 * 1024;

/// One end of an HTTP/1.1 connection. `S` is what received segments come in.
#[derive(Debug)]
pub struct Connection<S> {
    our_role: Role,
    max_incomplete_event_size: i64,
    machine: Machine,
    buffer: ReceiveBuffer<S>,
    received_eof: bool,
    reader: Option<BodyReader>,
    writer: Option<BodyWriter>,
    /// The method of this cycle's request.
    request: Option<Method>,
    /// Whether the peer's last message was of a version before 1.1; None while
    /// it has sent none.
    peer_is_old: Option<bool>,
    client_is_waiting_for_100_continue: bool,
}

/// Bytes arrived after the end of the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReceivedAfterEof;

/// HTTP versions are compared as text, as h11 does.
fn is_old(version: &[u8]) -> bool {
    version < b"1.1".as_slice()
}

impl<S: AsRef<[u8]>> Connection<S> {
    /// A fresh connection. The limit is in bytes.
    pub fn new(our_role: Role, max_incomplete_event_size: i64) -> Connection<S> {
        Connection {
            our_role,
            max_incomplete_event_size,
            machine: Machine::default(),
            buffer: ReceiveBuffer::default(),
            received_eof: false,
            reader: None,
            writer: None,
            request: None,
            peer_is_old: None,
            client_is_waiting_for_100_continue: false,
        }
    }

    /// The role of this end.
    pub fn our_role(&self) -> Role {
        self.our_role
    }

    /// The role of the other end.
    pub fn their_role(&self) -> Role {
        self.our_role.peer()
    }

    /// The states of both ends, and what couples them.
    pub fn machine(&self) -> &Machine {
        &self.machine
    }

    /// Whether the client has announced content and waits for leave to send it.
    pub fn client_is_waiting_for_100_continue(&self) -> bool {
        self.client_is_waiting_for_100_continue
    }

    /// Sets what [`Self::client_is_waiting_for_100_continue`] returns.
    pub fn set_client_is_waiting_for_100_continue(&mut self, waiting: bool) {
        self.client_is_waiting_for_100_continue = waiting;
    }

    /// Sets the version that the peer is taken to speak.
    pub fn set_peer_version(&mut self, version: Option<&[u8]>) {
        self.peer_is_old = version.map(is_old);
    }

    /// What has been received and not read, and whether the end has come after it.
    pub fn trailing_data(&self) -> (&[u8], bool) {
        (self.buffer.unread(), self.received_eof)
    }

    // ---- Receiving --------------------------------------------------------

    /// Takes a segment that has arrived.
    pub fn receive(&mut self, segment: S) -> std::result::Result<(), ReceivedAfterEof> {
        self.refuse_after_eof()?;
        self.buffer.push(segment);
        Ok(())
    }

    /// Takes a copy of bytes that have arrived.
    pub fn receive_copy(&mut self, bytes: &[u8]) -> std::result::Result<(), ReceivedAfterEof> {
        self.refuse_after_eof()?;
        self.buffer.extend(bytes);
        Ok(())
    }

    /// The peer will send no more.
    pub fn receive_eof(&mut self) {
        self.received_eof = true;
    }

    fn refuse_after_eof(&self) -> std::result::Result<(), ReceivedAfterEof> {
        match self.received_eof {
            true => Err(ReceivedAfterEof),
            false => Ok(()),
        }
    }

    /// Reads the next event and shows it to `tell`.
    ///
    /// After an error the peer's state is ERROR, and every further call fails.
    #[inline]
    pub fn next_event<R>(&mut self, tell: impl FnOnce(Event<'_, S>) -> R) -> Result<R> {
        let their_role = self.their_role();
        let told = match (their_role, self.machine.state(their_role)) {
            (_, State::Error) => return Err(Error::PeerInError),
            (_, State::MightSwitchProtocol | State::SwitchedProtocol) => Ok(tell(Event::Paused)),
            (_, State::Done) if !self.buffer.is_empty() => Ok(tell(Event::Paused)),
            (_, State::SendBody) => self.next_of_body(their_role, tell),
            (Role::Client, State::Idle) => self.next_request(tell),
            (Role::Server, State::Idle | State::SendResponse) => self.next_response(tell),
            _ if self.buffer.is_empty() => self.no_event_yet(tell),
            _ => Err(Error::DataAfterEnd),
        };
        if told.is_err() {
            self.fail(their_role);
        }
        told
    }

    fn next_request<R>(&mut self, tell: impl FnOnce(Event<'_, S>) -> R) -> Result<R> {
        let Some(len) = self.find_head()? else {
            return self.no_event_yet(tell);
        };
        let parsed = parse_request_head(self.buffer.view(len).bytes).and_then(|head| {
            let bytes = self.buffer.unread();
            let method = Method::from(part(bytes, head.method.clone()));
            let old = is_old(part(bytes, head.version.clone()));
            self.process_request(Role::Client, method, old, head.fields.table.facts())?;
            Ok(head)
        });
        self.tell_and_consume(len, parsed, |head, view| {
            tell(Event::Request {
                method: part(view.bytes, head.method),
                target: part(view.bytes, head.target),
                version: part(view.bytes, head.version),
                fields: ReceivedFields { view, parsed: head.fields },
            })
        })
    }

    fn next_response<R>(&mut self, tell: impl FnOnce(Event<'_, S>) -> R) -> Result<R> {
        let Some(len) = self.find_head()? else {
            return self.no_event_yet(tell);
        };
        let parsed = parse_response_head(self.buffer.view(len).bytes).and_then(|head| {
            let old = is_old(part(self.buffer.unread(), head.version.clone()));
            let (status, facts) = (head.status, head.fields.table.facts());
            match status {
                100..=199 => self.process_informational(Role::Server, status, old)?,
                _ => self.process_response(Role::Server, status, old, facts)?,
            }
            Ok(head)
        });
        self.tell_and_consume(len, parsed, |head, view| {
            tell(Event::Response {
                status: head.status,
                version: part(view.bytes, head.version),
                reason: part(view.bytes, head.reason),
                fields: ReceivedFields { view, parsed: head.fields },
            })
        })
    }

    fn next_of_body<R>(
        &mut self,
        their_role: Role,
        tell: impl FnOnce(Event<'_, S>) -> R,
    ) -> Result<R> {
        let read = match &mut self.reader {
            Some(reader) => reader.read(&mut self.buffer)?,
            None => Read::NeedData,
        };
        match read {
            Read::NeedData => self.no_event_yet(tell),
            Read::Data { len, chunk_start, chunk_end } => {
                let processed = self.process(their_role, EventKind::Data);
                self.tell_and_consume(len, processed, |(), data| {
                    tell(Event::Data { data, chunk_start, chunk_end })
                })
            }
            Read::End { len, trailers } => {
                let processed = self.process(their_role, EventKind::EndOfMessage);
                self.tell_and_consume(len, processed, |(), view| {
                    tell(Event::EndOfMessage {
                        trailers: ReceivedFields { view, parsed: trailers },
                    })
                })
            }
        }
    }

    /// The bytes of an event are read, whether it can be told or not.
    #[inline]
    fn tell_and_consume<T, R>(
        &mut self,
        len: usize,
        event: Result<T>,
        tell: impl FnOnce(T, View<'_, S>) -> R,
    ) -> Result<R> {
        let told = event.map(|event| tell(event, self.buffer.view(len)));
        if len > 0 {
            self.buffer.consume(len);
        }
        told
    }

    /// The length of the head at hand, once it is complete.
    #[inline]
    fn find_head(&mut self) -> Result<Option<usize>> {
        match self.buffer.find_section() {
            None if is_hopeless(self.buffer.unread()) => Err(Error::NotAnHttpMessage),
            found => Ok(found),
        }
    }

    /// The bytes at hand make no event: is that for good?
    #[inline]
    fn no_event_yet<R>(&mut self, tell: impl FnOnce(Event<'_, S>) -> R) -> Result<R> {
        if self.received_eof && self.buffer.is_empty() {
            return self.end_of_connection(tell);
        }
        let size = i64::try_from(self.buffer.len()).unwrap_or(i64::MAX);
        if size > self.max_incomplete_event_size {
            return Err(Error::HeadTooLarge);
        }
        if self.received_eof {
            return Err(Error::UnexpectedClose);
        }
        Ok(tell(Event::NeedData))
    }

    fn end_of_connection<R>(&mut self, tell: impl FnOnce(Event<'_, S>) -> R) -> Result<R> {
        let their_role = self.their_role();
        match (self.machine.state(their_role), &self.reader) {
            (State::SendBody, Some(reader)) => {
                reader.read_eof()?;
                self.process(their_role, EventKind::EndOfMessage)?;
                let trailers =
                    ReceivedFields { view: self.buffer.view(0), parsed: ParsedFields::default() };
                Ok(tell(Event::EndOfMessage { trailers }))
            }
            _ => {
                self.process(their_role, EventKind::ConnectionClosed)?;
                Ok(tell(Event::ConnectionClosed))
            }
        }
    }

    // ---- Sending ----------------------------------------------------------

    /// Sends the head of a request.
    pub fn send_request(&mut self, method: &[u8], version: &[u8], facts: &Facts) -> Result<()> {
        self.send(|this, role| {
            this.process_request(role, Method::from(method), is_old(version), facts)?;
            speak_http_1_1(version)
        })
    }

    /// Sends the head of an informational response.
    pub fn send_informational(&mut self, status: u16, version: &[u8]) -> Result<()> {
        self.send(|this, role| {
            this.process_informational(role, status, is_old(version))?;
            speak_http_1_1(version)
        })
    }

    /// Sends the head of a final response, and says what must be put right in
    /// its fields first.
    pub fn send_response(
        &mut self,
        status: u16,
        version: &[u8],
        facts: &Facts,
    ) -> Result<Amendment> {
        self.send(|this, role| {
            let amendment = this.amend_response(status, facts);
            let mut amended = facts.clone();
            if amendment.framing != FramingFields::AsGiven {
                amended.content_length = None;
                amended.chunked = amendment.framing == FramingFields::Chunked;
            }
            amended.close |= amendment.close;
            this.process_response(role, status, is_old(version), &amended)?;
            speak_http_1_1(version)?;
            Ok(amendment)
        })
    }

    /// Sends a piece of content. Where the answer is [`DataFraming::Counted`],
    /// [`Self::count_data`] must be called next, with what the answer says.
    pub fn send_data(&mut self) -> Result<DataFraming> {
        self.send(|this, role| {
            this.process(role, EventKind::Data)?;
            // The machine allows data only where a writer is.
            Ok(this.writer.as_ref().map_or(DataFraming::Bare, BodyWriter::data_framing))
        })
    }

    /// Counts the bytes of a piece of content against the Content-Length.
    pub fn count_data(&mut self, owed: i128, len: usize) -> Result<()> {
        let counted = self.writer.as_mut().map_or(Ok(()), |writer| writer.count(owed, len));
        if counted.is_err() {
            self.fail(self.our_role);
        }
        counted
    }

    /// Ends our message. True if a last chunk and the trailer section must go on
    /// the wire.
    pub fn send_end_of_message(&mut self, has_trailers: bool) -> Result<bool> {
        self.send(|this, role| {
            this.process(role, EventKind::EndOfMessage)?;
            this.writer.as_ref().map_or(Ok(false), |writer| writer.end(has_trailers))
        })
    }

    /// We will send no more.
    pub fn send_connection_closed(&mut self) -> Result<()> {
        self.send(|this, role| this.process(role, EventKind::ConnectionClosed))
    }

    /// The program tried to send something that is no event.
    pub fn send_unknown(&mut self, name: &str) -> Result<()> {
        self.send(|this, role| Err(this.machine.unknown_event(role, name)))
    }

    /// The program failed to send what it was given: our state is ERROR.
    pub fn send_failed(&mut self) {
        self.fail(self.our_role);
    }

    /// Begins the next cycle, once both ends are done.
    pub fn start_next_cycle(&mut self) -> Result<()> {
        self.machine.start_next_cycle()?;
        self.request = None;
        Ok(())
    }

    fn send<R>(&mut self, event: impl FnOnce(&mut Self, Role) -> Result<R>) -> Result<R> {
        let our_role = self.our_role;
        if self.machine.state(our_role) == State::Error {
            return Err(Error::WeAreInError);
        }
        let sent = event(self, our_role);
        if sent.is_err() {
            self.fail(our_role);
        }
        sent
    }

    /// A response of unknown length is chunked, or ended by closing where the
    /// client may not know better; and it says so when this is the last one. The
    /// answer to HEAD says what the answer to GET would.
    fn amend_response(&self, status: u16, facts: &Facts) -> Amendment {
        let request = self.request.map(|method| match method {
            Method::Head => Method::Other,
            method => method,
        });
        let framing = match Framing::of_response(request, status, facts) {
            Framing::ContentLength(_) => FramingFields::AsGiven,
            _ if self.peer_is_old.unwrap_or(true) => FramingFields::Removed,
            _ => FramingFields::Chunked,
        };
        let ends_by_closing =
            framing == FramingFields::Removed && self.request != Some(Method::Head);
        Amendment { framing, close: ends_by_closing || !self.machine.keep_alive() }
    }

    // ---- Both ways --------------------------------------------------------

    fn process_request(
        &mut self,
        role: Role,
        method: Method,
        old: bool,
        facts: &Facts,
    ) -> Result<()> {
        if role == Role::Client {
            if method == Method::Connect {
                self.machine.propose(Switch::Connect);
            }
            if facts.upgrade {
                self.machine.propose(Switch::Upgrade);
            }
        }
        self.process(role, EventKind::Request)?;
        self.request = Some(method);
        self.note_version(role, old);
        if facts.close || old {
            self.machine.disable_keep_alive();
        }
        if facts.expect_continue && !old {
            self.client_is_waiting_for_100_continue = true;
        }
        self.begin_body(role, Framing::of_request(facts));
        Ok(())
    }

    fn process_informational(&mut self, role: Role, status: u16, old: bool) -> Result<()> {
        let accepts = (role == Role::Server && status == 101).then_some(Switch::Upgrade);
        self.machine.process(role, EventKind::InformationalResponse, accepts)?;
        self.note_version(role, old);
        self.client_is_waiting_for_100_continue = false;
        Ok(())
    }

    fn process_response(
        &mut self,
        role: Role,
        status: u16,
        old: bool,
        facts: &Facts,
    ) -> Result<()> {
        let accepts = (role == Role::Server
            && (200..300).contains(&status)
            && self.machine.is_proposed(Switch::Connect))
        .then_some(Switch::Connect);
        self.machine.process(role, EventKind::Response, accepts)?;
        self.note_version(role, old);
        if facts.close || old {
            self.machine.disable_keep_alive();
        }
        self.client_is_waiting_for_100_continue = false;
        self.begin_body(role, Framing::of_response(self.request, status, facts));
        Ok(())
    }

    fn process(&mut self, role: Role, event: EventKind) -> Result<()> {
        self.machine.process(role, event, None)?;
        if role == Role::Client && matches!(event, EventKind::Data | EventKind::EndOfMessage) {
            self.client_is_waiting_for_100_continue = false;
        }
        Ok(())
    }

    fn note_version(&mut self, role: Role, old: bool) {
        if role == self.their_role() {
            self.peer_is_old = Some(old);
        }
    }

    fn begin_body(&mut self, role: Role, framing: Framing) {
        if self.machine.state(role) != State::SendBody {
            return;
        }
        match role == self.our_role {
            true => self.writer = Some(BodyWriter::new(framing)),
            false => self.reader = Some(BodyReader::new(framing)),
        }
    }

    fn fail(&mut self, role: Role) {
        self.machine.fail(role);
    }
}

/// Older versions are understood, not spoken.
fn speak_http_1_1(version: &[u8]) -> Result<()> {
    match version {
        b"1.1" => Ok(()),
        _ => Err(Error::VersionToSend),
    }
}
