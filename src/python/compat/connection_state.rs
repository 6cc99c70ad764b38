//! `h11._state.ConnectionState`: the state machine by itself.
//!
//! Subclasses read and change its attributes, so these are Python objects; each call loads the
//! machine from them and stores it back.

use pyo3::exceptions::{PyAssertionError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyType};

use crate::python::connection::handle_of;
use crate::python::constants::constants;
use crate::python::events::classes;
use crate::python::exceptions::local_error;
use crate::python::object::arguments::Arguments;
use crate::python::object::call::{CallResult, functions, none, required};
use crate::python::object::new::attribute;
use crate::python::object::raise::{error, expect_ref};
use crate::python::sentinels::sentinels;
use crate::state::{EventKind, Machine, ProtocolSwitch, Role, State, TransitionError};

functions! {
    /// Report that *role* has violated the protocol.
    "process_error" "(this, role)" => process_error;

    /// Clear keep-alive: no other cycle may follow.
    "process_keep_alive_disabled" "(this)" => process_keep_alive_disabled;

    /// Report that the client's request proposes to switch protocols.
    "process_client_switch_proposal" "(this, switch_event)" => process_client_switch_proposal;

    /// Process an event of *role*, which accepts *server_switch_event* unless that is None.
    "process_event" "(this, role, event_type, server_switch_event=None)" => process_event;

    /// Return both sides to IDLE, if both are DONE.
    "start_next_cycle" "(this)" => start_next_cycle;

    /// Copy the states of *this* to a connection.
    "copy_states_to" "(this, connection)" => copy_states_to;

    /// Copy the states of a connection to *this*.
    "copy_states_from" "(this, connection)" => copy_states_from;
}

fn load(this: &Bound<'_, PyAny>) -> PyResult<Machine> {
    let py = this.py();
    let sentinels = sentinels(py)?;
    let keep_alive = attribute(this, c"keep_alive")?.is_truthy()?;
    let proposals = attribute(this, c"pending_switch_proposals")?;
    let states = attribute(this, c"states")?;
    let state = |role| -> PyResult<State> {
        let state = states.get_item(sentinels.role(py, role))?;
        let unknown = || error::<PyTypeError>(py, "not a state");
        sentinels.to_state(&state).ok_or_else(unknown)
    };
    let mut pending = Vec::new();
    for &switch in ProtocolSwitch::ALL {
        if proposals.contains(sentinels.switch(py, switch))? {
            pending.push(switch);
        }
    }
    Ok(Machine::restore(state(Role::Client)?, state(Role::Server)?, keep_alive, &pending))
}

fn store(this: &Bound<'_, PyAny>, machine: &Machine) -> PyResult<()> {
    let py = this.py();
    let sentinels = sentinels(py)?;
    let names = &constants(py)?.names;
    let proposals = attribute(this, c"pending_switch_proposals")?;
    let states = attribute(this, c"states")?;
    this.setattr(names.keep_alive.bind(py), PyBool::new(py, machine.keep_alive()))?;
    for &role in Role::ALL {
        let state = sentinels.state(py, machine.state(role));
        states.set_item(sentinels.role(py, role), state)?;
    }
    for &switch in ProtocolSwitch::ALL {
        let change = if machine.is_proposed(switch) { &names.add } else { &names.discard };
        proposals.call_method1(change.bind(py), (sentinels.switch(py, switch),))?;
    }
    Ok(())
}

/// Runs the machine, and stores its states even after an error, as in 0.16.0.
fn run<'py>(
    this: &Bound<'py, PyAny>,
    act: impl FnOnce(&mut Machine) -> Result<(), TransitionError>,
) -> CallResult<'py> {
    let py = this.py();
    let mut machine = load(this)?;
    let result = act(&mut machine);
    store(this, &machine)?;
    result.map_err(|error| local_error(py, &error.into()))?;
    none(py)
}

