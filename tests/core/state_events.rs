//! Every event in every state, and what the table of them says as a whole.

use h11::state::tables::EVENT_TRANSITIONS;
use h11::state::{EventKind, Machine, ProtocolSwitch, Role, State, TransitionError, Trigger};

/// What the rows say.
fn row(role: Role, state: State, trigger: Trigger) -> Option<State> {
    let matching: Vec<State> = EVENT_TRANSITIONS
        .iter()
        .filter(|row| (row.0, row.1, row.2) == (role, state, trigger))
        .map(|row| row.3)
        .collect();
    assert!(matching.len() <= 1, "two rows for {role} {state} {trigger:?}");
    matching.first().copied()
}

/// A machine with `role` in `state`, the other end where nothing pulls at
/// either, and both switches proposed if `proposed`.
fn machine(role: Role, state: State, other: State, proposed: bool) -> Machine {
    let proposals: &[ProtocolSwitch] = if proposed { ProtocolSwitch::ALL } else { &[] };
    match role {
        Role::Client => Machine::restore(state, other, true, proposals),
        Role::Server => Machine::restore(other, state, true, proposals),
    }
}

fn refusal(role: Role, state: State, event: EventKind) -> TransitionError {
    TransitionError::UnexpectedEvent { event: event.name().into(), role, state }
}

#[test]
fn an_event_of_ones_own_role_goes_where_its_row_says() {
    for &role in Role::ALL {
        for &state in State::ALL {
            for &event in EventKind::ALL {
                // The server is ready for the client's request.
                let other = if event == EventKind::Request { State::Idle } else { State::SendBody };
                let mut machine = machine(role, state, other, false);
                let expected = row(role, state, Trigger::Event(event))
                    .ok_or_else(|| refusal(role, state, event));
                let outcome = machine.process(role, event, None);
                assert_eq!(outcome.map(|()| machine.state(role)), expected);
            }
        }
    }
}

#[test]
fn the_server_sees_the_clients_request_too() {
    for &state in State::ALL {
        let mut machine = machine(Role::Server, state, State::Idle, false);
        let expected = row(Role::Server, state, Trigger::ClientRequest)
            .ok_or_else(|| refusal(Role::Server, state, EventKind::Request));
        let outcome = machine.process(Role::Client, EventKind::Request, None);
        assert_eq!(outcome.map(|()| machine.state(Role::Server)), expected);
        assert_eq!(machine.state(Role::Client), State::SendBody, "its own row came first");
    }
}

#[test]
fn an_accepted_switch_has_rows_of_its_own() {
    for &state in State::ALL {
        for &event in EventKind::ALL {
            for &switch in ProtocolSwitch::ALL {
                let mut machine = machine(Role::Server, state, State::SendBody, true);
                let expected = row(Role::Server, state, Trigger::Accept(event, switch))
                    .ok_or_else(|| refusal(Role::Server, state, event));
                let outcome = machine.process(Role::Server, event, Some(switch));
                assert_eq!(outcome.map(|()| machine.state(Role::Server)), expected);
            }
        }
    }
}

#[test]
fn each_role_sends_its_own_heads_only() {
    for &(role, _, trigger, _) in EVENT_TRANSITIONS {
        match trigger.kind() {
            EventKind::Request if trigger == Trigger::ClientRequest => {
                assert_eq!(role, Role::Server);
            }
            EventKind::Request => assert_eq!(role, Role::Client),
            EventKind::Response | EventKind::InformationalResponse => {
                assert_eq!(role, Role::Server);
            }
            EventKind::Data | EventKind::EndOfMessage | EventKind::ConnectionClosed => {}
        }
    }
}

#[test]
fn content_is_sent_after_a_head_and_before_its_end_by_both_alike() {
    for &role in Role::ALL {
        for &state in State::ALL {
            let after = |event| row(role, state, Trigger::Event(event));
            let sending = state == State::SendBody;
            assert_eq!(after(EventKind::Data), sending.then_some(State::SendBody));
            assert_eq!(after(EventKind::EndOfMessage), sending.then_some(State::Done));
        }
    }
}

#[test]
fn one_may_close_between_messages_and_again_at_any_time_after() {
    let free = [State::Idle, State::Done, State::MustClose, State::Closed];
    for &role in Role::ALL {
        for &state in State::ALL {
            let after = row(role, state, Trigger::Event(EventKind::ConnectionClosed));
            assert_eq!(after, free.contains(&state).then_some(State::Closed), "{role} {state}");
        }
    }
}

#[test]
fn no_event_leads_out_of_an_error_or_out_of_a_switch() {
    let ends = [State::Error, State::MightSwitchProtocol, State::SwitchedProtocol];
    for &(role, state, trigger, _) in EVENT_TRANSITIONS {
        assert!(!ends.contains(&state), "{role} {state} {trigger:?}");
    }
}

#[test]
fn names_are_the_public_ones() {
    let names = |all: &[State]| all.iter().map(State::to_string).collect::<Vec<_>>().join(" ");
    assert_eq!(
        names(State::ALL),
        "IDLE SEND_RESPONSE SEND_BODY DONE MUST_CLOSE CLOSED MIGHT_SWITCH_PROTOCOL \
         SWITCHED_PROTOCOL ERROR"
    );
    assert_eq!(Role::ALL.iter().map(|role| role.name()).collect::<Vec<_>>(), ["CLIENT", "SERVER"]);
    assert_eq!(Role::Client.peer(), Role::Server);
    assert_eq!(Role::Server.peer(), Role::Client);
}
