//! CPython objects below the level of PyO3's safe interface.
//!
//! All unsafe code of the crate is here, behind safe functions; the rest of the crate
//! denies it, and the core forbids it.
#![allow(unsafe_code)]

pub(super) mod arguments;
mod dealloc;
pub(super) mod exclusive;
pub(super) mod interpreter;
pub(super) mod slots;
