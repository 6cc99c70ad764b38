//! Whole conversations, event by event: who sends what, and where that leaves
//! the client and the server.

use h11::state::EventKind::{self, *};
use h11::state::Role::{self, Client, Server};
use h11::state::State::{self, *};
use h11::state::{Machine, ProtocolSwitch};

/// Plays the events and looks at both states after each.
fn play(conversation: &[(Role, EventKind, State, State)]) -> Machine {
    let mut machine = Machine::default();
    for (step, &(role, event, client, server)) in conversation.iter().enumerate() {
        machine.process(role, event, None).unwrap_or_else(|error| panic!("step {step}: {error}"));
        let states = (machine.state(Client), machine.state(Server));
        assert_eq!(states, (client, server), "after step {step}, {role} {event}");
    }
    machine
}

#[test]
fn a_request_and_its_response_then_another() {
    let cycle = [
        (Client, Request, SendBody, SendResponse),
        (Client, Data, SendBody, SendResponse),
        (Client, Data, SendBody, SendResponse),
        (Client, EndOfMessage, Done, SendResponse),
        (Server, Response, Done, SendBody),
        (Server, Data, Done, SendBody),
        (Server, EndOfMessage, Done, Done),
    ];
    let mut machine = play(&cycle);
    for _ in 0..2 {
        machine.start_next_cycle().unwrap();
        for &(role, event, client, server) in &cycle {
            machine.process(role, event, None).unwrap();
            assert_eq!((machine.state(Client), machine.state(Server)), (client, server));
        }
    }
}

#[test]
fn a_client_that_waits_for_leave_to_go_on() {
    play(&[
        (Client, Request, SendBody, SendResponse),
        (Server, InformationalResponse, SendBody, SendResponse),
        (Server, InformationalResponse, SendBody, SendResponse),
        (Client, Data, SendBody, SendResponse),
        (Client, EndOfMessage, Done, SendResponse),
        (Server, InformationalResponse, Done, SendResponse),
        (Server, Response, Done, SendBody),
        (Server, EndOfMessage, Done, Done),
    ]);
}

#[test]
fn a_server_that_answers_before_it_has_read_the_content() {
    play(&[
        (Client, Request, SendBody, SendResponse),
        (Server, Response, SendBody, SendBody),
        (Client, Data, SendBody, SendBody),
        (Server, Data, SendBody, SendBody),
        (Server, EndOfMessage, SendBody, Done),
        (Client, Data, SendBody, Done),
        (Client, EndOfMessage, Done, Done),
    ]);
}

#[test]
fn a_server_that_gives_up_waiting_for_a_request() {
    play(&[
        (Server, Response, Idle, SendBody),
        (Server, Data, Idle, SendBody),
        (Server, EndOfMessage, Idle, Done),
        (Server, ConnectionClosed, MustClose, Closed),
        (Client, ConnectionClosed, Closed, Closed),
    ]);
}

#[test]
fn a_client_that_closes_its_half_once_it_has_asked() {
    play(&[
        (Client, Request, SendBody, SendResponse),
        (Client, EndOfMessage, Done, SendResponse),
        (Client, ConnectionClosed, Closed, SendResponse),
        (Server, InformationalResponse, Closed, SendResponse),
        (Server, Response, Closed, SendBody),
        (Server, Data, Closed, SendBody),
        (Server, EndOfMessage, Closed, MustClose),
        (Server, ConnectionClosed, Closed, Closed),
    ]);
}

#[test]
fn a_connection_that_is_closed_unused() {
    play(&[
        (Client, ConnectionClosed, Closed, MustClose),
        (Server, ConnectionClosed, Closed, Closed),
        (Client, ConnectionClosed, Closed, Closed),
        (Server, ConnectionClosed, Closed, Closed),
    ]);
    play(&[
        (Server, ConnectionClosed, MustClose, Closed),
        (Client, ConnectionClosed, Closed, Closed),
    ]);
}

#[test]
fn both_ends_close_a_connection_that_could_be_kept() {
    let machine = play(&[
        (Client, Request, SendBody, SendResponse),
        (Client, EndOfMessage, Done, SendResponse),
        (Server, Response, Done, SendBody),
        (Server, EndOfMessage, Done, Done),
        (Server, ConnectionClosed, MustClose, Closed),
        (Client, ConnectionClosed, Closed, Closed),
    ]);
    assert!(machine.keep_alive(), "nobody said that it could not");
    assert!(!ProtocolSwitch::ALL.iter().any(|&switch| machine.is_proposed(switch)));
}
