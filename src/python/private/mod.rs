//! Behind h11's private names.
//!
//! Released programs import some of the names that h11 never meant to publish:
//! mitmproxy reads with `ReceiveBuffer` and the body readers, urllib3-future
//! subclasses `ConnectionState`. Each is a thin cover over the part of the core
//! that a connection uses.

pub(super) mod fields;
pub(super) mod framing;
pub(super) mod readers;
pub(super) mod receive_buffer;
pub(super) mod state;
pub(super) mod writers;
