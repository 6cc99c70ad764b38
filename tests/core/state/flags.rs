//! What the machine remembers beside the states: whether the connection may be
//! kept, and which switches are proposed.

use h11::state::EventKind::{self, *};
use h11::state::Role::{self, Client, Server};
use h11::state::State::*;
use h11::state::{Machine, ProtocolSwitch};

use crate::endpoint::states;

fn after(events: &[(Role, EventKind)]) -> Machine {
    let mut machine = Machine::default();
    for &(role, event) in events {
        machine.process(role, event, None).unwrap();
    }
    machine
}

const CYCLE: [(Role, EventKind); 4] =
    [(Client, Request), (Client, EndOfMessage), (Server, Response), (Server, EndOfMessage)];

#[test]
fn keep_alive_may_be_lost_at_any_point_and_done_becomes_must_close() {
    for said_after in 0..=CYCLE.len() {
        let (before, rest) = CYCLE.split_at(said_after);
        let mut machine = after(before);
        assert!(machine.keep_alive());
        machine.disable_keep_alive();
        assert!(!machine.keep_alive());
        for &(role, event) in rest {
            machine.process(role, event, None).unwrap();
            let done = matches!(states(&machine), (Done, _) | (_, Done));
            assert!(!done, "{:?} after {role} {event}", states(&machine));
        }
        assert_eq!(states(&machine), (MustClose, MustClose), "said after {said_after} events");
    }
}

#[test]
fn one_that_must_close_waits_for_the_other() {
    let mut machine = after(&CYCLE[..2]);
    machine.disable_keep_alive();
    assert_eq!(states(&machine), (MustClose, SendResponse));
    machine.process(Server, Response, None).unwrap();
    assert_eq!(states(&machine), (MustClose, SendBody));
    machine.process(Server, EndOfMessage, None).unwrap();
    assert_eq!(states(&machine), (MustClose, MustClose));
}

#[test]
fn losing_keep_alive_again_changes_nothing() {
    let mut machine = after(&CYCLE);
    machine.disable_keep_alive();
    let lost = machine.clone();
    machine.disable_keep_alive();
    assert_eq!(machine, lost);
}

#[test]
fn a_proposal_holds_the_client_back_until_it_is_declined() {
    for proposed_after in 0..=2 {
        for &switch in ProtocolSwitch::ALL {
            let (before, rest) = CYCLE[..2].split_at(proposed_after);
            let mut machine = after(before);
            machine.propose(switch);
            for &(role, event) in rest {
                machine.process(role, event, None).unwrap();
            }
            assert_eq!(states(&machine), (MightSwitchProtocol, SendResponse));
            assert!(machine.is_proposed(switch));
            machine.process(Server, Response, None).unwrap();
            assert_eq!(states(&machine), (Done, SendBody));
            assert!(!machine.is_proposed(switch));
        }
    }
}

#[test]
fn an_informational_response_declines_nothing() {
    let mut machine = after(&CYCLE[..2]);
    machine.propose(ProtocolSwitch::Upgrade);
    machine.process(Server, InformationalResponse, None).unwrap();
    assert_eq!(states(&machine), (MightSwitchProtocol, SendResponse));
}

#[test]
fn a_response_that_is_not_allowed_has_declined_all_the_same() {
    let mut machine = Machine::restore(MightSwitchProtocol, SendBody, true, ProtocolSwitch::ALL);
    machine.process(Server, Response, None).unwrap_err();
    assert!(!ProtocolSwitch::ALL.iter().any(|&switch| machine.is_proposed(switch)));
    assert_eq!(machine.state(Client), MightSwitchProtocol, "until the next thing happens");
    machine.fail(Server);
    assert_eq!(states(&machine), (MustClose, Error));
}

#[test]
fn a_pending_proposal_outranks_a_lost_keep_alive() {
    let mut machine = after(&CYCLE[..1]);
    machine.propose(ProtocolSwitch::Upgrade);
    machine.disable_keep_alive();
    machine.process(Client, EndOfMessage, None).unwrap();
    assert_eq!(states(&machine), (MightSwitchProtocol, SendResponse));
    machine.process(Server, Response, None).unwrap();
    assert_eq!(states(&machine), (MustClose, SendBody), "declined: now it counts");
}

#[test]
fn the_memories_are_kept_from_cycle_to_cycle() {
    let mut machine = after(&CYCLE);
    machine.start_next_cycle().unwrap();
    assert_eq!(machine, Machine::default());
    machine.disable_keep_alive();
    assert_eq!(states(&machine), (Idle, Idle), "nobody is done yet");
    for (role, event) in CYCLE {
        machine.process(role, event, None).unwrap();
    }
    assert_eq!(states(&machine), (MustClose, MustClose));
}
