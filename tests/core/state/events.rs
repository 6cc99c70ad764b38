//! Properties of the table of events and states as a whole.

use h11::state::tables::EVENT_TRANSITIONS;
use h11::state::{EventKind, Role, State, Trigger};

/// The state to which the table leads.
fn row(role: Role, state: State, trigger: Trigger) -> Option<State> {
    let matching: Vec<State> = EVENT_TRANSITIONS
        .iter()
        .filter(|row| (row.0, row.1, row.2) == (role, state, trigger))
        .map(|row| row.3)
        .collect();
    assert!(matching.len() <= 1, "two rows for {role} {state} {trigger:?}");
    matching.first().copied()
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
