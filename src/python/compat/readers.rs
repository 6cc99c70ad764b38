//! `h11._readers`: the head parsers and body readers, which read from a `ReceiveBuffer`.

use pyo3::prelude::*;

use super::receive_buffer::ReceiveBuffer;
use crate::body::{BodyEvent, BodyReader as Core};
use crate::connection::head::ReceivedLine;
use crate::connection::{Event, ReceivedFields};
use crate::error::{Error, Excerpt};
use crate::grammar::lines::cannot_start_message;
use crate::parser::field_lines::{split_field_line, unfold};
use crate::parser::head::{Head, RequestLine, StatusLine};
use crate::policy::{COMPATIBLE, LimitedPolicy};
use crate::python::bytes_like::{bytesify, iterate};
use crate::python::compat::framing::framing_of;
use crate::python::events::event_to_py;
use crate::python::exceptions::{local_error, remote_error};
use crate::python::object::arguments::Arguments;
use crate::python::object::call::{CallResult, functions, methods, none, or_none, required};
use crate::python::object::construct::{adapt_new, add_class};
use crate::python::object::exclusive::Exclusive;
use crate::python::object::new::{bytearray, list, new_bytes, tuple};
use crate::python::object::raise::{expect_ref, uninitialized};
use crate::python::object::shared_bytes::SharedBytes;
use crate::state::Role;

/// The base class of body readers. Calling one returns the next event from a buffer, or None
/// if more bytes are needed.
#[pyclass(frozen, subclass, dict, weakref, module = "h11._readers")]
pub(crate) struct BodyReader(Exclusive<Option<Core>>);

#[pymethods]
impl BodyReader {
    #[new]
    fn new() -> BodyReader {
        BodyReader(Exclusive::new(None))
    }

    /// Return the event for the end of the connection, when the buffer is empty.
    fn read_eof<'py>(&self, py: Python<'py>) -> CallResult<'py> {
        let end = self
            .0
            .try_lock(py)?
            .as_ref()
            .ok_or_else(|| uninitialized(py))?
            .read_eof(COMPATIBLE.leniency);
        end.map_err(|error| remote_error(py, &error))?;
        event_to_py(py, Event::EndOfMessage { trailers: None })
    }
}

adapt_new!(BodyReader);

methods! {
    "_begin" "($self, framing, length=0)" => begin;
    "__call__" "($self, buf)" => call;
}

functions! {
    /// Parse a request head, as from a client in IDLE.
    "maybe_read_from_IDLE_client" "(buf)" => read_request_head;

    /// Parse a response head, as from a server in SEND_RESPONSE.
    "maybe_read_from_SEND_RESPONSE_server" "(buf)" => read_response_head;

    /// Return None, or raise if the buffer is not empty.
    "expect_nothing" "(buf)" => expect_nothing;

    /// Join continuation lines to the lines before them (obs-fold).
    "_obsolete_line_fold" "(lines)" => obsolete_line_fold;

    /// Join continuation lines (obs-fold), and split each line into name and value.
    "_decode_header_lines" "(lines)" => decode_header_lines;
}

/// Adds the class and the functions to the module.
pub(super) fn add_to(module: &Bound<'_, PyModule>) -> PyResult<()> {
    add_class::<BodyReader>(module, add_methods)?;
    add_functions(module)
}

type MaybeEvent<'py> = PyResult<Option<Bound<'py, PyAny>>>;

fn begin<'py>(this: &Bound<'py, PyAny>, arguments: Arguments<'_, 'py>) -> CallResult<'py> {
    let [framing] = required(this, &arguments)?;
    let [_, length, ..] = arguments;
    let py = this.py();
    let framing = framing_of(framing, length)?;
    *this.cast::<BodyReader>()?.get().0.try_lock(py)? = Some(Core::new(framing));
    none(py)
}

fn call<'py>(this: &Bound<'py, PyAny>, arguments: Arguments<'_, 'py>) -> CallResult<'py> {
    let [buf] = required(this, &arguments)?;
    let py = this.py();
    let buf = expect_ref::<ReceiveBuffer>(buf)?;
    let mut reader = this.cast::<BodyReader>()?.get().0.try_lock(py)?;
    let reader = reader.as_mut().ok_or_else(|| uninitialized(py))?;
    Ok(or_none(py, read_body(reader, buf)?))
}

