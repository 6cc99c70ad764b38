//! Private functions of h11 that a program has replaced with its own.
//!
//! h11 0.16.0 looks up `write_headers` and the methods of the body writers for each event that
//! it sends, and programs replace them: to change the case of names, or to add a field.
//! `h11._assigned` intercepts such an assignment and records it here. In programs without one,
//! it costs one comparison per event.

use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Mutex, PoisonError};

use pyo3::prelude::*;
use pyo3::types::PyList;

use super::exceptions::local_error;
use super::headers::Headers;
use super::object::arguments::Arguments;
use super::object::call::{functions, none};
use super::object::new::{attribute, list, new_bytes};
use crate::fields::SectionBuilder;
use crate::serializer::{Amendment, Encode, SectionEncoder};

functions! {
    /// Have *function* write each header and trailer section that is sent. It is called
    /// with :class:`Headers` and a function that takes bytes. None restores the core.
    "replace_write_headers" "(function)" => replace_write_headers;

    /// Have content written by the classes of ``{framing: class}``, whose methods a program
    /// has replaced. None restores the core.
    "replace_body_writers" "(classes)" => replace_body_writers;
}

/// The bits of all existing replacements.
static REPLACED: AtomicU8 = AtomicU8::new(0);

static WRITE_HEADERS: Replacement = Replacement::new(1);
static BODY_WRITERS: Replacement = Replacement::new(2);

/// A replacement, if there is one.
struct Replacement {
    bit: u8,
    object: Mutex<Option<Py<PyAny>>>,
}

impl Replacement {
    const fn new(bit: u8) -> Replacement {
        Replacement { bit, object: Mutex::new(None) }
    }

    #[inline]
    fn get<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyAny>> {
        match REPLACED.load(Ordering::Relaxed) & self.bit {
            0 => None,
            _ => self.lock_and_get(py),
        }
    }

    #[cold]
    fn lock_and_get<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyAny>> {
        // No code of a program runs while the lock is held.
        let object = self.object.lock().unwrap_or_else(PoisonError::into_inner);
        object.as_ref().map(|object| object.bind(py).clone())
    }

    /// Sets the replacement; None and Python's None remove it.
    fn set<'py>(&self, object: Option<Borrowed<'_, 'py, PyAny>>, py: Python<'py>) {
        let object = object.filter(|object| !object.is_none());
        let object = object.map(|object| object.to_owned().unbind());
        if object.is_some() {
            REPLACED.fetch_or(self.bit, Ordering::Relaxed)
        } else {
            REPLACED.fetch_and(!self.bit, Ordering::Relaxed)
        };
        let mut held = self.object.lock().unwrap_or_else(PoisonError::into_inner);
        let before = std::mem::replace(&mut *held, object);
        drop(held);
        // May run a program's code.
        drop(before.map(|before| before.into_bound(py)));
    }
}

/// The function that writes sections in place of the core, if there is one.
#[inline]
pub(super) fn write_headers(py: Python<'_>) -> Option<Bound<'_, PyAny>> {
    WRITE_HEADERS.get(py)
}

/// The classes that write content in place of the core, if there are any.
#[inline]
pub(super) fn body_writers(py: Python<'_>) -> Option<Bound<'_, PyAny>> {
    BODY_WRITERS.get(py)
}

fn replace_write_headers<'py>(
    module: &Bound<'py, PyAny>,
    [function, ..]: Arguments<'_, 'py>,
) -> PyResult<Bound<'py, PyAny>> {
    WRITE_HEADERS.set(function, module.py());
    none(module.py())
}

fn replace_body_writers<'py>(
    module: &Bound<'py, PyAny>,
    [classes, ..]: Arguments<'_, 'py>,
) -> PyResult<Bound<'py, PyAny>> {
    BODY_WRITERS.set(classes, module.py());
    none(module.py())
}

/// The output in place of `wire`, which ends in a section: the bytes before the section, and
/// those that `write`, a replacement of `write_headers`, writes.
#[cold]
pub(super) fn written_by<'py>(
    write: &Bound<'py, PyAny>,
    wire: &[u8],
    headers: &Bound<'py, Headers>,
    amendment: Amendment,
) -> PyResult<Bound<'py, PyList>> {
    let py = write.py();
    let headers = amended(headers, amendment)?;
    let pieces = list(py)?;
    pieces.append(new_bytes(py, before_section(wire, &headers))?)?;
    write.call1((headers, attribute(pieces.as_any(), c"append")?))?;
    Ok(pieces)
}

/// The bytes of `wire` before the section that it ends in.
pub(super) fn before_section<'a>(wire: &'a [u8], headers: &Bound<'_, Headers>) -> &'a [u8] {
    let section = SectionEncoder(headers.get().section()).len();
    wire.get(..wire.len().saturating_sub(section)).unwrap_or_default()
}

/// The fields of a response as they are sent.
fn amended<'py>(
    headers: &Bound<'py, Headers>,
    amendment: Amendment,
) -> PyResult<Bound<'py, Headers>> {
    if amendment == Amendment::default() {
        return Ok(headers.clone());
    }
    let section = headers.get().section();
    let mut builder = SectionBuilder::default();
    let mut pushed = Ok(());
    let mut push = |name: &[u8], value: &[u8]| {
        if pushed.is_ok() {
            pushed = builder.push(name, value);
        }
    };
    let kept = section.iter().filter(|line| amendment.keeps(line.name));
    kept.for_each(|line| push(line.raw_name, line.value));
    amendment.add(section, push);
    match pushed {
        Ok(()) => Bound::new(headers.py(), Headers::built(builder)),
        Err(error) => Err(local_error(headers.py(), &error)),
    }
}
