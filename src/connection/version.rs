//! HTTP versions.

use crate::error::{Error, Result};

/// HTTP versions are compared as text, as h11 does.
pub fn is_pre_http_1_1(version: &[u8]) -> bool {
    version < b"1.1".as_slice()
}

/// Older versions are understood, not spoken.
pub fn require_http_1_1(version: &[u8]) -> Result<()> {
    match version {
        b"1.1" => Ok(()),
        _ => Err(Error::VersionNotSendable),
    }
}
