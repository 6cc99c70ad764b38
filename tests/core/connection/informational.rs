//! 1xx responses, and the client that waits for one.

use h11::state::State::*;

use crate::endpoint::Endpoint;

const WAITING: &[&str] = &["Host: a", "Content-Length: 2", "Expect: 100-Continue"];

/// A client that waits for leave to send its content, and its server.
fn waiting() -> (Endpoint, Endpoint) {
    let (mut client, mut server) = (Endpoint::client(), Endpoint::server());
    assert!(!is_waiting(&client) && !is_waiting(&server));
    server.feed(client.request("PUT /", WAITING));
    assert!(is_waiting(&client) && is_waiting(&server));
    (client, server)
}

fn is_waiting(end: &Endpoint) -> bool {
    end.0.client_is_waiting_for_100_continue()
}

#[test]
fn leave_is_given() {
    let (mut client, mut server) = waiting();
    let leave = server.informational(100, &[]);
    assert_eq!(leave, "HTTP/1.1 100 \r\n\r\n");
    assert!(!is_waiting(&server));
    assert_eq!(client.feed(leave), ["HTTP/1.1 100  {}", "need data"]);
    assert!(!is_waiting(&client));
    assert_eq!(client.states(), (SendBody, SendResponse));
    assert_eq!(server.states(), (SendBody, SendResponse));
}

#[test]
fn any_informational_response_gives_leave() {
    let (mut client, mut server) = waiting();
    client.feed(server.informational(199, &[]));
    assert!(!is_waiting(&client) && !is_waiting(&server));
}

#[test]
fn a_final_response_ends_the_waiting() {
    let (mut client, mut server) = waiting();
    client.feed(server.response(417, &["Content-Length: 0"]));
    assert!(!is_waiting(&client) && !is_waiting(&server));
    assert_eq!(server.feed(client.data("ab")), ["data ab", "end", "need data"]);
}

#[test]
fn a_client_need_not_wait_for_long() {
    let (mut client, mut server) = waiting();
    let content = client.data("ab");
    assert!(!is_waiting(&client));
    server.receive(content);
    server.next();
    assert!(!is_waiting(&server));
}

#[test]
fn a_client_with_nothing_to_send_stops_waiting_at_the_end() {
    let (mut client, mut server) = (Endpoint::client(), Endpoint::server());
    server.receive(client.request("GET /", &["Host: a", "Expect: 100-continue"]) + &client.end());
    assert!(!is_waiting(&client));
    assert_eq!(server.next().to_string(), "GET / HTTP/1.1 {Host: a, Expect: 100-continue}");
    assert!(is_waiting(&server));
    assert_eq!(server.next().to_string(), "end");
    assert!(!is_waiting(&server));
}

#[test]
fn what_counts_as_waiting() {
    for (expect, waits) in [
        ("100-continue", true),
        ("x, 100-CONTINUE", true),
        ("100-continue ;x", false),
        ("100 continue", false),
        ("", false),
    ] {
        let mut server = Endpoint::server();
        server.receive(format!(
            "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nExpect: {expect}\r\n\r\n"
        ));
        server.next();
        assert_eq!(is_waiting(&server), waits, "{expect}");
    }
}

#[test]
fn a_program_may_say_that_nobody_waits() {
    let (_, mut server) = waiting();
    server.0.set_client_is_waiting_for_100_continue(false);
    assert!(!is_waiting(&server));
}

#[test]
fn as_many_as_the_server_likes() {
    let (mut client, mut server) = (Endpoint::client(), Endpoint::server());
    server.feed(client.request("GET /", &["Host: a"]) + &client.end());
    for status in [100, 102, 103, 199] {
        let outcomes = client.feed(server.informational(status, &["A: b"]));
        assert_eq!(outcomes, [format!("HTTP/1.1 {status}  {{A: b}}"), "need data".into()]);
        assert_eq!(client.states(), (Done, SendResponse));
    }
}

#[test]
fn connection_close_means_nothing_in_them() {
    let (mut client, mut server) = (Endpoint::client(), Endpoint::server());
    server.feed(client.request("GET /", &["Host: a"]) + &client.end());
    client.feed(server.informational(103, &["Connection: close"]));
    assert!(client.0.machine().keep_alive() && server.0.machine().keep_alive());
}

#[test]
fn length_and_coding_are_judged_in_them_too() {
    for (fields, text) in [
        ("Content-Length: x", "400: bad Content-Length"),
        ("Transfer-Encoding: gzip", "501: Only Transfer-Encoding: chunked is supported"),
    ] {
        let mut client = Endpoint::client();
        client.request("GET /", &["Host: a"]);
        assert_eq!(client.feed(format!("HTTP/1.1 100 \r\n{fields}\r\n\r\n")), [text]);
    }
    let mut client = Endpoint::client();
    client.request("GET /", &["Host: a"]);
    assert_eq!(
        client.feed("HTTP/1.1 100 \r\nContent-Length: 5\r\n\r\n"),
        ["HTTP/1.1 100  {Content-Length: 5}", "need data"],
        "but no content follows"
    );
}

#[test]
fn none_may_come_before_a_request_or_after_the_final_response() {
    let text = |state| {
        format!(
            "400: can't handle event type InformationalResponse when role=SERVER and state={state}"
        )
    };
    assert_eq!(Endpoint::client().feed("HTTP/1.1 100 \r\n\r\n"), [text("IDLE")]);
    assert_eq!(Endpoint::server().informational(100, &[]), text("IDLE"));
    let (_, mut server) = waiting();
    server.response(200, &[]);
    assert_eq!(server.informational(100, &[]), text("SEND_BODY"));
}

#[test]
fn what_a_program_has_set_is_kept_until_content_comes() {
    let mut server = Endpoint::server();
    server.0.set_client_is_waiting_for_100_continue(true);
    server.feed("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n");
    assert!(is_waiting(&server), "a request clears nothing");
    server.feed("a");
    assert!(!is_waiting(&server));
    for close in [Endpoint::feed_eof, |end: &mut Endpoint| vec![end.close()]] {
        let mut server = Endpoint::server();
        server.0.set_client_is_waiting_for_100_continue(true);
        close(&mut server);
        assert!(is_waiting(&server), "nor does the end of a connection");
    }
}
