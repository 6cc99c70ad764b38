//! Two ends, and anything done with them in any order.

use h11::error::Error;
use h11::state::{Role, State};

use super::input::{Control, parse};
use super::meaning::host_first;
use super::texts::{Text, fields};
use super::work::{assert_linear, counted};
use crate::endpoint::{Endpoint, Message};
use crate::fields::{Fields, pairs};
use crate::transcript::{Outcome, coalesced};

/// The input after its first line is a script: operations with `|` between
/// them. Each is a letter and what goes with it:
///
/// ```text
/// Q R D E C    sends a request, a response, content, the end of a message (and
///              trailers), a close; heads are texts (see `texts.rs`)
/// < $          takes bytes from the wire, the end of input
/// ? *          asks for the next event, for all there is
/// +            begins the next cycle
/// ! ^ =        sending failed, receiving failed, no event was sent
/// w v          sets whether the client waits for 100 (Continue), the version
/// @            goes to the other end, which the next operations are for
/// ```
///
/// The first end is a client if the control says `c` or `C`, else a server. With
/// capital letters the ends are linked: what one sends the other receives, and
/// all is reported at once.
pub fn connections(input: &[u8]) {
    let (control, script) = parse(input);
    let linked = control.who.is_ascii_uppercase();
    let role = match control.who {
        b'c' | b'C' => Role::Client,
        _ => Role::Server,
    };
    let limit = if linked { i64::MAX } else { control.limit };
    let sides = [role, role.peer()].map(|role| Side::new(role, limit));
    let mut scene = Scene { sides, control, linked, fair: true };
    let mut at = 0;
    for operation in script.split(|&b| b == b'|').take(200) {
        let (letter, rest) = operation.split_first().unwrap_or((&b'?', b""));
        match letter {
            b'@' => at = 1 - at,
            _ => scene.act(at, *letter, rest),
        }
    }
    if scene.fair {
        scene.assert_reported();
    }
    for side in &scene.sides {
        assert_linear(side.work, side.received, side.calls);
    }
}

struct Scene {
    sides: [Side; 2],
    control: Control,
    linked: bool,
    /// Nobody has done anything wrong so far.
    fair: bool,
}

/// One end, and a twin of it that gets everything in smaller pieces.
struct Side {
    end: Endpoint,
    twin: Endpoint,
    work: u64,
    received: usize,
    calls: usize,
    /// What it has sent and what it was reported, without the fields of responses,
    /// which the sender puts right.
    sent: Vec<Outcome>,
    outcomes: Vec<Outcome>,
}

impl Side {
    fn new(role: Role, limit: i64) -> Side {
        Side {
            end: Endpoint::new(role, limit),
            twin: Endpoint::new(role, limit),
            work: 0,
            received: 0,
            calls: 0,
            sent: Vec::new(),
            outcomes: Vec::new(),
        }
    }

    /// Does the same to both.
    fn both<T: PartialEq + std::fmt::Debug>(&mut self, act: impl Fn(&mut Endpoint) -> T) -> T {
        let result = act(&mut self.end);
        assert_eq!(result, act(&mut self.twin));
        assert_eq!(self.end.0.machine(), self.twin.0.machine());
        assert_eq!(self.end.0.trailing_data(), self.twin.0.trailing_data());
        result
    }

    fn receive(&mut self, bytes: &[u8], control: &Control) {
        self.received += bytes.len();
        let (taken, work) = counted(|| self.end.0.receive(bytes.to_vec()));
        self.work += work;
        for segment in control.cut(bytes) {
            assert_eq!(taken, self.twin.0.receive(segment.to_vec()));
        }
    }

    fn next(&mut self) -> Outcome {
        self.calls += 1;
        let was_failed = self.end.0.machine().state(self.end.0.their_role()) == State::Error;
        let (outcomes, work) = counted(|| self.end.next());
        self.work += work;
        assert_eq!(outcomes, self.twin.next());
        assert_eq!(self.end.0.machine(), self.twin.0.machine());
        let their_role = self.end.0.their_role();
        let failed = self.end.0.machine().state(their_role) == State::Error;
        assert_eq!(failed, matches!(outcomes, Outcome::Failed(_)));
        assert!(!was_failed || outcomes == Outcome::Failed(Error::PeerErrorState));
        outcomes
    }

    /// Whether the client is in error, and the server.
    fn failed(&self) -> (bool, bool) {
        let (client, server) = self.end.states();
        (client == State::Error, server == State::Error)
    }

    fn send(&mut self, message: &Message) -> Result<Vec<u8>, Error> {
        let our_role = self.end.0.our_role();
        let before = self.end.0.machine().state(our_role);
        let sent = self.both(|end| end.send(message));
        let after = self.end.0.machine().state(our_role);
        if before == State::Error {
            assert_eq!(sent, Err(Error::LocalErrorState));
        }
        assert_eq!(sent.is_err(), after == State::Error);
        sent
    }
}

