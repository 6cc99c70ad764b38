//! Sent heads and chunks.

use divan::Bencher;
use divan::counter::BytesCount;
use h11::connection::{Connection, DEFAULT_MAX_INCOMPLETE_EVENT_SIZE};
use h11::fields::{FieldIndex, FieldSection, SectionBuilder};
use h11::serializer::{ChunkEncoder, ChunkHeader, Encode, ResponseEncoder};
use h11::state::Role;

use crate::messages::{PAGE, requests};

fn page_fields() -> (FieldIndex, Vec<u8>) {
    let mut builder = SectionBuilder::default();
    for (name, value) in divan::black_box(PAGE) {
        builder.push(name.as_bytes(), value.as_bytes()).expect("a valid field");
    }
    builder.finish()
}

/// The fields of a page's head taken in and checked.
#[divan::bench(name = "response fields made")]
fn fields_made(bencher: Bencher<'_, '_>) {
    assert_eq!(page_fields().0.len(), PAGE.len());
    bencher.bench(page_fields);
}

/// A page's head sent, its fields being there: states, framing and the bytes.
#[divan::bench(name = "response head sent")]
fn head_sent(bencher: Bencher<'_, '_>) {
    let (index, bytes) = page_fields();
    let head = |mut server: Connection<Vec<u8>>| {
        let fields = FieldSection { index: &index, bytes: &bytes };
        let amendment = server.send_response(200, b"1.1", b"OK", fields).expect("its turn");
        ResponseEncoder { status: 200, reason: b"OK", fields, amendment }.to_vec()
    };
    let wire = head(asked());
    assert!(wire.starts_with(b"HTTP/1.1 200 OK\r\nContent-Type: "));
    bencher.counter(BytesCount::of_slice(&wire)).with_inputs(asked).bench_values(head);
}

/// A chunk of this size written.
#[divan::bench(name = "chunk written", args = [16, 1024, 65536])]
fn chunk_written(bencher: Bencher<'_, '_>, size: usize) {
    let data = vec![b'x'; size];
    bencher.counter(BytesCount::new(size)).bench(|| {
        let data = divan::black_box(data.as_slice());
        ChunkEncoder { header: ChunkHeader::new(data.len()), data }.to_vec()
    });
}

/// A server that has received a small request and may respond.
fn asked() -> Connection<Vec<u8>> {
    let [small, ..] = requests();
    let mut server = Connection::new(Role::Server, DEFAULT_MAX_INCOMPLETE_EVENT_SIZE);
    server.receive(small.bytes).expect("memory");
    for _ in 0..2 {
        server.next_event(|_| ()).expect("a request and its end");
    }
    server
}
