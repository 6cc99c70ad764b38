//! The text of the method of this cycle's request.

use crate::alloc::try_to_vec;
use crate::error::Result;

/// The largest method that is stored without an allocation, in bytes.
const SHORT: usize = 15;

/// A method. Nearly all are short and need no allocation.
#[derive(Debug, Clone, Default)]
pub(super) struct MethodText {
    len: u8,
    short: [u8; SHORT],
    /// A longer method; empty if it is short.
    long: Vec<u8>,
}

impl MethodText {
    /// Replaces the method.
    #[inline]
    pub(super) fn set(&mut self, method: &[u8]) -> Result<()> {
        match self.short.get_mut(..method.len()) {
            Some(place) => {
                place.copy_from_slice(method);
                self.len = method.len() as u8;
                if !self.long.is_empty() {
                    self.long = Vec::new();
                }
                Ok(())
            }
            None => {
                self.long = try_to_vec(method)?;
                Ok(())
            }
        }
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        if self.long.is_empty() {
            self.short.get(..self.len.into()).unwrap_or_default()
        } else {
            &self.long
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_of_any_length() {
        let mut text = MethodText::default();
        let long = [b'A'; SHORT + 1];
        for method in [b"GET".as_slice(), b"", &long, b"PROPFIND", &[b'B'; SHORT], &[b'C'; 1000]] {
            text.set(method).unwrap();
            assert_eq!(text.as_bytes(), method);
        }
    }
}
