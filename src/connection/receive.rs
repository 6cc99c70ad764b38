//! Receiving: bytes to events.

use super::Connection;
use super::event::{Event, ReceivedFields};
use super::head::ReceivedLine;
use super::version::is_pre_http_1_1;
use crate::body::BodyEvent;
use crate::error::{Code, Error, Excerpt, Result};
use crate::grammar::lines::cannot_start_message;
use crate::parser::field_lines::Declined;
use crate::parser::head::{Head, RequestLine, StatusLine};
use crate::parser::receive_buffer::View;
use crate::state::{EventKind, Role, State};

/// The largest head that the fast path parses, in bytes: nearly none is larger.
const FAST_PATH_MAX: usize = 64 << 10;

impl<S: AsRef<[u8]>> Connection<S> {
    /// Buffers a received segment.
    pub fn receive(&mut self, segment: S) -> Result<()> {
        if self.received_eof { Err(Error::ReceivedAfterEof) } else { self.buffer.push(segment) }
    }

    /// Records that the peer has closed its stream.
    pub fn receive_eof(&mut self) {
        self.received_eof = true;
    }

    /// Records that an event was lost, because the program could not convert it. No other event
    /// can be emitted: the peer's state is ERROR.
    pub fn receive_failed(&mut self) {
        self.fail(self.their_role());
    }

