//! `h11._state`: the tables of the state machine as Python objects.

use pyo3::prelude::*;

use crate::python::events::classes;
use crate::python::object::arguments::Arguments;
use crate::python::object::call::{CallResult, functions};
use crate::python::object::new::{dict, tuple};
use crate::python::sentinels::sentinels;
use crate::state::tables::{EVENT_TRANSITIONS, FLAG_TRANSITIONS, JOINT_TRANSITIONS};
use crate::state::{Role, State, Trigger};

functions! {
    /// The transitions by events, as a new dict ``{role: {state: {event: state}}}``. An event is
    /// its class, or a tuple of the class and the role that sends it or the switch that it accepts.
    "event_transitions" "()" => event_transitions;

    /// The transitions by the states of client and server, as a new dict
    /// ``{(state, state): {role: state}}``.
    "state_transitions" "()" => state_transitions;
}

/// Whether a role can be in the state.
fn is_reached(role: Role, state: State) -> bool {
    let is_it = |of: Role, states: [State; 2]| of == role && states.contains(&state);
    state == State::Error
        || EVENT_TRANSITIONS.iter().any(|&(of, from, _, to)| is_it(of, [from, to]))
        || JOINT_TRANSITIONS.iter().any(|&(_, of, to)| is_it(of, [to, to]))
        || FLAG_TRANSITIONS.iter().any(|&(_, of, from, to)| is_it(of, [from, to]))
}

fn event_transitions<'py>(module: &Bound<'py, PyAny>, _: Arguments<'_, 'py>) -> CallResult<'py> {
    let py = module.py();
    let sentinels = sentinels(py)?;
    let table = dict(py)?;
    for &role in Role::ALL {
        let states = dict(py)?;
        for &state in State::ALL.iter().filter(|&&state| is_reached(role, state)) {
            let events = dict(py)?;
            let rows = EVENT_TRANSITIONS.iter().filter(|row| (row.0, row.1) == (role, state));
            for &(_, _, trigger, next) in rows {
                events.set_item(event_of(py, trigger)?, sentinels.state(py, next))?;
            }
            states.set_item(sentinels.state(py, state), events)?;
        }
        table.set_item(sentinels.role(py, role), states)?;
    }
    Ok(table.into_any())
}

/// The key of a trigger.
fn event_of(py: Python<'_>, trigger: Trigger) -> CallResult<'_> {
    let class = classes(py)?.of_kind(py, trigger.kind()).clone().into_any();
    let sentinels = sentinels(py)?;
    Ok(match trigger {
        Trigger::Event(_) => class,
        Trigger::ClientRequest => tuple(py, [class, sentinels.role(py, Role::Client)])?.into_any(),
        Trigger::Accept(_, switch) => tuple(py, [class, sentinels.switch(py, switch)])?.into_any(),
    })
}

fn state_transitions<'py>(module: &Bound<'py, PyAny>, _: Arguments<'_, 'py>) -> CallResult<'py> {
    let py = module.py();
    let sentinels = sentinels(py)?;
    let table = dict(py)?;
    for &((client, server), role, next) in JOINT_TRANSITIONS {
        let pair = tuple(py, [sentinels.state(py, client), sentinels.state(py, server)])?;
        let change = dict(py)?;
        change.set_item(sentinels.role(py, role), sentinels.state(py, next))?;
        table.set_item(pair, change)?;
    }
    Ok(table.into_any())
}
