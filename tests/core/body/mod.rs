//! Content: framing, chunks, and how much of it.

mod chunk_boundaries;
mod chunk_overhead;
mod framing_selection;
mod readers;
mod writers;
