//! The policy *lenient*: which invalid field sections it accepts, and which it rejects.

use h11::connection::{Connection, DEFAULT_MAX_INCOMPLETE_EVENT_SIZE};
use h11::error::Error;
use h11::fields::Leniency;
use h11::parser::head::ResponseHead;
use h11::policy::{COMPATIBLE, LENIENT, Policy, STRICT};
use h11::state::Role;

use crate::endpoint::Endpoint;
use crate::segments::{in_two, single_bytes};
use crate::transcript::{Outcome, coalesced, lines};

fn client() -> Endpoint {
    let connection = Connection::new(Role::Client, DEFAULT_MAX_INCOMPLETE_EVENT_SIZE);
    let mut client = Endpoint(connection.with_policy(&LENIENT));
    client.request("GET /", &["Host: a"]);
    client.end();
    client
}

/// What is reported of a response with these field lines, however it is cut.
fn outcomes(section: &str) -> Vec<String> {
    let wire = format!("HTTP/1.1 200 OK\r\n{section}\r\n");
    let received = |segments: &[&[u8]]| lines(&coalesced(client().feed_all(segments)));
    let whole = received(&[wire.as_bytes()]);
    for segments in in_two(wire.as_bytes()).chain([single_bytes(wire.as_bytes())]) {
        assert_eq!(received(&segments), whole, "{segments:?}");
    }
    whole
}

#[test]
fn malformed_fields_are_accepted() {
    for (section, fields) in [
        ("A : b\r\n", "A: b"),
        ("A B\t:\tb\r\n", "A B: b"),
        (": b\r\n", ": b"),
        ("(A): \x0bb\x01\r\n", r"(A): \x0bb\x01"),
        ("\x7f: \x0c\r\n", r"\x7f: \x0c"),
        ("A: b\r\n c\r\nD E: f\r\n", "A: b c, D E: f"),
        ("A : b\r\nC: d\r\n", "A: b, C: d"),
        ("Content Length: 5\r\n", "Content Length: 5"),
    ] {
        assert_eq!(outcomes(section), [format!("HTTP/1.1 200 OK {{{fields}}}")]);
    }
}

#[test]
fn chunked_said_again_is_said_once() {
    let once = "HTTP/1.1 200 OK {Transfer-Encoding: chunked}";
    for section in [
        "Transfer-Encoding: chunked, Chunked\r\n",
        "Transfer-Encoding: chunked\r\ntransfer-encoding: chunked\r\n",
        "Transfer-Encoding: ,chunked,\r\n",
    ] {
        assert_eq!(outcomes(section), [once]);
        assert_eq!(outcomes(&format!("{section}\r\n0\r\n")), [once, "end"]);
    }
}

#[test]
fn what_cannot_be_read_in_one_way_only_is_refused() {
    for section in [
        "Content-Length : 5\r\n",
        "Content-Length\x01: 5\r\n",
        "Transfer-Encoding\t: chunked\r\n",
        "<transfer-encoding>: chunked\r\n",
        "Transfer-\r\n Encoding: chunked\r\n",
        "A\r\n",
        "A : b\0\r\n",
        "A : b\r\n c\r\n",
        "A: b\r\n \x0c\r\n",
        "A : b\rc\r\n",
        "A B\0: c\r\n",
    ] {
        let outcomes = outcomes(section);
        assert!(
            outcomes[0].starts_with("400: illegal header line: b'"),
            "{section:?}: {outcomes:?}"
        );
    }
    assert_eq!(outcomes("Content-Length: \x0b5\r\n"), ["400: bad Content-Length"]);
    assert_eq!(
        outcomes("Transfer-Encoding: chunked, gzip\r\n"),
        ["501: Only Transfer-Encoding: chunked is supported"]
    );
}

#[test]
fn nothing_can_be_smuggled_into_a_value() {
    for byte in 0..=255u8 {
        let wire = [b"HTTP/1.1 204 \r\nA B: x", &[byte][..], b"y\r\n\r\n"].concat();
        let outcomes = client().feed_all(&[&wire]);
        let is_read = matches!(outcomes.first(), Some(Outcome::Head { .. }));
        assert_eq!(is_read, !b"\0\r\n".contains(&byte), "{byte:#x}");
    }
}

#[test]
fn a_section_accepted_leniently_is_marked_and_not_sent() {
    let mut client = client();
    client.receive("HTTP/1.1 200 OK\r\nA : b\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    let was_accepted_leniently = |event: h11::connection::Event<'_, Vec<u8>>| match event {
        h11::connection::Event::Response { fields, .. } => {
            fields.section().index.was_accepted_leniently()
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(client.0.next_event(was_accepted_leniently), Ok(true));
    for policy in [&COMPATIBLE, &STRICT] {
        let fields = ResponseHead::parse(b"HTTP/1.1 200 OK\r\nA: b\r\n\r\n", Leniency::NONE);
        assert!(!fields.unwrap().fields.index.was_accepted_leniently());
        assert_eq!(sent_on(policy), Err("invalid field line".to_string()));
    }
}

/// What comes of sending on what a lenient client was reported.
fn sent_on(policy: &'static Policy) -> Result<(), String> {
    let mut door: Connection<Vec<u8>> = Connection::new(Role::Server, 0).with_policy(policy);
    door.receive(b"GET / HTTP/1.0\r\n\r\n".to_vec()).unwrap();
    door.next_event(|_| ()).unwrap();
    let mut client = client();
    client.receive("HTTP/1.1 200 OK\r\nA : b\r\n\r\n");
    let sent = client.0.next_event(|event| match event {
        h11::connection::Event::Response { fields, .. } => {
            door.send_response(200, b"1.1", b"OK", fields.section()).map(|_| ())
        }
        other => panic!("{other:?}"),
    });
    sent.unwrap().map_err(|error: Error| error.to_string())
}

#[test]
fn policies_have_names() {
    assert_eq!(Policy::ALL.map(|policy| policy.name), ["compatible", "strict", "lenient"]);
}

#[test]
fn servers_may_be_anything_but_lenient() {
    let may: Vec<&str> =
        Policy::ALL.iter().filter(|policy| policy.is_for_servers()).map(|p| p.name).collect();
    assert_eq!(may, ["compatible", "strict"]);
}