fn read_body<'py>(reader: &mut Core, buf: &Bound<'py, ReceiveBuffer>) -> MaybeEvent<'py> {
    let py = buf.py();
    let buffer = &mut *buf.get().0.try_lock(py)?;
    let read = reader
        .read(buffer, Role::Server, &LimitedPolicy::from(&COMPATIBLE))
        .map_err(|error| local_error(py, &error))?;
    let (len, event) = match read {
        BodyEvent::NeedData => return Ok(None),
        BodyEvent::Data { len, chunk_start, chunk_end } => {
            let data = buffer.view(len);
            (len, event_to_py(py, Event::Data { data, chunk_start, chunk_end })?)
        }
        BodyEvent::End { len, mut trailers } => {
            let view = buffer.view(len);
            let trailers = trailers.as_deref_mut();
            let trailers = trailers.map(|parsed| ReceivedFields { view, parsed });
            (len, event_to_py(py, Event::EndOfMessage { trailers })?)
        }
    };
    buffer.consume(len);
    Ok(Some(event))
}

fn read_request_head<'py>(
    module: &Bound<'py, PyAny>,
    arguments: Arguments<'_, 'py>,
) -> CallResult<'py> {
    let [buf] = required(module, &arguments)?;
    read_head::<RequestLine>(buf)
}

fn read_response_head<'py>(
    module: &Bound<'py, PyAny>,
    arguments: Arguments<'_, 'py>,
) -> CallResult<'py> {
    let [buf] = required(module, &arguments)?;
    read_head::<StatusLine>(buf)
}

fn read_head<'py, L: ReceivedLine<SharedBytes>>(buf: &Bound<'py, PyAny>) -> CallResult<'py> {
    let py = buf.py();
    let buf = expect_ref::<ReceiveBuffer>(buf)?;
    let buffer = &mut *buf.get().0.try_lock(py)?;
    let event = match buffer.find_section() {
        Some(len) => {
            let view = buffer.view(len);
            let event = Head::<L>::parse(view.bytes, COMPATIBLE.leniency)
                .map_err(|error| local_error(py, &error))
                .and_then(|mut head| event_to_py(py, L::event(&mut head, view)));
            buffer.consume(len);
            event.map(Some)
        }
        None if cannot_start_message(buffer.unread()) => {
            Err(local_error(py, &Error::NotHttp(Excerpt::of(buffer.unread()))))
        }
        None => Ok(None),
    };
    Ok(or_none(py, event?))
}

fn expect_nothing<'py>(
    module: &Bound<'py, PyAny>,
    arguments: Arguments<'_, 'py>,
) -> CallResult<'py> {
    let [buf] = required(module, &arguments)?;
    let py = module.py();
    let buf = expect_ref::<ReceiveBuffer>(buf)?;
    let is_empty = buf.get().0.try_lock(py)?.is_empty();
    if is_empty { none(py) } else { Err(local_error(py, &Error::DataAfterEnd)) }
}

/// Calls `each` with each line, continuation lines joined (obs-fold).
fn each_unfolded(
    lines: &Bound<'_, PyAny>,
    mut each: impl FnMut(&[u8]) -> PyResult<()>,
) -> PyResult<()> {
    let py = lines.py();
    let lines = iterate(lines)?.map(|line| bytesify(&line?)).collect::<PyResult<Vec<_>>>()?;
    let mut joined = unfold(lines.iter().map(|line| line.as_bytes()));
    joined.try_for_each(|line| each(&line.map_err(|error| local_error(py, &error))?))
}

fn obsolete_line_fold<'py>(
    module: &Bound<'py, PyAny>,
    arguments: Arguments<'_, 'py>,
) -> CallResult<'py> {
    let [lines] = required(module, &arguments)?;
    let py = module.py();
    let joined = list(py)?;
    each_unfolded(lines, |line| joined.append(bytearray(py, line)?))?;
    Ok(joined.try_iter()?.into_any())
}

fn decode_header_lines<'py>(
    module: &Bound<'py, PyAny>,
    arguments: Arguments<'_, 'py>,
) -> CallResult<'py> {
    let [lines] = required(module, &arguments)?;
    let py = module.py();
    let pairs = list(py)?;
    each_unfolded(lines, |line| {
        let Some((name, value)) = split_field_line(line) else {
            return Err(local_error(py, &Error::with_bytes(Error::FieldLineMalformed, line)));
        };
        pairs
            .append(tuple(py, [new_bytes(py, name)?.into_any(), new_bytes(py, value)?.into_any()])?)
    })?;
    Ok(pairs.try_iter()?.into_any())
}
