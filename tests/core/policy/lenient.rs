//! The policy *lenient*: which invalid field sections it accepts, and which it rejects.

use h11::connection::{Connection, DEFAULT_MAX_INCOMPLETE_EVENT_SIZE, Event};
use h11::error::{Code, Error};
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
        "Content-Length 5\r\n",
        "Transfer-Encoding\r\n",
        "\"content-length=5\r\n",
        "A\r\n b\r\n",
        "A\0\r\n",
        "A\rContent-Length\r\n",
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
    for section in [
        "Transfer-Encoding: chunked, gzip\r\n",
        "Transfer-Encoding: gzip, chunked\r\n",
        "Transfer-Encoding: xchunked\r\n",
        "Transfer-Encoding: gzip;q=1\r\n",
        "Transfer-Encoding: ,\r\n",
        "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: gzip\r\nContent-Length: 5\r\n",
        "Content-Length: 5\r\nTransfer-Encoding: gzip\r\n",
        "Content-Length: 5\r\nTransfer-Encoding: identity, gzip\r\n",
    ] {
        let unknown = ["501: Only Transfer-Encoding: chunked is supported"];
        assert_eq!(outcomes(section), unknown, "{section:?}");
    }
    for section in [" Content-Length: 5\r\n", "\t\"Transfer-Encoding\r\n", " A\0\r\n", " \rA\r\n"] {
        assert_eq!(outcomes(section), ["400: continuation line at start of headers"]);
    }
}

/// The events of a response that the connection ends, however it is cut.
fn closed(wire: &str) -> Vec<String> {
    let received = |segments: &[&[u8]]| {
        let mut client = client();
        let mut outcomes = client.feed_all(segments);
        client.0.receive_eof();
        outcomes.extend(client.drain());
        lines(&coalesced(outcomes))
    };
    let whole = received(&[wire.as_bytes()]);
    for segments in in_two(wire.as_bytes()).chain([single_bytes(wire.as_bytes())]) {
        assert_eq!(received(&segments), whole, "{segments:?}");
    }
    whole
}

#[test]
fn what_is_not_a_field_line_is_left_out() {
    for (section, fields, ignored) in [
        ("A\r\nB: c\r\n", "B: c", "A"),
        ("B: c\r\n<html> 5\r\nD\r\n", "B: c", "<html> 5, D"),
        (" A: b\r\n\tC\r\nB: c\r\n d\r\n", "B: c d", " A: b, \tC"),
        (" \r\n", "", " "),
        ("X-Content-Length 5\r\n", "", "X-Content-Length 5"),
    ] {
        let mut client = client();
        client.receive(format!("HTTP/1.1 200 OK\r\n{section}\r\n"));
        let seen = client.0.next_event(|event| match event {
            Event::Response { fields, .. } => {
                let section = fields.section();
                let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                let fields: Vec<String> = section
                    .iter()
                    .map(|line| format!("{}: {}", text(line.raw_name), text(line.value)))
                    .collect();
                let ignored: Vec<String> = section.ignored_lines().map(text).collect();
                (fields.join(", "), ignored.join(", "))
            }
            other => panic!("{other:?}"),
        });
        assert_eq!(seen, Ok((fields.to_string(), ignored.to_string())));
        assert_eq!(outcomes(section), [format!("HTTP/1.1 200 OK {{{fields}}}")]);
    }
    let trailers = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n";
    assert_eq!(closed(&format!("{trailers}A\r\nB: c\r\n\r\n"))[1..], ["end {B: c}", "closed"]);
    let mut client = client();
    client.receive(format!("{trailers}A\r\n\r\n"));
    client.next();
    let ignored = client.0.next_event(|event| match event {
        Event::EndOfMessage { trailers: Some(trailers) } => {
            trailers.section().ignored_lines().map(<[u8]>::to_vec).collect::<Vec<_>>()
        }
        other => panic!("{other:?}"),
    });
    assert_eq!(ignored, Ok(vec![b"A".to_vec()]));
}

