//! `Headers`: a field section as a sequence of pairs.
//!
//! The pairs are created on first access. Until then a received section is a span over the
//! received bytes, and a section that a program has passed is the text that will be sent.

mod pair_cache;

use std::sync::{LazyLock, OnceLock};

use pyo3::exceptions::{PyIndexError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyInt, PyList, PySlice, PyString, PyTuple};

use self::pair_cache::{NameCase, PairFactory};
use crate::alloc::try_to_vec;
use crate::connection::ReceivedFields;
use crate::error::Error;
use crate::fields::{FieldIndex, FieldSection, FieldSummary, ParsedSection, SectionBuilder};
use crate::python::bytes_like::{BytesLike, iterate};
use crate::python::constants::constants;
use crate::python::exceptions::local_error;
use crate::python::object::arguments::Arguments;
use crate::python::object::call::{methods, required};
use crate::python::object::construct::{adapt_new, add_class};
use crate::python::object::maybe_zeroed::MaybeZeroed;
use crate::python::object::new::{
    boolean, list, list_from, new_bytes, tuple, untracked_tuple, untracked_tuple_from,
};
use crate::python::object::raise::{drop_error, error, error_about, noted};
use crate::python::object::shared_bytes::SharedBytes;

/// The size of the largest segment that a section may share, and so keep alive, even if the
/// section is only a small part of it.
const SHARED_SEGMENT: usize = 4096;

/// The fields of a message as a sequence of ``(name, value)`` pairs (RFC 9110
/// section 5, RFC 9112 section 5).
///
/// Both are bytes; names are in lower case. A sequence of the same pairs
/// compares equal. :meth:`raw_items` has the names in their original case.
///
/// Events convert their ``headers`` argument to this class.
///
/// Args:
///     full_items: an iterable of ``(original name, name in lower case, value)``.
///
/// Raises:
///     LocalProtocolError: if a name or value is malformed.
///
/// Example:
///     >>> fields = [("Host", "example.com"), ("Accept", "text/html")]
///     >>> headers = h11.Request(method="GET", target="/", headers=fields).headers
///     >>> headers
///     <Headers([(b'host', b'example.com'), (b'accept', b'text/html')])>
///     >>> headers[0], len(headers), dict(headers)[b"accept"]
///     ((b'host', b'example.com'), 2, b'text/html')
#[pyclass(frozen, subclass, sequence, module = "h11._headers")]
pub(super) struct Headers(MaybeZeroed<Inner>);

/// The contents of `Headers`.
struct Inner {
    index: FieldIndex,
    bytes: Block,
    /// Filling it runs no code of a program, so other threads may wait for it with the GIL held.
    /// PyO3's own cell would release the GIL and acquire it again.
    pairs: OnceLock<Py<PyTuple>>,
}

/// The bytes of a section.
enum Block {
    Own(Vec<u8>),
    /// A received segment, and the offset of the section in it.
    Segment(SharedBytes, usize),
}

impl Default for Headers {
    fn default() -> Self {
        Headers::new(FieldIndex::default(), Block::Own(Vec::new()))
    }
}

impl Inner {
    fn new(index: FieldIndex, bytes: Block) -> Inner {
        Inner { index, bytes, pairs: OnceLock::new() }
    }
}

static NO_FIELDS: PyOnceLock<Py<Headers>> = PyOnceLock::new();

