//! What holds for every input. Each target is a function that takes one input,
//! as [`input`] describes it, and panics if something does not hold.
//!
//! ```text
//! heads          a head of any kind, received under any size limit
//! bodies         content of each framing, after a head that says which
//! connections    two ends, anything done with them in any order
//! policies       what one end receives, under each policy
//! round_trips    a message written by one end and read by the other
//! ```

mod bodies;
mod connections;
mod decoder;
mod heads;
mod input;
mod meaning;
mod policies;
mod recording;
mod round_trips;
mod segmentation;
mod texts;
mod work;

pub use bodies::bodies;
pub use connections::connections;
pub use heads::heads;
pub use policies::policies;
pub use round_trips::round_trips;
