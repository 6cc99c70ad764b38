//! The events: their fields from what programs pass, and from what arrives.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBool, PyBytes, PyInt, PyType};

use super::convert::bytesify;
use super::error::local;
use super::headers::Headers;
use super::object::leaf::adopt_headers;
use super::object::new::{bytes, int};
use super::object::raise::{discard, expect};
use super::object::shared_bytes::SharedBytes;
use super::object::slots::SlottedClass;
use super::once::defined;
use super::sentinels::{NEED_DATA, PAUSED};
use super::shared::shared;
use crate::connection::Event;
use crate::error::{Error, Excerpt};
use crate::fields::FieldSummary;
use crate::grammar::octets::{is_reason_phrase, is_target, is_token};
use crate::serializer::{Amendment, RequestWire, ResponseWire};
use crate::state::EventKind;

/// The event classes, which the Python half of the package defines, with their
/// fields in the order of declaration.
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
        const RESPONSE: [&str; 4] = ["headers", "http_version", "reason", "status_code"];
        let class = |name| expect(defined(py, name)?);
        adopt_headers(&py.get_type::<Headers>());
        Ok(EventClasses {
            request: SlottedClass::new(
                class("h11._events.Request")?,
                ["method", "headers", "target", "http_version"],
            )?,
            informational_response: SlottedClass::new(
                class("h11._events.InformationalResponse")?,
                RESPONSE,
            )?,
            response: SlottedClass::new(class("h11._events.Response")?, RESPONSE)?,
            data: SlottedClass::new(
                class("h11._events.Data")?,
                ["data", "chunk_start", "chunk_end"],
            )?,
            end_of_message: SlottedClass::new(class("h11._events.EndOfMessage")?, ["headers"])?,
            connection_closed: SlottedClass::new(class("h11._events.ConnectionClosed")?, [])?,
        })
    }

    /// Has their objects deallocated by `object::dealloc`.
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

/// A `Headers` object as it is, or one made of an iterable of pairs.
fn headers_from<'py>(headers: &Bound<'py, PyAny>) -> PyResult<Bound<'py, Headers>> {
    match headers.cast::<Headers>() {
        Ok(headers) => Ok(headers.clone()),
        Err(_) => Headers::from_pairs(headers),
    }
}

/// The fields of a `Request`.
pub(super) fn request_fields<'py>(
    method: &Bound<'py, PyAny>,
    headers: &Bound<'py, PyAny>,
    target: &Bound<'py, PyAny>,
    http_version: &Bound<'py, PyAny>,
) -> PyResult<[Bound<'py, PyAny>; 4]> {
    let py = method.py();
    let headers = headers_from(headers)?;
    let method = bytesify(method)?;
    let target = bytesify(target)?;
    let http_version = bytesify(http_version)?;
    let hosts = headers.get().summary().hosts;
    let broken = match () {
        () if hosts == 0 && http_version.as_bytes() == b"1.1" => Some(Error::HostMissing),
        () if hosts > 1 => Some(Error::HostRepeated),
        () if !is_token(method.as_bytes()) => {
            Some(Error::MethodMalformed(Excerpt::of(method.as_bytes())))
        }
        () if !is_target(target.as_bytes()) => {
            Some(Error::RequestTargetMalformed(Excerpt::of(target.as_bytes())))
        }
        () => None,
    };
    match broken {
        Some(error) => Err(local(py, &error)),
        None => {
            Ok([method.into_any(), headers.into_any(), target.into_any(), http_version.into_any()])
        }
    }
}