impl Headers {
    /// The shared object without fields.
    #[inline]
    pub(super) fn empty(py: Python<'_>) -> PyResult<&Bound<'_, Headers>> {
        NO_FIELDS
            .get_or_try_init(py, || Py::new(py, Headers::default()))
            .map(|headers| headers.bind(py))
    }

    fn new(index: FieldIndex, bytes: Block) -> Headers {
        Headers(MaybeZeroed::new(Inner::new(index, bytes)))
    }

    /// The contents; empty if the object is found before it is initialized.
    #[inline]
    fn inner(&self) -> &Inner {
        static EMPTY: LazyLock<Inner> =
            LazyLock::new(|| Inner::new(FieldIndex::default(), Block::Own(Vec::new())));
        self.0.get().unwrap_or_else(|| &EMPTY)
    }

    /// The fields of a received section.
    #[inline]
    pub(super) fn received<'py>(
        py: Python<'py>,
        fields: ReceivedFields<'_, SharedBytes>,
    ) -> PyResult<Bound<'py, Headers>> {
        let view = fields.view;
        let ParsedSection { index, rewritten } = fields.parsed;
        let block = match (rewritten.take(), view.segment) {
            (Some(rewritten), _) => Block::Own(rewritten),
            (None, Some((segment, start)))
                if segment.len() <= SHARED_SEGMENT || segment.len() / 2 <= view.bytes.len() =>
            {
                Block::Segment(segment.clone_ref(py), start)
            }
            (None, _) => {
                Block::Own(try_to_vec(view.bytes).map_err(|error| local_error(py, &error.into()))?)
            }
        };
        Bound::new(py, Headers::new(std::mem::take(index), block))
    }

    /// The fields of an iterable of pairs, validated.
    pub(super) fn from_pairs<'py>(pairs: &Bound<'py, PyAny>) -> PyResult<Bound<'py, Headers>> {
        let mut builder = SectionBuilder::with_capacity(expected_len(pairs));
        each_item(pairs, |pair| {
            if let Ok([name, value]) = pair.cast_exact::<PyTuple>().map(|pair| pair.as_slice()) {
                return push(&mut builder, name, value);
            }
            let [name, value] = unpack(pair)?;
            push(&mut builder, &name, &value)
        })?;
        Bound::new(pairs.py(), Headers::built(builder))
    }

    pub(super) fn built(builder: SectionBuilder) -> Headers {
        let (index, bytes) = builder.finish();
        Headers::new(index, Block::Own(bytes))
    }

    /// The section in the form of the core.
    #[inline]
    pub(super) fn section(&self) -> FieldSection<'_> {
        let inner = self.inner();
        let bytes = match &inner.bytes {
            Block::Own(bytes) => bytes,
            Block::Segment(segment, start) => segment.get(*start..).unwrap_or_default(),
        };
        FieldSection { index: &inner.index, bytes }
    }

    /// What the fields mean for framing and the connection.
    #[inline]
    pub(super) fn summary(&self) -> &FieldSummary {
        self.inner().index.summary()
    }

    fn pairs<'py>(&self, py: Python<'py>) -> PyResult<&Bound<'py, PyTuple>> {
        let inner = self.inner();
        if let Some(pairs) = inner.pairs.get() {
            return Ok(pairs.bind(py));
        }
        // Creating objects may run a finalizer that accesses these headers, or let another
        // thread run; the first result is kept.
        let mut pairs = PairFactory::new(py, NameCase::LowerCase)?;
        let pairs = self.section().iter().map(|line| pairs.pair(line));
        let pairs = untracked_tuple_from(py, inner.index.len(), pairs)?;
        Ok(inner.pairs.get_or_init(|| pairs.unbind()).bind(py))
    }

    fn list<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        self.pairs(py)?.as_sequence().to_list()
    }
}

/// Adds a field, validated.
#[inline]
pub(super) fn push<'py>(
    builder: &mut SectionBuilder,
    name: &Bound<'py, PyAny>,
    value: &Bound<'py, PyAny>,
) -> PyResult<()> {
    let py = name.py();
    let name = BytesLike::of(name)?;
    let value = BytesLike::of(value).map_err(|error| {
        let is_int = value.is_instance_of::<PyInt>();
        noted(py, error, is_int.then_some("convert the number of a field value with str()"))
    })?;
    builder.push(name.as_bytes(), value.as_bytes()).map_err(|error| local_error(py, &error))
}

/// A capacity for the fields, without running a program's code.
fn expected_len(pairs: &Bound<'_, PyAny>) -> usize {
    pairs.cast_exact::<PyList>().map_or(8, |list| list.len().min(64))
}

/// Iterates as a `for` loop; over a list by index, as its iterator does.
#[inline]
fn each_item<'py>(
    items: &Bound<'py, PyAny>,
    mut each: impl FnMut(Bound<'py, PyAny>) -> PyResult<()>,
) -> PyResult<()> {
    if let Ok(list) = items.cast_exact::<PyList>() {
        let mut index = 0;
        // The length may change during the iteration.
        while index < list.len() {
            let Ok(item) = list.get_item(index) else {
                break;
            };
            each(item)?;
            index += 1;
        }
        return Ok(());
    }
    iterate(items)?.try_for_each(|item| each(item?))
}

