//! The event classes, and their instances for received events.

pub(super) mod constructors;
mod fields;
pub(super) mod parts;
pub(super) mod validate;

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyType;

use self::fields::{data, end_of_message, request, response};
use crate::connection::Event;
use crate::python::constants::constants;
use crate::python::headers::Headers;
use crate::python::object::leaf::register_headers;
use crate::python::object::new::{boolean, int, new_bytes};
use crate::python::object::raise::expect;
use crate::python::object::shared_bytes::SharedBytes;
use crate::python::object::slots::SlottedClass;
use crate::python::once::find_definition;
use crate::python::sentinels::{NEED_DATA, PAUSED};
use crate::state::EventKind;

/// The event classes, which the Python half of the package defines.
pub(super) struct EventClasses {
    pub(super) request: SlottedClass<4>,
    pub(super) informational_response: SlottedClass<4>,
    pub(super) response: SlottedClass<4>,
    pub(super) data: SlottedClass<3>,
    pub(super) end_of_message: SlottedClass<1>,
    pub(super) connection_closed: SlottedClass<0>,
}

impl EventClasses {
    fn find(py: Python<'_>) -> PyResult<EventClasses> {
        let class = |name| expect(find_definition(py, name)?);
        register_headers(&py.get_type::<Headers>());
        let informational_response = class("h11._events.InformationalResponse")?;
        Ok(EventClasses {
            request: SlottedClass::new(class("h11._events.Request")?, request::NAMES)?,
            informational_response: SlottedClass::new(informational_response, response::NAMES)?,
            response: SlottedClass::new(class("h11._events.Response")?, response::NAMES)?,
            data: SlottedClass::new(class("h11._events.Data")?, data::NAMES)?,
            end_of_message: SlottedClass::new(
                class("h11._events.EndOfMessage")?,
                end_of_message::NAMES,
            )?,
            connection_closed: SlottedClass::new(class("h11._events.ConnectionClosed")?, [])?,
        })
    }

    /// Has instances deallocated by `object::dealloc`.
    pub(super) fn install_dealloc(&'static self, py: Python<'_>) {
        self.request.install_dealloc(py);
        self.data.install_dealloc(py);
        self.end_of_message.install_dealloc(py);
    }

    /// The class of a kind of event.
    pub(super) fn of_kind<'py>(&self, py: Python<'py>, kind: EventKind) -> &Bound<'py, PyType> {
        match kind {
            EventKind::Request => self.request.class(py),
            EventKind::InformationalResponse => self.informational_response.class(py),
            EventKind::Response => self.response.class(py),
            EventKind::Data => self.data.class(py),
            EventKind::EndOfMessage => self.end_of_message.class(py),
            EventKind::ConnectionClosed => self.connection_closed.class(py),
        }
    }
}

static CLASSES: PyOnceLock<EventClasses> = PyOnceLock::new();

/// The classes, which are looked up at first use.
#[inline]
pub(super) fn classes(py: Python<'_>) -> PyResult<&'static EventClasses> {
    CLASSES.get_or_try_init(py, || EventClasses::find(py))
}

/// Converts a received event to an object.
#[inline]
pub(super) fn event_to_py<'py>(
    py: Python<'py>,
    event: Event<'_, SharedBytes>,
) -> PyResult<Bound<'py, PyAny>> {
    let classes = classes(py)?;
    let constants = constants(py)?;
    match event {
        Event::NeedData => Ok(NEED_DATA.get(py)?.clone()),
        Event::Paused => Ok(PAUSED.get(py)?.clone()),
        Event::Request { method, target, version, fields } => classes.request.create(
            py,
            [
                constants.method(py, method)?.into_any(),
                Headers::received(py, fields)?.into_any(),
                new_bytes(py, target)?.into_any(),
                constants.version(py, version)?.into_any(),
            ],
        ),
        Event::Response { status, version, reason, fields } => {
            let class = match status {
                100..=199 => &classes.informational_response,
                _ => &classes.response,
            };
            class.create(
                py,
                [
                    Headers::received(py, fields)?.into_any(),
                    constants.version(py, version)?.into_any(),
                    constants.reason(py, reason)?.into_any(),
                    int(py, status.into())?.into_any(),
                ],
            )
        }
        Event::Data { data, chunk_start, chunk_end } => {
            // A received object that consists entirely of content is returned itself.
            let content = match data.segment {
                Some((segment, 0)) if segment.len() == data.bytes.len() => {
                    segment.object(py).into_any()
                }
                _ => new_bytes(py, data.bytes)?.into_any(),
            };
            classes.data.create(py, [content, boolean(py, chunk_start), boolean(py, chunk_end)])
        }
        Event::EndOfMessage { trailers } => {
            let headers = match trailers {
                None => Headers::empty(py)?.clone(),
                Some(trailers) => Headers::received(py, trailers)?,
            };
            classes.end_of_message.create(py, [headers.into_any()])
        }
        Event::ConnectionClosed => classes.connection_closed.create(py, []),
    }
}
