//! The inputs that fuzzing keeps, each checked as the fuzz targets check it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::checks::{bodies, connections, heads, policies, round_trips};

/// The inputs kept for a target.
fn seeds(target: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let mut seeds: Vec<_> =
        fs::read_dir(folder).unwrap().map(|seed| seed.unwrap().path()).collect();
    seeds.sort();
    seeds
}

fn replay(target: &str, check: fn(&[u8])) {
    let seeds = seeds(target);
    assert!(seeds.len() >= 20, "{target} has lost its seeds");
    for seed in seeds {
        // Shown only if the check fails.
        println!("{}", seed.display());
        check(&fs::read(&seed).unwrap());
    }
}

#[test]
fn heads_hold() {
    replay("heads", heads);
}

#[test]
fn bodies_hold() {
    replay("bodies", bodies);
}

#[test]
fn connections_hold() {
    replay("connections", connections);
}

#[test]
fn policies_hold() {
    replay("policies", policies);
    // Any head is something to judge.
    replay("heads", policies);
}

#[test]
fn round_trips_hold() {
    replay("round_trips", round_trips);
}
