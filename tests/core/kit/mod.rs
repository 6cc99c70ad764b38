//! What the tests of the core share with the fuzz targets: one end of a connection as a program
//! uses it, field sections, conversations as text, and what holds for every input.

#[cfg(feature = "count-work")]
pub mod checks;
pub mod endpoint;
pub mod fields;
pub mod transcript;
