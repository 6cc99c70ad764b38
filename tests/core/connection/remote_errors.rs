//! Violations by the peer: the error, the states after it, how much has been consumed,
//! and that the error is permanent.

use h11::error::Error as Failure;
use h11::state::State::{self, *};
use h11::state::TransitionError;

use crate::endpoint::Endpoint;
use crate::transcript::Outcome;

const AGAIN: &str = "400: Can't receive data when peer state is ERROR";

/// Receives something invalid, and returns the error and the unread bytes.
fn check(mut end: Endpoint, bytes: &str, text: &str, unread: &str) {
    let outcomes = end.feed(bytes);
    assert_eq!(outcomes.last().unwrap(), text, "{bytes:?}");
    let left = String::from_utf8_lossy(end.0.trailing_data().0).into_owned();
    assert_eq!(left, unread, "{bytes:?}");
    let their_role = end.0.their_role();
    assert_eq!(end.0.machine().state(their_role), Error, "{bytes:?}");
    assert_eq!(end.feed("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), [AGAIN]);
    assert_eq!(end.feed_eof(), [AGAIN]);
}

#[test]
fn a_bad_head_is_read_up_to_its_empty_line() {
    for (head, text) in [
        ("\r\n", "400: no request line received"),
        ("GET /\r\n\r\n", "400: illegal request line: b'GET /'"),
        ("GET / HTTP/1.1\r\n\r\n", "400: Missing mandatory Host: header"),
        ("GET / HTTP/1.1\r\nHost: a\nHost: a\r\n\r\n", "400: Found multiple Host: headers"),
        ("GET / HTTP/1.1\r\nHost a\r\n\n", "400: illegal header line: b'Host a'"),
        ("GET / HTTP/1.1\r\n Host: a\r\n\r\n", "400: continuation line at start of headers"),
        ("GET / HTTP/1.0\r\nContent-Length: -1\r\n\r\n", "400: bad Content-Length"),
        (
            "GET / HTTP/1.0\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            "400: conflicting Content-Length headers",
        ),
        (
            "GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
            "501: multiple Transfer-Encoding headers",
        ),
        (
            "GET / HTTP/1.0\r\nTransfer-Encoding:\r\n\r\n",
            "501: Only Transfer-Encoding: chunked is supported",
        ),
    ] {
        check(Endpoint::server(), &format!("{head}left\r\n\r\n"), text, "left\r\n\r\n");
    }
}

#[test]
fn a_bad_response_head_too() {
    for (head, text) in [
        ("\n", "400: no response line received"),
        ("HTTP/1.1 20 x\r\n\r\n", "400: illegal status line: b'HTTP/1.1 20 x'"),
        (
            "HTTP/1.1 099 x\r\n\r\n",
            "400: InformationalResponse status_code should be in range [100, 200), not 99",
        ),
        ("HTTP/1.1 200 x\r\nA b\r\n\r\n", "400: illegal header line: b'A b'"),
    ] {
        check(Endpoint::client_after("GET /"), &format!("{head}left"), text, "left");
    }
}

#[test]
fn a_head_that_is_well_formed_and_comes_at_the_wrong_time_is_read_too() {
    let text = "400: can't handle event type InformationalResponse when role=SERVER and state=IDLE";
    check(Endpoint::client(), "HTTP/1.1 103 x\r\n\r\nleft", text, "left");
    // Here 0.16.0 stumbles over its own message; this is the one that was meant.
    let mut server = Endpoint::server();
    server.response(408, &[]);
    let text = "400: can't handle event type Request when role=SERVER and state=SEND_BODY";
    check(server, "GET / HTTP/1.1\r\nHost: a\r\n\r\nleft", text, "left");
}

#[test]
fn an_invalid_start_is_not_consumed() {
    for bytes in ["\r", " GET", "\x16\x03\x01", "\0"] {
        check(Endpoint::server(), bytes, "400: illegal request line", bytes);
        check(Endpoint::client_after("GET /"), bytes, "400: illegal request line", bytes);
    }
}

#[test]
fn a_bad_chunk_header_is_read_with_its_line_end() {
    for line in ["", "x", " 1", "1 ;", "-1", "0x1", "123456789012345678901", "1;a\nb"] {
        let server = Endpoint::server_after("PUT / HTTP/1.1", "Transfer-Encoding: chunked\r\n");
        let quoted = format!("{line}\r\n").escape_default().to_string();
        let text = format!("400: illegal chunk header: b'{quoted}'");
        check(server, &format!("{line}\r\nleft"), &text, "left");
    }
}

#[test]
fn of_a_bad_chunk_end_two_bytes_are_read() {
    let server = Endpoint::server_after("PUT / HTTP/1.1", "Transfer-Encoding: chunked\r\n");
    let text = r"400: malformed chunk footer: b'XY' (expected b'\r\n')";
    check(server, "2\r\nabXYleft", text, "left");
}

#[test]
fn bad_trailers_are_read_up_to_their_empty_line() {
    for (trailers, text) in [
        ("A b\r\n\r\n", "400: illegal header line: b'A b'"),
        (" A: b\r\n\r\n", "400: continuation line at start of headers"),
        ("Content-Length: x\r\n\r\n", "400: bad Content-Length"),
        ("Transfer-Encoding: x\n\n", "501: Only Transfer-Encoding: chunked is supported"),
    ] {
        let server = Endpoint::server_after("PUT / HTTP/1.1", "Transfer-Encoding: chunked\r\n");
        check(server, &format!("0\r\n{trailers}left"), text, "left");
    }
}

#[test]
fn bytes_after_the_end_are_left_where_they_were() {
    let closing = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    let text = "400: Got data when expecting EOF";
    check(Endpoint::server(), &format!("{closing}left"), text, "left");
    let mut client = Endpoint::client_after("GET /");
    client.feed("HTTP/1.0 204 x\r\n\r\n");
    check(client, "left", text, "left");
}

#[test]
fn what_went_before_has_been_reported() {
    let mut server = Endpoint::server();
    assert_eq!(
        server.feed("PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na!!"),
        [
            "PUT / HTTP/1.1 {Host: a, Transfer-Encoding: chunked}",
            "data [a]",
            r"400: malformed chunk footer: b'!!' (expected b'\r\n')"
        ]
    );
}

/// What a server may still do when the client has failed in these states.
fn answer(mut server: Endpoint, before: (State, State)) {
    assert_eq!(server.states(), before);
    server.response(400, &["Content-Length: 0"]);
    server.end();
    assert_eq!(server.states(), (Error, MustClose));
    assert_eq!(server.close(), "");
    assert_eq!(server.states(), (Error, Closed));
    assert_eq!(
        server.0.start_next_cycle(),
        Err(TransitionError::NotReusable { client: Error, server: Closed }.into())
    );
}

#[test]
fn a_server_can_answer_what_it_could_not_read() {
    let mut in_the_head = Endpoint::server();
    in_the_head.feed("nonsense\r\n\r\n");
    answer(in_the_head, (Error, Idle));

    let mut in_the_content = Endpoint::server();
    in_the_content.feed("PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n!\r\n");
    answer(in_the_content, (Error, SendResponse));
}

#[test]
fn an_error_of_the_peer_is_none_of_ours() {
    let mut client = Endpoint::client_after("GET /");
    assert!(matches!(client.feed("nonsense\r\n\r\n")[..], [_]));
    assert_eq!(client.states(), (MustClose, Error));
    assert!(matches!(client.next(), Outcome::Failed(Failure::PeerErrorState)));
    assert_eq!(client.close(), "");
    assert_eq!(client.states(), (Closed, Error));
}

#[test]
fn an_event_that_the_program_could_not_take_is_lost_for_good() {
    let mut server = Endpoint::server();
    server.receive("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    server.0.receive_failed();
    assert_eq!(server.states(), (Error, Idle));
    assert_eq!(server.drain_lines(), [AGAIN]);
    assert!(server.response(400, &[]).starts_with("HTTP/1.1 400"));
}
