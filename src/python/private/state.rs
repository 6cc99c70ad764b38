//! `h11._state.ConnectionState`: the state machine by itself.
//!
//! Subclasses read and change its attributes, so these are ordinary Python
//! objects; each call loads the machine from them and stores it back.

use pyo3::exceptions::{PyAssertionError, PyTypeError};
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PySet, PyTuple, PyType};

use crate::error::{Error, Result as CoreResult};
use crate::python::error::local;
use crate::python::events::classes;
use crate::python::shared::shared;
use crate::state::{EventKind, Machine, Role, State, Switch};

/// The states of a connection's two ends, and what couples them.
//
// CPython 3.11 makes room for attributes, and for that may run the garbage
// collector, when the object is known to it but nothing has been written yet:
// zeros, which are valid as `None`.
#[pyclass(subclass, dict, weakref, module = "h11._state")]
pub(crate) struct ConnectionState {
    /// Whether another cycle may follow.
    #[pyo3(get, set)]
    keep_alive: bool,
    /// The switches that the client has proposed: a set.
    #[pyo3(get)]
    pending_switch_proposals: Option<Py<PySet>>,
    /// ``{CLIENT: state, SERVER: state}``.
    #[pyo3(get)]
    states: Option<Py<PyDict>>,
}

impl ConnectionState {
    fn fresh(py: Python<'_>) -> PyResult<ConnectionState> {
        let states = PyDict::new(py);
        for &role in Role::ALL {
            let shared = shared(py)?;
            states.set_item(shared.role(py, role), shared.state(py, State::Idle))?;
        }
        Ok(ConnectionState {
            keep_alive: true,
            pending_switch_proposals: Some(PySet::empty(py)?.unbind()),
            states: Some(states.unbind()),
        })
    }

    /// The proposals and the states.
    fn tables<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PySet>, Bound<'py, PyDict>)> {
        match (&self.pending_switch_proposals, &self.states) {
            (Some(proposals), Some(states)) => {
                Ok((proposals.bind(py).clone(), states.bind(py).clone()))
            }
            _ => Err(PyTypeError::new_err("these states are still being made")),
        }
    }

    /// A picture of a connection's machine.
    pub(crate) fn of<'py>(py: Python<'py>, machine: &Machine) -> PyResult<Bound<'py, Self>> {
        let state = Bound::new(py, ConnectionState::fresh(py)?)?;
        store(&state, machine)?;
        Ok(state)
    }
}

fn load(this: &Bound<'_, ConnectionState>) -> PyResult<Machine> {
    let py = this.py();
    let shared = shared(py)?;
    let (keep_alive, (proposals, states)) = {
        let this = this.try_borrow()?;
        (this.keep_alive, this.tables(py)?)
    };
    let state = |role| -> PyResult<State> {
        let state = states.as_any().get_item(shared.role(py, role))?;
        let unknown = || PyTypeError::new_err("not a state");
        shared.to_state(&state).ok_or_else(unknown)
    };
    let mut pending = Vec::new();
    for &switch in Switch::ALL {
        if proposals.contains(shared.switch(py, switch))? {
            pending.push(switch);
        }
    }
    Ok(Machine::restore(state(Role::Client)?, state(Role::Server)?, keep_alive, &pending))
}

fn store(this: &Bound<'_, ConnectionState>, machine: &Machine) -> PyResult<()> {
    let py = this.py();
    let shared = shared(py)?;
    let (proposals, states) = {
        let mut this = this.try_borrow_mut()?;
        this.keep_alive = machine.keep_alive();
        this.tables(py)?
    };
    for &role in Role::ALL {
        let state = shared.state(py, machine.state(role));
        states.set_item(shared.role(py, role), state)?;
    }
    for &switch in Switch::ALL {
        match machine.is_proposed(switch) {
            true => proposals.add(shared.switch(py, switch))?,
            false => {
                proposals.discard(shared.switch(py, switch))?;
            }
        }
    }
    Ok(())
}

/// Runs the machine; what it did before an error counts.
fn run(
    this: &Bound<'_, ConnectionState>,
    act: impl FnOnce(&mut Machine) -> CoreResult<()>,
) -> PyResult<()> {
    let mut machine = load(this)?;
    let result = act(&mut machine);
    store(this, &machine)?;
    result.map_err(|error| local(this.py(), &error))
}

