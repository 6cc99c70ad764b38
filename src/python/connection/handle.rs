//! A connection of the core, which one call at a time may use.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use pyo3::exceptions::{PyAttributeError, PySystemError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString, PyTuple};

use super::log::logged;
use super::outgoing::SendError;
use super::state_word::{CoreConnection, Snapshot, StateWord};
use crate::connection::Event;
use crate::error::{Error, Result as CoreResult};
use crate::python::bytes_like::copy_of;
use crate::python::constants::constants;
use crate::python::events::event_to_py;
use crate::python::exceptions::{local_error, remote_error};
use crate::python::object::call::CallResult;
use crate::python::object::exclusive::{Busy, Exclusive, Guard};
use crate::python::object::new::{boolean, new_bytes, tuple};
use crate::python::object::raise::error;
use crate::python::object::shared_bytes::SharedBytes;

/// A connection of the core, and what can be read from it while a method runs.
pub(crate) struct Handle {
    /// None before `__init__`.
    core: Exclusive<Option<CoreConnection>>,
    their_http_version: Exclusive<Option<SharedBytes>>,
    state_word: StateWord,
    /// Whether a program has replaced a step of this very connection.
    is_stepwise: AtomicBool,
}

/// The connection while a method runs. Dropping the guard stores its states in `state_word`.
struct CoreGuard<'a> {
    core: Guard<'a, Option<CoreConnection>>,
    state_word: &'a StateWord,
}

impl CoreGuard<'_> {
    #[inline]
    fn core(&mut self, py: Python<'_>) -> PyResult<&mut CoreConnection> {
        self.core.as_mut().ok_or_else(|| uninitialized(py))
    }
}

impl Drop for CoreGuard<'_> {
    #[inline]
    fn drop(&mut self) {
        self.state_word.store(self.core.as_ref());
    }
}

/// How long [`Handle::trailing_data`] waits for a method of another thread.
const MAX_WAIT: Duration = Duration::from_millis(50);

impl Handle {
    pub(super) fn new(core: Option<CoreConnection>) -> Handle {
        let state_word = StateWord::uninitialized();
        state_word.store(core.as_ref());
        Handle {
            core: Exclusive::new(core),
            their_http_version: Exclusive::new(None),
            state_word,
            is_stepwise: AtomicBool::new(false),
        }
    }

    /// What ``Connection.__init__`` does.
    pub(super) fn init(&self, py: Python<'_>, core: CoreConnection) -> PyResult<()> {
        let before = self.try_lock(py)?.core.replace(core);
        drop(before); // may run a program's code
        self.store_their_http_version(py, None);
        Ok(())
    }