#[test]
fn other_codings_end_with_the_connection() {
    for coding in ["gzip", "x-gzip, deflate", "identity", "cow"] {
        let head = format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: {coding}\r\n\r\n");
        let seen = format!("HTTP/1.1 200 OK {{Transfer-Encoding: {coding}}}");
        let expected = [&seen, "data 5\\r\\nhello", "end", "closed"];
        assert_eq!(closed(&format!("{head}5\r\nhello")), expected);
    }
    let beside = "HTTP/1.1 200 OK\r\nTransfer-Encoding: Identity\r\nContent-Length: 2\r\n\r\nok";
    assert_eq!(closed(beside)[1..], ["data ok", "end", "closed"]);
    let without = "HTTP/1.1 204 \r\nTransfer-Encoding: gzip\r\n\r\n";
    assert_eq!(closed(without)[1..], ["end", "closed"]);
}

#[test]
fn the_last_empty_line_may_be_missing() {
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    assert_eq!(closed(&format!("{chunked}2\r\nok\r\n0\r\n"))[1..], ["data ok", "end", "closed"]);
    for (rest, error) in [
        ("2\r\nok\r\n", "incomplete chunked read"),
        ("2\r\nok", "incomplete chunked read"),
        ("0", "unexpectedly closed"),
        ("0\r", "unexpectedly closed"),
        ("0\r\n\r", "unexpectedly closed"),
        ("0\r\nA: b\r\n", "unexpectedly closed"),
    ] {
        let seen = closed(&format!("{chunked}{rest}"));
        assert!(seen.last().is_some_and(|last| last.contains(error)), "{rest:?}: {seen:?}");
    }
}

#[test]
fn status_lines() {
    for (line, seen) in [
        ("HTTP/1.1  204 OK", "HTTP/1.1 204 OK {}"),
        ("HTTP/1.0 \t 204 OK", "HTTP/1.0 204 OK {}"),
        ("HTTP/1.1\t204", "HTTP/1.1 204  {}"),
        ("HTTP/1.1  204  OK", "HTTP/1.1 204  OK {}"),
        ("ICY 204 OK", "HTTP/1.0 204 OK {}"),
        ("ICY  204", "HTTP/1.0 204  {}"),
        ("\r\n\n\r\nHTTP/1.1 204 OK", "HTTP/1.1 204 OK {}"),
    ] {
        let outcomes = closed(&format!("{line}\r\n\r\n"));
        assert_eq!(outcomes[0], seen, "{line:?}");
    }
    for line in [
        "HTTP/1.1204 OK",
        "HTTP/1.1 \x0b204 OK",
        "HTTP/1.1  2045",
        "HTTP/1.1  +20",
        "HTTP/1.1  204\0",
        "HTTP/1.1  204 \0",
        "http/1.1  204",
        "ICY",
        "ICY204 OK",
        "ICY/1.0 204 OK",
        "icy 204 OK",
        "ICYHTTP/1.1 204 OK",
    ] {
        let outcomes = closed(&format!("{line}\r\n\r\n"));
        assert!(outcomes[0].starts_with("400: illegal status line: "), "{line:?}: {outcomes:?}");
    }
    assert_eq!(closed("\r\n\r"), ["400: peer unexpectedly closed connection"]);
}

#[test]
fn servers_accept_raw_octets_in_targets_and_nothing_else() {
    let server = || Endpoint::server().under(&LENIENT);
    for byte in 0..=255u8 {
        let wire = [b"GET /", &[byte][..], b" HTTP/1.1\r\nHost: a\r\n\r\n"].concat();
        let expected = lines(&Endpoint::server().feed_all(&[&wire]));
        for segments in in_two(&wire).chain([single_bytes(&wire), vec![&wire]]) {
            let seen = server().feed_all(&segments);
            match byte {
                0x80.. => {
                    assert!(matches!(&seen[0], Outcome::Head { line, .. }
                        if *line == [b"GET /", &[byte][..], b" HTTP/1.1"].concat()));
                }
                _ => assert_eq!(lines(&seen), expected, "{byte:#x}"),
            }
        }
    }
    for wire in [
        &b"G\xe4T / HTTP/1.1\r\nHost: a\r\n\r\n"[..],
        b"GET /\xe4 b HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET \xe4  HTTP/1.1\r\nHost: a\r\n\r\n",
        b"\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost : a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nA\r\n\r\n",
        b"GET / HTTP/1.1\r\n A: b\r\nHost: a\r\n\r\n",
        b"PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n",
        b"PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, chunked\r\n\r\n",
        b"PUT / HTTP/1.1\r\nHost: a\r\nA: \x0b\r\n\r\n",
    ] {
        let seen = lines(&server().feed_all(&[wire]));
        assert!(seen[0].starts_with('4') || seen[0].starts_with('5'), "{seen:?}");
        assert_eq!(seen, lines(&Endpoint::server().feed_all(&[wire])));
    }
}

