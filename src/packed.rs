//! Storage of numbers of more than 64 bits.

/// A 128-bit number aligned to 8 bytes instead of 16. With the alignment of `u128`, the tag of
/// each enum that contains such a number takes 16 bytes, which makes the enum slower to copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(C, packed(8))]
pub struct Packed<T: Copy>(T);

impl<T: Copy> Packed<T> {
    /// The number.
    #[inline]
    pub fn get(self) -> T {
        self.0
    }
}

impl<T: Copy> From<T> for Packed<T> {
    #[inline]
    fn from(number: T) -> Packed<T> {
        Packed(number)
    }
}
