//! How property tests are run.

use proptest::prelude::ProptestConfig;

/// The given number of random cases, different each time. A failure shows the smallest input; it
/// belongs in a test of its own, not in a file of seeds.
pub(crate) fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}
