//! A segment is handed on as the object that it came in, wherever that can be.

use std::rc::Rc;

use h11::connection::{Connection, DEFAULT_MAX_INCOMPLETE_EVENT_SIZE, Event};
use h11::state::Role;

type Segment = Rc<[u8]>;

/// A server that has been reported the head of a request with this field.
fn server(field: &str) -> Connection<Segment> {
    let mut server = Connection::new(Role::Server, DEFAULT_MAX_INCOMPLETE_EVENT_SIZE);
    let head = format!("PUT / HTTP/1.1\r\nHost: a\r\n{field}\r\n\r\n");
    server.receive(Rc::from(head.as_bytes())).unwrap();
    server.next_event(|event| assert!(matches!(event, Event::Request { .. }))).unwrap();
    server
}

/// The content that is reported next; which segment it lies in, if in one of them;
/// and where in it.
fn data(server: &mut Connection<Segment>) -> (Vec<u8>, Option<(Segment, usize)>) {
    let outcomes = server.next_event(|event| match event {
        Event::Data { data, .. } => Some((
            data.bytes.to_vec(),
            data.segment.map(|(segment, start)| (Rc::clone(segment), start)),
        )),
        _ => None,
    });
    outcomes.unwrap().expect("content")
}

/// Whether it is that very object, and the content begins there in it.
fn is(found: Option<&(Segment, usize)>, segment: &Segment, start: usize) -> bool {
    found.is_some_and(|(s, at)| Rc::ptr_eq(s, segment) && *at == start)
}

#[test]
fn content_that_is_a_whole_segment_is_that_segment() {
    let mut server = server("Content-Length: 9");
    for content in ["abc", "def", "ghi"] {
        let segment: Segment = Rc::from(content.as_bytes());
        server.receive(Rc::clone(&segment)).unwrap();
        let (bytes, found) = data(&mut server);
        assert_eq!(bytes, content.as_bytes());
        assert!(is(found.as_ref(), &segment, 0));
    }
}

#[test]
fn a_close_delimited_body_too() {
    let mut client: Connection<Segment> = Connection::new(Role::Client, 1000);
    client.receive(Rc::from(&b"HTTP/1.1 200 x\r\n\r\n"[..])).unwrap();
    client.next_event(|event| assert!(matches!(event, Event::Response { .. }))).unwrap();
    let segment: Segment = Rc::from(&b"content"[..]);
    client.receive(Rc::clone(&segment)).unwrap();
    assert!(is(data(&mut client).1.as_ref(), &segment, 0));
}

#[test]
fn the_middle_of_a_chunk_is_a_whole_segment_too() {
    let mut server = server("Transfer-Encoding: chunked");
    server.receive(Rc::from(&b"9\r\nab"[..])).unwrap();
    data(&mut server);
    let segment: Segment = Rc::from(&b"cdef"[..]);
    server.receive(Rc::clone(&segment)).unwrap();
    let (bytes, found) = data(&mut server);
    assert_eq!(bytes, b"cdef");
    assert!(is(found.as_ref(), &segment, 0));
}

#[test]
fn content_within_a_segment_is_reported_with_its_place() {
    let mut server = server("Transfer-Encoding: chunked");
    let segment: Segment = Rc::from(&b"2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n"[..]);
    server.receive(Rc::clone(&segment)).unwrap();
    for (content, start) in [(&b"ab"[..], 3), (b"cde", 10)] {
        let (bytes, found) = data(&mut server);
        assert_eq!(bytes, content);
        assert!(is(found.as_ref(), &segment, start));
    }
}

#[test]
fn content_behind_the_head_lies_in_the_segment_of_the_head() {
    let mut server: Connection<Segment> = Connection::new(Role::Server, 1000);
    let head = b"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n";
    let segment: Segment = [&head[..], b"abc"].concat().into();
    server.receive(Rc::clone(&segment)).unwrap();
    server
        .next_event(|event| match event {
            Event::Request { fields, .. } => {
                let (found, start) = fields.view.segment.expect("nothing was gathered");
                assert!(Rc::ptr_eq(found, &segment) && start == 0);
                assert_eq!(fields.view.bytes, head);
            }
            other => panic!("{other:?}"),
        })
        .unwrap();
    assert!(is(data(&mut server).1.as_ref(), &segment, head.len()));
}

#[test]
fn what_was_gathered_lies_in_no_segment() {
    let mut server = server("Content-Length: 6");
    server.receive(Rc::from(&b"abc"[..])).unwrap();
    server.receive(Rc::from(&b"def"[..])).unwrap();
    let (bytes, found) = data(&mut server);
    assert_eq!(bytes, b"abcdef");
    assert!(found.is_none());
}

#[test]
fn a_segment_is_let_go_once_it_is_read() {
    let mut server = server("Content-Length: 9");
    let segment: Segment = Rc::from(&b"abc"[..]);
    server.receive(Rc::clone(&segment)).unwrap();
    assert_eq!(Rc::strong_count(&segment), 2);
    drop(data(&mut server));
    assert_eq!(Rc::strong_count(&segment), 1);
}

#[test]
fn segments_pushed_on_unread_ones_are_let_go_at_once() {
    let mut server = server("Content-Length: 9");
    let (first, second): (Segment, Segment) = (Rc::from(&b"abc"[..]), Rc::from(&b"def"[..]));
    server.receive(Rc::clone(&first)).unwrap();
    server.receive(Rc::clone(&second)).unwrap();
    assert_eq!((Rc::strong_count(&first), Rc::strong_count(&second)), (1, 1));
}
