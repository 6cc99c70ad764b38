//! Heads, trailers and chunks as bytes to send.

mod encoders;
mod round_trips;
