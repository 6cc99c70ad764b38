//! The pairs that `Headers` consists of.
//!
//! Peers say much the same in message after message: `accept: */*`, `server: nginx`.
//! Pairs that were made of such fields lately are kept and given out once more, since
//! to compare two texts is far less work than to make three objects and to let go of
//! them. Only fields of known names are kept, without those in [`NEVER_CACHED`], and
//! never more than [`PLACES`] pairs, of values of up to [`LONGEST`] bytes.

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyTuple};

use crate::fields::{FieldLine, FieldName, KNOWN, TextKey};
use crate::python::constants::{Constants, constants};
use crate::python::object::exclusive::{Exclusive, Guard};
use crate::python::object::new::{bytes, leaf_tuple};

/// How many pairs are kept.
const PLACES: usize = 512;

/// The longest value that is kept, in bytes. Browsers' `accept` has 135.
const LONGEST: usize = 160;

/// The known names whose pairs are never kept: values that may be private, which a program
/// puts tokens into, or that differ from message to message.
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

/// Whether pairs of a known name, by its number, are kept. Who adds a known name decides on
/// which side it belongs, or this does not compile.
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

/// Each pair has one place, by its hash; the latest stays.
type Kept = [Option<Py<PyTuple>>; PLACES];

/// (A process forked while another thread makes pairs will never get hold of it, and
/// makes all pairs anew.)
static KEPT: Exclusive<Kept> = Exclusive::new([const { None }; PLACES]);

/// How names are spelled.
#[derive(Clone, Copy)]
pub(super) enum Spelling {
    LowerCase,
    AsOnTheWire,
}

/// Makes pairs.
pub(super) struct Pairs<'py> {
    py: Python<'py>,
    constants: &'static Constants,
    spelling: Spelling,
    /// None while somebody else uses it, and without the GIL, where threads that count
    /// references to the same objects would slow each other down.
    kept: Option<Guard<'static, Kept>>,
}

impl<'py> Pairs<'py> {
    pub(super) fn spelled(py: Python<'py>, spelling: Spelling) -> PyResult<Pairs<'py>> {
        let kept = if cfg!(Py_GIL_DISABLED) { None } else { KEPT.try_lock(py).ok() };
        Ok(Pairs { py, constants: constants(py)?, spelling, kept })
    }

    /// The pair of a field.
    #[inline]
    pub(super) fn pair(&mut self, line: FieldLine<'_>) -> PyResult<Bound<'py, PyTuple>> {
        let is_kept = is_cacheable(line.name) && line.value.len() <= LONGEST;
        let place = match (is_kept, &mut self.kept) {
            (true, Some(kept)) => kept.get_mut(place_of(line, self.spelling)),
            _ => None,
        };
        let Some(place) = place else {
            return new_pair(self.py, self.constants, self.spelling, line);
        };
        if let Some(pair) = place.as_ref().map(|pair| pair.bind(self.py))
            && is_pair_of(pair, self.constants, self.spelling, line)
        {
            return Ok(pair.clone());
        }
        let pair = new_pair(self.py, self.constants, self.spelling, line)?;
        let before = place.replace(pair.clone().unbind());
        drop(before.map(|before| before.into_bound(self.py)));
        Ok(pair)
    }
}

#[inline]
fn is_cacheable(name: FieldName) -> bool {
    IS_CACHEABLE.get(name.index()).is_some_and(|&cacheable| cacheable)
}

/// Where the pair of a field is kept: what its value begins with, ends with, and has in
/// the middle, where the names of browsers differ, are mixed by a product of 128 bits.
#[inline]
fn place_of(line: FieldLine<'_>, spelling: Spelling) -> usize {
    let value = line.value;
    let ends = TextKey::of(value).unwrap_or_default();
    let middle = match value.split_at(value.len() / 2).1.first_chunk() {
        Some(middle) => u64::from_le_bytes(*middle),
        None => 0,
    };
    let salt = (value.len() << 16 | line.name.index() << 1 | spelling as usize) as u64;
    let product = u128::from(ends.first ^ salt ^ 0x9e37_79b9_7f4a_7c15)
        * u128::from(ends.last ^ middle.rotate_left(32) ^ 0xd1b5_4a32_d192_ed03);
    (product as u64 ^ (product >> 64) as u64) as usize % PLACES
}

#[inline]
fn is_pair_of(
    pair: &Bound<'_, PyTuple>,
    constants: &Constants,
    spelling: Spelling,
    line: FieldLine<'_>,
) -> bool {
    let is = |object: &Bound<'_, PyAny>, text: &[u8]| {
        object.cast_exact::<PyBytes>().is_ok_and(|object| object.as_bytes() == text)
    };
    let [name, value] = pair.as_slice() else { return false };
    is(value, line.value)
        && match spelling {
            Spelling::LowerCase => {
                constants.known_name(line.name).is_some_and(|known| known.is(name))
            }
            Spelling::AsOnTheWire => is(name, line.raw_name),
        }
}

fn new_pair<'py>(
    py: Python<'py>,
    constants: &Constants,
    spelling: Spelling,
    line: FieldLine<'_>,
) -> PyResult<Bound<'py, PyTuple>> {
    let name = match spelling {
        Spelling::LowerCase => constants.lower_name(py, line.name, line.raw_name)?,
        Spelling::AsOnTheWire => constants.raw_name(py, line.name, line.raw_name)?,
    };
    leaf_tuple(py, [name, bytes(py, line.value)?])
}
