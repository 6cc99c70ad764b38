//! Bytes in, events out.

use super::Connection;
use super::event::{Event, ReceivedFields};
use super::version::is_old;
use crate::body::{Method, Read};
use crate::error::{Error, Result};
use crate::parser::head::{
    RequestHead, ResponseHead, is_hopeless, parse_request_head, parse_response_head_tolerating,
    point_at_request_head, point_at_response_head,
};
use crate::parser::receive_buffer::View;
use crate::policy::{Message, MessageKind};
use crate::state::{EventKind, Role, State};

/// Nearly no head is larger, in bytes.
const USUAL_HEAD: usize = 64 << 10;

impl<S: AsRef<[u8]>> Connection<S> {
    /// Takes a segment that has arrived.
    pub fn receive(&mut self, segment: S) -> Result<()> {
        match self.received_eof {
            true => Err(Error::ReceivedAfterEof),
            false => self.buffer.push(segment),
        }
    }

    /// The peer will send no more.
    pub fn receive_eof(&mut self) {
        self.received_eof = true;
    }

    /// The program could not take what it was told: an event is lost, so nothing
    /// after it can be told. The peer's state is ERROR.
    pub fn receive_failed(&mut self) {
        self.fail(self.their_role());
    }

    /// Reads the next event and shows it to `tell`.
    ///
    /// After an error the peer's state is ERROR, and every further call fails.
    #[inline]
    pub fn next_event<R>(&mut self, tell: impl FnOnce(Event<'_, S>) -> R) -> Result<R> {
        let their_role = self.their_role();
        let told = match (their_role, self.machine.state(their_role)) {
            (_, State::Error) => return Err(Error::PeerErrorState),
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
        if self.policy.skips_empty_lines && self.skip_empty_lines() {
            return self.no_event_yet(tell);
        }
        let tell_head =
            |this: &mut Self, len, head: &mut _, tell| this.tell_request(len, head, tell);
        self.next_head(point_at_request_head, parse_request_head, tell_head, tell)
    }

    fn tell_request<R>(
        &mut self,
        len: usize,
        head: &mut RequestHead,
        tell: impl FnOnce(Event<'_, S>) -> R,
    ) -> Result<R> {
        let processed = self.process_received_request(len, head);
        self.tell_of(len, processed, |view| tell(Event::of_request(head, view)))
    }

    #[inline]
    fn process_received_request(&mut self, len: usize, head: &RequestHead) -> Result<()> {
        let bytes = self.buffer.view(len).bytes;
        let version = head.version.of(bytes);
        let old = is_old(version);
        let message = Message::received(MessageKind::Request, &head.fields, bytes);
        self.policy.judge_received(&message.of_version(version, old))?;
        let method = Method::from(head.method.of(bytes));
        self.process_request(Role::Client, method, old, head.fields.table.facts())
    }

    fn next_response<R>(&mut self, tell: impl FnOnce(Event<'_, S>) -> R) -> Result<R> {
        let tolerance = self.policy.tolerance;
        let parse = |head: &[u8]| parse_response_head_tolerating(head, tolerance);
        let tell_head =
            |this: &mut Self, len, head: &mut _, tell| this.tell_response(len, head, tell);
        self.next_head(point_at_response_head, parse, tell_head, tell)
    }

    fn tell_response<R>(
        &mut self,
        len: usize,
        head: &mut ResponseHead,
        tell: impl FnOnce(Event<'_, S>) -> R,
    ) -> Result<R> {
        let processed = self.process_received_response(len, head);
        self.tell_of(len, processed, |view| tell(Event::of_response(head, view)))
    }

    #[inline]
    fn process_received_response(&mut self, len: usize, head: &ResponseHead) -> Result<()> {
        let bytes = self.buffer.view(len).bytes;
        let version = head.version.of(bytes);
        let old = is_old(version);
        let message = Message::received(MessageKind::Response, &head.fields, bytes);
        let message = message.of_version(version, old).with_reason(head.reason.of(bytes));
        self.policy.judge_received(&message)?;
        match head.status {
            status @ 100..=199 => {
                let accepts = Self::accepted_by_informational(Role::Server, status);
                self.process_informational(Role::Server, old, accepts)
            }
            status => {
                let accepts = self.accepted_by_response(Role::Server, status);
                let facts = head.fields.table.facts();
                self.process_response(Role::Server, status, old, facts, accepts)
            }
        }
    }

    /// Reads a head in one of two ways, and has it told.
    #[inline]
    fn next_head<H: Default, R, T: FnOnce(Event<'_, S>) -> R>(
        &mut self,
        point_at: impl FnOnce(&[u8], &mut H) -> Option<usize>,
        parse: impl FnOnce(&[u8]) -> Result<H>,
        tell_head: impl FnOnce(&mut Self, usize, &mut H, T) -> Result<R>,
        tell: T,
    ) -> Result<R> {
        // Nearly every head arrives whole: its end is searched for only if it did not.
        let mut head = H::default();
        if !self.buffer.is_searched()
            && let Some(len) = point_at(self.usual_head(), &mut head)
        {
            return tell_head(self, len, &mut head, tell);
        }
        drop(head); // what there is of it may be large
        let Some(len) = self.find_head()? else {
            return self.no_event_yet(tell);
        };
        match parse(self.buffer.view(len).bytes) {
            Ok(mut head) => tell_head(self, len, &mut head, tell),
            Err(error) => self.refuse(len, error),
        }
    }

    fn next_of_body<R>(
        &mut self,
        their_role: Role,
        tell: impl FnOnce(Event<'_, S>) -> R,
    ) -> Result<R> {
        let Some(reader) = &mut self.reader else {
            return self.no_event_yet(tell);
        };
        match reader.read(&mut self.buffer, &self.policy) {
            Err(error) => Err(error),
            Ok(Read::NeedData) => self.no_event_yet(tell),
            Ok(Read::Data { len, chunk_start, chunk_end }) => {
                let processed = self.process_data(their_role);
                self.tell_of(len, processed, |data| {
                    tell(Event::Data { data, chunk_start, chunk_end })
                })
            }
            Ok(Read::End { len, mut trailers }) => {
                let processed = self.process(their_role, EventKind::EndOfMessage);
                self.tell_of(len, processed, |view| {
                    let trailers = trailers.as_deref_mut();
                    let trailers = trailers.map(|parsed| ReceivedFields { view, parsed });
                    tell(Event::EndOfMessage { trailers })
                })
            }
        }
    }

    /// Tells an event of the first `len` bytes, if it could be processed. They are
    /// read then, whether or not. Should telling panic, the peer's state stays ERROR.
    #[inline]
    fn tell_of<R>(
        &mut self,
        len: usize,
        processed: Result<()>,
        tell: impl FnOnce(View<'_, S>) -> R,
    ) -> Result<R> {
        if let Err(error) = processed {
            return self.refuse(len, error);
        }
        let their_role = self.their_role();
        let state = self.machine.replace(their_role, State::Error);
        let told = tell(self.buffer.view(len));
        self.machine.replace(their_role, state);
        if len > 0 {
            self.buffer.consume(len);
        }
        Ok(told)
    }

    #[cold]
    fn refuse<R>(&mut self, len: usize, error: Error) -> Result<R> {
        self.buffer.consume(len);
        Err(error)
    }

    /// The length of the head at hand, once it is complete.
    #[inline]
    fn find_head(&mut self) -> Result<Option<usize>> {
        let found = self.buffer.find_section();
        if found.is_none() && is_hopeless(self.buffer.unread()) {
            return Err(Error::NotHttp);
        }
        let head = self.buffer.view(found.unwrap_or(usize::MAX)).bytes;
        self.policy.limits().check_head(head, self.our_role == Role::Server)?;
        Ok(found)
    }

    /// What may be a head that arrived whole: no more than is allowed, and not so much
    /// that it would matter to read it in vain.
    #[inline]
    fn usual_head(&self) -> &[u8] {
        self.buffer.view(self.policy.limits().max_head_size.min(USUAL_HEAD)).bytes
    }

    /// Reads empty lines up. True if what is left may be the beginning of one.
    #[inline]
    fn skip_empty_lines(&mut self) -> bool {
        while let [b'\r', rest @ ..] = self.buffer.unread() {
            match rest {
                [] => return true,
                [b'\n', ..] => self.buffer.consume(b"\r\n".len()),
                _ => return false,
            }
        }
        false
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
                Ok(tell(Event::EndOfMessage { trailers: None }))
            }
            _ => {
                self.process(their_role, EventKind::ConnectionClosed)?;
                Ok(tell(Event::ConnectionClosed))
            }
        }
    }
}
