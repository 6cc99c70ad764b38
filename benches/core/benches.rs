//! The core alone, without Python: what a head, a piece of content and an answer
//! cost it. Heads are also read by httparse, which checks less and keeps less, for
//! an idea of what is possible.

mod content;
mod heads;
mod messages;
mod sending;

use std::time::Duration;

use divan::Divan;

fn main() {
    Divan::default().min_time(Duration::from_millis(250)).config_with_args().main();
}
