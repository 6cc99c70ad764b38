//! The policy *strict*: one message for each rule, with its near misses, however
//! it is cut.

use h11::connection::Connection;
use h11::error::Code;
use h11::policy::STRICT;
use h11::state::Role;
use proptest::prelude::*;

use super::{however_split, strict_client, strict_server};
use crate::endpoint::Endpoint;
use crate::proptest_config::cases;
use crate::segments::{in_two, places, segments, single_bytes};
use crate::transcript::{Outcome, coalesced, lines};

/// What a server receives, and the code under which strict refuses it. All of it
/// is accepted otherwise.
const TO_SERVERS: &[(&str, Code)] = &[
    ("GET / HTTP/1.1\nHost: a\r\n\r\n", Code::BareLf),
    ("GET / HTTP/1.1\r\nHost: a\n\r\n", Code::BareLf),
    ("GET / HTTP/1.1\r\nHost: a\r\n\n", Code::BareLf),
    ("GET / HTTP/1.1\r\nHost: a\nA:\r\n b\r\n\r\n", Code::BareLf),
    ("GET / HTTP/1.1\r\nHost: a\r\nA: b\r\n c\r\n\r\n", Code::ObsFold),
    ("GET / HTTP/2.0\r\nHost: a\r\n\r\n", Code::VersionUnsupported),
    ("GET * HTTP/1.1\r\nHost: a\r\n\r\n", Code::RequestTargetInvalid),
    ("PUT a:80 HTTP/1.1\r\nHost: a\r\n\r\n", Code::RequestTargetInvalid),
    ("CONNECT / HTTP/1.1\r\nHost: a\r\n\r\n", Code::RequestTargetInvalid),
    ("GET /a#b HTTP/1.0\r\n\r\n", Code::RequestTargetInvalid),
    ("GET / HTTP/1.1\r\nHost: a\r\nA: b\x01\r\n\r\n", Code::FieldValueControl),
    ("GET / HTTP/1.1\r\nHost: a\r\nA:\x7f\r\n\r\n", Code::FieldValueControl),
    // A section of which something is rewritten, if not this field.
    (
        "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: CHUNKED\r\nA: b\x01\r\n\r\n",
        Code::FieldValueControl,
    ),
    (
        "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: CHUNKED\r\n\r\n",
        Code::TransferEncodingWithContentLength,
    ),
    ("PUT / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", Code::TransferEncodingInHttp10),
    ("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\n", Code::ContentLengthRepeated),
    (
        "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n",
        Code::ContentLengthRepeated,
    ),
    (
        "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 9223372036854775808\r\n\r\n",
        Code::ContentLengthTooLarge,
    ),
    ("GET / HTTP/1.2\r\n\r\n", Code::HostMissing),
    ("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", Code::HostMalformed),
    ("GET / HTTP/1.0\r\nHost: a, b\r\n\r\n", Code::HostMalformed),
];

/// What follows the head of a chunked message, and the code.
const CHUNKS: &[(&str, Code)] = &[
    ("8000000000000000\r\n", Code::ChunkSizeTooLarge),
    ("1;a\rb\r\nx\r\n", Code::ChunkExtensionControl),
    ("1;\0\r\nx\r\n", Code::ChunkExtensionControl),
    ("1 \r\nx\r\n", Code::ChunkExtensionMalformed),
    ("1;\r\nx\r\n", Code::ChunkExtensionMalformed),
    ("1;bad[=x\r\nx\r\n", Code::ChunkExtensionMalformed),
    ("1;a=\"x\r\nx\r\n", Code::ChunkExtensionMalformed),
    ("0;a \r\n\r\n", Code::ChunkExtensionMalformed),
    ("0\r\nA: b\n\r\n", Code::BareLf),
    ("0\r\n\n", Code::BareLf),
    ("0\r\nA: \x1f\r\n\r\n", Code::FieldValueControl),
    ("0\r\nContent-Length: 1\r\n\r\n", Code::FramingFieldInTrailers),
    ("0\r\nA: b\r\ntransfer-encoding: Chunked\r\n\r\n", Code::FramingFieldInTrailers),
];

