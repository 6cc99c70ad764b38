//! Leaving HTTP: proposals accepted, declined, and accepted without having been
//! made.

use h11::state::EventKind::{self, *};
use h11::state::ProtocolSwitch::{self, Connect, Upgrade};
use h11::state::Role::{Client, Server};
use h11::state::State::*;
use h11::state::{Machine, Role, TransitionError};

use crate::endpoint::states;

/// The client has sent its request, with these proposals.
fn server_after(proposals: &[ProtocolSwitch]) -> Machine {
    let mut machine = Machine::default();
    for &switch in proposals {
        machine.propose(switch);
    }
    machine.process(Client, Request, None).unwrap();
    machine.process(Client, EndOfMessage, None).unwrap();
    machine
}

/// The two ways in which a server accepts.
const ACCEPTANCES: [(EventKind, ProtocolSwitch); 2] =
    [(InformationalResponse, Upgrade), (Response, Connect)];

#[test]
fn accepted() {
    for (event, switch) in ACCEPTANCES {
        let mut machine = server_after(&[switch]);
        assert_eq!(states(&machine), (MightSwitchProtocol, SendResponse));
        machine.process(Server, event, Some(switch)).unwrap();
        assert_eq!(states(&machine), (SwitchedProtocol, SwitchedProtocol));
        assert!(machine.is_proposed(switch), "nobody has declined it");
    }
}

#[test]
fn accepted_while_the_client_is_still_sending() {
    for (event, switch) in ACCEPTANCES {
        let mut machine = Machine::default();
        machine.propose(switch);
        machine.process(Client, Request, None).unwrap();
        machine.process(Server, event, Some(switch)).unwrap();
        assert_eq!(states(&machine), (SendBody, SwitchedProtocol));
        machine.process(Client, Data, None).unwrap();
        machine.process(Client, EndOfMessage, None).unwrap();
        assert_eq!(states(&machine), (SwitchedProtocol, SwitchedProtocol));
    }
}

#[test]
fn declined_and_on_to_the_next_cycle() {
    for (_, switch) in ACCEPTANCES {
        let mut machine = server_after(&[switch]);
        machine.process(Server, Response, None).unwrap();
        machine.process(Server, EndOfMessage, None).unwrap();
        assert_eq!(states(&machine), (Done, Done));
        machine.start_next_cycle().unwrap();
        assert_eq!(machine, Machine::default());
    }
}

#[test]
fn of_two_proposals_either_may_be_accepted() {
    for (event, switch) in ACCEPTANCES {
        let mut machine = server_after(&[Connect, Upgrade]);
        machine.process(Server, event, Some(switch)).unwrap();
        assert_eq!(states(&machine), (SwitchedProtocol, SwitchedProtocol));
    }
}

#[test]
fn both_proposals_are_declined_at_once() {
    let mut machine = server_after(&[Connect, Upgrade]);
    machine.process(Server, Response, None).unwrap();
    assert_eq!(states(&machine), (Done, SendBody));
    assert!(!machine.is_proposed(Connect) && !machine.is_proposed(Upgrade));
}

#[test]
fn what_was_not_proposed_cannot_be_accepted() {
    for (event, switch) in ACCEPTANCES {
        let others: Vec<ProtocolSwitch> =
            ProtocolSwitch::ALL.iter().copied().filter(|&s| s != switch).collect();
        for proposals in [&[][..], &others] {
            let mut machine = server_after(proposals);
            let before = machine.clone();
            let outcome = machine.process(Server, event, Some(switch));
            assert_eq!(outcome, Err(TransitionError::SwitchNotProposed));
            assert_eq!(machine, before, "and nothing has moved");
        }
    }
    assert_eq!(
        TransitionError::SwitchNotProposed.to_string(),
        "Received server _SWITCH_UPGRADE event without a pending proposal"
    );
}

#[test]
fn what_was_declined_cannot_be_accepted_later() {
    let mut machine = server_after(&[Upgrade]);
    machine.process(Server, Response, None).unwrap();
    let outcome = machine.process(Server, InformationalResponse, Some(Upgrade));
    assert_eq!(outcome, Err(TransitionError::SwitchNotProposed));
}

#[test]
fn once_switched_nothing_can_be_sent() {
    for &role in Role::ALL {
        for &event in EventKind::ALL {
            let mut machine = server_after(&[Upgrade]);
            machine.process(Server, InformationalResponse, Some(Upgrade)).unwrap();
            let outcome = machine.process(role, event, None).unwrap_err().to_string();
            let expected = format!(
                "can't handle event type {event} when role={role} and state=SWITCHED_PROTOCOL"
            );
            assert_eq!(outcome, expected);
        }
    }
}

#[test]
fn a_client_that_might_switch_cannot_close() {
    let mut machine = server_after(&[Connect]);
    let refused = machine.process(Client, ConnectionClosed, None).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "can't handle event type ConnectionClosed when role=CLIENT and state=MIGHT_SWITCH_PROTOCOL"
    );
}
