//! `h11._writers`: writers of heads and bodies, which pass the bytes to a function.

use pyo3::prelude::*;
use pyo3::types::PyList;

use super::framing::{CHUNKED, CLOSE_DELIMITED, CONTENT_LENGTH, framing_of};
use crate::body::{BodyWriter as Core, DataFraming};
use crate::connection::version::require_http_1_1;
use crate::python::connection::outgoing::data_len;
use crate::python::events::classes;
use crate::python::events::parts::{RequestParts, ResponseParts};
use crate::python::exceptions::local_error;
use crate::python::headers::Headers;
use crate::python::object::arguments::Arguments;
use crate::python::object::call::{CallResult, functions, methods, none, required};
use crate::python::object::construct::{adapt_new, add_class};
use crate::python::object::exclusive::Exclusive;
use crate::python::object::new::{attribute, big_int, encode_bytes, new_bytes, new_str, tuple};
use crate::python::object::raise::{expect, expect_ref, uninitialized};
use crate::python::replacements::{self, before_section};
use crate::serializer::{ChunkHeader, Encode, LastChunkEncoder, SectionEncoder};

/// The base class of body writers.
#[pyclass(frozen, subclass, dict, weakref, module = "h11._writers")]
pub(crate) struct BodyWriter(Exclusive<Option<Core>>);

#[pymethods]
impl BodyWriter {
    #[new]
    fn new() -> BodyWriter {
        BodyWriter(Exclusive::new(None))
    }
}

adapt_new!(BodyWriter);

methods! {
    "_begin" "($self, framing, length=0)" => begin;

    /// Write content.
    "send_data" "($self, data, write)" => send_data;

    /// Write the end of a message.
    "send_eom" "($self, headers, write)" => send_eom;
}

functions! {
    /// Write a section, Host first, and the empty line after it.
    "write_headers" "(headers, write)" => write_headers;

    /// Write the head of a request.
    "write_request" "(request, write)" => write_request;

    /// Write the head of a response of either kind.
    "write_any_response" "(response, write)" => write_any_response;
}

/// Adds the class and the functions to the module.
pub(super) fn add_to(module: &Bound<'_, PyModule>) -> PyResult<()> {
    add_class::<BodyWriter>(module, add_methods)?;
    add_functions(module)
}

/// Writes `wire`, which ends in the section of `headers`: the bytes before the section in one
/// call, then the section, by the function of the program that replaces `write_headers`, if any.
fn put<'py>(
    write: &Bound<'py, PyAny>,
    wire: &impl Encode,
    headers: &Bound<'py, Headers>,
) -> CallResult<'py> {
    let py = write.py();
    let wire = encode_bytes(py, wire)?;
    write.call1((new_bytes(py, before_section(wire.as_bytes(), headers))?,))?;
    match replacements::write_headers(py) {
        Some(replacement) => replacement.call1((headers, write)).map(drop)?,
        None => put_section(write, headers)?,
    }
    none(py)
}

/// Writes a section, line by line.
fn put_section(write: &Bound<'_, PyAny>, headers: &Bound<'_, Headers>) -> PyResult<()> {
    let py = write.py();
    let wire = encode_bytes(py, &SectionEncoder(headers.get().section()))?;
    let mut lines = wire.as_bytes().split_inclusive(|&byte| byte == b'\n');
    lines.try_for_each(|line| write.call1((new_bytes(py, line)?,)).map(drop))
}

/// Raises unless a head of this version may be sent.
pub(super) fn require_version(py: Python<'_>, version: &[u8]) -> PyResult<()> {
    require_http_1_1(version).map_err(|error| local_error(py, &error))
}

fn write_headers<'py>(
    module: &Bound<'py, PyAny>,
    arguments: Arguments<'_, 'py>,
) -> CallResult<'py> {
    let [headers, write] = required(module, &arguments)?;
    let headers = expect_ref::<Headers>(headers)?;
    put_section(write, headers)?;
    none(module.py())
}

