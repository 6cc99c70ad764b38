//! The parts of events that a program sends.

use pyo3::prelude::*;
use pyo3::types::PyBytes;

use super::classes;
use super::fields::{data, end_of_message};
use crate::error::Error;
use crate::fields::FieldSummary;
use crate::python::exceptions::local_error;
use crate::python::headers::Headers;
use crate::python::object::raise::{drop_error, expect};
use crate::python::object::slots::SlottedClass;
use crate::serializer::{Amendment, RequestEncoder, ResponseEncoder};

/// The fields of a `Request`.
pub(crate) struct RequestParts<'py> {
    pub(crate) method: Bound<'py, PyBytes>,
    pub(crate) headers: Bound<'py, Headers>,
    pub(crate) target: Bound<'py, PyBytes>,
    pub(crate) http_version: Bound<'py, PyBytes>,
}

impl<'py> RequestParts<'py> {
    /// The head as it is sent.
    pub(crate) fn wire(&self) -> RequestEncoder<'_> {
        RequestEncoder {
            method: self.method.as_bytes(),
            target: self.target.as_bytes(),
            fields: self.headers.get().section(),
        }
    }

    #[inline]
    pub(crate) fn from_event(event: &Bound<'py, PyAny>) -> PyResult<Self> {
        use super::fields::request::Slot;

        let class = &classes(event.py())?.request;
        Ok(RequestParts {
            method: expect(class.read(event, Slot::method as usize)?)?,
            headers: expect(class.read(event, Slot::headers as usize)?)?,
            target: expect(class.read(event, Slot::target as usize)?)?,
            http_version: expect(class.read(event, Slot::http_version as usize)?)?,
        })
    }
}

/// The fields of a `Response` or an `InformationalResponse`.
pub(crate) struct ResponseParts<'py> {
    pub(crate) headers: Bound<'py, Headers>,
    pub(crate) http_version: Bound<'py, PyBytes>,
    pub(crate) reason: Bound<'py, PyBytes>,
    pub(crate) status_code: u16,
}

impl<'py> ResponseParts<'py> {
    #[inline]
    pub(crate) fn from_event(class: &SlottedClass<4>, event: &Bound<'py, PyAny>) -> PyResult<Self> {
        use super::fields::response::Slot;

        Ok(ResponseParts {
            headers: expect(class.read(event, Slot::headers as usize)?)?,
            http_version: expect(class.read(event, Slot::http_version as usize)?)?,
            reason: expect(class.read(event, Slot::reason as usize)?)?,
            status_code: status_of(&class.read(event, Slot::status_code as usize)?)?,
        })
    }

    pub(crate) fn summary(&self) -> &FieldSummary {
        self.headers.get().summary()
    }

    /// The head as it is sent.
    pub(crate) fn wire(&self, amendment: Amendment) -> ResponseEncoder<'_> {
        ResponseEncoder {
            status: self.status_code,
            reason: self.reason.as_bytes(),
            fields: self.headers.get().section(),
            amendment,
        }
    }
}

/// The status code, checked again, since a program may have changed it after the event was
/// created.
#[inline]
fn status_of(status_code: &Bound<'_, PyAny>) -> PyResult<u16> {
    match status_code.extract().map_err(|wrong| drop_error(status_code.py(), wrong)) {
        Ok(code @ 100..=999) => Ok(code),
        _ => {
            let code = status_code.str()?.to_str()?.into();
            let error = Error::StatusCodeOutOfRange { code, is_informational: false };
            Err(local_error(status_code.py(), &error))
        }
    }
}

/// The trailer section of an `EndOfMessage`.
#[inline]
pub(crate) fn trailers<'py>(event: &Bound<'py, PyAny>) -> PyResult<Bound<'py, Headers>> {
    expect(classes(event.py())?.end_of_message.read(event, end_of_message::Slot::headers as usize)?)
}

/// The content of a `Data` event.
#[inline]
pub(crate) fn content<'py>(event: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    classes(event.py())?.data.read(event, data::Slot::data as usize)
}
