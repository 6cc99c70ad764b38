//! The text of the method of this cycle's request.

use crate::alloc::try_to_vec;
use crate::error::Result;

/// The largest method that is stored without an allocation, in bytes.
const SHORT: usize = 15;

/// A method. Nearly all are short and need no allocation.
#[derive(Debug, Clone)]
pub(super) enum MethodText {
    Short { len: u8, text: [u8; SHORT] },
    Long(Vec<u8>),
}

impl Default for MethodText {
    #[inline]
    fn default() -> MethodText {
        MethodText::Short { len: 0, text: [0; SHORT] }
    }
}

impl MethodText {
    /// Replaces the method.
    #[inline]
    pub(super) fn set(&mut self, method: &[u8]) -> Result<()> {
        if method.len() > SHORT {
            *self = MethodText::Long(try_to_vec(method)?);
            return Ok(());
        }
        if let MethodText::Long(_) = self {
            *self = MethodText::default();
        }
        if let MethodText::Short { len, text } = self
            && let Some(place) = text.get_mut(..method.len())
        {
            place.copy_from_slice(method);
            *len = method.len() as u8;
        }
        Ok(())
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        match self {
            MethodText::Short { len, text } => text.get(..(*len).into()).unwrap_or_default(),
            MethodText::Long(text) => text,
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
