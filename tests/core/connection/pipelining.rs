//! Requests that come before the last one is answered.

use h11::state::State::*;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::endpoint::Endpoint;
use crate::proptest_config::cases;
use crate::segments::{places, segments};
use crate::transcript::{coalesced, lines};

fn answer(server: &mut Endpoint) {
    assert_eq!(server.response(204, &[]), "HTTP/1.1 204 \r\n\r\n");
    server.end();
    server.start_next_cycle();
}

#[test]
fn each_is_reported_in_its_own_cycle() {
    let mut server = Endpoint::server();
    let first = "POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab";
    let second = "POST /2 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\
                  1\r\nc\r\n0\r\n\r\n";
    let third = "GET /3 HTTP/1.1\r\nHost: a\r\n\r\n";
    assert_eq!(
        server.feed([first, second, third].concat()),
        ["POST /1 HTTP/1.1 {Host: a, Content-Length: 2}", "data ab", "end", "paused"]
    );
    assert_eq!(server.0.trailing_data().0, [second, third].concat().as_bytes());
    assert_eq!(server.states(), (Done, SendResponse));
    answer(&mut server);
    assert_eq!(
        server.drain_lines(),
        ["POST /2 HTTP/1.1 {Host: a, Transfer-Encoding: chunked}", "data [c]", "end", "paused"]
    );
    assert_eq!(server.0.trailing_data().0, third.as_bytes());
    answer(&mut server);
    assert_eq!(server.drain_lines(), ["GET /3 HTTP/1.1 {Host: a}", "end", "need data"]);
    answer(&mut server);
    assert_eq!(server.drain_lines(), ["need data"]);
}

#[test]
fn paused_lasts_until_the_next_cycle_begins() {
    let mut server = Endpoint::server();
    server.feed("GET / HTTP/1.1\r\nHost: a\r\n\r\nG");
    for _ in 0..3 {
        assert_eq!(server.feed("ET"), ["paused"]);
    }
    server.response(204, &[]);
    assert_eq!(server.feed("x"), ["paused"], "the answer is not complete");
    server.end();
    assert_eq!(server.feed("x"), ["paused"], "both are done, and nobody has gone on");
    assert_eq!(server.0.trailing_data().0, b"GETETETxx");
    server.start_next_cycle();
    assert_eq!(server.drain_lines(), ["need data"]);
}

#[test]
fn nonsense_in_the_next_one_does_not_spoil_this_one() {
    let mut server = Endpoint::server();
    let received = server.feed("GET / HTTP/1.1\r\nHost: a\r\n\r\n\0\0\r\n\r\n");
    assert_eq!(received.last().unwrap(), "paused");
    answer(&mut server);
    assert_eq!(server.drain_lines(), [r"400: illegal request line: b'\x00\x00'"]);
}

#[test]
fn an_empty_line_between_two_is_an_error_of_the_second() {
    let mut server = Endpoint::server();
    server.feed("GET / HTTP/1.1\r\nHost: a\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
    answer(&mut server);
    assert_eq!(server.drain_lines(), ["400: no request line received"]);
    assert_eq!(server.0.trailing_data().0, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n");
}

#[test]
fn the_end_of_input_waits_behind_what_is_there() {
    let mut server = Endpoint::server();
    let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    server.feed(request.repeat(2));
    assert_eq!(server.feed_eof(), ["paused"]);
    assert_eq!(server.0.trailing_data(), (request.as_bytes(), true));
    answer(&mut server);
    assert_eq!(server.feed_eof(), ["GET / HTTP/1.1 {Host: a}", "end", "closed"]);
    assert_eq!(server.states(), (Closed, SendResponse));
    assert_eq!(server.response(204, &[]), "HTTP/1.1 204 \r\n\r\n");
    server.end();
    assert_eq!(server.states(), (Closed, MustClose));
}

#[test]
fn one_after_the_last_is_an_error() {
    let mut server = Endpoint::server();
    server.feed("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    assert_eq!(server.states(), (MustClose, SendResponse));
    assert_eq!(server.feed("GET"), ["400: Got data when expecting EOF"]);
    assert_eq!(server.states(), (Error, SendResponse));
    assert_eq!(server.0.trailing_data().0, b"GET", "it is left where it was");
}

#[test]
fn responses_are_reported_one_in_a_cycle_too() {
    let mut client = Endpoint::client_after("GET /");
    let response = "HTTP/1.1 204 \r\n\r\n";
    assert_eq!(client.feed(response.repeat(2)), ["HTTP/1.1 204  {}", "end", "paused"]);
    client.start_next_cycle();
    assert_eq!(client.drain_lines(), ["HTTP/1.1 204  {}", "end", "need data"], "even unasked");
}

/// Requests, and what is reported of each.
const REQUESTS: &[(&str, &[&str])] = &[
    ("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n", &["GET /1 HTTP/1.1 {Host: a}", "end"]),
    (
        "PUT /2 HTTP/1.1\nHost: a\nContent-Length: 4\n\n\r\n\r\n",
        &["PUT /2 HTTP/1.1 {Host: a, Content-Length: 4}", "data \\r\\n\\r\\n", "end"],
    ),
    (
        "PUT /3 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nC: d\r\n\r\n",
        &["PUT /3 HTTP/1.1 {Host: a, Transfer-Encoding: chunked}", "data ab", "end {C: d}"],
    ),
];

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn any_number_of_them_however_they_are_cut(
        requests in vec(prop::sample::select(REQUESTS), 0..6),
        places in places(),
    ) {
        let stream: String = requests.iter().map(|request| request.0).collect();
        let expected: Vec<&str> = requests.iter().flat_map(|request| request.1).copied().collect();
        let mut server = Endpoint::server();
        let mut outcomes = Vec::new();
        for segment in segments(stream.as_bytes(), &places) {
            outcomes.extend(server.feed_all(&[segment]));
            while server.states().0 == Done {
                answer(&mut server);
                outcomes.extend(server.feed_all(&[b""]));
            }
        }
        prop_assert_eq!(lines(&coalesced(outcomes)), expected);
    }
}