/// What a client receives, and the code.
const TO_CLIENTS: &[(&str, Code)] = &[
    ("HTTP/1.1 204 \nA: b\r\n\r\n", Code::BareLf),
    ("HTTP/1.1 204 O\x01K\r\n\r\n", Code::ReasonPhraseMalformed),
    ("HTTP/2.0 200 OK\r\n\r\n", Code::VersionUnsupported),
    ("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", Code::TransferEncodingInHttp10),
];

/// What strict accepts: it is reported as under the compatible policy.
const NEAR_MISSES: &[&str] = &[
    "GET / HTTP/1.1\r\nHost: a\r\nA:\tb \r\nB: \u{e9}\r\nC:\r\n\r\n",
    "GET / HTTP/1.0\r\n\r\n",
    "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
    "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET http://a/?{b|c} HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET / HTTP/1.9\r\nHost: [::1]:80\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: \r\n\r\n",
    "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 9223372036854775807\r\n\r\nabc",
    "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: CHUNKED\r\n\r\n7fffffffffffffff\r\nabc",
    "PUT / HTTP/1.2\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\
     3;a=\"b;\u{e9}\\\"\"\r\na\nb\r\n0\r\nA: b\r\nHost: a/b\r\n\r\nGET ",
];

/// Makes an end.
type Make = fn() -> Endpoint;

/// An end of each kind, compatible and strict, with what it receives and the code.
fn refused() -> Vec<(Make, Make, String, Code)> {
    let request = "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    let response = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    let asking: Make = || Endpoint::client_after("GET /");
    let to_server =
        |wire: String, code| (Endpoint::server as Make, strict_server as Make, wire, code);
    let to_client = |wire: String, code| (asking, strict_client as Make, wire, code);
    let heads = TO_SERVERS.iter().map(|(wire, code)| to_server(wire.to_string(), *code));
    let chunks = CHUNKS.iter().flat_map(|(wire, code)| {
        [
            to_server(format!("{request}{wire}"), *code),
            to_client(format!("{response}{wire}"), *code),
        ]
    });
    let responses = TO_CLIENTS.iter().map(|(wire, code)| to_client(wire.to_string(), *code));
    heads.chain(chunks).chain(responses).collect()
}

fn code(outcomes: &[Outcome]) -> Option<Code> {
    match outcomes.last() {
        Some(Outcome::Failed(error)) => error.code(),
        _ => None,
    }
}

#[test]
fn each_rule_is_enforced_wherever_a_message_is_cut() {
    for (compatible, strict, wire, expected) in refused() {
        let wire = wire.as_bytes();
        assert_eq!(code(&compatible().feed_all(&[wire])), None, "{:?}", wire.escape_ascii());
        for segments in in_two(wire).chain([single_bytes(wire), vec![wire]]) {
            let outcomes = strict().feed_all(&segments);
            assert_eq!(code(&outcomes), Some(expected), "{:?}", wire.escape_ascii());
        }
    }
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn cut_anywhere(number in 0..refused().len(), places in places()) {
        let (_, strict, wire, expected) = refused().swap_remove(number);
        let outcomes = strict().feed_all(&segments(wire.as_bytes(), &places));
        prop_assert_eq!(code(&outcomes), Some(expected));
    }
}

#[test]
fn the_bytes_at_fault_are_shown() {
    let error = |wire: &str| match strict_server().feed_all(&[wire.as_bytes()]).pop() {
        Some(Outcome::Failed(error)) => error,
        other => panic!("{other:?}"),
    };
    for (wire, offending) in [
        ("GET / HTTP/1.1\r\nHost: a\nA: b\r\n\r\n", "Host: a\n"),
        ("GET / HTTP/1.1\r\nHost: a\r\nA: b\r\n c\r\n\r\n", " c\r\n"),
        ("GET / HTTP/2.0\r\nHost: a\r\n\r\n", "2.0"),
        ("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", "a/b"),
        ("GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", "/%zz"),
        ("GET / HTTP/1.1\r\nHost: a\r\nA: 1\r\nB: \x012\r\n\r\n", "\x012"),
    ] {
        assert_eq!(error(wire).offending(), Some(offending.as_bytes()), "{wire:?}");
    }
    let long = format!("GET / HTTP/1.1\r\nHost: {}/\r\n\r\n", "a".repeat(500));
    assert_eq!(error(&long).offending(), Some("a".repeat(100).as_bytes()));
    let missing = error("GET / HTTP/1.2\r\n\r\n");
    assert_eq!((missing.offending(), missing.status_hint()), (None, 400));
}

