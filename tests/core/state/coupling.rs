//! What one end's state does to the other's.

use h11::state::State::{self, *};
use h11::state::tables::JOINT_TRANSITIONS;
use h11::state::{EventKind, Machine, ProtocolSwitch, Role};

use crate::endpoint::states;

/// Both ends where they are said to be, at rest: a client that might switch has
/// proposed to.
fn machine(client: State, server: State) -> Machine {
    let proposals: &[ProtocolSwitch] = match client {
        MightSwitchProtocol => &[ProtocolSwitch::Upgrade],
        _ => &[],
    };
    Machine::restore(client, server, true, proposals)
}

#[test]
fn a_closed_end_lets_the_other_only_finish() {
    for &state in State::ALL {
        let pulled = if matches!(state, Idle | Done) { MustClose } else { state };
        let mut server_closed = machine(state, Closed);
        server_closed.process(Role::Server, EventKind::ConnectionClosed, None).unwrap();
        assert_eq!(states(&server_closed), (pulled, Closed));
        let mut client_closed = machine(Closed, state);
        client_closed.process(Role::Client, EventKind::ConnectionClosed, None).unwrap();
        assert_eq!(states(&client_closed), (Closed, pulled));
    }
}

#[test]
fn a_failed_end_makes_the_other_close_when_it_is_done() {
    for &state in State::ALL {
        let pulled = if state == Done { MustClose } else { state };
        let mut server_failed = machine(state, SendBody);
        server_failed.fail(Role::Server);
        assert_eq!(states(&server_failed), (pulled, Error));
        let mut client_failed = machine(SendBody, state);
        client_failed.fail(Role::Client);
        assert_eq!(states(&client_failed), (Error, pulled));
    }
}

#[test]
fn the_other_end_may_still_finish_what_it_sends() {
    let mut machine = machine(SendBody, SendBody);
    machine.fail(Role::Client);
    for (event, server) in [
        (EventKind::Data, SendBody),
        (EventKind::EndOfMessage, MustClose),
        (EventKind::ConnectionClosed, Closed),
    ] {
        machine.process(Role::Server, event, None).unwrap();
        assert_eq!(states(&machine), (Error, server));
    }
}

#[test]
fn a_server_may_answer_a_client_that_has_failed() {
    for (client_fails_in, server) in [(Idle, Idle), (SendBody, SendResponse)] {
        let mut machine = machine(client_fails_in, server);
        machine.fail(Role::Client);
        for event in [EventKind::Response, EventKind::EndOfMessage, EventKind::ConnectionClosed] {
            machine.process(Role::Server, event, None).unwrap();
        }
        assert_eq!(states(&machine), (Error, Closed));
    }
}

#[test]
fn a_client_that_might_switch_follows_a_server_that_has() {
    for &state in State::ALL {
        let mut machine = machine(state, SwitchedProtocol);
        machine.propose(ProtocolSwitch::Upgrade);
        let followed = matches!(state, Done | MightSwitchProtocol);
        let expected = if followed { SwitchedProtocol } else { state };
        assert_eq!(states(&machine), (expected, SwitchedProtocol));
    }
}

#[test]
fn no_row_undoes_another() {
    for &((client, server), role, next) in JOINT_TRANSITIONS {
        let after = match role {
            Role::Client => (next, server),
            Role::Server => (client, next),
        };
        assert_ne!(after, (client, server), "a row that moves nothing");
        let rows = JOINT_TRANSITIONS.iter().map(|row| row.0);
        assert_eq!(rows.filter(|&pair| pair == after).count(), 0, "rows are final");
    }
}
