//! The policies and their limits.

mod leading_zeros;
mod lenient;
mod limits;
mod splits;
mod strict;
mod transfer_codings;
mod unsolicited;

use h11::connection::{Connection, DEFAULT_MAX_INCOMPLETE_EVENT_SIZE};
use h11::policy::STRICT;
use h11::state::Role;

use crate::endpoint::Endpoint;
use crate::segments::{in_two, single_bytes};
use crate::transcript::{Outcome, coalesced};

fn strict_server() -> Endpoint {
    Endpoint(Connection::new(Role::Server, DEFAULT_MAX_INCOMPLETE_EVENT_SIZE).with_policy(&STRICT))
}

/// A strict client that has sent a request.
fn strict_client() -> Endpoint {
    let connection = Connection::new(Role::Client, DEFAULT_MAX_INCOMPLETE_EVENT_SIZE);
    let mut client = Endpoint(connection.with_policy(&STRICT));
    client.request("GET /", &["Host: a"]);
    client.end();
    client
}

/// What an end reports of these bytes, which is the same in one segment, in two, and byte by
/// byte, errors included.
fn however_split(make: fn() -> Endpoint, wire: &[u8]) -> Vec<Outcome> {
    let whole = coalesced(make().feed_all(&[wire]));
    for segments in in_two(wire).chain([single_bytes(wire)]) {
        let split = coalesced(make().feed_all(&segments));
        assert_eq!(split, whole, "{}", wire.escape_ascii());
    }
    whole
}