/// The fields of a `Response` or an `InformationalResponse`.
pub(super) fn response_fields<'py>(
    informational: bool,
    headers: &Bound<'py, PyAny>,
    status_code: &Bound<'py, PyAny>,
    http_version: &Bound<'py, PyAny>,
    reason: &Bound<'py, PyAny>,
) -> PyResult<[Bound<'py, PyAny>; 4]> {
    let py = headers.py();
    let headers = headers_from(headers)?;
    let reason = bytesify(reason)?;
    let http_version = bytesify(http_version)?;
    if !status_code.is_instance_of::<PyInt>() {
        return Err(local(py, &Error::StatusCodeNotInteger));
    }
    let status_code = if status_code.is_exact_instance_of::<PyInt>() {
        status_code.clone()
    } else {
        // An IntEnum is an int, but not one to show as it is.
        py.get_type::<PyInt>().call1((status_code,))?
    };
    let allowed = if informational { 100..200 } else { 200..1000 };
    let code = status_code.extract().map_err(|error| discard(py, error));
    if !code.is_ok_and(|code: i64| allowed.contains(&code)) {
        let code = status_code.str()?.to_str()?.into();
        let is_informational = informational;
        return Err(local(py, &Error::StatusCodeOutOfRange { code, is_informational }));
    }
    if !is_reason_phrase(reason.as_bytes()) {
        return Err(local(py, &Error::with_bytes(Error::ReasonPhraseMalformed, reason.as_bytes())));
    }
    Ok([headers.into_any(), http_version.into_any(), reason.into_any(), status_code])
}

/// The fields of an `EndOfMessage`.
pub(super) fn end_of_message_fields<'py>(
    py: Python<'py>,
    headers: Option<&Bound<'py, PyAny>>,
) -> PyResult<[Bound<'py, PyAny>; 1]> {
    Ok([match headers {
        None => Headers::empty(py)?.clone().into_any(),
        Some(headers) => headers_from(headers)?.into_any(),
    }])
}

/// What ``Request.__init__`` does.
#[pyfunction]
pub(super) fn init_request<'py>(
    event: &Bound<'py, PyAny>,
    method: Bound<'py, PyAny>,
    headers: Bound<'py, PyAny>,
    target: Bound<'py, PyAny>,
    http_version: Bound<'py, PyAny>,
) -> PyResult<()> {
    let fields = request_fields(&method, &headers, &target, &http_version)?;
    classes(event.py())?.request.fill(event, fields)
}

/// What the ``__init__`` of both kinds of response does.
#[pyfunction]
pub(super) fn init_response<'py>(
    event: &Bound<'py, PyAny>,
    headers: Bound<'py, PyAny>,
    status_code: Bound<'py, PyAny>,
    http_version: Bound<'py, PyAny>,
    reason: Bound<'py, PyAny>,
) -> PyResult<()> {
    let classes = classes(event.py())?;
    let informational = is_informational(classes, event)?;
    let fields = response_fields(informational, &headers, &status_code, &http_version, &reason)?;
    classes.response.fill(event, fields)
}

/// Whether an object is to have the status codes of an `InformationalResponse`. One that is
/// both kinds of response is of the kind that comes first among its bases.
fn is_informational(classes: &EventClasses, event: &Bound<'_, PyAny>) -> PyResult<bool> {
    let py = event.py();
    let is = |class: &Bound<'_, PyType>| event.is_instance(class);
    let (informational, response) =
        (classes.informational_response.class(py), classes.response.class(py));
    if !(is(informational)? && is(response)?) {
        return is(informational);
    }
    let bases = event.get_type().mro();
    let first = bases.iter().find(|base| base.is(informational) || base.is(response));
    Ok(first.is_some_and(|base| base.is(informational)))
}

/// What ``EndOfMessage.__init__`` does.
#[pyfunction]
pub(super) fn init_end_of_message<'py>(
    event: &Bound<'py, PyAny>,
    headers: Option<Bound<'py, PyAny>>,
) -> PyResult<()> {
    let fields = end_of_message_fields(event.py(), headers.as_ref())?;
    classes(event.py())?.end_of_message.fill(event, fields)
}