#[test]
fn a_raw_target_is_not_sent() {
    for policy in [&COMPATIBLE, &STRICT, &LENIENT] {
        let mut door = Endpoint::server().under(&LENIENT);
        door.receive(&b"GET /\xe4 HTTP/1.1\r\nHost: a\r\n\r\n"[..]);
        let mut inside = Endpoint::client().under(policy);
        let sent = door.0.next_event(|event| match event {
            Event::Request { method, target, version, fields } => {
                inside.0.send_request(method, target, version, fields.section())
            }
            other => panic!("{other:?}"),
        });
        let error = sent.unwrap().unwrap_err();
        assert_eq!(error.code(), Some(Code::RequestTargetMalformed));
    }
}

#[test]
fn nothing_can_be_smuggled_into_a_value() {
    for byte in 0..=255u8 {
        let wire = [b"HTTP/1.1 204 \r\nA B: x", &[byte][..], b"y\r\n\r\n"].concat();
        let outcomes = client().feed_all(&[&wire]);
        let value = match outcomes.first() {
            Some(Outcome::Head { fields, .. }) => Some(fields[0].1.as_slice()),
            _ => None,
        };
        let expected = [b"x", &[byte][..], b"y"].concat();
        let expected = match byte {
            b'\0' | b'\r' => None,
            // The end of a line, and a line without a colon.
            b'\n' => Some(&b"x"[..]),
            _ => Some(expected.as_slice()),
        };
        assert_eq!(value, expected, "{byte:#x}");
    }
}

#[test]
fn a_section_accepted_leniently_is_marked_and_not_sent() {
    let mut client = client();
    client.receive("HTTP/1.1 200 OK\r\nA : b\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    let waived = |event: Event<'_, Vec<u8>>| match event {
        Event::Response { fields, .. } => fields.section().index.waived(),
        other => panic!("{other:?}"),
    };
    assert_eq!(client.0.next_event(waived), Ok(Some(Code::FieldLineMalformed)));
    for policy in [&COMPATIBLE, &STRICT] {
        let fields = ResponseHead::parse(b"HTTP/1.1 200 OK\r\nA: b\r\n\r\n", Leniency::NONE);
        assert_eq!(fields.unwrap().fields.index.waived(), None);
        for (fields, rule) in [
            ("A : b\r\n", "invalid field line"),
            ("A\r\n", "invalid field line"),
            (" A: b\r\n", "continuation line before the first field line"),
            ("Transfer-Encoding: gzip\r\n", "transfer coding other than chunked"),
        ] {
            assert_eq!(sent_on(policy, fields), Err(rule.to_string()));
        }
        assert_eq!(sent_on(policy, "A: b\r\n"), Ok(()));
    }
}

/// What comes of sending on what a lenient client was reported.
fn sent_on(policy: &'static Policy, fields: &str) -> Result<(), String> {
    let mut door: Connection<Vec<u8>> = Connection::new(Role::Server, 0).with_policy(policy);
    door.receive(b"GET / HTTP/1.0\r\n\r\n".to_vec()).unwrap();
    door.next_event(|_| ()).unwrap();
    let mut client = client();
    client.receive(format!("HTTP/1.1 200 OK\r\n{fields}\r\n"));
    let sent = client.0.next_event(|event| match event {
        Event::Response { fields, .. } => {
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
fn only_lenient_differs_by_role() {
    for policy in Policy::ALL {
        assert_eq!(policy.of_role(Role::Server).name, policy.name);
        assert!(std::ptr::eq(policy.of_role(Role::Client), policy));
        let is_the_same = std::ptr::eq(policy.of_role(Role::Server), policy);
        assert_eq!(is_the_same, policy.name != "lenient");
    }
}
