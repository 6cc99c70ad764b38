//! `h11._stepwise`: the single steps of sending and receiving.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::connection::stepwise::{Head, Step};
use crate::connection::version::is_pre_http_1_1;
use crate::policy::{SectionContext, SectionKind};
use crate::python::compat::connection_state::to_role;
use crate::python::compat::writers::require_version;
use crate::python::connection::handle::Handle;
use crate::python::connection::handle_and;
use crate::python::connection::outgoing::{SendOutput, data_len};
use crate::python::connection::state_word::CoreConnection;
use crate::python::events::classes;
use crate::python::events::parts::{RequestParts, ResponseParts, content, trailers};
use crate::python::headers::Headers;
use crate::python::object::arguments::Arguments;
use crate::python::object::call::{CallResult, functions, none, or_none};
use crate::python::object::new::{boolean, new_str, tuple};
use crate::python::object::raise::error;
use crate::python::replacements;
use crate::python::sentinels::sentinels;
use crate::serializer::{FramingRewrite, LastChunkEncoder};
use crate::state::Role;

functions! {
    /// Have the methods of *connection* call the functions of ``h11._stepwise`` from now on.
    "make_stepwise" "(connection)" => make_stepwise;

    /// Return the next received event without changing the states.
    "extract_event" "(connection)" => extract_event;

    /// Raise if the policy of *connection* does not permit sending the event.
    "check_event" "(connection, event)" => check_event;

    /// Whether *request* proposes to switch protocols.
    "proposes_upgrade" "(connection, request)" => proposes_upgrade;

    /// Change the states for an event of *role*, which accepts *switch* unless that is None, and
    /// note its other effects.
    "apply_event" "(connection, role, event, switch)" => apply_event;

    /// Note the effects of an event of *role* other than those on the states.
    "note_event" "(connection, role, event)" => note_event;

    /// The output for an event that has been applied: a list, or None.
    "write_event" "(connection, event)" => write_event;

    /// The changes to the fields of a response: ``(framing, close)``, where *framing* is
    /// ``"chunked"``, ``"http/1.0"``, or None to keep the framing fields.
    "amendment" "(connection, response)" => amendment;

    /// Report that *role* has violated the protocol.
    "fail" "(connection, role)" => fail;

    /// Start the next cycle.
    "restart" "(connection)" => restart;
}

/// The parts of an event.
enum Parts<'py> {
    Request(RequestParts<'py>),
    Informational(ResponseParts<'py>),
    Response(ResponseParts<'py>),
    Data(Bound<'py, PyAny>),
    EndOfMessage(Bound<'py, Headers>),
    ConnectionClosed,
    /// Not an event, or an object of a subclass.
    Other,
}

impl<'py> Parts<'py> {
    fn of(event: &Bound<'py, PyAny>) -> PyResult<Parts<'py>> {
        let classes = classes(event.py())?;
        let (informational, response) = (&classes.informational_response, &classes.response);
        Ok(match event {
            _ if classes.request.is_exact(event) => {
                Parts::Request(RequestParts::from_event(event)?)
            }
            _ if informational.is_exact(event) => {
                Parts::Informational(ResponseParts::from_event(informational, event)?)
            }
            _ if response.is_exact(event) => {
                Parts::Response(ResponseParts::from_event(response, event)?)
            }
            _ if classes.data.is_exact(event) => Parts::Data(content(event)?),
            _ if classes.end_of_message.is_exact(event) => Parts::EndOfMessage(trailers(event)?),
            _ if classes.connection_closed.is_exact(event) => Parts::ConnectionClosed,
            _ => Parts::Other,
        })
    }

    /// The fields and the HTTP version of a head.
    fn head(&self) -> Option<(&Bound<'py, Headers>, &Bound<'py, PyBytes>)> {
        match self {
            Parts::Request(parts) => Some((&parts.headers, &parts.http_version)),
            Parts::Informational(parts) | Parts::Response(parts) => {
                Some((&parts.headers, &parts.http_version))
            }
            _ => None,
        }
    }

    /// The section that the policy checks.
    fn section_context(&self) -> Option<SectionContext<'_>> {
        Some(match self {
            Parts::Request(parts) => {
                let version = parts.http_version.as_bytes();
                SectionContext::outbound(SectionKind::Request, parts.headers.get().section())
                    .with_request_line(parts.method.as_bytes(), parts.target.as_bytes())
                    .with_version(version, is_pre_http_1_1(version))
            }
            Parts::Informational(parts) | Parts::Response(parts) => {
                let version = parts.http_version.as_bytes();
                SectionContext::outbound(SectionKind::Response, parts.headers.get().section())
                    .with_status(parts.status_code)
                    .with_version(version, is_pre_http_1_1(version))
                    .with_reason(parts.reason.as_bytes())
            }
            Parts::EndOfMessage(headers) if !headers.get().section().index.is_empty() => {
                SectionContext::outbound(SectionKind::Trailers, headers.get().section())
            }
            _ => return None,
        })
    }
}

fn make_stepwise<'py>(
    module: &Bound<'py, PyAny>,
    arguments: Arguments<'_, 'py>,
) -> CallResult<'py> {
    let (connection, []) = handle_and(module, &arguments)?;
    connection.make_stepwise();
    none(module.py())
}

fn extract_event<'py>(
    module: &Bound<'py, PyAny>,
    arguments: Arguments<'_, 'py>,
) -> CallResult<'py> {
    let py = module.py();
    let (connection, []) = handle_and(module, &arguments)?;
    connection.extract_event(py)
}

