//! One end of a connection, as a program holds it.

use h11::body::DataFraming;
use h11::connection::{Connection, DEFAULT_MAX_INCOMPLETE_EVENT_SIZE};
use h11::error::Result;
use h11::policy::Policy;
use h11::serializer::{
    ChunkEncoder, ChunkHeader, Encode, LastChunkEncoder, RequestEncoder, ResponseEncoder,
};
use h11::state::{Machine, Role, State};

use crate::fields::Fields;
use crate::transcript::{Outcome, lines};

/// A connection whose segments are vectors.
pub(crate) struct Endpoint(pub(crate) Connection<Vec<u8>>);

/// Something to send.
#[derive(Debug, Clone)]
pub(crate) enum Message {
    Request { method: Vec<u8>, target: Vec<u8>, version: &'static str, fields: Fields },
    Informational { status: u16, version: &'static str, fields: Fields },
    Response { status: u16, version: &'static str, reason: Vec<u8>, fields: Fields },
    Data(Vec<u8>),
    End(Fields),
    Closed,
}

/// The states of the client and of the server.
pub(crate) fn states(machine: &Machine) -> (State, State) {
    (machine.state(Role::Client), machine.state(Role::Server))
}

impl Endpoint {
    pub(crate) fn new(role: Role, limit: i64) -> Endpoint {
        Endpoint(Connection::new(role, limit))
    }

    pub(crate) fn client() -> Endpoint {
        Endpoint::new(Role::Client, DEFAULT_MAX_INCOMPLETE_EVENT_SIZE)
    }

    pub(crate) fn server() -> Endpoint {
        Endpoint::new(Role::Server, DEFAULT_MAX_INCOMPLETE_EVENT_SIZE)
    }

    /// The same under this policy.
    pub(crate) fn under(self, policy: &'static Policy) -> Endpoint {
        Endpoint(self.0.with_policy(policy))
    }

    /// A client that has sent a request of this line, such as `GET /`.
    pub(crate) fn client_after(line: &str) -> Endpoint {
        let mut client = Endpoint::client();
        client.request(line, &["Host: a"]);
        client.end();
        client
    }

    /// A server that has received a request of this line, such as `GET / HTTP/1.1`,
    /// and of these fields, each with its line end.
    pub(crate) fn server_after(line: &str, fields: &str) -> Endpoint {
        let mut server = Endpoint::server();
        server.feed(format!("{line}\r\nHost: a\r\n{fields}\r\n"));
        server
    }

    /// The states of the client and of the server, as this end sees them.
    pub(crate) fn states(&self) -> (State, State) {
        states(self.0.machine())
    }

    // ---- Sending: the bytes for the peer -----------------------------------

    pub(crate) fn send(&mut self, message: &Message) -> Result<Vec<u8>> {
        let connection = &mut self.0;
        match message {
            Message::Request { method, target, version, fields } => {
                connection.send_request(method, target, version.as_bytes(), fields.section())?;
                Ok(RequestEncoder { method, target, fields: fields.section() }.to_vec())
            }
            Message::Informational { status, version, fields } => {
                connection.send_informational(
                    *status,
                    version.as_bytes(),
                    b"",
                    fields.section(),
                )?;
                Ok(ResponseEncoder {
                    status: *status,
                    reason: b"",
                    fields: fields.section(),
                    amendment: Default::default(),
                }
                .to_vec())
            }
            Message::Response { status, version, reason, fields } => {
                let (status, version) = (*status, version.as_bytes());
                let amendment =
                    connection.send_response(status, version, reason, fields.section())?;
                let fields = fields.section();
                Ok(ResponseEncoder { status, reason, fields, amendment }.to_vec())
            }
            Message::Data(data) => {
                let framing = connection.send_data(data.len())?;
                Ok(match framing {
                    DataFraming::Chunk if data.is_empty() => Vec::new(),
                    DataFraming::Chunk => {
                        ChunkEncoder { header: ChunkHeader::new(data.len()), data }.to_vec()
                    }
                    DataFraming::Identity => data.clone(),
                })
            }
            Message::End(trailers) => {
                let trailers = trailers.section();
                if connection.send_end_of_message(trailers)? {
                    Ok(LastChunkEncoder(trailers).to_vec())
                } else {
                    Ok(Vec::new())
                }
            }
            Message::Closed => connection.send_connection_closed().map(|()| Vec::new()),
        }
    }

    /// Sends a message of text, and gives the text that goes out or the error.
    fn send_line(&mut self, message: Message) -> String {
        match self.send(&message) {
            Ok(bytes) => String::from_utf8(bytes).expect("text"),
            Err(error) => Outcome::Failed(error).to_string(),
        }
    }

    /// The line is of the form `GET /`.
    pub(crate) fn request(&mut self, line: &str, fields: &[&str]) -> String {
        let (method, target) = line.split_once(' ').expect("a method and a target");
        self.send_line(Message::Request {
            method: method.into(),
            target: target.into(),
            version: "1.1",
            fields: Fields::of(fields),
        })
    }

    pub(crate) fn informational(&mut self, status: u16, fields: &[&str]) -> String {
        self.send_line(Message::Informational {
            status,
            version: "1.1",
            fields: Fields::of(fields),
        })
    }

    pub(crate) fn response(&mut self, status: u16, fields: &[&str]) -> String {
        self.response_with_reason(status, "", fields)
    }

    pub(crate) fn response_with_reason(
        &mut self,
        status: u16,
        reason: &str,
        fields: &[&str],
    ) -> String {
        self.send_line(Message::Response {
            status,
            version: "1.1",
            reason: reason.into(),
            fields: Fields::of(fields),
        })
    }

    pub(crate) fn data(&mut self, data: &str) -> String {
        self.send_line(Message::Data(data.into()))
    }

    pub(crate) fn end(&mut self) -> String {
        self.end_with(&[])
    }

    pub(crate) fn end_with(&mut self, trailers: &[&str]) -> String {
        self.send_line(Message::End(Fields::of(trailers)))
    }

    pub(crate) fn close(&mut self) -> String {
        self.send_line(Message::Closed)
    }

    pub(crate) fn start_next_cycle(&mut self) {
        self.0.start_next_cycle().expect("both ends are done");
    }

    // ---- Receiving ---------------------------------------------------------

    /// Takes bytes that have arrived, and says nothing yet.
    pub(crate) fn receive(&mut self, bytes: impl AsRef<[u8]>) {
        self.0.receive(bytes.as_ref().to_vec()).expect("no end of input before");
    }

    /// The next outcome.
    pub(crate) fn next(&mut self) -> Outcome {
        self.0.next_event(Outcome::of).into()
    }

    /// All that can be reported, up to the word that says why there is no more.
    pub(crate) fn drain(&mut self) -> Vec<Outcome> {
        let mut outcomes = vec![self.next()];
        while !outcomes.last().is_some_and(Outcome::is_terminal) {
            outcomes.push(self.next());
        }
        outcomes
    }

    /// All that is reported of these segments, one after the other, up to an error,
    /// but not that there is no more at the moment.
    pub(crate) fn feed_all(&mut self, segments: &[&[u8]]) -> Vec<Outcome> {
        let mut outcomes = Vec::new();
        for segment in segments {
            self.receive(segment);
            outcomes.extend(self.drain());
            match outcomes.last() {
                Some(Outcome::NeedData | Outcome::Paused) => drop(outcomes.pop()),
                _ => break,
            }
        }
        outcomes
    }

    /// What is reported of the bytes that are there already.
    pub(crate) fn drain_lines(&mut self) -> Vec<String> {
        lines(&self.drain())
    }

    /// What is reported of these bytes.
    pub(crate) fn feed(&mut self, bytes: impl AsRef<[u8]>) -> Vec<String> {
        self.receive(bytes);
        self.drain_lines()
    }

    /// What is reported when the peer sends no more.
    pub(crate) fn feed_eof(&mut self) -> Vec<String> {
        self.0.receive_eof();
        self.drain_lines()
    }
}