fn to_role(object: &Bound<'_, PyAny>) -> PyResult<Role> {
    let role = shared(object.py())?.to_role(object);
    role.ok_or_else(|| PyTypeError::new_err("expected CLIENT or SERVER"))
}

fn to_event_kind(class: &Bound<'_, PyType>) -> PyResult<Option<EventKind>> {
    let py = class.py();
    let classes = classes(py)?;
    let known = [
        (classes.request.class(py), EventKind::Request),
        (classes.informational_response.class(py), EventKind::InformationalResponse),
        (classes.response.class(py), EventKind::Response),
        (classes.data.class(py), EventKind::Data),
        (classes.end_of_message.class(py), EventKind::EndOfMessage),
        (classes.connection_closed.class(py), EventKind::ConnectionClosed),
    ];
    Ok(known.iter().find(|(known, _)| known.is(class)).map(|(_, kind)| *kind))
}

#[pymethods]
impl ConnectionState {
    #[new]
    #[pyo3(signature = (*_args, **_kwargs))]
    fn new(
        _args: &Bound<'_, PyTuple>,
        _kwargs: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<ConnectionState> {
        ConnectionState::fresh(_args.py())
    }

    fn __init__(&mut self, py: Python<'_>) -> PyResult<()> {
        *self = ConnectionState::fresh(py)?;
        Ok(())
    }

    #[setter]
    fn set_pending_switch_proposals(&mut self, proposals: Py<PySet>) {
        self.pending_switch_proposals = Some(proposals);
    }

    #[setter]
    fn set_states(&mut self, states: Py<PyDict>) {
        self.states = Some(states);
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(self.pending_switch_proposals.as_ref())?;
        visit.call(self.states.as_ref())
    }

    /// One end broke the protocol.
    fn process_error(slf: &Bound<'_, Self>, role: &Bound<'_, PyAny>) -> PyResult<()> {
        let role = to_role(role)?;
        run(slf, |machine| {
            machine.fail(role);
            Ok(())
        })
    }

    /// No other cycle may follow.
    fn process_keep_alive_disabled(slf: &Bound<'_, Self>) -> PyResult<()> {
        run(slf, |machine| {
            machine.disable_keep_alive();
            Ok(())
        })
    }

    /// The client's request proposes to switch protocols.
    fn process_client_switch_proposal(
        slf: &Bound<'_, Self>,
        switch_event: &Bound<'_, PyAny>,
    ) -> PyResult<()> {
        let switch = shared(slf.py())?.to_switch(switch_event);
        let switch = switch.ok_or_else(|| PyTypeError::new_err("not a switch"))?;
        run(slf, |machine| {
            machine.propose(switch);
            Ok(())
        })
    }

    /// An event of *role*, with the switch that it accepts, if any.
    #[pyo3(signature = (role, event_type, server_switch_event = None))]
    fn process_event(
        slf: &Bound<'_, Self>,
        role: &Bound<'_, PyAny>,
        event_type: &Bound<'_, PyType>,
        server_switch_event: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<()> {
        let role = to_role(role)?;
        let accepts = match server_switch_event {
            Some(_) if role == Role::Client => return Err(PyAssertionError::new_err(())),
            Some(switch) => Some(shared(slf.py())?.to_switch(switch)),
            None => None,
        };
        let name = event_type.name()?.to_string();
        let event = to_event_kind(event_type)?;
        run(slf, |machine| match (event, accepts) {
            (_, Some(None)) => Err(Error::SwitchNotProposed),
            (None, Some(Some(switch))) if !machine.is_proposed(switch) => {
                Err(Error::SwitchNotProposed)
            }
            (Some(event), accepts) => machine.process(role, event, accepts.flatten()),
            (None, _) => Err(machine.unknown_event(role, &name)),
        })
    }

    /// Back to IDLE, if both ends are DONE.
    fn start_next_cycle(slf: &Bound<'_, Self>) -> PyResult<()> {
        run(slf, Machine::start_next_cycle)
    }
}
