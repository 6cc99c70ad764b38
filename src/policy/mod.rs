//! The policies of a connection: requirements that h11 0.16.0 does not have, and messages that
//! it does not accept.
//!
//! Without a policy, the parsers and the state machine behave like h11 0.16.0, so the policy
//! *compatible* adds nothing. The [`Leniency`] of a policy is what the parsers accept in
//! addition:
//!
//! - *strict* parses like compatible, and then checks received and sent messages by the rules
//!   of RFC 9112 that 0.16.0 does not enforce ([`rules`]). It has its own [`limits`].
//! - *lenient* accepts invalid responses as long as their framing is unambiguous, and raw
//!   octets in request targets. It parses all other messages like compatible.

pub mod limits;
pub mod rules;
pub mod subject;

use std::ops::Deref;

use crate::error::Result;
use crate::fields::Leniency;
use crate::state::Role;
use limits::Limits;
use rules::{RECEIVED, SENT, check_chunk_line, check_section};

pub use subject::{ChunkLine, Received, SectionContext, SectionKind};

/// What is required and what is accepted beyond h11 0.16.0.
#[derive(Debug)]
pub struct Policy {
    /// Its name for programs.
    pub name: &'static str,
    /// Received and sent messages are checked by the [`rules`].
    pub(crate) enforces_rfc9112: bool,
    /// What is accepted beyond h11 0.16.0.
    pub(crate) leniency: Leniency,
    /// The first bytes of a message are checked before it is parsed: empty lines before a
    /// request are skipped (RFC 9112 section 2.2), a response without a request is rejected
    /// (section 9.2), and so are bytes that cannot begin a message, whether or not its head is
    /// complete.
    pub(crate) checks_first_bytes: bool,
    /// The error of invalid bytes after a chunk quotes them up to the first invalid one, and
    /// not all that have been received.
    pub(crate) quotes_first_fault: bool,
    /// Upgrade is ignored without `Connection: upgrade`, and in HTTP/1.0 (RFC 9110 section 7.8).
    pub(crate) upgrade_needs_option: bool,
    /// The limits on received messages.
    limits: Limits,
    /// The policy for servers, if it differs.
    of_servers: Option<&'static Policy>,
}

/// The behaviour of h11 0.16.0.
pub static COMPATIBLE: Policy = Policy {
    name: "compatible",
    enforces_rfc9112: false,
    leniency: Leniency::NONE,
    checks_first_bytes: false,
    quotes_first_fault: false,
    upgrade_needs_option: false,
    limits: Limits::NONE,
    of_servers: None,
};

/// The requirements of RFC 9112, as far as there are rules for them.
pub static STRICT: Policy = Policy {
    name: "strict",
    enforces_rfc9112: true,
    leniency: Leniency {
        coding_lists: true,
        chunk_whitespace: true,
        leading_zeros: true,
        ..Leniency::NONE
    },
    checks_first_bytes: true,
    quotes_first_fault: true,
    upgrade_needs_option: true,
    limits: Limits::STRICT,
    of_servers: None,
};

/// Accepts messages whose meaning is clear although they are invalid.
pub static LENIENT: Policy = Policy {
    name: "lenient",
    leniency: Leniency::OF_CLIENTS,
    of_servers: Some(&LENIENT_SERVER),
    ..COMPATIBLE
};

static LENIENT_SERVER: Policy =
    Policy { name: "lenient", leniency: Leniency::OF_SERVERS, ..COMPATIBLE };

impl Policy {
    /// All of them.
    pub const ALL: [&'static Policy; 3] = [&COMPATIBLE, &STRICT, &LENIENT];

    /// The policy of this name for connections of this role.
    pub fn of_role(&'static self, role: Role) -> &'static Policy {
        self.of_servers.filter(|_| role == Role::Server).unwrap_or(self)
    }

    /// How much is read by connections without limits of their own.
    pub fn default_limits(&self) -> &Limits {
        &self.limits
    }

    /// Checks a head or a trailer section to send.
    #[inline]
    pub(crate) fn check_sent<'a>(
        &self,
        context: impl FnOnce() -> SectionContext<'a>,
    ) -> Result<()> {
        if self.enforces_rfc9112 { check_section::<SENT>(&context()) } else { Ok(()) }
    }

    /// Checks a chunk-size line that was received.
    #[inline]
    pub(crate) fn check_chunk(&self, line: &ChunkLine<'_>) -> Result<()> {
        if self.enforces_rfc9112 { check_chunk_line::<RECEIVED>(line) } else { Ok(()) }
    }
}

/// A policy, with other limits if a connection has its own.
#[derive(Debug)]
pub struct LimitedPolicy {
    named: &'static Policy,
    own_limits: Option<Box<Limits>>,
}

impl LimitedPolicy {
    /// The same with these limits.
    pub(crate) fn with_limits(self, limits: Limits) -> LimitedPolicy {
        LimitedPolicy { own_limits: Some(Box::new(limits)), ..self }
    }

    /// How much is read.
    #[inline]
    pub fn limits(&self) -> &Limits {
        self.own_limits.as_deref().unwrap_or(self.named.default_limits())
    }

    /// Checks a head or a trailer section that was received, and its size. Most connections
    /// have no rules and no limits, and do not need its context.
    #[inline]
    pub(crate) fn check_received<'a>(
        &self,
        context: impl FnOnce() -> SectionContext<'a>,
    ) -> Result<()> {
        let limits = self.limits();
        if !self.enforces_rfc9112 && !limits.apply_to_lines() {
            return Ok(());
        }
        let context = context();
        if self.enforces_rfc9112 {
            check_section::<RECEIVED>(&context)?;
        }
        limits.check_lines(&context)
    }
}

impl From<&'static Policy> for LimitedPolicy {
    fn from(named: &'static Policy) -> LimitedPolicy {
        LimitedPolicy { named, own_limits: None }
    }
}

impl Deref for LimitedPolicy {
    type Target = Policy;

    #[inline]
    fn deref(&self) -> &Policy {
        self.named
    }
}
