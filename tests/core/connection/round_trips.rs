//! Whatever one end sends, the other is reported, however the bytes are cut.

use proptest::collection::vec;
use proptest::prelude::*;

use crate::endpoint::{Endpoint, Message};
use crate::field_strategies::{plain_fields, token};
use crate::fields::{Fields, Pairs};
use crate::proptest_config::cases;
use crate::segments::{places, segments};
use crate::transcript::{Outcome, coalesced};

/// How the end of the content is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Framing {
    Length,
    Chunked,
    Close,
}

/// What stands in a message beside its first line.
#[derive(Debug, Clone)]
struct Substance {
    before: Pairs,
    after: Pairs,
    framing: Framing,
    content: Vec<Vec<u8>>,
    trailers: Pairs,
}

fn substance(framings: &'static [Framing]) -> impl Strategy<Value = Substance> {
    let content = vec(vec(any::<u8>(), 0..40), 0..5);
    let framing = prop::sample::select(framings);
    let parts = (plain_fields(), plain_fields(), framing, content, plain_fields());
    parts.prop_map(|(before, after, framing, content, trailers)| Substance {
        before,
        after,
        framing,
        content,
        trailers: if framing == Framing::Chunked { trailers } else { Vec::new() },
    })
}

impl Substance {
    fn length(&self) -> Pairs {
        let length = self.content.concat().len();
        vec![(b"Content-Length".to_vec(), length.to_string().into_bytes())]
    }

    fn framing_fields(&self) -> Pairs {
        match self.framing {
            Framing::Length => self.length(),
            Framing::Chunked => vec![(b"Transfer-Encoding".to_vec(), b"chunked".to_vec())],
            Framing::Close => vec![],
        }
    }

    /// All the messages, from the head on, sent.
    fn send(&self, end: &mut Endpoint, head: Message) -> Vec<u8> {
        let mut messages = vec![head];
        messages.extend(self.content.iter().cloned().map(Message::Data));
        messages.push(Message::End(Fields::build(self.trailers.clone()).unwrap()));
        messages.iter().flat_map(|message| end.send(message).unwrap()).collect()
    }

    /// The outcomes that the peer must report.
    fn outcomes(&self, line: Vec<u8>, fields: Pairs) -> Vec<Outcome> {
        let mut outcomes = vec![Outcome::Head { line, fields }];
        let bytes = self.content.concat();
        if !bytes.is_empty() {
            outcomes.push(Outcome::Data { bytes, chunk_start: false, chunk_end: false });
        }
        outcomes.push(Outcome::End { trailers: self.trailers.clone() });
        outcomes
    }
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn requests(
        method in token().prop_filter("leaves HTTP", |method| method != b"CONNECT"),
        target in "[!-~]{1,30}",
        substance in substance(&[Framing::Length, Framing::Chunked]),
        places in places(),
    ) {
        let host = vec![(b"hOST".to_vec(), b"a".to_vec())];
        let framing = substance.framing_fields();
        let (before, after) = (substance.before.clone(), substance.after.clone());
        let given = [before.clone(), host.clone(), framing.clone(), after.clone()].concat();
        let request = Message::Request {
            method: method.clone(),
            target: target.clone().into_bytes(),
            version: "1.1",
            fields: Fields::build(given).unwrap(),
        };
        let sent = substance.send(&mut Endpoint::client(), request);
        let line = [&method, b" ".as_slice(), target.as_bytes(), b" HTTP/1.1"].concat();
        let expected = substance.outcomes(line, [host, before, framing, after].concat());
        let mut server = Endpoint::server();
        prop_assert_eq!(coalesced(server.feed_all(&segments(&sent, &places))), expected);
        prop_assert_eq!(server.0.trailing_data(), (&b""[..], false));
    }

    #[test]
    fn responses(
        status in 200u16..1000,
        reason in "[ -~]{0,20}",
        substance in substance(&[Framing::Length, Framing::Chunked, Framing::Close]),
        places in places(),
    ) {
        prop_assume!(!matches!(status, 204 | 304));
        let version = if substance.framing == Framing::Close { "1.0" } else { "1.1" };
        let mut server = Endpoint::server_after(&format!("GET / HTTP/{version}"), "");
        let mut client = Endpoint::client_after("GET /");

        let given = [substance.before.clone(), substance.after.clone()].concat();
        let (fields, added) = match substance.framing {
            Framing::Length => ([substance.length(), given].concat(), vec![]),
            Framing::Chunked => (given, substance.framing_fields()),
            Framing::Close => (given, vec![(b"Connection".to_vec(), b"close".to_vec())]),
        };
        let response = Message::Response {
            status,
            version: "1.1",
            reason: reason.clone().into_bytes(),
            fields: Fields::build(fields.clone()).unwrap(),
        };
        let sent = substance.send(&mut server, response);
        let line = format!("HTTP/1.1 {status} {reason}").into_bytes();
        let expected = substance.outcomes(line, [fields, added].concat());

        let mut received = client.feed_all(&segments(&sent, &places));
        if substance.framing == Framing::Close {
            client.0.receive_eof();
            received.extend(client.drain());
            prop_assert_eq!(received.pop(), Some(Outcome::Closed));
        }
        prop_assert_eq!(coalesced(received), expected);
    }
}
