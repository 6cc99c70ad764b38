//! Received content.

use divan::Bencher;
use divan::counter::BytesCount;
use h11::connection::{Connection, DEFAULT_MAX_INCOMPLETE_EVENT_SIZE, Event};
use h11::state::Role;

const MIB: usize = 1024 * 1024;

/// Chunks of one size that make a MiB of content, and the last chunk.
fn chunked(size: usize) -> Vec<u8> {
    let chunk = [format!("{size:x}\r\n").as_bytes(), &vec![b'x'; size], b"\r\n"].concat();
    [chunk.repeat(MIB / size), b"0\r\n\r\n".to_vec()].concat()
}

/// A MiB in chunks of these sizes, received in reads of 64 KiB.
#[divan::bench(name = "1 MiB in chunks of", args = [8, 256, 4096, 65536])]
fn in_chunks(bencher: Bencher<'_, '_>, size: usize) {
    let wire = chunked(size);
    bench(bencher, "Transfer-Encoding: chunked", &wire);
}

/// A MiB whose length is known, received in reads of 64 KiB.
#[divan::bench(name = "1 MiB, Content-Length")]
fn of_length(bencher: Bencher<'_, '_>) {
    let wire = vec![b'x'; MIB];
    bench(bencher, "Content-Length: 1048576", &wire);
}

fn bench(bencher: Bencher<'_, '_>, framing: &str, wire: &[u8]) {
    let head = format!("PUT / HTTP/1.1\r\nHost: h\r\n{framing}\r\n\r\n");
    let content = || {
        let mut server = Connection::new(Role::Server, DEFAULT_MAX_INCOMPLETE_EVENT_SIZE);
        server.receive(head.as_bytes()).expect("memory");
        let mut received = events(&mut server);
        for read in divan::black_box(wire).chunks(65536) {
            server.receive(read).expect("memory");
            received += events(&mut server);
        }
        received
    };
    assert_eq!(content(), MIB);
    bencher.counter(BytesCount::new(MIB)).bench(content);
}

/// Reads events until more bytes are needed: how many bytes of content they held.
fn events(server: &mut Connection<&[u8]>) -> usize {
    let mut received = 0;
    loop {
        let len = server.next_event(|event| match event {
            Event::NeedData => None,
            Event::Data { data, .. } => Some(data.bytes.len()),
            _ => Some(0),
        });
        match len.expect("a valid message") {
            Some(len) => received += len,
            None => return received,
        }
    }
}