fn check_event<'py>(module: &Bound<'py, PyAny>, arguments: Arguments<'_, 'py>) -> CallResult<'py> {
    let py = module.py();
    let (connection, [event]) = handle_and(module, &arguments)?;
    let parts = Parts::of(event)?;
    if let Some(context) = parts.section_context() {
        connection.try_core(py, |core| core.check_step(&context))?;
    }
    none(py)
}

fn proposes_upgrade<'py>(
    module: &Bound<'py, PyAny>,
    arguments: Arguments<'_, 'py>,
) -> CallResult<'py> {
    let py = module.py();
    let (connection, [request]) = handle_and(module, &arguments)?;
    let parts = RequestParts::from_event(request)?;
    let head = Head {
        is_pre_http_1_1: is_pre_http_1_1(parts.http_version.as_bytes()),
        summary: parts.headers.get().summary(),
    };
    let proposes = connection.with_core(py, |core| core.step_proposes_upgrade(&head))?;
    Ok(boolean(py, proposes))
}

fn apply_event<'py>(module: &Bound<'py, PyAny>, arguments: Arguments<'_, 'py>) -> CallResult<'py> {
    let py = module.py();
    let (connection, [role, event, switch]) = handle_and(module, &arguments)?;
    let accepts = if switch.is_none() {
        None
    } else {
        let known = sentinels(py)?.to_switch(switch);
        Some(known.ok_or_else(|| error::<PyValueError>(py, "not a switch"))?)
    };
    with_step(connection, to_role(role)?, event, |core, role, step| {
        core.process_step(role, step, accepts)
    })?;
    none(py)
}

fn note_event<'py>(module: &Bound<'py, PyAny>, arguments: Arguments<'_, 'py>) -> CallResult<'py> {
    let (connection, [role, event]) = handle_and(module, &arguments)?;
    with_step(connection, to_role(role)?, event, |core, role, step| core.note_step(role, step))?;
    none(module.py())
}

