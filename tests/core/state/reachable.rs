//! All the machines there can be: everything is tried everywhere, the right and
//! the wrong, and what comes out is looked at.

use h11::state::State::{self, *};
use h11::state::tables::JOINT_TRANSITIONS;
use h11::state::{EventKind, Machine, ProtocolSwitch, Role};
use proptest::prelude::*;

use crate::endpoint::states;
use crate::proptest_config::cases;

/// Something that can happen to a machine.
#[derive(Debug, Clone, Copy)]
enum Happening {
    Event(Role, EventKind, Option<ProtocolSwitch>),
    Proposal(ProtocolSwitch),
    KeepAliveLost,
    Failure(Role),
    NextCycle,
}

fn happenings() -> Vec<Happening> {
    let mut all = vec![Happening::KeepAliveLost, Happening::NextCycle];
    all.extend(ProtocolSwitch::ALL.iter().map(|&switch| Happening::Proposal(switch)));
    for &role in Role::ALL {
        all.push(Happening::Failure(role));
        all.extend(EventKind::ALL.iter().map(|&event| Happening::Event(role, event, None)));
    }
    let (upgrade, connect) = (Some(ProtocolSwitch::Upgrade), Some(ProtocolSwitch::Connect));
    all.push(Happening::Event(Role::Server, EventKind::InformationalResponse, upgrade));
    all.push(Happening::Event(Role::Server, EventKind::Response, connect));
    all
}

/// As a connection does it: whoever does what is not allowed is in error.
fn happen(machine: &mut Machine, happening: Happening) {
    match happening {
        Happening::Event(role, event, accepts) => {
            if machine.process(role, event, accepts).is_err() {
                machine.fail(role);
            }
        }
        Happening::Proposal(switch) => machine.propose(switch),
        Happening::KeepAliveLost => machine.disable_keep_alive(),
        Happening::Failure(role) => machine.fail(role),
        Happening::NextCycle => {
            let _ = machine.start_next_cycle();
        }
    }
}

fn reachable() -> Vec<Machine> {
    let all = happenings();
    let mut found = vec![Machine::default()];
    let mut next = 0;
    while let Some(machine) = found.get(next).cloned() {
        for &happening in &all {
            let mut after = machine.clone();
            happen(&mut after, happening);
            if !found.contains(&after) {
                found.push(after);
            }
        }
        next += 1;
    }
    found
}

#[test]
fn the_pairs_of_states_that_occur() {
    let found = reachable();
    assert_eq!(found.len(), 258, "machines, their memories included");
    let servers = |client| {
        let mut servers = State::ALL.to_vec();
        servers.retain(|&server| found.iter().any(|m| states(m) == (client, server)));
        servers
    };
    for (client, expected) in [
        (Idle, &[Idle, SendBody, Done, MustClose, Error][..]),
        (SendResponse, &[]),
        (SendBody, &[SendResponse, SendBody, Done, MustClose, Closed, SwitchedProtocol, Error]),
        (Done, &[SendResponse, SendBody, Done]),
        (MustClose, &[SendResponse, SendBody, MustClose, Closed, SwitchedProtocol, Error]),
        (Closed, &[SendResponse, SendBody, MustClose, Closed, SwitchedProtocol, Error]),
        (MightSwitchProtocol, &[SendResponse, SendBody, Done, MustClose, Closed, Error]),
        (SwitchedProtocol, &[SwitchedProtocol, Error]),
        (Error, &[Idle, SendResponse, SendBody, MustClose, Closed, SwitchedProtocol, Error]),
    ] {
        assert_eq!(servers(client), expected, "beside a client in {client}");
    }
}

#[test]
fn two_that_are_done_can_always_begin_again() {
    for machine in reachable() {
        if states(&machine) == (Done, Done) {
            assert!(machine.keep_alive(), "else they must close");
            assert!(!machine.is_proposed(ProtocolSwitch::Upgrade), "else the client might switch");
            assert!(!machine.is_proposed(ProtocolSwitch::Connect), "else the client might switch");
        }
    }
}

#[test]
fn a_machine_says_what_it_needs_to_be_set_up_again() {
    for machine in reachable() {
        let mut proposals = ProtocolSwitch::ALL.to_vec();
        proposals.retain(|&switch| machine.is_proposed(switch));
        let (client, server) = states(&machine);
        assert_eq!(Machine::restore(client, server, machine.keep_alive(), &proposals), machine);
    }
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn after_whatever_happens_nothing_is_left_to_settle(
        story in prop::collection::vec(prop::sample::select(happenings()), 0..40),
    ) {
        let mut machine = Machine::default();
        for happening in story {
            let failed = Role::ALL.iter().filter(|&&role| machine.state(role) == Error);
            let failed: Vec<Role> = failed.copied().collect();
            happen(&mut machine, happening);
            let (client, server) = states(&machine);
            let proposed = ProtocolSwitch::ALL.iter().any(|&switch| machine.is_proposed(switch));
            prop_assert!(!JOINT_TRANSITIONS.iter().any(|row| row.0 == (client, server)));
            prop_assert!(!proposed || client != Done);
            prop_assert!(proposed || client != MightSwitchProtocol);
            prop_assert!(machine.keep_alive() || (client != Done && server != Done));
            for role in failed {
                prop_assert_eq!(machine.state(role), Error, "there is no way out of it");
            }
        }
    }
}
