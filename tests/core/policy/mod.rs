//! The policies and their limits.

mod lenient;
mod limits;
mod strict;
