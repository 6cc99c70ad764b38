//! A message is written by one end and read by the other, and it is the same.

use h11::state::State;

use super::input::{Control, parse};
use super::meaning::{host_first, members, named};
use super::recording::feed;
use super::texts::{Text, fields};
use crate::endpoint::{Endpoint, Message};
use crate::fields::{Fields, Pairs, pairs};
use crate::transcript::{Outcome, coalesced};

/// What is sent, and how the end of its content is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Request(Framing),
    /// After a request of this line and with this field. The server chooses the
    /// framing, unless the length is given.
    Response(&'static str, &'static str, Framing),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Framing {
    Length,
    Chunked,
    None,
}

/// A field that means nothing.
const PLAIN: &str = "Accept: */*";

/// Which form the control asks for.
const FORMS: [(u8, Form); 11] = [
    (b'q', Form::Request(Framing::Length)),
    (b'k', Form::Request(Framing::Chunked)),
    (b'n', Form::Request(Framing::None)),
    (b'l', Form::Response("GET / HTTP/1.1", PLAIN, Framing::Length)),
    (b'd', Form::Response("GET / HTTP/1.1", PLAIN, Framing::Chunked)),
    (b'r', Form::Response("GET / HTTP/1.1", PLAIN, Framing::None)),
    (b'o', Form::Response("GET / HTTP/1.0", PLAIN, Framing::None)),
    (b'h', Form::Response("HEAD / HTTP/1.1", PLAIN, Framing::Length)),
    (b'i', Form::Response("HEAD / HTTP/1.0", PLAIN, Framing::None)),
    (b't', Form::Response("CONNECT a:1 HTTP/1.1", PLAIN, Framing::Length)),
    (b'u', Form::Response("GET / HTTP/1.1", "Upgrade: x", Framing::None)),
];

/// The input after its first line is a text (see [`super::texts`]); `|` divides
/// its content into pieces, and after a line `--` trailer fields may follow.
pub fn round_trips(input: &[u8]) {
    let (control, text) = parse(input);
    let text = Text::of(text);
    let Some(substance) = Substance::of(text.rest) else {
        return;
    };
    match *control.choose(&FORMS) {
        Form::Request(framing) => request(&control, &text, substance, framing),
        Form::Response(asked, field, framing) => {
            response(&control, &text, substance, (asked, field), framing);
        }
    }
}

/// What comes after the head.
struct Substance<'a> {
    content: Vec<&'a [u8]>,
    /// As a program makes them: framing fields are put right even here.
    trailers: Pairs,
}

impl<'a> Substance<'a> {
    /// None if the trailers are such as no program could make.
    fn of(text: &'a [u8]) -> Option<Substance<'a>> {
        let end = text.windows(4).position(|window| window == b"\n--\n");
        let (content, trailers) = match end {
            Some(end) => (&text[..end], &text[end + 4..]),
            None => (text, &b""[..]),
        };
        let content = content.split(|&b| b == b'|').collect();
        let trailers = pairs(Fields::build(fields(trailers).0).ok()?.section());
        Some(Substance { content, trailers })
    }

    fn none() -> Substance<'a> {
        Substance { content: Vec::new(), trailers: Vec::new() }
    }

    fn length(&self) -> usize {
        self.content.iter().map(|piece| piece.len()).sum()
    }

    fn send(&self, end: &mut Endpoint) -> Vec<u8> {
        let last = Message::End(Fields::build(self.trailers.clone()).unwrap());
        let pieces = self.content.iter().map(|piece| Message::Data(piece.to_vec()));
        pieces.chain([last]).flat_map(|message| end.send(&message).unwrap()).collect()
    }

    /// What the peer is to be reported.
    fn outcomes(&self) -> Vec<Outcome> {
        let bytes = self.content.concat();
        let data = Outcome::Data { bytes, chunk_start: false, chunk_end: false };
        let end = Outcome::End { trailers: host_first(self.trailers.clone()) };
        if self.length() == 0 { vec![end] } else { vec![data, end] }
    }
}

/// The fields without those of framing, with those that this framing asks for.
fn framed(fields: &Pairs, framing: Framing, length: usize) -> Pairs {
    let mut fields = fields.clone();
    fields.retain(|field| !named(field, "content-length") && !named(field, "transfer-encoding"));
    match framing {
        Framing::Length => fields.push(("Content-Length".into(), length.to_string().into())),
        Framing::Chunked => fields.push(("transfer-encoding".into(), "chunked".into())),
        Framing::None => {}
    }
    fields
}

