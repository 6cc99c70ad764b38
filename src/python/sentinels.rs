//! The sentinels that represent roles, states and switches in Python.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

use super::once::{Definition, find_definition};
use crate::state::{ProtocolSwitch, Role, State};

/// What `next_event` returns if more must be received first.
pub(super) static NEED_DATA: Definition = Definition::of("h11._connection.NEED_DATA");

/// What `next_event` returns if the buffered bytes belong to another cycle or protocol.
pub(super) static PAUSED: Definition = Definition::of("h11._connection.PAUSED");

/// The sentinels that `h11._state` defines.
pub(super) struct Sentinels {
    roles: Vec<Py<PyAny>>,
    states: Vec<Py<PyAny>>,
    switches: Vec<Py<PyAny>>,
}

static SENTINELS: PyOnceLock<Sentinels> = PyOnceLock::new();

/// The sentinels, which are looked up at first use.
#[inline]
pub(super) fn sentinels(py: Python<'_>) -> PyResult<&'static Sentinels> {
    SENTINELS.get_or_try_init(py, || Sentinels::find(py))
}

impl Sentinels {
    fn find(py: Python<'_>) -> PyResult<Sentinels> {
        let sentinel = |name| find_definition(py, &format!("h11._state.{name}")).map(Bound::unbind);
        let roles = Role::ALL.iter().map(|role| sentinel(role.name()));
        let states = State::ALL.iter().map(|state| sentinel(state.name()));
        let switches = ProtocolSwitch::ALL.iter().map(|switch| sentinel(switch.name()));
        Ok(Sentinels {
            roles: roles.collect::<PyResult<_>>()?,
            states: states.collect::<PyResult<_>>()?,
            switches: switches.collect::<PyResult<_>>()?,
        })
    }

    /// The sentinel of a role.
    pub(super) fn role<'py>(&self, py: Python<'py>, role: Role) -> Bound<'py, PyAny> {
        nth(py, &self.roles, role as usize)
    }

    /// The sentinel of a state.
    pub(super) fn state<'py>(&self, py: Python<'py>, state: State) -> Bound<'py, PyAny> {
        nth(py, &self.states, state as usize)
    }

    /// The sentinel of a switch.
    pub(super) fn switch<'py>(&self, py: Python<'py>, switch: ProtocolSwitch) -> Bound<'py, PyAny> {
        nth(py, &self.switches, switch as usize)
    }

    /// The role that a sentinel represents.
    pub(super) fn to_role(&self, object: &Bound<'_, PyAny>) -> Option<Role> {
        find(&self.roles, Role::ALL, object)
    }

    /// The state that a sentinel represents.
    pub(super) fn to_state(&self, object: &Bound<'_, PyAny>) -> Option<State> {
        find(&self.states, State::ALL, object)
    }

    /// The switch that a sentinel represents.
    pub(super) fn to_switch(&self, object: &Bound<'_, PyAny>) -> Option<ProtocolSwitch> {
        find(&self.switches, ProtocolSwitch::ALL, object)
    }
}

fn nth<'py>(py: Python<'py>, objects: &[Py<PyAny>], index: usize) -> Bound<'py, PyAny> {
    objects.get(index).map_or_else(|| py.None().into_bound(py), |object| object.bind(py).clone())
}

fn find<T: Copy>(objects: &[Py<PyAny>], values: &[T], object: &Bound<'_, PyAny>) -> Option<T> {
    let index = objects.iter().position(|candidate| candidate.is(object))?;
    values.get(index).copied()
}
