//! What a strict client receives without an outstanding request (RFC 9112 section 9.2).

use h11::connection::stepwise::{Head, Step};
use h11::connection::{Connection, DEFAULT_MAX_INCOMPLETE_EVENT_SIZE};
use h11::error::{Code, Error};
use h11::fields::FieldSummary;
use h11::policy::STRICT;
use h11::state::Role;

use super::{however_split, strict_client, strict_server};
use crate::endpoint::Endpoint;
use crate::transcript::{Outcome, lines};

const EMPTY: &str = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
const UNSOLICITED: &str = "400: data from the server without an outstanding request";

/// A strict client that has sent nothing.
fn idle() -> Endpoint {
    let connection = Connection::new(Role::Client, DEFAULT_MAX_INCOMPLETE_EVENT_SIZE);
    Endpoint(connection.with_policy(&STRICT))
}

/// A strict client that has received these bytes after its request, and begun the next cycle.
fn reused(wire: &str) -> Endpoint {
    let mut client = strict_client();
    client.feed(wire);
    client.start_next_cycle();
    client
}

fn ask(client: &mut Endpoint) {
    client.request("GET /", &["Host: a"]);
    client.end();
}

#[test]
fn before_any_request() {
    let unsolicited = [Outcome::Failed(Error::Policy(Code::UnsolicitedResponse, None))];
    for wire in [EMPTY, "\r\nHTTP/1.1 408 \r\n\r\n", "\n", "\r\r\n", "\0", "x"] {
        assert_eq!(however_split(idle, wire.as_bytes()), unsolicited, "{wire:?}");
    }
    assert_eq!(lines(&unsolicited), [UNSOLICITED]);
    assert_eq!(Endpoint::client().feed(EMPTY)[0], "HTTP/1.1 200 OK {Content-Length: 0}");
}

#[test]
fn what_was_received_can_be_seen() {
    let mut client = idle();
    client.feed(EMPTY);
    assert_eq!(client.0.trailing_data(), (EMPTY.as_bytes(), false));
}

#[test]
fn after_a_response() {
    for leftover in [EMPTY, "\r\n\r\nHTTP/1.1 408 \r\n\r\n", "H", "\r"] {
        let wire = format!("{EMPTY}{leftover}");
        // Whether it is read before the next request or after.
        if leftover != "\r" {
            assert_eq!(reused(&wire).drain_lines(), [UNSOLICITED]);
        }
        let mut client = reused(&wire);
        ask(&mut client);
        assert_eq!(client.feed(EMPTY), [UNSOLICITED]);
        // Or received between the two.
        let mut client = reused(EMPTY);
        client.receive(leftover);
        ask(&mut client);
        assert_eq!(client.drain_lines(), [UNSOLICITED]);
    }
}

#[test]
fn under_other_policies_it_is_the_next_response() {
    let mut client = Endpoint::client_after("GET /");
    client.feed(format!("{EMPTY}HTTP/1.1 404 \r\nContent-Length: 0\r\n\r\n"));
    client.start_next_cycle();
    ask(&mut client);
    assert_eq!(client.next().to_string(), "HTTP/1.1 404  {Content-Length: 0}");
}

#[test]
fn under_other_policies_empty_lines_are_not_skipped() {
    let mut client = Endpoint::client();
    client.receive("\r\n");
    ask(&mut client);
    assert_eq!(client.drain_lines(), ["400: no response line received"]);
}

#[test]
fn requests_to_a_server_are_not_affected() {
    let mut server = strict_server();
    let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    server.receive(format!("{request}\r\n{request}"));
    for _ in 0..2 {
        assert_eq!(server.next().to_string(), "GET / HTTP/1.1 {Host: a}");
        assert_eq!(server.next().to_string(), "end");
        server.response(204, &[]);
        server.end();
        server.start_next_cycle();
    }
    assert_eq!(server.drain_lines(), ["need data"]);
}

#[test]
fn empty_lines_are_skipped() {
    let mut client = idle();
    assert_eq!(client.feed("\r\n\r\n\r"), ["need data"]);
    assert_eq!(client.feed("\n"), ["need data"]);
    assert_eq!(client.feed_eof(), ["closed"]);
    let mut client = reused(&format!("{EMPTY}\r\n"));
    client.receive("\r\n");
    ask(&mut client);
    assert_eq!(client.drain_lines(), ["need data"]);
    assert_eq!(client.feed(EMPTY)[..2], ["HTTP/1.1 200 OK {Content-Length: 0}", "end"]);
}

#[test]
fn a_response_to_an_incomplete_request_is_solicited() {
    let mut client = idle();
    client.request("PUT /", &["Host: a", "Content-Length: 5"]);
    assert_eq!(client.feed(EMPTY)[..2], ["HTTP/1.1 200 OK {Content-Length: 0}", "end"]);
}

#[test]
fn the_end_of_an_idle_connection_is_reported() {
    assert_eq!(idle().feed_eof(), ["closed"]);
    assert_eq!(reused(EMPTY).feed_eof(), ["closed"]);
}

#[test]
fn in_single_steps_too() {
    let summary = FieldSummary::default();
    let head = Head { is_pre_http_1_1: false, summary: &summary };
    let step = Step::Request(b"GET", &head);
    for received in ["", EMPTY] {
        let mut client = idle();
        client.receive(received);
        client.0.process_step(Role::Client, step, None).unwrap();
        client.receive(EMPTY);
        assert_eq!(client.next().to_string() == UNSOLICITED, received == EMPTY);
    }
}