    /// Reads the next event and passes it to `emit`.
    ///
    /// After an error the peer's state is ERROR, and every further call fails.
    #[inline]
    pub fn next_event<R>(&mut self, emit: impl FnOnce(Event<'_, S>) -> R) -> Result<R> {
        let their_role = self.their_role();
        let outcome = match (their_role, self.machine.state(their_role)) {
            (_, State::Error) => return Err(Error::PeerErrorState),
            (_, State::MightSwitchProtocol | State::SwitchedProtocol) => Ok(emit(Event::Paused)),
            (_, State::Done) if !self.buffer.is_empty() => Ok(emit(Event::Paused)),
            (_, State::SendBody) => self.next_body_event(their_role, emit),
            (Role::Client, State::Idle) => self.next_message::<RequestLine, R>(emit),
            (Role::Server, State::Idle | State::SendResponse) => self.next_response(emit),
            _ if self.buffer.is_empty() => self.need_data_or_eof(emit),
            _ => Err(Error::DataAfterEnd),
        };
        if outcome.is_err() {
            self.fail(their_role);
        }
        outcome
    }

    #[inline]
    fn next_message<L: ReceivedLine<S>, R>(
        &mut self,
        emit: impl FnOnce(Event<'_, S>) -> R,
    ) -> Result<R> {
        if self.policy.checks_first_bytes && !self.check_first_bytes()? {
            return self.need_data_or_eof(emit);
        }
        self.next_head::<L, R>(emit)
    }

    fn next_response<R>(&mut self, emit: impl FnOnce(Event<'_, S>) -> R) -> Result<R> {
        if self.policy.leniency.empty_lines {
            self.skip_empty_lines(true);
            if self.buffer.unread() == b"\r" {
                return self.need_data_or_eof(emit);
            }
        }
        self.next_message::<StatusLine, R>(emit)
    }

    /// Parses a head and emits it. The end of the head is only searched for if the fast path
    /// declines it, which is rare.
    #[inline]
    fn next_head<L: ReceivedLine<S>, R>(
        &mut self,
        emit: impl FnOnce(Event<'_, S>) -> R,
    ) -> Result<R> {
        let mut declined = Declined::Incomplete;
        if !self.buffer.scan_in_progress() {
            let mut head = Head::<L>::default();
            match head.parse_fast(self.fast_path_window()) {
                Ok(len) => return self.emit_head(len, &mut head, emit),
                Err(reason) => declined = reason,
            }
        } // drops the head, whose partly filled index may be large
        let Some(len) = self.find_head()? else {
            return self.need_data_or_eof(emit);
        };
        let parse = match declined {
            Declined::Incomplete => Head::<L>::parse,
            Declined::General => Head::<L>::parse_general,
        };
        match parse(self.buffer.view(len).bytes, self.policy.leniency) {
            Ok(mut head) => self.emit_head(len, &mut head, emit),
            Err(error) => self.consume_and_fail(len, error),
        }
    }

    #[inline]
    fn emit_head<L: ReceivedLine<S>, R>(
        &mut self,
        len: usize,
        head: &mut Head<L>,
        emit: impl FnOnce(Event<'_, S>) -> R,
    ) -> Result<R> {
        let bytes = self.buffer.view(len).bytes;
        let pre_http_1_1 = is_pre_http_1_1(head.start.version(bytes));
        let checked = self
            .policy
            .check_received(|| L::context(head, bytes, pre_http_1_1, self.answers_connect()));
        let processed = checked.and_then(|()| L::process(head, self, pre_http_1_1));
        self.emit_event(len, processed, |view| emit(L::event(head, view)))
    }

    fn next_body_event<R>(
        &mut self,
        their_role: Role,
        emit: impl FnOnce(Event<'_, S>) -> R,
    ) -> Result<R> {
        let Some(reader) = &mut self.reader else {
            return self.need_data_or_eof(emit);
        };
        match reader.read(&mut self.buffer, their_role, &self.policy) {
            Err(error) => Err(error),
            Ok(BodyEvent::NeedData) => self.need_data_or_eof(emit),
            Ok(BodyEvent::Data { len, chunk_start, chunk_end }) => {
                let processed = self.process_data(their_role);
                self.emit_event(len, processed, |data| {
                    emit(Event::Data { data, chunk_start, chunk_end })
                })
            }
            Ok(BodyEvent::End { len, mut trailers }) => {
                let processed = self.process(their_role, EventKind::EndOfMessage);
                self.emit_event(len, processed, |view| {
                    let trailers = trailers.as_deref_mut();
                    let trailers = trailers.map(|parsed| ReceivedFields { view, parsed });
                    emit(Event::EndOfMessage { trailers })
                })
            }
        }
    }

    /// Emits an event of the first `len` bytes, if it could be processed, and consumes them
    /// in either case. Should `emit` panic, the peer's state stays ERROR.
    #[inline]
    fn emit_event<R>(
        &mut self,
        len: usize,
        processed: Result<()>,
        emit: impl FnOnce(View<'_, S>) -> R,
    ) -> Result<R> {
        if let Err(error) = processed {
            return self.consume_and_fail(len, error);
        }
        let their_role = self.their_role();
        let state = self.machine.replace(their_role, State::Error);
        let outcome = emit(self.buffer.view(len));
        self.machine.replace(their_role, state);
        if len > 0 {
            self.buffer.consume(len);
        }
        Ok(outcome)
    }

    #[cold]
    fn consume_and_fail<R>(&mut self, len: usize, error: Error) -> Result<R> {
        self.buffer.consume(len);
        Err(error)
    }

    /// The length of the buffered head, once it is complete.
    #[inline]
    fn find_head(&mut self) -> Result<Option<usize>> {
        let found = self.buffer.find_section();
        if found.is_none() && cannot_start_message(self.buffer.unread()) {
            return Err(Error::NotHttp(Excerpt::of(self.buffer.unread())));
        }
        let head = self.buffer.view(found.unwrap_or(usize::MAX)).bytes;
        self.policy.limits().check_head(head, self.our_role == Role::Server)?;
        Ok(found)
    }

    /// The prefix that the fast path may parse: at most `max_head_size`, and at most
    /// [`FAST_PATH_MAX`], so that a failed attempt stays cheap.
    #[inline]
    fn fast_path_window(&self) -> &[u8] {
        self.buffer.view(self.policy.limits().max_head_size.min(FAST_PATH_MAX)).bytes
    }

    /// Skips empty lines where no response is expected (RFC 9112 section 2.2), and rejects what
    /// cannot begin a message, however much of it has been received. Returns false while that is
    /// unknown.
    fn check_first_bytes(&mut self) -> Result<bool> {
        let expects_response = self.machine.state(Role::Server) == State::SendResponse;
        let is_unsolicited = self.our_role == Role::Client && !expects_response;
        if self.our_role == Role::Server || is_unsolicited {
            self.skip_empty_lines(false);
        }
        match self.buffer.unread() {
            [] => Ok(false),
            _ if self.preceded_request => Err(Error::Policy(Code::UnsolicitedResponse, None)),
            [b'\r'] => Ok(false),
            _ if is_unsolicited => Err(Error::Policy(Code::UnsolicitedResponse, None)),
            // The parser reports that a start line is missing.
            [b'\n', ..] | [b'\r', b'\n', ..] => Ok(true),
            received if cannot_start_message(received) => {
                // The bytes that show it, however many have been received.
                let len = if received.starts_with(b"\r") { 2 } else { 1 };
                Err(Error::NotHttp(Excerpt::of(received.get(..len).unwrap_or(received))))
            }
            _ => Ok(true),
        }
    }

    /// We have sent a request: what has been received before it is not its response (RFC 9112
    /// section 9.2).
    pub(super) fn note_received_before_request(&mut self) {
        self.skip_empty_lines(false);
        self.preceded_request |= !self.buffer.is_empty();
    }

    /// Skips empty lines, which end in CRLF or, with `bare_lf`, in LF.
    #[inline]
    fn skip_empty_lines(&mut self, bare_lf: bool) {
        loop {
            match self.buffer.unread() {
                [b'\r', b'\n', ..] => self.buffer.consume(b"\r\n".len()),
                [b'\n', ..] if bare_lf => self.buffer.consume(b"\n".len()),
                _ => return,
            }
        }
    }

    /// Called if no complete event is buffered. Emits NEED_DATA or the end of the connection, or
    /// fails if no event can follow.
    #[inline]
    fn need_data_or_eof<R>(&mut self, emit: impl FnOnce(Event<'_, S>) -> R) -> Result<R> {
        if self.received_eof && self.buffer.is_empty() {
            return self.end_of_connection(emit);
        }
        let size = i64::try_from(self.buffer.len()).unwrap_or(i64::MAX);
        if size > self.max_incomplete_event_size {
            return Err(Error::HeadTooLarge);
        }
        if self.received_eof {
            return Err(Error::UnexpectedClose);
        }
        Ok(emit(Event::NeedData))
    }

    fn end_of_connection<R>(&mut self, emit: impl FnOnce(Event<'_, S>) -> R) -> Result<R> {
        let their_role = self.their_role();
        match (self.machine.state(their_role), &self.reader) {
            (State::SendBody, Some(reader)) => {
                reader.read_eof(self.policy.leniency)?;
                self.process(their_role, EventKind::EndOfMessage)?;
                Ok(emit(Event::EndOfMessage { trailers: None }))
            }
            _ => {
                self.process(their_role, EventKind::ConnectionClosed)?;
                Ok(emit(Event::ConnectionClosed))
            }
        }
    }
}