#[test]
fn what_keeps_the_rules_is_reported_as_ever() {
    for wire in NEAR_MISSES {
        let expected = lines(&coalesced(Endpoint::server().feed_all(&[wire.as_bytes()])));
        assert!(!expected.is_empty() && !expected.iter().any(|line| line.starts_with("400")));
        for segments in in_two(wire.as_bytes()).chain([single_bytes(wire.as_bytes())]) {
            assert_eq!(
                lines(&coalesced(strict_server().feed_all(&segments))),
                expected,
                "{wire:?}"
            );
        }
    }
}

#[test]
fn a_client_replaces_obs_fold_and_a_server_rejects_it() {
    let chunked = "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\nA: b\r\n\tc\r\n\r\n";
    let response = format!("HTTP/1.1 103 \r\nA:\r\n b\r\n \tc\r\n\r\nHTTP/1.1 200 \r\n{chunked}");
    assert_eq!(
        lines(&however_split(strict_client, response.as_bytes())),
        ["HTTP/1.1 103  {A: b c}", "HTTP/1.1 200  {Transfer-Encoding: chunked}", "end {A: b c}",]
    );
    let heads = [
        "Transfer-Encoding:\r\n chunked\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n0\r\nA: b\r\n\tc\r\n\r\n",
    ];
    for rest in heads {
        let request = format!("PUT / HTTP/1.1\r\nHost: a\r\n{rest}");
        let outcomes = however_split(strict_server, request.as_bytes());
        assert_eq!(code(&outcomes), Some(Code::ObsFold), "{rest:?}");
    }
}

#[test]
fn bare_lf_beside_obs_fold_is_rejected() {
    let wire = b"HTTP/1.1 204 \r\nA: b\n c\r\n\r\n";
    assert_eq!(code(&however_split(strict_client, wire)), Some(Code::BareLf));
}

#[test]
fn whitespace_around_chunk_extensions_is_accepted() {
    let head = "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    for extensions in [" ;a=b", "\t;a", "; a = \"b\" ; c"] {
        let wire = format!("{head}1{extensions}\r\nx\r\n0{extensions}\r\n\r\n");
        let outcomes = lines(&however_split(strict_server, wire.as_bytes()));
        assert_eq!(outcomes[1..], ["data x", "end"], "{extensions:?}");
    }
}

#[test]
fn empty_lines_before_a_request_are_skipped() {
    let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    let outcomes = ["GET / HTTP/1.1 {Host: a}", "end"];
    let wire = format!("\r\n\r\n\r\n{get}");
    for segments in in_two(wire.as_bytes()).chain([single_bytes(wire.as_bytes())]) {
        assert_eq!(lines(&strict_server().feed_all(&segments)), outcomes);
    }
    assert_eq!(strict_server().feed("\r\n\r"), ["need data"]);
    assert_eq!(strict_server().feed("\n"), ["400: no request line received"]);
    assert_eq!(strict_server().feed("\r\n\rGET"), ["400: illegal request line"]);
    let mut closed = strict_server();
    closed.feed("\r\n");
    assert_eq!(closed.feed_eof(), ["closed"]);
}

