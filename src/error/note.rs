//! What to do about an error, where its message does not say it.
//!
//! The messages are those of h11 0.16.0, so advice is beside them: Python shows it as a note.

use super::{Code, Error};
use crate::grammar::octets::trim_ows;
use crate::state::{Role, State, TransitionError};

/// The types of the records of a TLS hello and of a TLS alert, and the first byte of their version.
const TLS_RECORDS: [&[u8]; 2] = [b"\x16\x03", b"\x15\x03"];
const SPEAKS_HTTP_2: &str = "the peer speaks HTTP/2";
const LOOKS_LIKE_TLS: &str = "this looks like TLS: does one side use https: and the other http:?";

impl Error {
    /// Advice for the operator of a program that has received this.
    pub fn note_to_receiver(&self) -> Option<&'static str> {
        match self {
            // The second line of the preface of HTTP/2, whose first one is like a request.
            Error::RequestLineMalformed(line) if **line == *b"SM" => Some(SPEAKS_HTTP_2),
            Error::NotHttp(_) | Error::RequestLineMalformed(_) | Error::StatusLineMalformed(_) => {
                let received = self.offending()?;
                let is_tls = TLS_RECORDS.iter().any(|start| received.starts_with(start));
                is_tls.then_some(LOOKS_LIKE_TLS)
            }
            Error::Policy(Code::VersionUnsupported, Some(version)) => {
                version.bytes().starts_with(b"2").then_some(SPEAKS_HTTP_2)
            }
            _ => None,
        }
    }

    /// Advice for the author of a program that has sent or constructed this.
    pub fn note_to_sender(&self) -> Option<&'static str> {
        Some(match self {
            Error::Transition(error) => return note_on_transition(error),
            Error::HostMissing => "add a field such as (\"Host\", \"example.com\")",
            Error::RequestTargetMalformed(_) => {
                "percent-encode the target, for example with urllib.parse.quote()"
            }
            Error::FieldValueMalformed(value) if trim_ows(value.bytes()) != value.bytes() => {
                "remove the whitespace around the value, for example with strip()"
            }
            Error::FieldValueMalformed(_) => "a value must not contain NUL, LF, VT, FF or CR",
            Error::ContentTooLong => {
                "a request without Content-Length and Transfer-Encoding has no content, and \
                 neither has a response to HEAD, or with the status 204 or 304"
            }
            Error::ContentTooShort => "send as many bytes of Data as Content-Length declares",
            Error::LocalErrorState => {
                "nothing can be sent after an error: see the earlier exception"
            }
            _ => return None,
        })
    }
}

fn note_on_transition(error: &TransitionError) -> Option<&'static str> {
    match error {
        TransitionError::UnexpectedEvent { event, role, state } => {
            note_on_event(event, *role, *state)
        }
        TransitionError::SwitchNotProposed => None,
        TransitionError::NotReusable { client, server } => note_on_states(*client, *server),
    }
}

fn note_on_event(event: &str, role: Role, state: State) -> Option<&'static str> {
    Some(match (event, role, state) {
        ("ABCMeta", ..) => "this is the class of an event: call it, as in EndOfMessage()",
        ("bytes" | "bytearray" | "memoryview" | "str", ..) => {
            "send() takes events: pass received bytes to receive_data()"
        }
        ("Response" | "InformationalResponse", Role::Client, _) => {
            "a client sends a Request; Connection(h11.SERVER) sends responses"
        }
        ("Request", Role::Server, _) => {
            "a server sends a Response; Connection(h11.CLIENT) sends requests"
        }
        ("Request", Role::Client, State::SendBody) => {
            "send EndOfMessage() to end the previous request"
        }
        ("Request", Role::Client, State::Done) => {
            "read the response up to its EndOfMessage, then call start_next_cycle()"
        }
        ("Response" | "InformationalResponse", Role::Server, State::SendBody) => {
            "send EndOfMessage() to end the previous response"
        }
        ("Response" | "InformationalResponse", Role::Server, State::Done) => {
            "call start_next_cycle(), and read the next request"
        }
        ("Data" | "EndOfMessage", Role::Client, State::Idle) => "send a Request first",
        ("Data" | "EndOfMessage", Role::Server, State::Idle | State::SendResponse) => {
            "send a Response first"
        }
        ("Data" | "EndOfMessage", _, State::Done | State::MustClose) => {
            "an EndOfMessage has already ended this message"
        }
        _ => return None,
    })
}

