//! A client and a server talk to each other: every byte of it.

use h11::state::State::*;

use crate::endpoint::Endpoint;

/// What the client asks and the server answers, once.
fn cycle(client: &mut Endpoint, server: &mut Endpoint) {
    let asked = client.request("GET /", &["Host: a"]) + &client.end();
    assert_eq!(server.feed(asked), ["GET / HTTP/1.1 {Host: a}", "end", "need data"]);
    let answered = server.response(200, &["Content-Length: 2"]) + &server.data("ok");
    let answered = answered + &server.end();
    assert_eq!(answered, "HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nok");
    assert_eq!(
        client.feed(answered),
        ["HTTP/1.1 200  {Content-Length: 2}", "data ok", "end", "need data"]
    );
}

#[test]
fn content_of_known_length_up_and_of_unknown_length_down() {
    let (mut client, mut server) = (Endpoint::client(), Endpoint::server());

    let head = client.request("POST /form", &["Host: a", "Content-Length: 5"]);
    assert_eq!(head, "POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n");
    assert_eq!(
        server.feed(head),
        ["POST /form HTTP/1.1 {Host: a, Content-Length: 5}", "need data"]
    );
    assert_eq!(client.states(), (SendBody, SendResponse));
    assert_eq!(server.states(), (SendBody, SendResponse));

    assert_eq!(server.feed(client.data("a=1")), ["data a=1", "need data"]);
    assert_eq!(server.feed(client.data("&b")), ["data &b", "end", "need data"]);
    assert_eq!(client.end(), "", "the length has said it");
    assert_eq!(client.states(), (Done, SendResponse));
    assert_eq!(server.states(), (Done, SendResponse));

    let head = server.response(200, &["Server: us"]);
    assert_eq!(head, "HTTP/1.1 200 \r\nServer: us\r\nTransfer-Encoding: chunked\r\n\r\n");
    assert_eq!(
        client.feed(head),
        ["HTTP/1.1 200  {Server: us, Transfer-Encoding: chunked}", "need data"]
    );
    let chunk = server.data("hello, world!!!!");
    assert_eq!(chunk, "10\r\nhello, world!!!!\r\n");
    assert_eq!(client.feed(chunk), ["data [hello, world!!!!]", "need data"]);
    let last = server.end_with(&["Sum: 9"]);
    assert_eq!(last, "0\r\nSum: 9\r\n\r\n");
    assert_eq!(client.feed(last), ["end {Sum: 9}", "need data"]);
    assert_eq!(client.states(), (Done, Done));
    assert_eq!(server.states(), (Done, Done));
}

#[test]
fn one_connection_for_many_cycles() {
    let (mut client, mut server) = (Endpoint::client(), Endpoint::server());
    for _ in 0..3 {
        cycle(&mut client, &mut server);
        client.start_next_cycle();
        server.start_next_cycle();
        assert_eq!(client.states(), (Idle, Idle));
        assert_eq!(server.states(), (Idle, Idle));
    }
    assert_eq!(client.close(), "");
    assert_eq!(server.feed_eof(), ["closed"]);
    assert_eq!(server.states(), (Closed, MustClose));
    assert_eq!(server.close(), "");
    assert_eq!(client.feed_eof(), ["closed"]);
    assert_eq!(client.states(), (Closed, Closed));
    assert_eq!(client.feed_eof(), ["closed"], "and closed it stays");
}

#[test]
fn a_server_that_closes_after_a_cycle() {
    let (mut client, mut server) = (Endpoint::client(), Endpoint::server());
    cycle(&mut client, &mut server);
    assert_eq!(server.close(), "");
    assert_eq!(server.states(), (MustClose, Closed));
    assert_eq!(client.feed_eof(), ["closed"]);
    assert_eq!(client.states(), (MustClose, Closed));
    assert_eq!(client.close(), "");
    assert_eq!(server.feed_eof(), ["closed"]);
    assert_eq!(server.states(), (Closed, Closed));
}

#[test]
fn a_client_that_wants_no_second_cycle() {
    let (mut client, mut server) = (Endpoint::client(), Endpoint::server());
    let asked = client.request("GET /", &["Host: a", "Connection: x, Close"]) + &client.end();
    server.feed(asked);
    assert_eq!(client.states(), (MustClose, SendResponse));
    assert_eq!(server.states(), (MustClose, SendResponse));
    let answered = server.response(204, &[]);
    assert_eq!(answered, "HTTP/1.1 204 \r\nConnection: close\r\n\r\n", "the server says it too");
    assert_eq!(server.end(), "");
    assert_eq!(client.feed(answered), ["HTTP/1.1 204  {Connection: close}", "end", "need data"]);
    assert_eq!(client.states(), (MustClose, MustClose));
    assert_eq!(server.states(), (MustClose, MustClose));
}

#[test]
fn a_server_that_wants_no_second_cycle() {
    let (mut client, mut server) = (Endpoint::client(), Endpoint::server());
    server.feed(client.request("GET /", &["Host: a"]) + &client.end());
    let answered = server.response(200, &["connection: close", "content-length: 0"]);
    assert_eq!(answered, "HTTP/1.1 200 \r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
    server.end();
    assert_eq!(server.states(), (MustClose, MustClose));
    client.feed(answered);
    assert_eq!(client.states(), (MustClose, MustClose));
    assert_eq!(client.feed_eof(), ["closed"]);
    assert_eq!(client.states(), (MustClose, Closed));
}

#[test]
fn an_answer_that_overtakes_the_question() {
    let (mut client, mut server) = (Endpoint::client(), Endpoint::server());
    server.feed(client.request("POST /", &["Host: a", "Transfer-Encoding: chunked"]));
    let refusal = server.response(413, &["Content-Length: 0"]) + &server.end();
    client.feed(refusal);
    assert_eq!(client.states(), (SendBody, Done));
    assert_eq!(server.states(), (SendBody, Done));
    let rest = client.data("never mind") + &client.end();
    assert_eq!(rest, "a\r\nnever mind\r\n0\r\n\r\n");
    assert_eq!(server.feed(rest), ["data [never mind]", "end", "need data"]);
    client.start_next_cycle();
    server.start_next_cycle();
}

#[test]
fn data_of_no_length_is_never_the_end_of_a_chunked_message() {
    let (mut client, mut server) = (Endpoint::client(), Endpoint::server());
    server.feed(client.request("POST /", &["Host: a", "Transfer-Encoding: chunked"]));
    assert_eq!(client.data(""), "");
    assert_eq!(server.feed(client.data("x") + &client.data("")), ["data [x]", "need data"]);
    assert_eq!(client.end(), "0\r\n\r\n");
}
