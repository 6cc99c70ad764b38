//! What a server's response says of itself on the wire, given what the program
//! said and what is known of the client.

use h11::serializer::{Amendment, FramingRewrite};

use crate::endpoint::Endpoint;
use crate::fields::Fields;

/// The header section of the response, as it goes out.
fn sent(mut server: Endpoint, status: u16, fields: &[&str]) -> String {
    let head = server.response(status, fields);
    let lines = head.strip_prefix(&format!("HTTP/1.1 {status} \r\n")).expect("a head");
    lines.strip_suffix("\r\n").expect("an empty line").to_string()
}

const GET: &str = "GET / HTTP/1.1";
const OLD: &str = "GET / HTTP/1.0";
const HEAD: &str = "HEAD / HTTP/1.1";
const OLD_HEAD: &str = "HEAD / HTTP/1.0";
const CHUNKED: &str = "Transfer-Encoding: chunked\r\n";
const CLOSE: &str = "Connection: close\r\n";

#[test]
fn a_length_stays_as_it_was_given() {
    for line in [GET, HEAD] {
        let fields = sent(Endpoint::server_after(line, ""), 200, &["content-LENGTH: 5"]);
        assert_eq!(fields, "content-LENGTH: 5\r\n");
    }
    for line in [OLD, OLD_HEAD] {
        let fields = sent(Endpoint::server_after(line, ""), 200, &["content-LENGTH: 5"]);
        assert_eq!(fields, format!("content-LENGTH: 5\r\n{CLOSE}"));
    }
}

#[test]
fn without_a_length_chunks_are_sent_or_the_connection_is_closed() {
    assert_eq!(sent(Endpoint::server_after(GET, ""), 200, &["A: b"]), format!("A: b\r\n{CHUNKED}"));
    assert_eq!(sent(Endpoint::server_after(OLD, ""), 200, &["A: b"]), format!("A: b\r\n{CLOSE}"));
    assert_eq!(sent(Endpoint::server(), 400, &["A: b"]), format!("A: b\r\n{CLOSE}"));
}

#[test]
fn transfer_encoding_of_the_program_is_moved_to_the_end() {
    for given in [
        &["transfer-encoding: Chunked", "A: b"][..],
        &["A: b", "Content-Length: 5", "Transfer-Encoding: chunked"],
        &["Content-Length: 5", "A: b", "TRANSFER-ENCODING: CHUNKED"],
    ] {
        assert_eq!(sent(Endpoint::server_after(GET, ""), 200, given), format!("A: b\r\n{CHUNKED}"));
        assert_eq!(sent(Endpoint::server_after(OLD, ""), 200, given), format!("A: b\r\n{CLOSE}"));
    }
}

#[test]
fn an_answer_without_content_keeps_what_it_says() {
    for status in [204, 304] {
        for given in ["Content-Length: 5", "Transfer-Encoding: chunked", "A: b"] {
            assert_eq!(
                sent(Endpoint::server_after(GET, ""), status, &[given]),
                format!("{given}\r\n")
            );
        }
        assert_eq!(
            sent(Endpoint::server_after(OLD, ""), status, &["A: b"]),
            format!("A: b\r\n{CLOSE}")
        );
    }
    let tunnel = Endpoint::server_after("CONNECT b HTTP/1.1", "");
    assert_eq!(sent(tunnel, 200, &["Content-Length: 5"]), "Content-Length: 5\r\n");
}

#[test]
fn a_connection_that_is_not_kept_is_said_to_close() {
    let leaving = || Endpoint::server_after(GET, CLOSE);
    assert_eq!(sent(leaving(), 204, &[]), CLOSE);
    assert_eq!(sent(leaving(), 200, &["A: b"]), format!("A: b\r\n{CHUNKED}{CLOSE}"));
    assert_eq!(
        sent(leaving(), 200, &["Connection: keep-alive", "Content-Length: 0"]),
        format!("Content-Length: 0\r\n{CLOSE}")
    );
}

#[test]
fn other_options_are_said_after_close_in_order_each_once() {
    let given = ["Connection: X-b, keep-alive,x-A", "Content-Length: 0", "connection: ,x-B, Zz"];
    assert_eq!(
        sent(Endpoint::server_after(OLD, ""), 200, &given),
        "Content-Length: 0\r\nConnection: close\r\nConnection: x-a\r\nConnection: x-b\r\n\
         Connection: zz\r\n"
    );
    let given = ["Connection: abc, close"];
    assert_eq!(
        sent(Endpoint::server_after(OLD, ""), 204, &given),
        "Connection: abc\r\nConnection: close\r\n"
    );
}

#[test]
fn a_connection_that_is_kept_keeps_its_options_as_they_were_given() {
    let given = ["CONNECTION: Keep-Alive , x", "Content-Length: 0", "Connection: y"];
    assert_eq!(sent(Endpoint::server_after(GET, ""), 200, &given), given.join("\r\n") + "\r\n");
}

#[test]
fn host_leads_even_here() {
    let given = ["A: b", "Host: c", "Content-Length: 0", "host: d"];
    assert_eq!(
        sent(Endpoint::server_after(OLD, ""), 200, &given),
        format!("Host: c\r\nhost: d\r\nA: b\r\nContent-Length: 0\r\n{CLOSE}")
    );
}

#[test]
fn the_answer_to_head_says_what_the_answer_to_get_would() {
    assert_eq!(sent(Endpoint::server_after(HEAD, ""), 200, &[]), CHUNKED);
    assert_eq!(sent(Endpoint::server_after(HEAD, ""), 204, &[]), "");
    assert_eq!(sent(Endpoint::server_after(HEAD, CLOSE), 200, &[]), format!("{CHUNKED}{CLOSE}"));
    assert_eq!(sent(Endpoint::server_after(OLD_HEAD, ""), 200, &[]), CLOSE);
    for status in [200, 404] {
        let mut server = Endpoint::server_after(HEAD, "");
        server.response(status, &["Content-Length: 5"]);
        assert_eq!(server.end(), "", "and no content follows");
    }
}

#[test]
fn an_amendment_can_be_had_by_itself() {
    let none = Fields::of(&[]);
    let none = none.section();
    let mut server = Endpoint::server_after(OLD, "");
    let amendment = server.0.send_response(200, b"1.1", b"", none).unwrap();
    assert_eq!(amendment, Amendment { framing: FramingRewrite::Strip, close: true });
    let mut server = Endpoint::server_after(GET, "");
    let amendment = server.0.send_response(200, b"1.1", b"", none).unwrap();
    assert_eq!(amendment, Amendment { framing: FramingRewrite::SetChunked, close: false });
}

#[test]
fn informational_responses_are_sent_as_they_are() {
    let mut server = Endpoint::server_after(GET, CLOSE);
    let fields = ["Connection: keep-alive", "A: b", "Host: c", "Transfer-Encoding: chunked"];
    assert_eq!(
        server.informational(103, &fields),
        "HTTP/1.1 103 \r\nHost: c\r\nConnection: keep-alive\r\nA: b\r\n\
         Transfer-Encoding: chunked\r\n\r\n"
    );
}

#[test]
fn of_a_length_beside_chunks_nothing_is_left_for_an_old_client() {
    let mut server = Endpoint::server_after("GET / HTTP/1.0", "");
    let head = server.response(200, &["Content-Length: 2", "Transfer-Encoding: chunked"]);
    assert_eq!(head, "HTTP/1.1 200 \r\nConnection: close\r\n\r\n");
    assert_eq!(server.data("abc"), "abc", "its end is that of the connection");
    assert_eq!(server.end(), "");
}
