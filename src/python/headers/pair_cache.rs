//! The pairs of name and value that `Headers` consists of, and a cache for them.
//!
//! Peers repeat fields from message to message: `accept: */*`, `server: nginx`. Comparing two
//! texts is much cheaper than creating and releasing three objects, so recent pairs of known
//! names are cached, except for the names in [`NEVER_CACHED`]: at most [`CACHE_SLOTS`] pairs,
//! with values of at most [`MAX_CACHED_VALUE`] bytes.

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyTuple};

use crate::fields::{FieldLine, FieldName, KNOWN, TextKey};
use crate::python::constants::{Constants, constants};
use crate::python::object::exclusive::{Exclusive, Guard};
use crate::python::object::new::{new_bytes, untracked_tuple};

/// How many pairs are cached.
const CACHE_SLOTS: usize = 512;

/// The longest value that is cached, in bytes. Browsers' `accept` has 135.
const MAX_CACHED_VALUE: usize = 160;

/// The known names whose pairs are never cached: values that may be private, into which
/// programs put tokens, or that differ from message to message.
const NEVER_CACHED: [&str; 33] = [
    "age",
    "authorization",
    "cdn-loop",
    "cf-connecting-ip",
    "cf-ray",
    "content-disposition",
    "content-location",
    "content-range",
    "content-security-policy",
    "cookie",
    "etag",
    "expires",
    "forwarded",
    "from",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "last-modified",
    "link",
    "location",
    "proxy-authorization",
    "range",
    "referer",
    "sec-websocket-accept",
    "sec-websocket-key",
    "sec-websocket-protocol",
    "set-cookie",
    "www-authenticate",
    "x-forwarded-for",
    "x-real-ip",
    "x-request-id",
];

/// Whether pairs of a known name, by its number, are cached. The assertion fails to compile
/// after a name has been added to [`KNOWN`], until somebody decides whether it belongs in
/// [`NEVER_CACHED`] and updates the count.
#[allow(clippy::indexing_slicing)] // while compiling
static IS_CACHEABLE: [bool; KNOWN.len()] = {
    assert!(KNOWN.len() - NEVER_CACHED.len() == 55);
    let mut is_cacheable = [true; KNOWN.len()];
    let mut i = 0;
    while i < NEVER_CACHED.len() {
        let mut index = 0;
        while !is_same(KNOWN[index], NEVER_CACHED[i]) {
            index += 1;
        }
        is_cacheable[index] = false;
        i += 1;
    }
    is_cacheable
};

#[allow(clippy::indexing_slicing)] // while compiling
const fn is_same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut i = 0;
    while i < one.len() && i < other.len() && one[i] == other[i] {
        i += 1;
    }
    i == one.len() && i == other.len()
}

/// Each pair has one slot, by its hash; a later one replaces it.
type Cache = [Option<Py<PyTuple>>; CACHE_SLOTS];

/// A process that was forked while another thread had the lock never acquires it, and creates
/// all pairs itself.
static CACHE: Exclusive<Cache> = Exclusive::new([const { None }; CACHE_SLOTS]);

/// How names are written.
#[derive(Clone, Copy)]
pub(super) enum NameCase {
    LowerCase,
    Original,
}

/// Creates pairs, or returns cached ones.
pub(super) struct PairFactory<'py> {
    py: Python<'py>,
    constants: &'static Constants,
    case: NameCase,
    /// None while another caller has the lock. Also None without the GIL, where threads that
    /// count references to the same objects slow each other down.
    cache: Option<Guard<'static, Cache>>,
}

impl<'py> PairFactory<'py> {
    pub(super) fn new(py: Python<'py>, case: NameCase) -> PyResult<PairFactory<'py>> {
        let cache = if cfg!(Py_GIL_DISABLED) { None } else { CACHE.try_lock(py).ok() };
        Ok(PairFactory { py, constants: constants(py)?, case, cache })
    }

    /// The pair of a field.
    #[inline]
    pub(super) fn pair(&mut self, line: FieldLine<'_>) -> PyResult<Bound<'py, PyTuple>> {
        let is_cached = is_cacheable(line.name) && line.value.len() <= MAX_CACHED_VALUE;
        let place = match (is_cached, &mut self.cache) {
            (true, Some(cache)) => cache.get_mut(slot_for(line, self.case)),
            _ => None,
        };
        let Some(place) = place else {
            return new_pair(self.py, self.constants, self.case, line);
        };
        if let Some(pair) = place.as_ref().map(|pair| pair.bind(self.py))
            && is_pair_of(pair, self.constants, self.case, line)
        {
            return Ok(pair.clone());
        }
        let pair = new_pair(self.py, self.constants, self.case, line)?;
        let before = place.replace(pair.clone().unbind());
        drop(before.map(|before| before.into_bound(self.py)));
        Ok(pair)
    }
}

#[inline]
fn is_cacheable(name: FieldName) -> bool {
    IS_CACHEABLE.get(name.index()).is_some_and(|&cacheable| cacheable)
}

/// The slot of the pair of a field: a hash of the first, middle and last bytes of its value,
/// mixed by a 128-bit product. (User agents differ in the middle.)
#[inline]
fn slot_for(line: FieldLine<'_>, case: NameCase) -> usize {
    let value = line.value;
    let ends = TextKey::of(value).unwrap_or_default();
    let middle = match value.split_at(value.len() / 2).1.first_chunk() {
        Some(middle) => u64::from_le_bytes(*middle),
        None => 0,
    };
    let salt = (value.len() << 16 | line.name.index() << 1 | case as usize) as u64;
    let product = u128::from(ends.first ^ salt ^ 0x9e37_79b9_7f4a_7c15)
        * u128::from(ends.last ^ middle.rotate_left(32) ^ 0xd1b5_4a32_d192_ed03);
    (product as u64 ^ (product >> 64) as u64) as usize % CACHE_SLOTS
}

#[inline]
fn is_pair_of(
    pair: &Bound<'_, PyTuple>,
    constants: &Constants,
    case: NameCase,
    line: FieldLine<'_>,
) -> bool {
    let is = |object: &Bound<'_, PyAny>, text: &[u8]| {
        object.cast_exact::<PyBytes>().is_ok_and(|object| object.as_bytes() == text)
    };
    let [name, value] = pair.as_slice() else { return false };
    is(value, line.value)
        && match case {
            NameCase::LowerCase => {
                constants.known_name(line.name).is_some_and(|known| known.is(name))
            }
            NameCase::Original => is(name, line.raw_name),
        }
}

fn new_pair<'py>(
    py: Python<'py>,
    constants: &Constants,
    case: NameCase,
    line: FieldLine<'_>,
) -> PyResult<Bound<'py, PyTuple>> {
    let name = match case {
        NameCase::LowerCase => constants.lower_name(py, line.name, line.raw_name)?,
        NameCase::Original => constants.raw_name(py, line.name, line.raw_name)?,
    };
    untracked_tuple(py, [name, new_bytes(py, line.value)?])
}
