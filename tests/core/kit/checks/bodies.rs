//! Content in every framing.

use h11::error::Error;
use h11::state::Role;

use super::decoder::{Decoded, Ending, chunked, of_length, plain};
use super::input::parse;
use super::recording::Recording;
use super::segmentation::{check, chunk_ends, chunk_starts};
use crate::endpoint::Endpoint;
use crate::transcript::Outcome;

/// How the end of the content is determined.
#[derive(Debug, Clone, Copy)]
enum Framing {
    Length(u128),
    Chunked,
    Close,
}

const CHUNKED_REQUEST: &str = "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
const CHUNKED_RESPONSE: &str = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

/// Who receives, and after what head.
const HEADS: [(u8, (Role, &str, Framing)); 8] = [
    (b'c', (Role::Server, CHUNKED_REQUEST, Framing::Chunked)),
    (b'd', (Role::Client, CHUNKED_RESPONSE, Framing::Chunked)),
    (b'l', (Role::Server, "PUT / HTTP/1.0\r\nContent-Length: 7\r\n\r\n", Framing::Length(7))),
    (b'm', (Role::Client, "HTTP/1.1 200\r\nContent-Length: 20\r\n\r\n", Framing::Length(20))),
    (b'z', (Role::Client, "HTTP/1.1 204 No\r\nContent-Length: 5\r\n\r\n", Framing::Length(0))),
    (
        b'n',
        (
            Role::Client,
            "HTTP/1.1 404 \nContent-Length: 18446744073709551617\n\n",
            Framing::Length((1 << 64) + 1),
        ),
    ),
    (b'x', (Role::Client, "HTTP/1.1 200 OK\r\n\r\n", Framing::Close)),
    (b'y', (Role::Client, "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n\r\n", Framing::Close)),
];

/// The input after its first line follows one of the heads above.
pub fn bodies(input: &[u8]) {
    let (control, body) = parse(input);
    let &(role, head, framing) = control.choose(&HEADS);
    let receiver = |limit| match role {
        Role::Server => Endpoint::new(role, limit),
        Role::Client => {
            let mut client = Endpoint::new(role, limit);
            client.request("GET /", &["Host: a"]);
            client.end();
            client
        }
    };
    let whole = check(receiver, head.as_bytes(), body, &control);
    let decoded = match framing {
        Framing::Chunked => chunked(body),
        Framing::Length(length) => of_length(length, body),
        Framing::Close if control.eof => plain(body, Ending::End(body.len())),
        Framing::Close => plain(body, Ending::More),
    };
    let outcomes = Decoded {
        content: content_of(&whole),
        starts: chunk_starts(&whole).map(|(content, _)| content).collect(),
        ends: chunk_ends(&whole),
        outcome: outcome_of(&whole, head.len(), decoded.outcome),
    };
    assert_eq!(outcomes, decoded);
}

fn content_of(whole: &Recording) -> Vec<u8> {
    let pieces = whole.items.iter().filter_map(|item| match &item.outcomes {
        Outcome::Data { bytes, .. } => Some(bytes.as_slice()),
        _ => None,
    });
    pieces.collect::<Vec<_>>().concat()
}

/// How reading ended, where it is expected to have ended like this.
fn outcome_of(whole: &Recording, head: usize, expected: Ending) -> Ending {
    let end = whole.items.iter().find(|item| matches!(item.outcomes, Outcome::End { .. }));
    match (end, whole.error()) {
        (Some(end), _) => Ending::End(end.read - head),
        (None, Some(Error::ChunkSizeMalformed(_) | Error::ChunkCrlfMissing { .. })) => {
            Ending::Wrong
        }
        (None, Some(Error::IncompleteContent(_) | Error::UnexpectedClose) | None) => Ending::More,
        // Something is wrong in the trailer section, which has been read.
        (None, Some(_)) => match expected {
            Ending::End(_) => Ending::End(whole.last().read - head),
            _ => panic!("{:?}", whole.last()),
        },
    }
}