    /// Locks the connection for a method.
    #[inline]
    fn try_lock<'py>(&self, py: Python<'py>) -> Result<CoreGuard<'_>, Busy<'py>> {
        Ok(CoreGuard { core: self.core.try_lock(py)?, state_word: &self.state_word })
    }

    /// What `trailing_data` returns. Waits while a method of another thread runs; one of this
    /// thread, which has called a finalizer, cannot end before that.
    pub(super) fn trailing_data<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        // A time, not a number of yields: on a loaded machine, each may take milliseconds.
        let start = Instant::now();
        let mut guard = loop {
            match self.try_lock(py) {
                Err(busy) if !busy.is_absent && start.elapsed() < MAX_WAIT => {
                    py.detach(std::thread::yield_now);
                }
                locked => break locked?,
            }
        };
        let (data, eof) = guard.core(py)?.trailing_data();
        tuple(py, [new_bytes(py, data)?.into_any(), boolean(py, eof)])
    }

    /// The states after the last method.
    pub(super) fn snapshot(&self, py: Python<'_>) -> PyResult<Snapshot> {
        self.state_word.load().ok_or_else(|| uninitialized(py))
    }

    /// Stores what `their_http_version` returns. Releasing the old object may run a program's
    /// code, if the program has assigned it; nothing is locked then.
    #[inline]
    fn store_their_http_version(&self, py: Python<'_>, version: Option<SharedBytes>) {
        let before = match self.their_http_version.lock(py) {
            Some(mut place) => std::mem::replace(&mut *place, version),
            None => None,
        };
        drop(before);
    }

    /// Calls the core, and converts its error, a violation by the program, to an exception.
    #[inline]
    pub(crate) fn try_core<'py, R>(
        &self,
        py: Python<'py>,
        call: impl FnOnce(&mut CoreConnection) -> CoreResult<R>,
    ) -> Result<R, SendError<'py>> {
        // The guard is dropped first, since creating an exception may run Python code.
        let called = call(self.try_lock(py)?.core(py)?);
        Ok(called.map_err(|error| local_error(py, &error))?)
    }

    /// What `receive_data` does.
    pub(super) fn receive(&self, data: &Bound<'_, PyAny>) -> PyResult<()> {
        let py = data.py();
        if let Ok(bytes) = data.cast_exact::<PyBytes>() {
            return Ok(self.try_core(py, |core| match bytes.as_bytes() {
                [] => {
                    core.receive_eof();
                    Ok(())
                }
                _ => core.receive(bytes.clone().into()),
            })?);
        }
        // Not locked, since the object may run a program's code.
        if !data.is_truthy()? {
            return self.with_core(py, |core| core.receive_eof());
        }
        if self.with_core(py, |core| core.trailing_data().1)? {
            return Err(local_error(py, &Error::ReceivedAfterEof));
        }
        if data.is_instance_of::<PyString>() {
            let message = "receive_data() takes a bytes-like object, not str";
            return Err(error::<PyTypeError>(py, message));
        }
        let bytes = copy_of(data)?;
        Ok(self.try_core(py, |core| core.receive(bytes.into()))?)
    }

    /// What `next_event` does.
    pub(super) fn next_event<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let mut version = None;
        let mut guard = self.try_lock(py)?;
        let core = guard.core(py)?;
        // Returned through a captured variable, which saves moving it through the core.
        let mut emitted = None;
        let outcome = core.next_event(|event| {
            if let Event::Request { version: v, .. } | Event::Response { version: v, .. } = &event {
                version = Some(SharedBytes::from(constants(py)?.version(py, v)?));
            }
            emitted = Some(event_to_py(py, event)?);
            Ok(())
        });
        match outcome {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                core.receive_failed();
                return Err(error);
            }
            Err(error) => {
                // Stored by the previous method, since this one has not ended.
                let before = self.state_word.load();
                drop(guard); // creating an exception may run Python code
                return Err(logged(py, remote_error(py, &error), before));
            }
        }
        drop(guard);
        if version.is_some() {
            self.store_their_http_version(py, version);
        }
        emitted.ok_or_else(|| no_event(py))
    }

    /// What `send_failed` does.
    pub(crate) fn send_failed(&self, py: Python<'_>) -> PyResult<()> {
        self.with_core(py, |core| core.send_failed())
    }

    /// Reads the next event without changing the states.
    pub(crate) fn extract_event<'py>(&self, py: Python<'py>) -> CallResult<'py> {
        let mut emitted = None;
        let outcome = self.try_lock(py)?.core(py)?.extract(|event| {
            emitted = Some(event_to_py(py, event)?);
            Ok::<_, PyErr>(())
        });
        outcome.map_err(|error| local_error(py, &error))??;
        emitted.ok_or_else(|| no_event(py))
    }

    /// What `their_http_version` returns.
    pub(super) fn their_http_version<'py>(
        &self,
        py: Python<'py>,
    ) -> PyResult<Option<Bound<'py, PyBytes>>> {
        self.snapshot(py)?;
        let version = self.their_http_version.lock(py);
        Ok(version.and_then(|version| version.as_ref().map(|version| version.object(py))))
    }

    /// Assigns to `their_http_version`: changes the version in the core as well.
    pub(super) fn set_their_http_version(
        &self,
        py: Python<'_>,
        version: Option<&Bound<'_, PyBytes>>,
    ) -> PyResult<()> {
        self.with_core(py, |core| {
            core.set_peer_version(version.map(|version| version.as_bytes()));
        })?;
        self.store_their_http_version(
            py,
            version.map(|version| SharedBytes::from(version.clone())),
        );
        Ok(())
    }

    /// Stores the version of an event that the core has processed.
    pub(crate) fn record_their_http_version(&self, version: &Bound<'_, PyBytes>) {
        self.store_their_http_version(version.py(), Some(SharedBytes::from(version.clone())));
    }

    /// Has the methods go through the steps of 0.16.0 from now on.
    pub(crate) fn make_stepwise(&self) {
        self.is_stepwise.store(true, Ordering::Relaxed);
    }

    #[inline]
    pub(crate) fn is_stepwise(&self) -> bool {
        self.is_stepwise.load(Ordering::Relaxed)
    }

    /// Calls the core, for calls that cannot violate the protocol.
    pub(crate) fn with_core<R>(
        &self,
        py: Python<'_>,
        call: impl FnOnce(&mut CoreConnection) -> R,
    ) -> PyResult<R> {
        Ok(call(self.try_lock(py)?.core(py)?))
    }
}

#[cold]
fn uninitialized(py: Python<'_>) -> PyErr {
    error::<PyAttributeError>(py, "Connection.__init__ has not been called")
}

#[cold]
fn no_event(py: Python<'_>) -> PyErr {
    error::<PySystemError>(py, "internal error: no event was emitted")
}
