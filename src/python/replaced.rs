//! Private functions of h11 that a program has put its own in place of.
//!
//! h11 0.16.0 looks `write_headers` and the methods of the body writers up for each event
//! that it sends, so that programs replace them: to spell names otherwise, or to add a
//! field. Whoever assigns one is noticed in `h11._assigned`, which notes it here. To send
//! an event costs the others one look at a byte.

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
use crate::serializer::{Amendment, SectionWire, Wire};

functions! {
    /// Have *function* write each header and trailer section that is sent: it is called
    /// with :class:`Headers` and a function that takes bytes. With None, the core does.
    "replace_write_headers" "(function)" => replace_write_headers;

    /// Have content written by the classes of ``{framing: class}``, whose methods a program
    /// has replaced. With None, the core writes it.
    "replace_body_writers" "(classes)" => replace_body_writers;
}

/// Which of the places hold something.
static FILLED: AtomicU8 = AtomicU8::new(0);

static WRITE_HEADERS: Place = Place::new(1);
static BODY_WRITERS: Place = Place::new(2);

/// A place for what a program has put in place of something.
struct Place {
    bit: u8,
    object: Mutex<Option<Py<PyAny>>>,
}

impl Place {
    const fn new(bit: u8) -> Place {
        Place { bit, object: Mutex::new(None) }
    }

    #[inline]
    fn get<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyAny>> {
        match FILLED.load(Ordering::Relaxed) & self.bit {
            0 => None,
            _ => self.held(py),
        }
    }

    #[cold]
    fn held<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyAny>> {
        // Nothing that is done while the lock is held runs a program's code.
        let object = self.object.lock().unwrap_or_else(PoisonError::into_inner);
        object.as_ref().map(|object| object.bind(py).clone())
    }

    fn fill<'py>(&self, object: Option<Borrowed<'_, 'py, PyAny>>, py: Python<'py>) {
        let object = object.filter(|object| !object.is_none());
        let object = object.map(|object| object.to_owned().unbind());
        if object.is_some() {
            FILLED.fetch_or(self.bit, Ordering::Relaxed)
        } else {
            FILLED.fetch_and(!self.bit, Ordering::Relaxed)
        };
        let mut held = self.object.lock().unwrap_or_else(PoisonError::into_inner);
        let before = std::mem::replace(&mut *held, object);
        drop(held);
        // This may run a program's code.
        drop(before.map(|before| before.into_bound(py)));
    }
}

/// What writes sections in place of the core, if anything does.
#[inline]
pub(super) fn write_headers(py: Python<'_>) -> Option<Bound<'_, PyAny>> {
    WRITE_HEADERS.get(py)
}

/// The classes that write content in place of the core, if any do.
#[inline]
pub(super) fn body_writers(py: Python<'_>) -> Option<Bound<'_, PyAny>> {
    BODY_WRITERS.get(py)
}

fn replace_write_headers<'py>(
    module: &Bound<'py, PyAny>,
    [function, ..]: Arguments<'_, 'py>,
) -> PyResult<Bound<'py, PyAny>> {
    WRITE_HEADERS.fill(function, module.py());
    none(module.py())
}

fn replace_body_writers<'py>(
    module: &Bound<'py, PyAny>,
    [classes, ..]: Arguments<'_, 'py>,
) -> PyResult<Bound<'py, PyAny>> {
    BODY_WRITERS.fill(classes, module.py());
    none(module.py())
}

/// The pieces of `wire`, which ends in a section: what comes before the section, and
/// whatever `write` makes of it.
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

/// What comes before the section in `wire`, which ends in it.
pub(super) fn before_section<'a>(wire: &'a [u8], headers: &Bound<'_, Headers>) -> &'a [u8] {
    let section = SectionWire(headers.get().section()).len();
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
