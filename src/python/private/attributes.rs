//! Attributes of a connection that 0.16.0 has for itself, and programs read and assign.

use pyo3::prelude::*;
use pyo3::types::PyBytes;

use super::framing::framing_tuple;
use super::receive_buffer::ReceiveBuffer;
use super::state::to_role;
use crate::python::connection::{Connection, size_limit};
use crate::python::convert::copy_of;
use crate::python::object::arguments::Arguments;
use crate::python::object::call::{add_function, callables, missing_argument};
use crate::python::object::new::{bytes, int};
use crate::python::object::raise::expect;

callables! {
    /// ``connection._max_incomplete_event_size``.
    SizeLimit = "size_limit" "(connection)" => read_size_limit;

    /// Assigns to ``connection._max_incomplete_event_size``.
    SetSizeLimit = "set_size_limit" "(connection, size)" => set_size_limit;

    /// ``connection._request_method``.
    RequestMethod = "request_method" "(connection)" => request_method;

    /// Assigns to ``connection._request_method``.
    SetRequestMethod = "set_request_method" "(connection, method)" => set_request_method;

    /// What is left of the content that *role* sends: ``(name, arguments)``, by which a reader
    /// or writer of the rest is made.
    BodyLeft = "body_left" "(connection, role)" => body_left;

    /// Assigns to ``connection._receive_buffer``: a buffer of either kind.
    SetUnread = "set_unread" "(connection, buffer)" => set_unread;

    /// Assigns to ``connection._receive_buffer_closed``.
    SetReceivedEof = "set_received_eof" "(connection, closed)" => set_received_eof;
}

/// Adds the functions to the module.
pub(super) fn add_to(module: &Bound<'_, PyModule>) -> PyResult<()> {
    add_function::<SizeLimit>(module)?;
    add_function::<SetSizeLimit>(module)?;
    add_function::<RequestMethod>(module)?;
    add_function::<SetRequestMethod>(module)?;
    add_function::<BodyLeft>(module)?;
    add_function::<SetUnread>(module)?;
    add_function::<SetReceivedEof>(module)
}

type Object<'py> = PyResult<Bound<'py, PyAny>>;

fn connection_of<'a, 'py>(
    py: Python<'py>,
    arguments: &'a Arguments<'_, 'py>,
) -> PyResult<&'a Connection> {
    let [Some(connection), ..] = arguments else { return Err(missing_argument(py)) };
    Ok(connection.cast::<Connection>()?.get())
}

/// The connection, and what is assigned.
fn assigned<'a, 'py>(
    py: Python<'py>,
    arguments: &'a Arguments<'_, 'py>,
) -> PyResult<(&'a Connection, &'a Bound<'py, PyAny>)> {
    let [_, Some(value), ..] = arguments else { return Err(missing_argument(py)) };
    Ok((connection_of(py, arguments)?, value))
}

fn none(py: Python<'_>) -> Object<'_> {
    Ok(py.None().into_bound(py))
}

fn read_size_limit<'py>(module: &Bound<'py, PyAny>, arguments: Arguments<'_, 'py>) -> Object<'py> {
    let py = module.py();
    let size = connection_of(py, &arguments)?.ask(py, |core| core.max_incomplete_event_size())?;
    Ok(int(py, size)?.into_any())
}

fn set_size_limit<'py>(module: &Bound<'py, PyAny>, arguments: Arguments<'_, 'py>) -> Object<'py> {
    let py = module.py();
    let (connection, size) = assigned(py, &arguments)?;
    let size = size_limit(size)?;
    connection.ask(py, |core| core.set_max_incomplete_event_size(size))?;
    none(py)
}

fn request_method<'py>(module: &Bound<'py, PyAny>, arguments: Arguments<'_, 'py>) -> Object<'py> {
    let py = module.py();
    let connection = connection_of(py, &arguments)?;
    let method = connection.ask(py, |core| core.request_method().map(|it| bytes(py, it)))?;
    Ok(method.transpose()?.map_or_else(|| py.None().into_bound(py), Bound::into_any))
}

fn set_request_method<'py>(
    module: &Bound<'py, PyAny>,
    arguments: Arguments<'_, 'py>,
) -> Object<'py> {
    let py = module.py();
    let (connection, method) = assigned(py, &arguments)?;
    let method = if method.is_none() { None } else { Some(expect::<PyBytes>(method.clone())?) };
    let method = method.as_ref().map(|method| method.as_bytes());
    connection.with_core(py, |core| core.set_request_method(method))?;
    none(py)
}

fn body_left<'py>(module: &Bound<'py, PyAny>, arguments: Arguments<'_, 'py>) -> Object<'py> {
    let py = module.py();
    let (connection, role) = assigned(py, &arguments)?;
    let role = to_role(role)?;
    framing_tuple(py, connection.ask(py, |core| core.body_left(role))?)
}

fn set_unread<'py>(module: &Bound<'py, PyAny>, arguments: Arguments<'_, 'py>) -> Object<'py> {
    let py = module.py();
    let (connection, buffer) = assigned(py, &arguments)?;
    let unread = match buffer.cast::<ReceiveBuffer>() {
        Ok(buffer) => bytes(py, buffer.get().0.take(py)?.unread())?,
        Err(_) => copy_of(buffer)?,
    };
    connection.with_core(py, |core| core.set_unread(unread.as_bytes()))?;
    none(py)
}

fn set_received_eof<'py>(module: &Bound<'py, PyAny>, arguments: Arguments<'_, 'py>) -> Object<'py> {
    let py = module.py();
    let (connection, closed) = assigned(py, &arguments)?;
    let closed = closed.is_truthy()?;
    connection.ask(py, |core| core.set_received_eof(closed))?;
    none(py)
}