/// An event that was received, as an object.
#[inline]
pub(super) fn received<'py>(
    py: Python<'py>,
    event: Event<'_, SharedBytes>,
) -> PyResult<Bound<'py, PyAny>> {
    let classes = classes(py)?;
    let shared = shared(py)?;
    match event {
        Event::NeedData => Ok(NEED_DATA.get(py)?.clone()),
        Event::Paused => Ok(PAUSED.get(py)?.clone()),
        Event::Request { method, target, version, fields } => classes.request.create(
            py,
            [
                shared.method(py, method)?.into_any(),
                Headers::received(py, fields)?.into_any(),
                bytes(py, target)?.into_any(),
                shared.version(py, version)?.into_any(),
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
                    shared.version(py, version)?.into_any(),
                    shared.reason(py, reason)?.into_any(),
                    int(py, status.into())?.into_any(),
                ],
            )
        }
        Event::Data { data, chunk_start, chunk_end } => {
            // A received object that is content from end to end is handed on.
            let content = match data.segment {
                Some((segment, 0)) if segment.len() == data.bytes.len() => {
                    segment.object(py).into_any()
                }
                _ => bytes(py, data.bytes)?.into_any(),
            };
            let flag = |flag| PyBool::new(py, flag).to_owned().into_any();
            classes.data.create(py, [content, flag(chunk_start), flag(chunk_end)])
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

/// A `Request` that a program sends.
pub(super) struct RequestParts<'py> {
    pub(super) method: Bound<'py, PyBytes>,
    pub(super) headers: Bound<'py, Headers>,
    pub(super) target: Bound<'py, PyBytes>,
    pub(super) http_version: Bound<'py, PyBytes>,
}

impl<'py> RequestParts<'py> {
    /// The head as it is sent.
    pub(super) fn wire(&self) -> RequestWire<'_> {
        RequestWire {
            method: self.method.as_bytes(),
            target: self.target.as_bytes(),
            fields: self.headers.get().section(),
        }
    }

    #[inline]
    pub(super) fn of(event: &Bound<'py, PyAny>) -> PyResult<Self> {
        let class = &classes(event.py())?.request;
        Ok(RequestParts {
            method: expect(class.read(event, 0)?)?,
            headers: expect(class.read(event, 1)?)?,
            target: expect(class.read(event, 2)?)?,
            http_version: expect(class.read(event, 3)?)?,
        })
    }
}

/// A response of either kind that a program sends.
pub(super) struct ResponseParts<'py> {
    pub(super) headers: Bound<'py, Headers>,
    pub(super) http_version: Bound<'py, PyBytes>,
    pub(super) reason: Bound<'py, PyBytes>,
    pub(super) status_code: u16,
}

impl<'py> ResponseParts<'py> {
    #[inline]
    pub(super) fn of(class: &SlottedClass<4>, event: &Bound<'py, PyAny>) -> PyResult<Self> {
        Ok(ResponseParts {
            headers: expect(class.read(event, 0)?)?,
            http_version: expect(class.read(event, 1)?)?,
            reason: expect(class.read(event, 2)?)?,
            status_code: status_of(&class.read(event, 3)?)?,
        })
    }

    pub(super) fn summary(&self) -> &FieldSummary {
        self.headers.get().summary()
    }

    /// The head as it is sent.
    pub(super) fn wire(&self, amendment: Amendment) -> ResponseWire<'_> {
        ResponseWire {
            status: self.status_code,
            reason: self.reason.as_bytes(),
            fields: self.headers.get().section(),
            amendment,
        }
    }
}

/// A status code is checked when the event is made; who changes it afterwards
/// is told here.
#[inline]
fn status_of(status_code: &Bound<'_, PyAny>) -> PyResult<u16> {
    match status_code.extract().map_err(|wrong| discard(status_code.py(), wrong)) {
        Ok(code @ 100..=999) => Ok(code),
        _ => {
            let code = status_code.str()?.to_str()?.into();
            let error = Error::StatusCodeOutOfRange { code, is_informational: false };
            Err(local(status_code.py(), &error))
        }
    }
}

/// The trailer section of an `EndOfMessage` that a program sends.
#[inline]
pub(super) fn trailers<'py>(event: &Bound<'py, PyAny>) -> PyResult<Bound<'py, Headers>> {
    expect(classes(event.py())?.end_of_message.read(event, 0)?)
}
