//! When the program breaks the protocol: what is reported, and what state that
//! leaves.

use h11::error::Error as Failure;
use h11::state::Role;
use h11::state::State::*;

use crate::endpoint::{Endpoint, Message};
use crate::fields::Fields;

const AGAIN: &str = "400: Can't send data when our state is ERROR";

/// The program has been reported off, and can send nothing any more.
fn check_error(end: &mut Endpoint) {
    assert_eq!(end.0.machine().state(end.0.our_role()), Error);
    assert_eq!(end.data("x"), AGAIN);
    assert_eq!(end.end(), AGAIN);
    assert_eq!(end.close(), AGAIN);
    assert_eq!(end.response(200, &[]), AGAIN);
    assert_eq!(end.request("GET /", &["Host: a"]), AGAIN);
    assert_eq!(
        end.0.send_informational(100, b"1.1", b"", Fields::of(&[]).section()),
        Err(Failure::LocalErrorState)
    );
    assert_eq!(end.0.send_unknown("Cheese"), Err(Failure::LocalErrorState));
}

/// A client that is about to send content.
fn sending(field: &str) -> Endpoint {
    let mut client = Endpoint::client();
    client.request("PUT /", &["Host: a", field]);
    client
}

#[test]
fn too_much_content() {
    for content in [&["abcd"][..], &["abc", "d"], &["ab", "", "cd"]] {
        let mut client = sending("Content-Length: 3");
        let (last, first) = content.split_last().unwrap();
        for data in first {
            assert_eq!(client.data(data), *data);
        }
        assert_eq!(client.data(last), "400: Too much data for declared Content-Length");
        check_error(&mut client);
    }
}

#[test]
fn too_little_content() {
    for (length, content) in [("3", "ab"), ("1", ""), ("99999999999999999999", "abc")] {
        let mut client = sending(&format!("Content-Length: {length}"));
        client.data(content);
        assert_eq!(client.end(), "400: Too little data for declared Content-Length");
        check_error(&mut client);
    }
}

#[test]
fn trailers_where_none_can_be() {
    let mut client = sending("Content-Length: 0");
    assert_eq!(client.end_with(&["A: b"]), "400: Content-Length and trailers don't mix");
    check_error(&mut client);
    let mut client = sending("Content-Length: 1");
    let text = "400: Too little data for declared Content-Length";
    assert_eq!(client.end_with(&["A: b"]), text);
}

#[test]
fn content_where_none_can_be() {
    let mut server = Endpoint::server_after("HEAD / HTTP/1.1", "");
    server.response(200, &["Content-Length: 3"]);
    assert_eq!(server.data(""), "", "nothing is no content");
    assert_eq!(server.data("abc"), "400: Too much data for declared Content-Length");
    check_error(&mut server);
}

#[test]
fn another_version_than_1_1() {
    let fields = Fields::of(&["Host: a"]);
    for version in ["1.0", "2.0", "1.2", ""] {
        let mut client = Endpoint::client();
        let (method, target) = (b"GET".to_vec(), b"/".to_vec());
        let fields = fields.clone();
        let request = Message::Request { method, target, version, fields };
        assert_eq!(client.send(&request), Err(Failure::VersionNotSendable), "{version}");
        check_error(&mut client);

        let mut server = Endpoint::server_after("GET / HTTP/1.1", "");
        let fields = Fields::default();
        let response = Message::Informational { status: 100, version, fields };
        assert_eq!(server.send(&response), Err(Failure::VersionNotSendable), "{version}");
        check_error(&mut server);

        let mut server = Endpoint::server_after("GET / HTTP/1.1", "");
        let (reason, fields) = (Vec::new(), Fields::default());
        let response = Message::Response { status: 200, version, reason, fields };
        assert_eq!(server.send(&response), Err(Failure::VersionNotSendable), "{version}");
        check_error(&mut server);
    }
    assert_eq!(Failure::VersionNotSendable.to_string(), "I only send HTTP/1.1");
}

#[test]
fn what_is_the_other_roles_to_say() {
    let mut client = Endpoint::client();
    assert_eq!(
        client.response(200, &[]),
        "400: can't handle event type Response when role=CLIENT and state=IDLE"
    );
    check_error(&mut client);
    let mut server = Endpoint::server();
    assert_eq!(
        server.request("GET /", &["Host: a"]),
        "400: can't handle event type Request when role=SERVER and state=IDLE"
    );
    check_error(&mut server);
}

#[test]
fn what_it_is_too_early_or_too_late_for() {
    let refused = |event, role: Role, state| {
        format!("400: can't handle event type {event} when role={role} and state={state}")
    };
    let mut client = Endpoint::client();
    assert_eq!(client.data("x"), refused("Data", Role::Client, Idle));
    let mut client = Endpoint::client();
    assert_eq!(client.end(), refused("EndOfMessage", Role::Client, Idle));
    let mut client = sending("Content-Length: 0");
    assert_eq!(client.close(), refused("ConnectionClosed", Role::Client, SendBody));
    let mut client = sending("Content-Length: 0");
    assert_eq!(client.request("GET /", &["Host: a"]), refused("Request", Role::Client, SendBody));
    let mut client = Endpoint::client();
    client.close();
    assert_eq!(client.request("GET /", &["Host: a"]), refused("Request", Role::Client, Closed));
    assert_eq!(client.states(), (Error, MustClose));
}

#[test]
fn what_is_no_event() {
    let mut client = Endpoint::client();
    let refused = client.0.send_unknown("Cheese").unwrap_err();
    assert_eq!(
        refused.to_string(),
        "can't handle event type Cheese when role=CLIENT and state=IDLE"
    );
    check_error(&mut client);
}

#[test]
fn a_next_cycle_too_early_is_refused_and_no_harm_done() {
    let mut server = Endpoint::server_after("GET / HTTP/1.1", "");
    let refused = server.0.start_next_cycle().unwrap_err();
    assert_eq!(
        refused.to_string(),
        "not in a reusable state. self.states={CLIENT: DONE, SERVER: SEND_RESPONSE}"
    );
    server.response(204, &[]);
    server.end();
    server.start_next_cycle();
}

#[test]
fn what_could_not_be_sent() {
    let mut server = Endpoint::server_after("GET / HTTP/1.1", "");
    server.0.send_failed();
    assert_eq!(server.states(), (MustClose, Error));
    check_error(&mut server);
    assert_eq!(server.feed_eof(), ["closed"], "reading goes on until the client closes");
}

#[test]
fn an_error_of_ours_does_not_deafen_us() {
    let mut client = sending("Content-Length: 1");
    client.0.send_failed();
    assert_eq!(
        client.feed("HTTP/1.1 200 x\r\nContent-Length: 1\r\n\r\na"),
        ["HTTP/1.1 200 x {Content-Length: 1}", "data a", "end", "need data"]
    );
    assert_eq!(client.states(), (Error, MustClose));
    assert_eq!(client.feed_eof(), ["closed"]);
}
