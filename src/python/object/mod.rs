//! CPython objects below PyO3's safe interface.
//!
//! All unsafe code of the crate is here, behind safe functions. The rest of `python` denies it,
//! and the core forbids it.
#![allow(unsafe_code)]

pub(super) mod arguments;
pub(super) mod call;
pub(super) mod construct;
mod dealloc;
pub(super) mod exclusive;
pub(super) mod interpreter;
pub(super) mod leaf;
pub(super) mod maybe_zeroed;
pub(super) mod new;
pub(super) mod originals;
pub(super) mod raise;
pub(super) mod shared_bytes;
pub(super) mod slots;
