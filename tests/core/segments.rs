//! Bytes cut into segments.

use proptest::collection::vec;
use proptest::prelude::*;

/// Every way to cut `bytes` in two, an empty segment left out.
pub(crate) fn in_two(bytes: &[u8]) -> impl Iterator<Item = Vec<&[u8]>> {
    (0..bytes.len()).map(|at| segments(bytes, &[at]))
}

/// Each byte by itself.
pub(crate) fn single_bytes(bytes: &[u8]) -> Vec<&[u8]> {
    bytes.chunks(1).collect()
}

/// The segments between the places `at`, in whatever order those are given;
/// places past the end wrap around.
pub(crate) fn segments<'a>(bytes: &'a [u8], at: &[usize]) -> Vec<&'a [u8]> {
    let mut places: Vec<usize> = at.iter().map(|place| place % (bytes.len() + 1)).collect();
    places.extend([0, bytes.len()]);
    places.sort_unstable();
    let between = places.windows(2).map(|pair| &bytes[pair[0]..pair[1]]);
    between.filter(|segment| !segment.is_empty()).collect()
}

/// Places to cut at, for [`segments`].
pub(crate) fn places() -> impl Strategy<Value = Vec<usize>> {
    vec(any::<usize>(), 0..12)
}
