//! CPython objects below the level of PyO3's safe interface.
//!
//! All unsafe code of the crate is here, behind safe functions; the rest of the crate
//! denies it, and the core forbids it.
#![allow(unsafe_code)]

pub(super) mod arguments;
pub(super) mod call;
pub(super) mod construct;
mod dealloc;
pub(super) mod exclusive;
pub(super) mod interpreter;
pub(super) mod leaf;
pub(super) mod new;
pub(super) mod originals;
pub(super) mod raise;
pub(super) mod shared_bytes;
pub(super) mod slots;
pub(super) mod whole;
