//! Private attributes of a connection that programs read and assign.

use pyo3::prelude::*;
use pyo3::types::PyBytes;

use super::connection_state::to_role;
use super::framing::framing_tuple;
use super::receive_buffer::ReceiveBuffer;
use crate::python::bytes_like::copy_of;
use crate::python::connection::handle_and;
use crate::python::connection::options::size_limit;
use crate::python::object::arguments::Arguments;
use crate::python::object::call::{CallResult, functions, none, or_none};
use crate::python::object::new::{int, new_bytes};
use crate::python::object::raise::expect;

functions! {
    /// ``connection._max_incomplete_event_size``.
    "size_limit" "(connection)" => read_size_limit;

    /// Assigns to ``connection._max_incomplete_event_size``.
    "set_size_limit" "(connection, size)" => set_size_limit;

    /// ``connection._request_method``.
    "request_method" "(connection)" => request_method;

    /// Assigns to ``connection._request_method``.
    "set_request_method" "(connection, method)" => set_request_method;

    /// The framing of the rest of the content that *role* sends, as ``(name, arguments)`` for a
    /// reader or writer.
    "body_left" "(connection, role)" => body_left;

    /// Assigns to ``connection._receive_buffer``: a buffer of either kind.
    "set_unread" "(connection, buffer)" => set_unread;

    /// The number of bytes that a connection has received and not parsed.
    "unread_len" "(connection)" => unread_len;

    /// Assigns to ``connection._receive_buffer_closed``.
    "set_received_eof" "(connection, closed)" => set_received_eof;
}

fn read_size_limit<'py>(
    module: &Bound<'py, PyAny>,
    arguments: Arguments<'_, 'py>,
) -> CallResult<'py> {
    let py = module.py();
    let (connection, []) = handle_and(module, &arguments)?;
    let size = connection.with_core(py, |core| core.max_incomplete_event_size())?;
    Ok(int(py, size)?.into_any())
}

fn set_size_limit<'py>(
    module: &Bound<'py, PyAny>,
    arguments: Arguments<'_, 'py>,
) -> CallResult<'py> {
    let py = module.py();
    let (connection, [size]) = handle_and(module, &arguments)?;
    let size = size_limit(size)?;
    connection.with_core(py, |core| core.set_max_incomplete_event_size(size))?;
    none(py)
}

fn request_method<'py>(
    module: &Bound<'py, PyAny>,
    arguments: Arguments<'_, 'py>,
) -> CallResult<'py> {
    let py = module.py();
    let (connection, []) = handle_and(module, &arguments)?;
    let method =
        connection.with_core(py, |core| core.request_method().map(|it| new_bytes(py, it)))?;
    Ok(or_none(py, method.transpose()?))
}

fn set_request_method<'py>(
    module: &Bound<'py, PyAny>,
    arguments: Arguments<'_, 'py>,
) -> CallResult<'py> {
    let py = module.py();
    let (connection, [method]) = handle_and(module, &arguments)?;
    let method = if method.is_none() { None } else { Some(expect::<PyBytes>(method.clone())?) };
    let method = method.as_ref().map(|method| method.as_bytes());
    connection.try_core(py, |core| core.set_request_method(method))?;
    none(py)
}

fn body_left<'py>(module: &Bound<'py, PyAny>, arguments: Arguments<'_, 'py>) -> CallResult<'py> {
    let py = module.py();
    let (connection, [role]) = handle_and(module, &arguments)?;
    let role = to_role(role)?;
    framing_tuple(py, connection.with_core(py, |core| core.body_left(role))?)
}

fn set_unread<'py>(module: &Bound<'py, PyAny>, arguments: Arguments<'_, 'py>) -> CallResult<'py> {
    let py = module.py();
    let (connection, [buffer]) = handle_and(module, &arguments)?;
    let unread = match buffer.cast::<ReceiveBuffer>() {
        Ok(buffer) => new_bytes(py, buffer.get().0.try_lock(py)?.unread())?,
        Err(_) => copy_of(buffer)?,
    };
    connection.try_core(py, |core| core.set_unread(unread.as_bytes()))?;
    none(py)
}

fn unread_len<'py>(module: &Bound<'py, PyAny>, arguments: Arguments<'_, 'py>) -> CallResult<'py> {
    let py = module.py();
    let (connection, []) = handle_and(module, &arguments)?;
    let len = connection.with_core(py, |core| core.trailing_data().0.len())?;
    Ok(int(py, i64::try_from(len).unwrap_or(i64::MAX))?.into_any())
}

fn set_received_eof<'py>(
    module: &Bound<'py, PyAny>,
    arguments: Arguments<'_, 'py>,
) -> CallResult<'py> {
    let py = module.py();
    let (connection, [closed]) = handle_and(module, &arguments)?;
    let closed = closed.is_truthy()?;
    connection.with_core(py, |core| core.set_received_eof(closed))?;
    none(py)
}