pub(super) fn to_role(object: &Bound<'_, PyAny>) -> PyResult<Role> {
    let py = object.py();
    let role = sentinels(py)?.to_role(object);
    role.ok_or_else(|| error::<PyTypeError>(py, "expected CLIENT or SERVER"))
}

fn to_event_kind(class: &Bound<'_, PyType>) -> PyResult<Option<EventKind>> {
    let py = class.py();
    let classes = classes(py)?;
    let is_it = |kind: &&EventKind| classes.of_kind(py, **kind).is(class);
    Ok(EventKind::ALL.iter().find(is_it).copied())
}

fn process_error<'py>(
    module: &Bound<'py, PyAny>,
    arguments: Arguments<'_, 'py>,
) -> CallResult<'py> {
    let [this, role] = required(module, &arguments)?;
    let role = to_role(role)?;
    run(this, |machine| {
        machine.fail(role);
        Ok(())
    })
}

fn process_keep_alive_disabled<'py>(
    module: &Bound<'py, PyAny>,
    arguments: Arguments<'_, 'py>,
) -> CallResult<'py> {
    let [this] = required(module, &arguments)?;
    run(this, |machine| {
        machine.disable_keep_alive();
        Ok(())
    })
}

fn process_client_switch_proposal<'py>(
    module: &Bound<'py, PyAny>,
    arguments: Arguments<'_, 'py>,
) -> CallResult<'py> {
    let py = module.py();
    let [this, switch] = required(module, &arguments)?;
    let switch = sentinels(py)?.to_switch(switch);
    let switch = switch.ok_or_else(|| error::<PyTypeError>(py, "not a switch"))?;
    run(this, |machine| {
        machine.propose(switch);
        Ok(())
    })
}

fn process_event<'py>(
    module: &Bound<'py, PyAny>,
    arguments: Arguments<'_, 'py>,
) -> CallResult<'py> {
    let py = module.py();
    let [this, role, event_type] = required(module, &arguments)?;
    let [_, _, _, switch] = arguments;
    let role = to_role(role)?;
    let event_type = expect_ref::<PyType>(event_type)?;
    let accepts = match switch.filter(|switch| !switch.is_none()) {
        Some(_) if role == Role::Client => return Err(error::<PyAssertionError>(py, "")),
        Some(switch) => Some(sentinels(py)?.to_switch(&switch)),
        None => None,
    };
    let name = event_type.name()?;
    let name = name.to_str()?;
    let event = to_event_kind(event_type)?;
    run(this, |machine| match (event, accepts) {
        (_, Some(None)) => Err(TransitionError::SwitchNotProposed),
        (None, Some(Some(switch))) if !machine.is_proposed(switch) => {
            Err(TransitionError::SwitchNotProposed)
        }
        (Some(event), accepts) => machine.process(role, event, accepts.flatten()),
        (None, _) => Err(machine.unexpected_event(role, name)),
    })
}

fn start_next_cycle<'py>(
    module: &Bound<'py, PyAny>,
    arguments: Arguments<'_, 'py>,
) -> CallResult<'py> {
    let [this] = required(module, &arguments)?;
    run(this, Machine::start_next_cycle)
}

fn copy_states_to<'py>(
    module: &Bound<'py, PyAny>,
    arguments: Arguments<'_, 'py>,
) -> CallResult<'py> {
    let py = module.py();
    let [this, connection] = required(module, &arguments)?;
    let connection = handle_of(connection)?;
    let machine = load(this)?;
    connection.with_core(py, |core| core.set_machine(machine))?;
    none(py)
}

fn copy_states_from<'py>(
    module: &Bound<'py, PyAny>,
    arguments: Arguments<'_, 'py>,
) -> CallResult<'py> {
    let py = module.py();
    let [this, connection] = required(module, &arguments)?;
    let connection = handle_of(connection)?;
    let machine = connection.with_core(py, |core| core.machine().clone())?;
    store(this, &machine)?;
    none(py)
}