/// Why no cycle can follow in these states.
fn note_on_states(client: State, server: State) -> Option<&'static str> {
    let either = |state| client == state || server == state;
    Some(match () {
        () if either(State::Error) => "close the connection after an error",
        () if either(State::MustClose) || either(State::Closed) => {
            "this connection ends after this cycle: open another one"
        }
        () if either(State::SwitchedProtocol) => "the connection has switched protocols",
        () if client == State::Idle => "there is no request in this cycle",
        () if client == State::SendBody => {
            "the client's EndOfMessage has not been sent, or not been read with next_event()"
        }
        () if server != State::Done => {
            "the server's EndOfMessage has not been sent, or not been read with next_event()"
        }
        () => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Excerpt;

    #[test]
    fn every_state_in_which_no_cycle_can_follow_has_a_reason() {
        for &client in State::ALL.iter().filter(|&&state| state != State::SendResponse) {
            for &server in State::ALL {
                let is_reusable = (client, server) == (State::Done, State::Done);
                let is_undecided = (client, server) == (State::MightSwitchProtocol, State::Done);
                let note = note_on_states(client, server);
                assert_eq!(note.is_none(), is_reusable || is_undecided, "{client} {server}");
            }
        }
    }

    #[test]
    fn an_event_out_of_turn_has_the_note_of_its_role_and_state() {
        const CLIENT: Role = Role::Client;
        const SERVER: Role = Role::Server;
        #[rustfmt::skip]
        let rows = [
            ("ABCMeta", CLIENT, State::Idle, Some("this is the class")),
            ("memoryview", SERVER, State::SendResponse, Some("send() takes events")),
            ("Response", CLIENT, State::Idle, Some("a client sends a Request")),
            ("Request", SERVER, State::Idle, Some("a server sends a Response")),
            ("Request", CLIENT, State::SendBody, Some("send EndOfMessage() to end the previous request")),
            ("Request", CLIENT, State::Done, Some("read the response up to its EndOfMessage")),
            ("Request", CLIENT, State::MustClose, None),
            ("Response", SERVER, State::SendBody, Some("send EndOfMessage() to end the previous response")),
            ("InformationalResponse", SERVER, State::Done, Some("call start_next_cycle()")),
            ("Response", SERVER, State::MustClose, None),
            ("Data", CLIENT, State::Idle, Some("send a Request first")),
            ("EndOfMessage", SERVER, State::SendResponse, Some("send a Response first")),
            ("Data", SERVER, State::Done, Some("an EndOfMessage has already ended")),
            ("EndOfMessage", CLIENT, State::MustClose, Some("an EndOfMessage has already ended")),
            ("Data", CLIENT, State::SwitchedProtocol, None),
        ];
        for (event, role, state, expected) in rows {
            let note = note_on_event(event, role, state);
            let starts = note.zip(expected).is_none_or(|(note, start)| note.starts_with(start));
            assert!(note.is_some() == expected.is_some() && starts, "{event} {state}: {note:?}");
        }
    }

    #[test]
    fn a_value_has_one_note_for_whitespace_around_it_and_one_for_controls_in_it() {
        let note = |value: &[u8]| Error::FieldValueMalformed(Excerpt::of(value)).note_to_sender();
        assert!(note(b" a").unwrap().starts_with("remove the whitespace"));
        assert!(note(b"a\0b").unwrap().starts_with("a value must not contain NUL"));
    }

    #[test]
    fn http_2_is_recognized_by_its_version_and_by_the_rest_of_its_preface() {
        let version = |bytes: &[u8]| {
            Error::Policy(Code::VersionUnsupported, Some(Excerpt::of(bytes))).note_to_receiver()
        };
        assert_eq!(version(b"2.0"), Some(SPEAKS_HTTP_2));
        assert_eq!(version(b"3.0"), None);
        assert_eq!(
            Error::RequestLineMalformed(b"SM"[..].into()).note_to_receiver(),
            Some(SPEAKS_HTTP_2)
        );
    }

    #[test]
    fn tls_is_recognized_by_its_first_two_bytes() {
        let note = |bytes: &[u8]| Error::NotHttp(Excerpt::of(bytes)).note_to_receiver();
        assert_eq!(note(b"\x16\x03\x01"), Some(LOOKS_LIKE_TLS));
        assert_eq!(note(b"\x15\x03\x03\x00\x02\x02\x46"), Some(LOOKS_LIKE_TLS));
        assert_eq!(note(b"\x16"), None);
        assert_eq!(Error::RequestLineMalformed(b"GET"[..].into()).note_to_receiver(), None);
    }
}