fn write_request<'py>(
    module: &Bound<'py, PyAny>,
    arguments: Arguments<'_, 'py>,
) -> CallResult<'py> {
    let [request, write] = required(module, &arguments)?;
    let parts = RequestParts::from_event(request)?;
    require_version(module.py(), parts.http_version.as_bytes())?;
    put(write, &parts.wire(), &parts.headers)
}

fn write_any_response<'py>(
    module: &Bound<'py, PyAny>,
    arguments: Arguments<'_, 'py>,
) -> CallResult<'py> {
    let py = module.py();
    let [response, write] = required(module, &arguments)?;
    let parts = ResponseParts::from_event(&classes(py)?.response, response)?;
    require_version(py, parts.http_version.as_bytes())?;
    put(write, &parts.wire(Default::default()), &parts.headers)
}

fn begin<'py>(this: &Bound<'py, PyAny>, arguments: Arguments<'_, 'py>) -> CallResult<'py> {
    let [framing] = required(this, &arguments)?;
    let [_, length, ..] = arguments;
    let py = this.py();
    let framing = framing_of(framing, length)?;
    *this.cast::<BodyWriter>()?.get().0.try_lock(py)? = Some(Core::new(framing));
    none(py)
}

/// Writes an event by an instance of the class that `writers` have for the framing of `core`.
/// Returns the core of that instance afterwards.
pub(crate) fn write_by<'py>(
    writers: &Bound<'py, PyAny>,
    core: Core,
    event: &Bound<'py, PyAny>,
    pieces: &Bound<'py, PyList>,
) -> PyResult<Core> {
    let py = event.py();
    let (framing, arguments) = match core {
        Core::ContentLength(owed) => {
            let owed = u128::try_from(owed.get()).unwrap_or_default();
            (CONTENT_LENGTH, tuple(py, [big_int(py, owed)?])?)
        }
        Core::Chunked => (CHUNKED, tuple(py, [])?),
        Core::CloseDelimited => (CLOSE_DELIMITED, tuple(py, [])?),
    };
    let writer = writers.get_item(new_str(py, framing)?)?.call1(arguments)?;
    let writer = expect::<BodyWriter>(writer)?;
    writer.call1((event, attribute(pieces, c"append")?))?;
    let core = writer.get().0.try_lock(py)?.clone().unwrap_or(core);
    Ok(core)
}

/// Calls the core. The writer is unlocked when an exception is created.
fn try_core<R>(
    this: &Bound<'_, PyAny>,
    call: impl FnOnce(&mut Core) -> crate::error::Result<R>,
) -> PyResult<R> {
    let py = this.py();
    let called = match &mut *this.cast::<BodyWriter>()?.get().0.try_lock(py)? {
        Some(core) => call(core),
        None => return Err(uninitialized(py)),
    };
    called.map_err(|error| local_error(py, &error))
}

fn send_data<'py>(this: &Bound<'py, PyAny>, arguments: Arguments<'_, 'py>) -> CallResult<'py> {
    let py = this.py();
    let [data, write] = required(this, &arguments)?;
    let none = py.None().into_bound(py);
    let writer = try_core(this, |core| Ok(core.clone()))?;
    let len = data_len(&writer, data)?;
    let framing = try_core(this, |core| {
        *core = writer;
        core.send_data(len)
    })?;
    match framing {
        DataFraming::Identity => drop(write.call1((data,))?),
        DataFraming::Chunk if len == 0 => {}
        DataFraming::Chunk => {
            write.call1((new_bytes(py, ChunkHeader::new(len).as_bytes())?,))?;
            write.call1((data,))?;
            write.call1((new_bytes(py, b"\r\n")?,))?;
        }
    }
    Ok(none)
}

fn send_eom<'py>(this: &Bound<'py, PyAny>, arguments: Arguments<'_, 'py>) -> CallResult<'py> {
    let py = this.py();
    let [headers, write] = required(this, &arguments)?;
    let headers = expect_ref::<Headers>(headers)?;
    let section = headers.get().section();
    if try_core(this, |core| core.end(!section.index.is_empty()))? {
        put(write, &LastChunkEncoder(section), headers)
    } else {
        none(py)
    }
}
