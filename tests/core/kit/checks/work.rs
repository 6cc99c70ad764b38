//! How much work there may be.
//!
//! The core counts each byte once for each loop that examines or moves it (see
//! `src/work.rs`). What can happen to one received byte, at worst:
//!
//! | what                                                            | times |
//! |-----------------------------------------------------------------|-------|
//! | copied into the buffer; moved as that grows, or is tidied up     | 4     |
//! | searched for the end of a section, two bytes of it over again    | 3     |
//! | in a field: its line found, its value trimmed and looked through | 3     |
//! | in a list: commas found, members split, trimmed, compared        | 4     |
//! | the last two once more, where a field cannot be pointed at       | 7     |
//! | folds found and joined, the joined line growing                  | 5     |
//! | copied again as the block grows; or quoted in an error           | 3     |
//!
//! That makes 29; short lines cost a little more than their bytes, since each
//! has two ends to look at, and a `": "` and a CRLF of its own.

use h11::work;

/// For each byte received.
const PER_BYTE: u64 = 32;
/// For each time that the next event is asked for: the last bytes are looked at
/// again, as they may begin the end of a section, and so are the first digits of
/// a chunk size.
const PER_CALL: u64 = 20;

/// What `act` returns, and the work it took.
pub(crate) fn counted<T>(act: impl FnOnce() -> T) -> (T, u64) {
    work::reset();
    let result = act();
    (result, work::total())
}

/// Checks `total` against the number of received bytes and of calls of `next_event`.
pub(crate) fn assert_linear(total: u64, bytes: usize, calls: usize) {
    let allowed = PER_BYTE * bytes as u64 + PER_CALL * calls as u64;
    assert!(total <= allowed, "{bytes} bytes and {calls} calls took {total}, {allowed} allowed");
}