/// Unpacks as `a, b = item`.
#[inline]
fn unpack<const N: usize>(item: Bound<'_, PyAny>) -> PyResult<[Bound<'_, PyAny>; N]> {
    let py = item.py();
    let wrong = |count: usize| {
        if item.is_instance_of::<PyString>() || item.is_instance_of::<PyBytes>() {
            let message =
                c"fields must be (name, value) pairs, such as the items() of a dict, not ";
            return error_about::<PyValueError>(message, &item);
        }
        let message = if count > N {
            format!("too many values to unpack (expected {N})")
        } else {
            format!("not enough values to unpack (expected {N}, got {count})")
        };
        error::<PyValueError>(py, &message)
    };
    let parts = iterate(&item)?.take(N + 1).collect::<PyResult<Vec<_>>>()?;
    parts.try_into().map_err(|parts: Vec<_>| wrong(parts.len()))
}

#[pymethods]
impl Headers {
    /// Make a section of ``(raw name, lower-case name, value)`` triples.
    #[new]
    fn from_triples(full_items: &Bound<'_, PyAny>) -> PyResult<Headers> {
        let mut builder = SectionBuilder::default();
        each_item(full_items, |triple| {
            let [raw_name, _, value] = unpack(triple)?;
            push(&mut builder, &raw_name, &value)
        })?;
        Ok(Headers::built(builder))
    }

    fn __len__(&self) -> usize {
        self.inner().index.len()
    }

    fn __bool__(&self) -> bool {
        !self.inner().index.is_empty()
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(self.pairs(py)?.try_iter()?.into_any())
    }

    fn __contains__(&self, item: &Bound<'_, PyAny>) -> PyResult<bool> {
        self.pairs(item.py())?.contains(item)
    }

    fn __getitem__<'py>(&self, index: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let py = index.py();
        let pairs = self.pairs(py)?;
        if let Ok(slice) = index.cast::<PySlice>() {
            let part = pairs.as_any().get_item(slice)?;
            return Ok(part.cast::<PyTuple>()?.as_sequence().to_list()?.into_any());
        }
        pairs.as_any().get_item(index).map_err(|wrong| {
            if wrong.is_instance_of::<PyIndexError>(py) {
                drop_error(py, wrong);
                error::<PyIndexError>(py, "list index out of range")
            } else if index.is_instance_of::<PyString>() || index.is_instance_of::<PyBytes>() {
                drop_error(py, wrong);
                let message = c"headers are a sequence of (name, value) pairs: use get() for ";
                error_about::<PyTypeError>(message, index)
            } else {
                wrong
            }
        })
    }

    fn __eq__<'py>(&self, other: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let py = other.py();
        let theirs = match other.cast::<Headers>() {
            Ok(headers) => headers.get().list(py)?,
            Err(_) => match iterate(other) {
                Ok(items) => py.get_type::<PyList>().call1((items,))?.cast_into()?,
                Err(error) if error.is_instance_of::<PyTypeError>(py) => {
                    return Ok(py.NotImplemented().into_bound(py));
                }
                Err(error) => return Err(error),
            },
        };
        Ok(boolean(py, self.list(py)?.eq(theirs)?))
    }

    fn __reversed__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.list(py)?.call_method0(constants(py)?.names.reversed.bind(py))
    }

    fn __repr__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let list = tuple(py, [self.list(py)?.into_any()])?;
        constants(py)?.names.headers_repr.bind(py).as_any().rem(list)
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyTuple>> {
        let py = slf.py();
        if let Some(rule) = slf.get().section().index.waived() {
            // A copy would not be marked, and could be sent.
            return Err(local_error(py, &Error::Policy(rule, None)));
        }
        let arguments = tuple(py, [slf.get()._full_items(py)?.into_any()])?;
        tuple(py, [slf.get_type().into_any(), arguments.into_any()])
    }

    /// The fields as ``(name, value)`` pairs of bytes with the names in their original
    /// case: a new list (RFC 9110 section 5.1).
    ///
    /// Example:
    ///     >>> headers = h11.EndOfMessage(headers=[("ETag", "1")]).headers
    ///     >>> headers.raw_items(), list(headers)
    ///     ([(b'ETag', b'1')], [(b'etag', b'1')])
    fn raw_items<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let mut pairs = PairFactory::new(py, NameCase::Original)?;
        let pairs = self.section().iter().map(|line| pairs.pair(line));
        list_from(py, self.inner().index.len(), pairs)
    }

    /// The lines that the policy ``"lenient"`` has left out of a received section: a new list
    /// of bytes, empty under any other policy.
    ///
    /// These are lines without a colon, and lines with whitespace before the first field line.
    /// RFC 9112 section 2.2 has recipients reject the latter or ignore them.
    ///
    /// Example:
    ///     >>> client = h11.Connection(h11.CLIENT, policy="lenient")
    ///     >>> client.receive_data(b"HTTP/1.1 200 OK\r\nETag: 1\r\nWarning\r\n\r\n")
    ///     >>> client.next_event().headers.ignored_lines
    ///     [b'Warning']
    #[getter]
    fn ignored_lines<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let lines = list(py)?;
        for line in self.section().ignored_lines() {
            lines.append(new_bytes(py, line)?)?;
        }
        Ok(lines)
    }

    #[getter]
    fn _full_items<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let constants = constants(py)?;
        let triples = self.section().iter().map(|line| {
            let raw = constants.raw_name(py, line.name, line.raw_name)?;
            let lower = constants.lower_name(py, line.name, line.raw_name)?;
            untracked_tuple(py, [raw, lower, new_bytes(py, line.value)?])
        });
        list_from(py, self.inner().index.len(), triples)
    }
}