/// Passes an event of `role` to the core as a [`Step`], and stores the version of the peer.
fn with_step(
    connection: &Handle,
    role: Role,
    event: &Bound<'_, PyAny>,
    call: impl FnOnce(&mut CoreConnection, Role, Step<'_>) -> crate::error::Result<()>,
) -> PyResult<()> {
    let py = event.py();
    let parts = Parts::of(event)?;
    let (headers, version) = match parts.head() {
        Some((headers, version)) => (headers, Some(version)),
        None => (Headers::empty(py)?, None),
    };
    let head = Head {
        is_pre_http_1_1: version.is_some_and(|version| is_pre_http_1_1(version.as_bytes())),
        summary: headers.get().summary(),
    };
    let step = match &parts {
        Parts::Request(parts) => Step::Request(parts.method.as_bytes(), &head),
        Parts::Informational(_) => Step::Informational(&head),
        Parts::Response(parts) => Step::Response(parts.status_code, &head),
        Parts::Data(_) => Step::Data,
        Parts::EndOfMessage(_) => Step::EndOfMessage,
        Parts::ConnectionClosed => Step::ConnectionClosed,
        Parts::Other => {
            let name = event.get_type().name()?;
            let name = name.to_str()?;
            return Ok(connection
                .try_core(py, |core| Err(core.machine().unexpected_event(role, name).into()))?);
        }
    };
    let is_theirs = connection.try_core(py, |core| {
        call(core, role, step)?;
        Ok(role == core.their_role())
    })?;
    if let (true, Some(version)) = (is_theirs, version) {
        connection.record_their_http_version(version);
    }
    Ok(())
}

fn write_event<'py>(module: &Bound<'py, PyAny>, arguments: Arguments<'_, 'py>) -> CallResult<'py> {
    let py = module.py();
    let (connection, [event]) = handle_and(module, &arguments)?;
    let outgoing = match (Parts::of(event)?, replacements::body_writers(py)) {
        (Parts::Data(_) | Parts::EndOfMessage(_), Some(writers)) => {
            connection.write_content_by(&writers, event)?
        }
        (Parts::Request(parts), _) => {
            require_version(py, parts.http_version.as_bytes())?;
            SendOutput::encoded(&parts.wire(), &parts.headers, Default::default())?
        }
        (Parts::Informational(parts) | Parts::Response(parts), _) => {
            require_version(py, parts.http_version.as_bytes())?;
            SendOutput::encoded(
                &parts.wire(Default::default()),
                &parts.headers,
                Default::default(),
            )?
        }
        (Parts::Data(data), None) => {
            let writer = connection.try_core(py, |core| Ok(core.writer()))?;
            let len = data_len(&writer, &data)?;
            let framing = connection.try_core(py, |core| core.write_data(writer, len))?;
            SendOutput::data(framing, len, data)
        }
        (Parts::EndOfMessage(trailers), None) => {
            let fields = trailers.get().section();
            if connection.try_core(py, |core| core.write_end(fields))? {
                SendOutput::encoded(&LastChunkEncoder(fields), &trailers, Default::default())?
            } else {
                SendOutput::Empty
            }
        }
        (Parts::ConnectionClosed | Parts::Other, _) => SendOutput::Nothing,
    };
    Ok(or_none(py, outgoing.pieces(py)?))
}

fn amendment<'py>(module: &Bound<'py, PyAny>, arguments: Arguments<'_, 'py>) -> CallResult<'py> {
    let py = module.py();
    let (connection, [response]) = handle_and(module, &arguments)?;
    let parts = ResponseParts::from_event(&classes(py)?.response, response)?;
    let amendment = connection
        .try_core(py, |core| Ok(core.amend_response(parts.status_code, parts.summary())))?;
    let framing = match amendment.framing {
        FramingRewrite::Keep => py.None().into_bound(py),
        FramingRewrite::SetChunked => new_str(py, "chunked")?.into_any(),
        FramingRewrite::Strip => new_str(py, "http/1.0")?.into_any(),
    };
    Ok(tuple(py, [framing, boolean(py, amendment.close)])?.into_any())
}

fn fail<'py>(module: &Bound<'py, PyAny>, arguments: Arguments<'_, 'py>) -> CallResult<'py> {
    let py = module.py();
    let (connection, [role]) = handle_and(module, &arguments)?;
    let role = to_role(role)?;
    connection.with_core(py, |core| core.fail(role))?;
    none(py)
}

fn restart<'py>(module: &Bound<'py, PyAny>, arguments: Arguments<'_, 'py>) -> CallResult<'py> {
    let py = module.py();
    let (connection, []) = handle_and(module, &arguments)?;
    connection.try_core(py, |core| core.start_next_cycle())?;
    none(py)
}
