//! Leaving HTTP on a real connection: Upgrade and CONNECT, asked for, granted,
//! declined, and what has arrived by then.

use h11::state::State::*;

use crate::endpoint::Endpoint;

const UPGRADE: &[&str] = &["Host: a", "Upgrade: x/1", "Connection: upgrade"];

/// A client and a server, and the request that was sent and received.
fn server_after(line: &str, fields: &[&str]) -> (Endpoint, Endpoint) {
    let (mut client, mut server) = (Endpoint::client(), Endpoint::server());
    let request = client.request(line, fields) + &client.end();
    let outcomes = server.feed(request);
    assert_eq!(outcomes[1..], ["end", "paused"], "it might be the last of HTTP");
    assert_eq!(client.states(), (MightSwitchProtocol, SendResponse));
    assert_eq!(server.states(), (MightSwitchProtocol, SendResponse));
    (client, server)
}

#[test]
fn an_upgrade_granted() {
    let (mut client, mut server) = server_after("GET /chat", UPGRADE);
    let granted = server.informational(101, &["Upgrade: x/1"]);
    assert_eq!(granted, "HTTP/1.1 101 \r\nUpgrade: x/1\r\n\r\n");
    assert_eq!(server.states(), (SwitchedProtocol, SwitchedProtocol));
    assert_eq!(client.feed(granted + "\x01\x02"), ["HTTP/1.1 101  {Upgrade: x/1}", "paused"]);
    assert_eq!(client.states(), (SwitchedProtocol, SwitchedProtocol));
    assert_eq!(client.0.trailing_data(), (&b"\x01\x02"[..], false));
    assert_eq!(client.feed_eof(), ["paused"]);
    assert_eq!(client.0.trailing_data(), (&b"\x01\x02"[..], true));
}

#[test]
fn an_upgrade_declined() {
    let (mut client, mut server) = server_after("GET /chat", UPGRADE);
    assert_eq!(server.feed("GET / HTTP/1.1\r\n"), ["paused"]);
    let declined = server.response(200, &["Content-Length: 2"]) + &server.data("no");
    assert_eq!(server.states(), (Done, SendBody));
    assert_eq!(client.feed(declined)[1..], ["data no", "end", "need data"]);
    assert_eq!(server.end(), "");
    client.start_next_cycle();
    server.start_next_cycle();
    assert_eq!(
        server.feed("Host: a\r\n\r\n"),
        ["GET / HTTP/1.1 {Host: a}", "end", "need data"],
        "what came in the meantime was HTTP after all"
    );
}

#[test]
fn a_tunnel_granted_by_any_2xx() {
    for status in [200, 204, 299] {
        let (mut client, mut server) = server_after("CONNECT b:443", &["Host: b"]);
        let granted = server.response(status, &[]);
        assert_eq!(granted, format!("HTTP/1.1 {status} \r\n\r\n"), "no content, no framing");
        assert_eq!(server.states(), (SwitchedProtocol, SwitchedProtocol));
        let outcomes = client.feed(granted + "\x16\x03");
        assert_eq!(outcomes, [format!("HTTP/1.1 {status}  {{}}"), "paused".into()]);
        assert_eq!(client.0.trailing_data().0, b"\x16\x03");
        assert_eq!(client.states(), (SwitchedProtocol, SwitchedProtocol));
    }
}

#[test]
fn a_tunnel_declined_by_anything_else() {
    for status in [300, 407, 500, 999] {
        let (mut client, mut server) = server_after("CONNECT b:443", &["Host: b"]);
        let declined = server.response(status, &["Content-Length: 0"]) + &server.end();
        client.feed(declined);
        assert_eq!(client.states(), (Done, Done));
        assert_eq!(server.states(), (Done, Done));
    }
}

#[test]
fn both_asked_for_at_once() {
    let (mut client, mut server) = server_after("CONNECT b:443", UPGRADE);
    let granted = server.response(200, &[]);
    client.feed(granted);
    assert_eq!(client.states(), (SwitchedProtocol, SwitchedProtocol));

    let (mut client, mut server) = server_after("CONNECT b:443", UPGRADE);
    let granted = server.informational(101, &[]);
    client.feed(granted);
    assert_eq!(client.states(), (SwitchedProtocol, SwitchedProtocol));

    let (mut client, mut server) = server_after("CONNECT b:443", UPGRADE);
    let declined = server.response(500, &["Content-Length: 0"]) + &server.end();
    client.feed(declined);
    assert_eq!(client.states(), (Done, Done));
}

#[test]
fn granted_before_the_content_has_been_sent() {
    let (mut client, mut server) = (Endpoint::client(), Endpoint::server());
    let fields = ["Host: a", "Upgrade: x", "Content-Length: 2"];
    server.feed(client.request("POST /", &fields));
    client.feed(server.informational(101, &[]));
    assert_eq!(client.states(), (SendBody, SwitchedProtocol));
    assert_eq!(server.states(), (SendBody, SwitchedProtocol));
    assert_eq!(client.feed("not HTTP"), ["paused"]);
    let content = client.data("ab") + &client.end();
    assert_eq!(server.feed(content + "nor this"), ["data ab", "end", "paused"]);
    assert_eq!(server.0.trailing_data().0, b"nor this");
    assert_eq!(client.states(), (SwitchedProtocol, SwitchedProtocol));
    assert_eq!(server.states(), (SwitchedProtocol, SwitchedProtocol));
}

#[test]
fn what_was_not_asked_for_cannot_be_granted() {
    let text = "400: Received server _SWITCH_UPGRADE event without a pending proposal";
    let (mut client, mut server) = (Endpoint::client(), Endpoint::server());
    server.feed(client.request("GET /", &["Host: a", "Upgrade: ,"]) + &client.end());
    assert_eq!(server.states(), (Done, SendResponse), "an empty list asks for nothing");
    assert_eq!(server.informational(101, &[]), text);
    assert_eq!(server.states(), (MustClose, Error));
    assert_eq!(client.feed("HTTP/1.1 101 \r\n\r\nx"), [text]);
    assert_eq!(client.states(), (MustClose, Error));
    assert_eq!(client.0.trailing_data().0, b"x");
}

#[test]
fn an_informational_response_in_between_grants_and_declines_nothing() {
    let (mut client, mut server) = server_after("GET /chat", UPGRADE);
    assert_eq!(
        client.feed(server.informational(103, &["Link: b"])),
        ["HTTP/1.1 103  {Link: b}", "need data"]
    );
    assert_eq!(client.states(), (MightSwitchProtocol, SendResponse));
    client.feed(server.informational(101, &[]));
    assert_eq!(client.states(), (SwitchedProtocol, SwitchedProtocol));
}

#[test]
fn nothing_of_http_can_be_sent_any_more() {
    let (_, mut server) = server_after("GET /chat", UPGRADE);
    server.informational(101, &[]);
    assert_eq!(
        server.data("x"),
        "400: can't handle event type Data when role=SERVER and state=SWITCHED_PROTOCOL"
    );
    assert_eq!(server.states(), (SwitchedProtocol, Error));
}

#[test]
fn the_end_of_input_is_the_other_protocols_business() {
    let (_, mut server) = server_after("CONNECT b:443", &["Host: b"]);
    assert_eq!(server.feed_eof(), ["paused"]);
    server.response(200, &[]);
    assert_eq!(server.feed_eof(), ["paused"]);
    assert_eq!(server.0.trailing_data(), (&b""[..], true));
}