#[test]
fn what_is_sent_is_judged_too() {
    let mut sender = Endpoint(Connection::new(Role::Client, 0).with_policy(&STRICT));
    assert_eq!(
        sender.request("GET *", &["Host: a"]),
        "400: request target is not of a form that the method allows: b'*'"
    );
    let mut sender = Endpoint(Connection::new(Role::Client, 0).with_policy(&STRICT));
    assert_eq!(sender.request("GET /", &["A: b"]), "400: missing Host header");
    let mut sender = Endpoint(Connection::new(Role::Client, 0).with_policy(&STRICT));
    assert_eq!(sender.request("GET /", &["Host: a b"]), "400: invalid Host header: b'a b'");
    let length_and_chunks = ["Host: a", "Content-Length: 1", "Transfer-Encoding: chunked"];
    let both = "400: both Transfer-Encoding and Content-Length: b'1'";
    let mut sender = Endpoint(Connection::new(Role::Client, 0).with_policy(&STRICT));
    assert_eq!(sender.request("PUT /", &length_and_chunks), both);
    assert_eq!(
        sender.request("PUT /", &["Host: a"]),
        "400: Can't send data when our state is ERROR"
    );
    for (request, response, fields, refusal) in [
        ("GET /", None, ["A: b\x01"], "400: control character in field value: b'b\\x01'"),
        ("GET /", Some(200), ["A: b\x01"], "400: control character in field value: b'b\\x01'"),
        ("G=T /", None, ["A: b"], "400: method is not a token: b'G=T'"),
        ("GET /", Some(200), ["Content-Length: 1, 1"], "400: repeated Content-Length: b'1'"),
        (
            "PUT /",
            None,
            ["Content-Length: 9223372036854775808"],
            "413: Content-Length exceeds 2**63 - 1: b'9223372036854775808'",
        ),
    ] {
        assert_eq!(sent(request, response, &fields), refusal, "{request} {response:?}");
    }
    let mut asked = strict_server();
    asked.feed("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    assert_eq!(
        asked.response_with_reason(200, "O\x01K", &[]),
        "400: control character in reason phrase: b'O\\x01K'"
    );
    let mut asked = strict_server();
    asked.feed("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    asked.response(200, &["Transfer-Encoding: chunked"]);
    assert_eq!(
        asked.end_with(&["Content-Length: 1"]),
        "400: Content-Length or Transfer-Encoding in trailer section: b'Content-Length'"
    );
}

/// What is sent, by a client or by a server that has received the request.
fn sent(request: &str, response: Option<u16>, fields: &[&str]) -> String {
    match response {
        None => Endpoint(Connection::new(Role::Client, 0).with_policy(&STRICT))
            .request(request, &[&["Host: a"], fields].concat()),
        Some(status) => {
            let mut asked = strict_server();
            asked.feed(format!("{request} HTTP/1.1\r\nHost: a:1\r\n\r\n"));
            match status {
                ..200 => asked.informational(status, fields),
                _ => asked.response(status, fields),
            }
        }
    }
}

/// Framing fields in a 2xx to CONNECT MUST be ignored (RFC 9112 section 6.3).
#[test]
fn a_tunnel_has_no_framing() {
    let received = |status: &str, fields: &str| {
        let mut client = Endpoint(Connection::new(Role::Client, i64::MAX).with_policy(&STRICT));
        client.request("CONNECT a:1", &["Host: a"]);
        client.end();
        client.feed_all(&[format!("{status} \r\n{fields}\r\n\r\n").as_bytes()])
    };
    for (fields, version, otherwise) in [
        (
            "Content-Length: 0\r\nTransfer-Encoding: chunked",
            "1.1",
            Code::TransferEncodingWithContentLength,
        ),
        ("Content-Length: 0\r\nContent-Length: 0", "1.1", Code::ContentLengthRepeated),
        ("Content-Length: 18446744073709551615", "1.1", Code::ContentLengthTooLarge),
        ("Transfer-Encoding: chunked", "1.0", Code::TransferEncodingInHttp10),
        ("Transfer-Encoding: gzip", "1.1", Code::TransferCodingUnknown),
        (
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
            "1.1",
            Code::TransferEncodingRepeated,
        ),
    ] {
        for status in [200, 299] {
            let answer = received(&format!("HTTP/{version} {status}"), fields);
            assert_eq!(code(&answer), None, "{status} {fields}: {answer:?}");
        }
        for status in [199, 300, 404] {
            let answer = received(&format!("HTTP/{version} {status}"), fields);
            assert_eq!(code(&answer), Some(otherwise), "{status} {fields}: {answer:?}");
        }
    }
    assert_eq!(
        code(&received("HTTP/1.1 200", "Content-Length: x")),
        Some(Code::ContentLengthMalformed)
    );
}

#[test]
fn some_rules_are_for_senders_only() {
    let (length, chunked) = (["Content-Length: 1"], ["Transfer-Encoding: chunked"]);
    let upgrade = ["Upgrade: x", "Connection: close"];
    let framing = "400: Content-Length or Transfer-Encoding in a 1xx or 204 response, \
                   or in a 2xx to CONNECT: b'";
    for (request, response, fields, refusal) in [
        ("GET /", Some(103), &chunked[..], framing),
        ("GET /", Some(204), &length, framing),
        ("CONNECT a:1", Some(200), &length, framing),
        ("CONNECT a:1", Some(299), &chunked, framing),
        ("TRACE /", None, &length, "400: TRACE request with content: b'Content-Length'"),
        ("TRACE /", None, &chunked, "400: TRACE request with content: b'Transfer-Encoding'"),
        ("GET /", None, &upgrade, "400: Upgrade without Connection: upgrade: b'Upgrade'"),
        ("GET /", None, &["TE: gzip, chunked", "Connection: te"], "400: chunked in TE: b'gzip, ch"),
        ("GET /", None, &["TE: trailers"], "400: TE without Connection: TE: b'TE'"),
        ("GET /", Some(200), &upgrade, "400: Upgrade without Connection: upgrade: b'Upgrade'"),
    ] {
        let answer = sent(request, response, fields);
        assert!(answer.starts_with(refusal), "{request} {response:?} {fields:?}: {answer}");
    }
    for (request, fields) in [
        ("TRACE /", "Content-Length: 1"),
        ("GET /", "Upgrade: x"),
        ("GET /", "TE: chunked"),
        ("GET /", "TE: trailers"),
    ] {
        let wire = format!("{request} HTTP/1.1\r\nHost: a\r\n{fields}\r\n\r\n");
        let received = strict_server().feed_all(&[wire.as_bytes()]);
        assert_eq!(code(&received), None, "{request} {fields}: {received:?}");
    }
    for fields in ["Content-Length: 1", "Transfer-Encoding: chunked"] {
        let mut client = Endpoint(Connection::new(Role::Client, i64::MAX).with_policy(&STRICT));
        client.request("GET /", &["Host: a"]);
        client.end();
        let wire = format!("HTTP/1.1 204 \r\n{fields}\r\n\r\n");
        let received = client.feed_all(&[wire.as_bytes()]);
        assert_eq!(code(&received), None, "{fields}: {received:?}");
    }
    for (request, response, fields) in [
        ("GET /", Some(200), &length[..]),
        ("GET /", Some(304), &chunked),
        ("CONNECT a:1", Some(404), &length),
        ("TRACE /", None, &["Content-Length: 0"]),
        ("PUT /", None, &length),
        ("GET /", None, &["Upgrade: ,"]),
        ("GET /", None, &["TE: trailers", "Connection: close, TE"]),
        ("GET /", Some(200), &["TE: chunked"]),
        ("GET /", Some(426), &["Upgrade: x", "Connection: a, Upgrade"]),
    ] {
        let answer = sent(request, response, fields);
        assert!(answer.ends_with("\r\n\r\n"), "{request} {response:?} {fields:?}: {answer}");
    }
}

#[test]
fn a_304_to_an_old_client_has_no_transfer_encoding() {
    let mut asked = strict_server();
    asked.feed("GET / HTTP/1.0\r\n\r\n");
    let head = asked.response(304, &["Transfer-Encoding: chunked"]);
    assert_eq!(head, "HTTP/1.1 304 \r\nConnection: close\r\n\r\n");
    assert_eq!(asked.end(), "");
}

#[test]
fn upgrade_counts_only_beside_its_option() {
    for (fields, proposes) in [
        ("Upgrade: x\r\n", false),
        ("Upgrade: x\r\nConnection: a, upgrade\r\n", true),
        ("Connection: UPGRADE\r\nUpgrade: x\r\n", true),
        ("Connection: upgrade\r\nUpgrade: ,\r\n", false),
    ] {
        let mut asked = strict_server();
        asked.feed(format!("GET / HTTP/1.1\r\nHost: a\r\n{fields}\r\n"));
        let answer = asked.informational(101, &["Connection: upgrade", "Upgrade: x"]);
        assert_eq!(answer.starts_with("HTTP/1.1 101"), proposes, "{fields:?}: {answer}");
    }
}