methods! {
    /// The value of the first field of this name (RFC 9110 section 5.2).
    ///
    /// Args:
    ///     name (str or bytes): the name, in any case.
    ///     default: the value to return if there is no such field.
    ///
    /// Returns:
    ///     bytes, or *default*.
    ///
    /// Example:
    ///     >>> headers = h11.EndOfMessage(headers=[("ETag", "1"), ("etag", "2")]).headers
    ///     >>> headers.get("Etag"), headers.get(b"age"), headers.get("age", b"0")
    ///     (b'1', None, b'0')
    "get" "($self, name, default=None)" => get;

    /// The values of all fields of this name, in order (RFC 9110 section 5.2).
    ///
    /// Args:
    ///     name (str or bytes): the name, in any case.
    ///
    /// Returns:
    ///     A new list of bytes, empty if there is no such field.
    ///
    /// Example:
    ///     >>> headers = h11.EndOfMessage(headers=[("ETag", "1"), ("etag", "2")]).headers
    ///     >>> headers.get_all("etag"), headers.get_all("age")
    ///     ([b'1', b'2'], [])
    "get_all" "($self, name)" => get_all;
}

fn get<'py>(
    this: &Bound<'py, PyAny>,
    arguments: Arguments<'_, 'py>,
) -> PyResult<Bound<'py, PyAny>> {
    let [name] = required(this, &arguments)?;
    let [_, default, ..] = arguments;
    let py = this.py();
    let text = BytesLike::of(name)?;
    match this.cast::<Headers>()?.get().section().named(text.as_bytes()).next() {
        Some(line) => Ok(new_bytes(py, line.value)?.into_any()),
        None => Ok(default.map_or_else(|| py.None().into_bound(py), |it| it.to_owned())),
    }
}

fn get_all<'py>(
    this: &Bound<'py, PyAny>,
    arguments: Arguments<'_, 'py>,
) -> PyResult<Bound<'py, PyAny>> {
    let [name] = required(this, &arguments)?;
    let py = this.py();
    let text = BytesLike::of(name)?;
    let values = list(py)?;
    for line in this.cast::<Headers>()?.get().section().named(text.as_bytes()) {
        values.append(new_bytes(py, line.value)?)?;
    }
    Ok(values.into_any())
}

adapt_new!(Headers, c"full_items");

/// Adds the class to the module.
pub(super) fn add_to(module: &Bound<'_, PyModule>) -> PyResult<()> {
    add_class::<Headers>(module, add_methods)
}