fn request(control: &Control, text: &Text<'_>, mut substance: Substance<'_>, framing: Framing) {
    match framing {
        Framing::Length => substance.trailers.clear(),
        Framing::Chunked => {}
        Framing::None => substance = Substance::none(),
    }
    let mut given = framed(&text.fields, framing, substance.length());
    if !given.iter().any(|field| named(field, "host")) {
        given.push(("Host".into(), "a".into()));
    }
    let mut client = Endpoint::client();
    let Some(head) = text.request(given.clone()) else {
        return;
    };
    let mut sent = client.send(&head).unwrap();
    sent.extend(substance.send(&mut client));
    let mut expected = vec![head_reported([text.first, b" HTTP/1.1"].concat(), host_first(given))];
    expected.extend(substance.outcomes());
    assert_received(control, Endpoint::server, &sent, false, expected, Some(client.states()));
}

fn response(
    control: &Control,
    text: &Text<'_>,
    mut substance: Substance<'_>,
    (asked, field): (&str, &str),
    framing: Framing,
) {
    let old = asked.ends_with("1.0");
    let is_head = asked.starts_with("HEAD");
    let length = substance.length();
    let given = framed(&text.fields, framing, length);
    let Some(head) = text.response(given.clone()) else {
        return;
    };
    let (status, reason) = match &head {
        Message::Informational { status, .. } => (*status, &b""[..]),
        Message::Response { status, reason, .. } => (*status, &reason[..]),
        _ => unreachable!(),
    };
    let mut server = Endpoint::server_after(asked, &format!("{field}\r\n"));
    let client = || {
        let mut client = Endpoint::client();
        client.request(asked.rsplit_once(' ').unwrap().0, &["Host: a", field]);
        client.end();
        client
    };
    let mut sent = match server.send(&head) {
        Ok(sent) => sent,
        Err(error) => {
            assert!(status == 101 && field == PLAIN, "{error}");
            return;
        }
    };
    let line = [format!("HTTP/1.1 {status} ").as_bytes(), reason].concat();
    if status < 200 {
        let expected = vec![head_reported(line, host_first(given))];
        // What it was asked in an old version, only the server knows yet.
        let states = (!old).then(|| server.states());
        return assert_received(control, client, &sent, false, expected, states);
    }
    let tunnel = asked.starts_with("CONNECT") && status < 300;
    let bare = tunnel || matches!(status, 204 | 304);
    let unframed = !bare && framing != Framing::Length;
    let chunked = unframed && !old;
    let mut expected = vec![head_reported(line, amended(given, unframed, old))];
    if bare || is_head {
        substance.content.clear();
    }
    // The fields of an answer to HEAD say what that to GET would be.
    if !chunked || is_head {
        substance.trailers.clear();
    }
    if !tunnel {
        sent.extend(substance.send(&mut server));
        expected.extend(substance.outcomes());
    }
    if old {
        server.send(&Message::Closed).unwrap();
        expected.push(Outcome::Closed);
    }
    assert_received(control, client, &sent, old, expected, Some(server.states()));
}

/// The fields of a response as they are put right: one without a length is
/// chunked, or, to an old client, ended by closing, which is announced.
fn amended(mut fields: Pairs, unframed: bool, old: bool) -> Pairs {
    if unframed {
        fields.retain(|f| !named(f, "content-length") && !named(f, "transfer-encoding"));
    }
    let mut fields = host_first(fields);
    if unframed && !old {
        fields.push(("Transfer-Encoding".into(), "chunked".into()));
    }
    if old {
        let mut options = members(&fields, "connection");
        options.retain(|option| option != b"keep-alive");
        options.push(b"close".to_vec());
        options.sort();
        options.dedup();
        fields.retain(|f| !named(f, "connection"));
        fields.extend(options.into_iter().map(|option| (b"Connection".to_vec(), option)));
    }
    fields
}

fn head_reported(line: Vec<u8>, fields: Pairs) -> Outcome {
    Outcome::Head { line, fields }
}

/// Checks that the end that `make` makes is reported what is expected, cut or not,
/// and sees the client and the server in these states, as the sender does.
fn assert_received(
    control: &Control,
    make: impl Fn() -> Endpoint,
    sent: &[u8],
    eof: bool,
    expected: Vec<Outcome>,
    states: Option<(State, State)>,
) {
    for segments in [vec![sent], control.cut(sent)] {
        let recording = feed(make(), &segments, eof);
        let outcomes = recording.items.iter().map(|item| item.outcomes.clone());
        let outcomes = coalesced(
            outcomes.filter(|outcomes| *outcomes == Outcome::Closed || !outcomes.is_terminal()),
        );
        assert_eq!(outcomes, expected);
        assert_eq!(recording.error(), None);
        assert_eq!(recording.end.0.trailing_data().0, b"");
        assert!(states.is_none_or(|states| states == recording.end.states()));
    }
}
