//! Copies that may fail.
//!
//! The peer or the program determines how much of a message is kept. Without memory for it,
//! these functions return an error, where Rust's own would abort the process.

use std::collections::TryReserveError;

use crate::work;

type Result<T> = std::result::Result<T, TryReserveError>;

/// A copy of `bytes`.
pub(crate) fn try_to_vec(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut copied = Vec::new();
    copied.try_reserve_exact(bytes.len())?;
    copied.extend_from_slice(work::count_copy(bytes));
    Ok(copied)
}

/// Reserves capacity for this many more bytes.
#[inline]
pub(crate) fn try_reserve(bytes: &mut Vec<u8>, more: usize) -> Result<()> {
    let capacity = bytes.capacity();
    bytes.try_reserve(more)?;
    work::count_growth(capacity, bytes);
    Ok(())
}

/// Appends a copy of `part`.
#[inline]
pub(crate) fn try_extend(bytes: &mut Vec<u8>, part: &[u8]) -> Result<()> {
    try_reserve(bytes, part.len())?;
    bytes.extend_from_slice(work::count_copy(part));
    Ok(())
}

/// Appends copies of all `parts`.
#[inline]
pub(crate) fn try_concat<const N: usize>(bytes: &mut Vec<u8>, parts: [&[u8]; N]) -> Result<()> {
    try_reserve(bytes, parts.iter().map(|part| part.len()).sum())?;
    for part in parts {
        bytes.extend_from_slice(work::count_copy(part));
    }
    Ok(())
}

/// Appends an item.
#[inline]
pub(crate) fn try_push<T>(items: &mut Vec<T>, item: T) -> Result<()> {
    items.try_reserve(1)?;
    items.push(item);
    Ok(())
}
