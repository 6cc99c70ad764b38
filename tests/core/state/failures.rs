//! One end in error, and a next cycle asked for too early: what is said, and
//! what still goes.

use h11::state::EventKind::{self, *};
use h11::state::Role::{Client, Server};
use h11::state::State::{self, *};
use h11::state::{Machine, ProtocolSwitch, Role, TransitionError};

#[test]
fn a_next_cycle_begins_only_when_both_are_done() {
    for &client in State::ALL {
        for &server in State::ALL {
            let mut machine = Machine::restore(client, server, true, &[]);
            let outcome = machine.start_next_cycle();
            if (client, server) == (Done, Done) {
                assert_eq!(outcome, Ok(()));
                assert_eq!(machine, Machine::default());
            } else {
                assert_eq!(outcome, Err(TransitionError::NotReusable { client, server }));
                assert_eq!(machine, Machine::restore(client, server, true, &[]));
            }
        }
    }
}

#[test]
fn the_refusal_shows_both_states() {
    let refused = Machine::default().start_next_cycle().unwrap_err();
    assert_eq!(
        refused.to_string(),
        "not in a reusable state. self.states={CLIENT: IDLE, SERVER: IDLE}"
    );
}

#[test]
fn an_illegal_event_is_reported_with_role_and_state() {
    for (role, state, event, text) in [
        (Client, Idle, Data, "event type Data when role=CLIENT and state=IDLE"),
        (Client, Done, Request, "event type Request when role=CLIENT and state=DONE"),
        (Server, SendBody, Response, "event type Response when role=SERVER and state=SEND_BODY"),
        (
            Server,
            Idle,
            InformationalResponse,
            "event type InformationalResponse when role=SERVER and state=IDLE",
        ),
        (
            Server,
            MustClose,
            EndOfMessage,
            "event type EndOfMessage when role=SERVER and state=MUST_CLOSE",
        ),
    ] {
        let mut machine = Machine::restore(state, state, true, &[]);
        let refused = machine.process(role, event, None).unwrap_err();
        assert_eq!(refused.to_string(), format!("can't handle {text}"));
    }
}

#[test]
fn what_is_no_event_at_all_is_reported_by_its_name() {
    let machine = Machine::restore(Idle, MightSwitchProtocol, true, &[]);
    assert_eq!(
        machine.unexpected_event(Server, "Cheese").to_string(),
        "can't handle event type Cheese when role=SERVER and state=MIGHT_SWITCH_PROTOCOL"
    );
}

#[test]
fn a_refused_event_moves_nobody() {
    for &role in Role::ALL {
        for &state in State::ALL {
            for &event in EventKind::ALL {
                let before = Machine::restore(state, state, true, &[]);
                let mut machine = before.clone();
                let refused = machine.process(role, event, None).is_err();
                assert!(!refused || machine == before, "{role} {state} {event}");
            }
        }
    }
}

#[test]
fn a_request_that_the_server_cannot_see_has_moved_the_client() {
    // The server has answered a request that never came; now one comes.
    let mut machine = Machine::restore(Idle, SendBody, true, &[]);
    let refused = machine.process(Client, Request, None).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "can't handle event type Request when role=SERVER and state=SEND_BODY"
    );
    assert_eq!(machine.state(Client), SendBody);
}

#[test]
fn an_error_is_for_good_and_for_that_end_alone() {
    for &role in Role::ALL {
        let mut machine = Machine::default();
        machine.process(Client, Request, None).unwrap();
        machine.fail(role);
        let other = machine.state(role.peer());
        assert_ne!(other, Error);
        for &event in EventKind::ALL {
            let refused = machine.process(role, event, None).unwrap_err().to_string();
            assert!(refused.ends_with(&format!("when role={role} and state=ERROR")), "{refused}");
        }
        machine.fail(role);
        assert_eq!((machine.state(role), machine.state(role.peer())), (Error, other));
    }
}

#[test]
fn an_error_leaves_a_proposal_pending() {
    let mut machine = Machine::default();
    machine.propose(ProtocolSwitch::Upgrade);
    machine.process(Client, Request, None).unwrap();
    machine.process(Client, EndOfMessage, None).unwrap();
    machine.fail(Server);
    assert_eq!((machine.state(Client), machine.state(Server)), (MightSwitchProtocol, Error));
}
