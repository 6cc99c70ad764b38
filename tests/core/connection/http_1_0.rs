//! Peers that speak HTTP/1.0, or some version that does not exist.

use h11::state::State::*;

use crate::endpoint::Endpoint;

/// A server that has received a request of this version.
fn server(version: &str, fields: &str) -> Endpoint {
    Endpoint::server_after(&format!("GET / HTTP/{version}"), fields)
}

#[test]
fn an_old_client_is_answered_until_the_end_of_the_connection() {
    let mut server = server("1.0", "");
    assert_eq!(server.states(), (MustClose, SendResponse));
    assert_eq!(
        server.response(200, &["A: b"]),
        "HTTP/1.1 200 \r\nA: b\r\nConnection: close\r\n\r\n"
    );
    assert_eq!(server.data("as it is"), "as it is");
    assert_eq!(server.data(""), "");
    assert_eq!(server.end(), "");
    assert_eq!(server.states(), (MustClose, MustClose));
}

#[test]
fn an_old_client_asks_in_vain_to_be_kept() {
    let mut server = server("1.0", "Connection: Keep-Alive\r\n");
    assert_eq!(
        server.response(200, &["Content-Length: 0", "Connection: keep-alive"]),
        "HTTP/1.1 200 \r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    );
}

#[test]
fn an_old_client_gets_no_trailers() {
    let mut server = server("1.0", "");
    server.response(200, &[]);
    assert_eq!(server.end_with(&["A: b"]), "400: can't send trailers to HTTP/1.0 client");
}

#[test]
fn an_old_client_may_send_chunks_and_need_not_name_a_host() {
    let mut server = Endpoint::server();
    assert_eq!(
        server.feed("PUT / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n"),
        ["PUT / HTTP/1.0 {Transfer-Encoding: chunked}", "data [a]", "end", "need data"]
    );
}

#[test]
fn an_old_client_does_not_wait_for_leave() {
    let fields = "Expect: 100-continue\r\nContent-Length: 1\r\n";
    assert!(!server("1.0", fields).0.client_is_waiting_for_100_continue());
    assert!(server("1.1", fields).0.client_is_waiting_for_100_continue());
    assert!(server("1.2", fields).0.client_is_waiting_for_100_continue());
}

#[test]
fn an_old_client_that_asks_to_switch_waits_for_the_answer() {
    let mut declined = server("1.0", "Upgrade: x\r\n");
    assert_eq!(declined.states(), (MightSwitchProtocol, SendResponse));
    declined.response(200, &["Content-Length: 0"]);
    assert_eq!(declined.states(), (MustClose, SendBody), "and then it must close");

    let mut granted = Endpoint::server();
    granted.feed("CONNECT a HTTP/1.0\r\n\r\n");
    assert_eq!(granted.response(200, &[]), "HTTP/1.1 200 \r\nConnection: close\r\n\r\n");
    assert_eq!(granted.states(), (SwitchedProtocol, SwitchedProtocol));
}

#[test]
fn any_version_before_1_1_is_old_and_no_other() {
    for (version, old) in
        [("0.9", true), ("1.0", true), ("1.1", false), ("1.2", false), ("2.0", false)]
    {
        let mut server = server(version, "");
        assert_eq!(server.states().0, if old { MustClose } else { Done }, "{version}");
        let head = server.response(200, &[]);
        assert_eq!(head.contains("chunked"), !old, "{version}");
    }
}

#[test]
fn an_old_server_is_not_kept() {
    let mut client = Endpoint::client_after("GET /");
    assert_eq!(
        client.feed("HTTP/1.0 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n"),
        ["HTTP/1.0 200 OK {Content-Length: 0, Connection: keep-alive}", "end", "need data"]
    );
    assert_eq!(client.states(), (MustClose, MustClose));
}

#[test]
fn an_old_informational_response_says_nothing_of_keeping() {
    let mut client = Endpoint::client_after("GET /");
    client.feed("HTTP/1.0 100 x\r\n\r\nHTTP/1.1 204 x\r\n\r\n");
    assert_eq!(client.states(), (Done, Done));
}

#[test]
fn the_latest_version_counts() {
    let mut server = server("1.1", "");
    server.0.set_peer_version(Some(b"1.0"));
    assert_eq!(server.response(200, &[]), "HTTP/1.1 200 \r\nConnection: close\r\n\r\n");

    let mut server = Endpoint::server();
    server.0.set_peer_version(Some(b"1.0"));
    server.feed("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    assert_eq!(server.response(200, &[]), "HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n");
    server.0.set_peer_version(None);
    assert_eq!(server.data("a"), "1\r\na\r\n", "too late: the framing is chosen");
}

#[test]
fn what_we_speak_does_not_make_the_client_any_newer() {
    let mut server = server("1.0", "");
    server.informational(103, &[]);
    assert_eq!(server.response(200, &[]), "HTTP/1.1 200 \r\nConnection: close\r\n\r\n");
}

#[test]
fn an_answer_without_content_need_not_be_ended_by_closing() {
    let mut server = Endpoint::server_after("HEAD / HTTP/1.1", "");
    server.0.set_peer_version(Some(b"1.0"));
    assert_eq!(server.response(200, &["A: b"]), "HTTP/1.1 200 \r\nA: b\r\n\r\n");
    server.end();
    assert_eq!(server.states(), (Done, Done));
}

#[test]
fn a_client_that_has_said_nothing_might_be_old() {
    for said in ["", "nonsense\r\n\r\n"] {
        let mut server = Endpoint::server();
        server.feed(said);
        assert_eq!(server.response(400, &[]), "HTTP/1.1 400 \r\nConnection: close\r\n\r\n");
        assert_eq!(server.data("why"), "why");
        server.end();
        assert_eq!(server.states().1, MustClose);
    }
}
