//! Received heads.

use std::mem::MaybeUninit;

use divan::Bencher;
use divan::counter::BytesCount;
use h11::connection::{Connection, DEFAULT_MAX_INCOMPLETE_EVENT_SIZE, Event};
use h11::fields::Leniency;
use h11::parser::head::{RequestHead, ResponseHead};
use h11::parser::receive_buffer::ReceiveBuffer;
use h11::state::Role;

use crate::messages::{Head, requests, responses};

/// Room for the fields that httparse finds; making it costs nothing.
type Room<'a> = [MaybeUninit<httparse::Header<'a>>; 128];
const ROOM: Room<'_> = [const { MaybeUninit::uninit() }; 128];

#[divan::bench_group(name = "request head")]
mod request {
    use super::*;

    /// The end found, the parts and fields found and checked, framing noted.
    #[divan::bench(args = requests())]
    fn h11(bencher: Bencher<'_, '_>, head: &Head) {
        bench(bencher, head, |bytes| {
            let mut buffer = ReceiveBuffer::default();
            buffer.push(bytes).expect("memory");
            let len = buffer.find_section().expect("a whole head");
            RequestHead::parse(buffer.view(len).bytes, Leniency::NONE)
                .expect("a valid head")
                .fields
                .index
                .len()
        });
    }

    /// The same, through a new connection with its states.
    #[divan::bench(args = requests())]
    fn h11_connection(bencher: Bencher<'_, '_>, head: &Head) {
        bench(bencher, head, |bytes| {
            let mut server = Connection::new(Role::Server, DEFAULT_MAX_INCOMPLETE_EVENT_SIZE);
            server.receive(bytes).expect("memory");
            server.next_event(count_fields).expect("a valid head")
        });
    }

    #[divan::bench(args = requests())]
    fn httparse(bencher: Bencher<'_, '_>, head: &Head) {
        bench(bencher, head, |bytes| {
            let mut room = ROOM;
            let mut request = httparse::Request::new(&mut []);
            let parsed = request.parse_with_uninit_headers(bytes, &mut room);
            assert!(parsed.expect("a valid head").is_complete());
            request.headers.len()
        });
    }
}

#[divan::bench_group(name = "response head")]
mod response {
    use super::*;

    #[divan::bench(args = responses())]
    fn h11(bencher: Bencher<'_, '_>, head: &Head) {
        bench(bencher, head, |bytes| {
            let mut buffer = ReceiveBuffer::default();
            buffer.push(bytes).expect("memory");
            let len = buffer.find_section().expect("a whole head");
            ResponseHead::parse(buffer.view(len).bytes, Leniency::NONE)
                .expect("a valid head")
                .fields
                .index
                .len()
        });
    }

    #[divan::bench(args = responses())]
    fn httparse(bencher: Bencher<'_, '_>, head: &Head) {
        bench(bencher, head, |bytes| {
            let mut room = ROOM;
            let mut response = httparse::Response::new(&mut []);
            let config = httparse::ParserConfig::default();
            let parsed = config.parse_response_with_uninit_headers(&mut response, bytes, &mut room);
            assert!(parsed.expect("a valid head").is_complete());
            response.headers.len()
        });
    }
}

fn count_fields(event: Event<'_, &[u8]>) -> usize {
    match event {
        Event::Request { fields, .. } => fields.parsed.index.len(),
        other => panic!("{other:?} is no request"),
    }
}

/// Times what must find all fields of the head.
fn bench(bencher: Bencher<'_, '_>, head: &Head, parse: impl Fn(&[u8]) -> usize + Sync) {
    assert_eq!(parse(&head.bytes), head.fields);
    bencher
        .counter(BytesCount::of_slice(&head.bytes))
        .bench(|| parse(divan::black_box(&head.bytes)));
}
