//! Received heads: their effects on the connection, and their events.

use super::Connection;
use super::event::{Event, ReceivedFields};
use crate::body::MethodKind;
use crate::error::Result;
use crate::parser::head::{Head, RequestLine, StartLine, StatusLine};
use crate::parser::receive_buffer::View;
use crate::policy::{SectionContext, SectionKind};
use crate::state::Role;

/// The differences between requests and responses after parsing.
pub(crate) trait ReceivedLine<S>: StartLine {
    /// What a policy checks.
    fn context<'a>(
        head: &'a Head<Self>,
        bytes: &'a [u8],
        pre_http_1_1: bool,
        answers_connect: bool,
    ) -> SectionContext<'a>;

    /// Processes the head, which is at the start of the connection's buffer.
    fn process(head: &Head<Self>, connection: &mut Connection<S>, pre_http_1_1: bool)
    -> Result<()>;

    /// The event, which points into `view`.
    fn event<'a>(head: &'a mut Head<Self>, view: View<'a, S>) -> Event<'a, S>;
}

impl<S: AsRef<[u8]>> ReceivedLine<S> for RequestLine {
    fn context<'a>(
        head: &'a Head<RequestLine>,
        bytes: &'a [u8],
        pre_http_1_1: bool,
        _answers_connect: bool,
    ) -> SectionContext<'a> {
        let (method, target) = (head.start.method.slice(bytes), head.start.target.slice(bytes));
        SectionContext::inbound(SectionKind::Request, Role::Client, &head.fields, bytes)
            .with_request_line(method, target)
            .with_version(head.start.version(bytes), pre_http_1_1)
    }

    fn process(
        head: &Head<Self>,
        connection: &mut Connection<S>,
        pre_http_1_1: bool,
    ) -> Result<()> {
        let method = MethodKind::from(head.start.method.slice(connection.buffer.unread()));
        let summary = head.fields.index.summary();
        connection.process_request(Role::Client, method, pre_http_1_1, summary)?;
        connection.method_text.set(head.start.method.slice(connection.buffer.unread()))
    }

    fn event<'a>(head: &'a mut Head<RequestLine>, view: View<'a, S>) -> Event<'a, S> {
        Event::Request {
            method: head.start.method.slice(view.bytes),
            target: head.start.target.slice(view.bytes),
            version: head.start.version(view.bytes),
            fields: ReceivedFields { view, parsed: &mut head.fields },
        }
    }
}

impl<S: AsRef<[u8]>> ReceivedLine<S> for StatusLine {
    fn context<'a>(
        head: &'a Head<StatusLine>,
        bytes: &'a [u8],
        pre_http_1_1: bool,
        answers_connect: bool,
    ) -> SectionContext<'a> {
        SectionContext::inbound(SectionKind::Response, Role::Server, &head.fields, bytes)
            .with_version(head.start.version(bytes), pre_http_1_1)
            .with_reason(head.start.reason.slice(bytes))
            .with_status(head.start.status)
            .answering(answers_connect)
    }

    fn process(
        head: &Head<Self>,
        connection: &mut Connection<S>,
        pre_http_1_1: bool,
    ) -> Result<()> {
        let status = head.start.status;
        if (100..200).contains(&status) {
            let accepts = Connection::<S>::accepted_by_informational(Role::Server, status);
            return connection.process_informational(Role::Server, pre_http_1_1, accepts);
        }
        let accepts = connection.accepted_by_response(Role::Server, status);
        let summary = head.fields.index.summary();
        connection.process_response(Role::Server, status, pre_http_1_1, summary, accepts)
    }

    fn event<'a>(head: &'a mut Head<StatusLine>, view: View<'a, S>) -> Event<'a, S> {
        Event::Response {
            status: head.start.status,
            version: head.start.version(view.bytes),
            reason: head.start.reason.slice(view.bytes),
            fields: ReceivedFields { view, parsed: &mut head.fields },
        }
    }
}
