//! Heads, and whatever follows them.

use h11::state::Role;

use super::input::{Control, parse};
use super::meaning;
use super::segmentation::{check, section_end};
use crate::endpoint::Endpoint;
use crate::transcript::Outcome;

/// Who receives: a server, or a client that has asked with this line and these
/// fields.
const RECEIVERS: [(u8, &[&str]); 6] = [
    (b's', &[]),
    (b'g', &["GET /", "Host: a"]),
    (b'h', &["HEAD /", "Host: a"]),
    (b'c', &["CONNECT a:1", "Host: a"]),
    (b'u', &["GET /", "Host: a", "Upgrade: x"]),
    (b'e', &["PUT /", "Host: a", "Expect: 100-continue", "Content-Length: 3"]),
];

/// The one that the control names, for any size limit.
pub(crate) fn receiver(control: &Control) -> impl Fn(i64) -> Endpoint + use<> {
    let asked = *control.choose(&RECEIVERS);
    move |limit| match asked.split_first() {
        None => Endpoint::new(Role::Server, limit),
        Some((line, fields)) => {
            let mut client = Endpoint::new(Role::Client, limit);
            client.request(line, fields);
            client
        }
    }
}

/// The input after its first line is what a server receives, or a client that
/// has asked something.
pub fn heads(input: &[u8]) {
    let (control, stream) = parse(input);
    let receiver = receiver(&control);
    let whole = check(&receiver, b"", stream, &control);
    let first = &whole.items[0];
    if let Outcome::Head { .. } = first.outcomes {
        assert_eq!(Some(first.read), section_end(stream));
    }
    let mut receiver = receiver(i64::MAX);
    receiver.receive(stream);
    while receiver.0.next_event(meaning::check) == Ok(true) {}
}
