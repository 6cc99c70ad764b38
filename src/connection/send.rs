//! Sending: events to output.

use super::Connection;
use super::version::{is_pre_http_1_1, require_http_1_1};
use crate::body::{DataFraming, Framing, MethodKind};
use crate::error::{Error, Result};
use crate::fields::{FieldSection, FieldSummary};
use crate::policy::{SectionContext, SectionKind};
use crate::serializer::{Amendment, FramingRewrite};
use crate::state::{EventKind, Role, State};

impl<S: AsRef<[u8]>> Connection<S> {
    /// Sends the head of a request.
    pub fn send_request(
        &mut self,
        method: &[u8],
        target: &[u8],
        version: &[u8],
        section: FieldSection<'_>,
    ) -> Result<()> {
        self.send(|this, role| {
            let (summary, pre_http_1_1) = (section.index.summary(), is_pre_http_1_1(version));
            this.check_sent(section, || {
                SectionContext::outbound(SectionKind::Request, section)
                    .with_request_line(method, target)
                    .with_version(version, pre_http_1_1)
            })?;
            this.process_request(role, MethodKind::from(method), pre_http_1_1, summary)?;
            this.method_text.set(method)?;
            require_http_1_1(version)
        })
    }

    /// Sends the head of an informational response.
    pub fn send_informational(
        &mut self,
        status: u16,
        version: &[u8],
        reason: &[u8],
        section: FieldSection<'_>,
    ) -> Result<()> {
        self.send(|this, role| {
            let pre_http_1_1 = is_pre_http_1_1(version);
            this.check_sent(section, || {
                SectionContext::outbound(SectionKind::Response, section)
                    .with_status(status)
                    .with_version(version, pre_http_1_1)
                    .with_reason(reason)
            })?;
            let accepts = Self::accepted_by_informational(role, status);
            this.process_informational(role, pre_http_1_1, accepts)?;
            require_http_1_1(version)
        })
    }

    /// Sends the head of a final response, and returns the changes to its fields.
    pub fn send_response(
        &mut self,
        status: u16,
        version: &[u8],
        reason: &[u8],
        section: FieldSection<'_>,
    ) -> Result<Amendment> {
        self.send(|this, role| {
            let (summary, pre_http_1_1) = (section.index.summary(), is_pre_http_1_1(version));
            this.check_sent(section, || {
                SectionContext::outbound(SectionKind::Response, section)
                    .with_status(status)
                    .answering(this.answers_connect())
                    .with_version(version, pre_http_1_1)
                    .with_reason(reason)
            })?;
            let amendment = this.amend_response(status, summary);
            let mut amended = match amendment.framing {
                FramingRewrite::Keep => summary.clone(),
                FramingRewrite::Strip => summary.with_framing(None, false),
                FramingRewrite::SetChunked => summary.with_framing(None, true),
            };
            amended.close |= amendment.close;
            let accepts = this.accepted_by_response(role, status);
            this.process_response(role, status, pre_http_1_1, &amended, accepts)?;
            require_http_1_1(version)?;
            Ok(amendment)
        })
    }

    /// Sends a piece of content of this length.
    pub fn send_data(&mut self, len: usize) -> Result<DataFraming> {
        self.send(|this, role| {
            this.process_data(role)?;
            // The machine allows data only where a writer is.
            this.writer.as_mut().map_or(Ok(DataFraming::Identity), |writer| writer.send_data(len))
        })
    }

    /// Ends our message. Returns whether a last chunk and the trailer section must be sent.
    pub fn send_end_of_message(&mut self, trailers: FieldSection<'_>) -> Result<bool> {
        let has_trailers = !trailers.index.is_empty();
        self.send(|this, role| {
            this.process_end(role, trailers)?;
            this.writer.as_ref().map_or(Ok(false), |writer| writer.end(has_trailers))
        })
    }

    /// Changes the states as [`Self::send_data`] does, for content whose length is not known
    /// yet. The caller writes it with [`Self::writer`].
    pub fn send_unwritten_data(&mut self) -> Result<()> {
        self.send(|this, role| this.process_data(role))
    }

    /// Changes the states as [`Self::send_end_of_message`] does. The caller writes the end of
    /// the content with [`Self::writer`].
    pub fn send_unwritten_end(&mut self, trailers: FieldSection<'_>) -> Result<()> {
        self.send(|this, role| this.process_end(role, trailers))
    }

    /// Sends the end of this side's stream.
    pub fn send_connection_closed(&mut self) -> Result<()> {
        self.send(|this, role| this.process(role, EventKind::ConnectionClosed))
    }

    /// Fails because the program tried to send something other than an event.
    pub fn send_unknown(&mut self, name: &str) -> Result<()> {
        self.send(|this, role| Err(this.machine.unexpected_event(role, name).into()))
    }

    /// Records that the program could not send the output: our state is ERROR.
    pub fn send_failed(&mut self) {
        self.fail(self.our_role);
    }

    /// Starts the next cycle, if both sides are done.
    pub fn start_next_cycle(&mut self) -> Result<()> {
        self.machine.start_next_cycle()?;
        self.method_kind = None;
        Ok(())
    }

    fn send<R>(&mut self, event: impl FnOnce(&mut Self, Role) -> Result<R>) -> Result<R> {
        let our_role = self.our_role;
        if self.machine.state(our_role) == State::Error {
            return Err(Error::LocalErrorState);
        }
        let sent = event(self, our_role);
        if sent.is_err() {
            self.fail(our_role);
        }
        sent
    }

    #[inline]
    fn process_end(&mut self, role: Role, trailers: FieldSection<'_>) -> Result<()> {
        if !trailers.index.is_empty() {
            self.check_sent(trailers, || {
                SectionContext::outbound(SectionKind::Trailers, trailers)
            })?;
        }
        self.process(role, EventKind::EndOfMessage)
    }

    /// Checks a section to send against the policy, and rejects one that was accepted
    /// leniently when it was received.
    #[inline]
    pub(super) fn check_sent<'a>(
        &self,
        section: FieldSection<'a>,
        context: impl FnOnce() -> SectionContext<'a>,
    ) -> Result<()> {
        match section.index.waived() {
            Some(rule) => Err(Error::Policy(rule, None)),
            None => self.policy.check_sent(context),
        }
    }

    /// Whether a response is one to CONNECT.
    pub(super) fn answers_connect(&self) -> bool {
        self.method_kind == Some(MethodKind::Connect)
    }

    /// A response of unknown length is chunked, or close-delimited for a client that may not
    /// support chunked coding; `Connection: close` announces the last one. The response to HEAD
    /// has the fields that the response to GET would have.
    pub fn amend_response(&self, status: u16, summary: &FieldSummary) -> Amendment {
        let request = self.method_kind.map(|method| match method {
            MethodKind::Head => MethodKind::Other,
            method => method,
        });
        let is_to_old_client = self.peer_is_pre_http_1_1.unwrap_or(true);
        let framing = match Framing::of_response(request, status, summary) {
            // A 304: h11 0.16.0 sends the field to HTTP/1.0 clients (RFC 9112 section 6.1).
            Framing::ContentLength(_)
                if summary.chunked && is_to_old_client && self.policy.enforces_rfc9112 =>
            {
                FramingRewrite::Strip
            }
            Framing::ContentLength(_) => FramingRewrite::Keep,
            _ if is_to_old_client => FramingRewrite::Strip,
            _ => FramingRewrite::SetChunked,
        };
        let ends_by_closing =
            framing == FramingRewrite::Strip && self.method_kind != Some(MethodKind::Head);
        Amendment { framing, close: ends_by_closing || !self.machine.keep_alive() }
    }
}
