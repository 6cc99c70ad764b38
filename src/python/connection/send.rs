//! Sending events.

use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyMemoryView};

use super::handle::Handle;
use super::outgoing::{DataMode, SendError, SendOutput, data_len};
use super::state_word::CoreConnection;
use crate::fields::FieldSection;
use crate::python::compat::writers::write_by;
use crate::python::events::classes;
use crate::python::events::parts::{RequestParts, ResponseParts, content, trailers};
use crate::python::object::new::{list, snapshot_bytearray};
use crate::python::object::raise::drop_error;
use crate::python::replacements;
use crate::serializer::{Amendment, LastChunkEncoder};

type SendResult<'py> = Result<SendOutput<'py>, SendError<'py>>;

impl Handle {
    /// Sends an event: changes the states and returns the output. After any failure, of the
    /// event itself or for lack of memory, no other event can be sent.
    pub(super) fn send<'py>(
        &self,
        event: &Bound<'py, PyAny>,
        data: DataMode,
    ) -> PyResult<SendOutput<'py>> {
        let sent = self.send_common(event, data);
        if matches!(sent, Err(SendError::Failed(_))) {
            // If another thread has the lock, its call determines the state; this error is
            // raised in any case.
            if let Err(busy) = self.send_failed(event.py()) {
                drop_error(event.py(), busy);
            }
        }
        Ok(sent?)
    }

    #[inline]
    fn send_common<'py>(&self, event: &Bound<'py, PyAny>, sent: DataMode) -> SendResult<'py> {
        let py = event.py();
        let classes = classes(py)?;
        if classes.data.is_exact(event) {
            if let Some(writers) = replacements::body_writers(py) {
                return self.send_by_writer(&writers, event, None);
            }
            let data = content(event)?;
            return match (data.cast_exact::<PyByteArray>(), sent) {
                // Another thread may resize it after it has been counted.
                (Ok(bytearray), DataMode::Copy) if cfg!(Py_GIL_DISABLED) => {
                    self.send_buffer(snapshot_bytearray(bytearray)?.into_any())
                }
                _ => self.send_buffer(data),
            };
        }
        if classes.response.is_exact(event) {
            let parts = ResponseParts::from_event(&classes.response, event)?;
            let (status, version) = (parts.status_code, parts.http_version.as_bytes());
            let (reason, section) = (parts.reason.as_bytes(), parts.headers.get().section());
            let amendment =
                self.try_core(py, |core| core.send_response(status, version, reason, section))?;
            return Ok(SendOutput::encoded(&parts.wire(amendment), &parts.headers, amendment)?);
        }
        if classes.request.is_exact(event) {
            let parts = RequestParts::from_event(event)?;
            let (method, target) = (parts.method.as_bytes(), parts.target.as_bytes());
            let (version, section) = (parts.http_version.as_bytes(), parts.headers.get().section());
            self.try_core(py, |core| core.send_request(method, target, version, section))?;
            return Ok(SendOutput::encoded(&parts.wire(), &parts.headers, Amendment::default())?);
        }
        if classes.end_of_message.is_exact(event) {
            let trailers = trailers(event)?;
            let fields = trailers.get().section();
            if let Some(writers) = replacements::body_writers(py) {
                return self.send_by_writer(&writers, event, Some(fields));
            }
            return if self.try_core(py, |core| core.send_end_of_message(fields))? {
                Ok(SendOutput::encoded(&LastChunkEncoder(fields), &trailers, Amendment::default())?)
            } else {
                Ok(SendOutput::Empty)
            };
        }
        self.send_rare(event)
    }

    #[cold]
    fn send_rare<'py>(&self, event: &Bound<'py, PyAny>) -> SendResult<'py> {
        let py = event.py();
        let classes = classes(py)?;
        if classes.informational_response.is_exact(event) {
            let parts = ResponseParts::from_event(&classes.informational_response, event)?;
            let (status, version) = (parts.status_code, parts.http_version.as_bytes());
            let (reason, section) = (parts.reason.as_bytes(), parts.headers.get().section());
            self.try_core(py, |core| core.send_informational(status, version, reason, section))?;
            return Ok(SendOutput::encoded(
                &parts.wire(Amendment::default()),
                &parts.headers,
                Amendment::default(),
            )?);
        }
        if classes.connection_closed.is_exact(event) {
            self.try_core(py, CoreConnection::send_connection_closed)?;
            return Ok(SendOutput::Nothing);
        }
        let name = event.get_type().name()?;
        let name = name.to_str()?;
        self.try_core(py, |core| core.send_unknown(name))?;
        Ok(SendOutput::Empty)
    }

    /// Sends content or, with `trailers`, its end, by a body writer of the program.
    #[cold]
    fn send_by_writer<'py>(
        &self,
        writers: &Bound<'py, PyAny>,
        event: &Bound<'py, PyAny>,
        trailers: Option<FieldSection<'_>>,
    ) -> SendResult<'py> {
        self.try_core(event.py(), |core| match trailers {
            None => core.send_unwritten_data(),
            Some(trailers) => core.send_unwritten_end(trailers),
        })?;
        Ok(self.write_content_by(writers, event)?)
    }

    /// Writes content by a body writer of the program, without changing the states.
    pub(crate) fn write_content_by<'py>(
        &self,
        writers: &Bound<'py, PyAny>,
        event: &Bound<'py, PyAny>,
    ) -> PyResult<SendOutput<'py>> {
        let py = event.py();
        let writer = self.with_core(py, |core| core.writer())?;
        let pieces = list(py)?;
        let writer = write_by(writers, writer, event, &pieces)?;
        self.with_core(py, |core| core.set_writer(writer))?;
        Ok(SendOutput::Pieces(pieces))
    }

    #[inline]
    fn send_buffer<'py>(&self, data: Bound<'py, PyAny>) -> SendResult<'py> {
        let Some(len) = plain_len(&data) else {
            return self.send_sized(data);
        };
        let framing = self.try_core(data.py(), |core| core.send_data(len))?;
        Ok(SendOutput::data(framing, len, data))
    }

    /// Sends data whose length is computed by the program's code, while nothing is locked. If
    /// another thread sends meanwhile, the two are not counted together.
    fn send_sized<'py>(&self, data: Bound<'py, PyAny>) -> SendResult<'py> {
        let py = data.py();
        let writer = self.try_core(py, |core| {
            core.send_unwritten_data()?;
            Ok(core.writer())
        })?;
        let len = data_len(&writer, &data)?;
        let framing = self.try_core(py, |core| core.write_data(writer, len))?;
        Ok(SendOutput::data(framing, len, data))
    }
}

/// The length of data that has one without running a program's code.
#[inline]
fn plain_len(data: &Bound<'_, PyAny>) -> Option<usize> {
    if let Ok(bytes) = data.cast_exact::<PyBytes>() {
        return Some(bytes.as_bytes().len());
    }
    if let Ok(bytes) = data.cast_exact::<PyByteArray>() {
        return Some(bytes.len());
    }
    // A released view has no length.
    let view = data.cast_exact::<PyMemoryView>().ok()?;
    view.len().map_err(|error| drop_error(data.py(), error)).ok()
}