impl Scene {
    fn act(&mut self, at: usize, letter: u8, rest: &[u8]) {
        let failed = self.sides[at].failed();
        let text = Text::of(rest);
        let side = &mut self.sides[at];
        match letter {
            b'Q' => self.send(at, text.request(text.fields.clone())),
            b'R' => self.send(at, text.response(text.fields.clone())),
            b'D' => self.send(at, Some(Message::Data(rest.to_vec()))),
            b'E' => self.send(at, Fields::build(fields(rest).0).ok().map(Message::End)),
            b'C' => self.send(at, Some(Message::Closed)),
            b'?' => drop(side.next()),
            b'*' => while !side.next().is_terminal() {},
            b'+' => {
                let before = side.end.0.machine().clone();
                let begun = side.both(|end| end.0.start_next_cycle());
                assert!(begun.is_ok() || *side.end.0.machine() == before);
            }
            b'w' => side.both(|end| end.0.set_client_is_waiting_for_100_continue(!rest.is_empty())),
            b'<' | b'$' | b'!' | b'^' | b'=' | b'v' => {
                self.fair = false;
                match letter {
                    b'<' => side.receive(rest, &self.control),
                    b'$' => side.both(|end| end.0.receive_eof()),
                    b'!' => side.both(|end| end.0.send_failed()),
                    b'^' => side.both(|end| end.0.receive_failed()),
                    b'=' => drop(side.both(|end| end.0.send_unknown("int"))),
                    _ => {
                        let version = (!rest.is_empty()).then_some(rest);
                        side.both(|end| end.0.set_peer_version(version));
                    }
                }
            }
            _ => {}
        }
        let now = self.sides[at].failed();
        assert!(failed.0 <= now.0 && failed.1 <= now.1, "an error is permanent");
        if self.linked && self.fair {
            self.report_all();
        }
    }

    fn send(&mut self, at: usize, message: Option<Message>) {
        let Some(message) = message else {
            return;
        };
        // A side that closes before it has read everything cuts the message of the other short.
        let has_read_all = self.sides[at].end.0.trailing_data().0.is_empty();
        self.fair &= has_read_all || !matches!(message, Message::Closed);
        let Ok(bytes) = self.sides[at].send(&message) else {
            self.fair = false;
            return;
        };
        if !self.linked || !self.fair {
            return;
        }
        let peer = &mut self.sides[1 - at];
        if !bytes.is_empty() {
            peer.receive(&bytes, &self.control);
        }
        if let Message::Closed = message {
            peer.both(|end| end.0.receive_eof());
        }
        let side = &mut self.sides[at];
        side.sent.extend(announced(&message));
        // The end of the connection may be what ends the content.
        let our_role = side.end.0.our_role();
        let state = side.end.0.machine().state(our_role);
        let ended = matches!(message, Message::End(_)) && state == State::MustClose;
        if ended && our_role == Role::Server {
            self.send(at, Some(Message::Closed));
        }
    }

    /// All that has been sent is reported, and none of it is wrong.
    fn report_all(&mut self) {
        for side in &mut self.sides {
            loop {
                let outcomes = side.next();
                match &outcomes {
                    Outcome::Failed(error) => panic!("{error}: from a peer that did nothing wrong"),
                    Outcome::NeedData | Outcome::Paused => break,
                    Outcome::Closed if side.outcomes.last() == Some(&Outcome::Closed) => break,
                    Outcome::Head { line, .. } if line.starts_with(b"HTTP/") => {
                        side.outcomes
                            .push(Outcome::Head { line: line.clone(), fields: Vec::new() });
                    }
                    _ => side.outcomes.push(outcomes),
                }
            }
        }
    }

    /// What was reported is what was sent. Either may be ahead: the end of content is
    /// reported when its last byte has come, and what follows a cycle waits.
    fn assert_reported(&self) {
        for (sender, hearer) in [(0, 1), (1, 0)] {
            let sent = coalesced(self.sides[sender].sent.clone());
            let outcomes = coalesced(self.sides[hearer].outcomes.clone());
            let common = sent.len().min(outcomes.len());
            assert_eq!(sent[..common], outcomes[..common]);
        }
    }
}

/// What the peer is to be reported of a message.
fn announced(message: &Message) -> Option<Outcome> {
    let response = |status, reason: &[u8]| {
        let line = [format!("HTTP/1.1 {status} ").as_bytes(), reason].concat();
        Outcome::Head { line, fields: Vec::new() }
    };
    Some(match message {
        Message::Request { method, target, fields, .. } => Outcome::Head {
            line: [method, &b" "[..], target, b" HTTP/1.1"].concat(),
            fields: host_first(pairs(fields.section())),
        },
        Message::Informational { status, .. } => response(status, b""),
        Message::Response { status, reason, .. } => response(status, reason),
        Message::Data(data) if data.is_empty() => return None,
        Message::Data(data) => {
            Outcome::Data { bytes: data.clone(), chunk_start: false, chunk_end: false }
        }
        Message::End(trailers) => Outcome::End { trailers: host_first(pairs(trailers.section())) },
        Message::Closed => Outcome::Closed,
    })
}
